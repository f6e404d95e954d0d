#ifndef FRONTDESK_LIBS_CLINIKO_JSON_ROW_H_
#define FRONTDESK_LIBS_CLINIKO_JSON_ROW_H_

#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/cliniko/types.h"
#include "nlohmann/json_fwd.hpp"

namespace frontdesk::cliniko {

using Json = nlohmann::json;

// Reads an answer's body. Fails with kMalformedAnswer for what is not JSON, not UTF-8 or nested
// deeper than any answer of Cliniko's.
absl::StatusOr<Json> ParseJson(absl::string_view text);

// An id as Cliniko sends it: a string of 1 to 20 digits or, from older accounts, an integer. Empty
// for anything else, a floating-point number above all: it would be some other record's id.
std::string IdOf(const Json& value);

// 1 to 20 digits.
bool IsId(absl::string_view text);

// The id at the end of a resource's link, before any query; empty where there is none. Of a link
// only this is used: in what comes before it Cliniko's links are inconsistent.
std::string IdOfLink(absl::string_view link);

// Text for a request's body; bytes that are not UTF-8 become U+FFFD.
std::string DumpJson(const Json& json);

// An instant: "2026-04-09T14:45:00Z", also with a fraction or an offset.
std::optional<absl::Time> ParseInstant(absl::string_view text);

// Reads the fields of one resource and remembers the first that is not what it must be. Absent,
// null and of another type are the same for whatever is optional; unknown fields are not looked at.
// Source: contract/cliniko.md, section 4.
class JsonRow {
 public:
  // `row` must outlive the object.
  explicit JsonRow(const Json& row);

  std::string Id();                     // required
  absl::Time Instant(const char* key);  // required
  int RequiredNumber(const char* key);
  std::string RequiredLinkId(const char* key);
  std::optional<absl::Time> OptionalInstant(const char* key);  // "" is none
  // The first of `keys` that has one.
  std::optional<absl::Time> FirstInstant(std::initializer_list<const char*> keys);
  std::string Text(const char* key) const;
  std::string TextId(const char* key) const;  // an id in a field of its own
  // The id at the end of the relation's link. Empty where it is omitted, null or {}.
  std::string LinkId(const char* key) const;
  std::string Link(const char* key) const;
  bool Flag(const char* key, bool otherwise) const;
  std::optional<bool> OptionalFlag(const char* key) const;
  std::optional<int> Number(const char* key) const;  // a string of digits counts
  std::optional<absl::CivilDay> Day(const char* key) const;
  ZoneName Zone() const;
  // The member of that name if it is an object, an array; an empty one otherwise.
  const Json& Object(const char* key) const;
  const Json& Array(const char* key) const;

  // `value`, or kMalformedAnswer with the name of the first wrong field.
  template <typename T>
  absl::StatusOr<T> Done(T value) const {
    if (wrong_ != nullptr) return Malformed();
    return value;
  }

 private:
  const Json* Find(const char* key) const;
  void Wrong(const char* key);
  absl::Status Malformed() const;

  const Json& row_;
  const char* wrong_ = nullptr;
};

}  // namespace frontdesk::cliniko

#endif  // FRONTDESK_LIBS_CLINIKO_JSON_ROW_H_
