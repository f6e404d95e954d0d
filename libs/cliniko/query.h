#ifndef FRONTDESK_LIBS_CLINIKO_QUERY_H_
#define FRONTDESK_LIBS_CLINIKO_QUERY_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace frontdesk::cliniko {

// Everything but letters, digits and -._~ as %XX.
std::string PercentEncode(absl::string_view text);

// As Cliniko wants instants: "2026-04-09T14:45:00Z", the fraction cut off.
std::string FormatInstant(absl::Time instant);
std::string FormatDay(absl::CivilDay day);

// The path of a request with its parameters. Source: contract/cliniko.md, section 7.
class Query {
 public:
  // `path` is encoded already.
  explicit Query(absl::string_view path) : target_(path) {}

  Query& Param(absl::string_view name, absl::string_view value);
  // q[]=FIELD:OPERATORVALUE. Several hold together.
  Query& Filter(absl::string_view field, absl::string_view op_and_value);
  // Reads "all from `instant` on" or, for `op` "<", "all before": an instant between two seconds is
  // rounded so that no row is missed.
  Query& Filter(absl::string_view field, absl::string_view op, absl::Time instant);
  // Shows the records that lists hide.
  Query& ShowHidden(absl::string_view field) { return Filter(field, "*"); }

  const std::string& target() const { return target_; }

 private:
  std::string target_;
  bool has_parameters_ = false;
};

}  // namespace frontdesk::cliniko

#endif  // FRONTDESK_LIBS_CLINIKO_QUERY_H_
