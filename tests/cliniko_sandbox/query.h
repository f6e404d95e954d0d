#ifndef FRONTDESK_TESTS_CLINIKO_SANDBOX_QUERY_H_
#define FRONTDESK_TESTS_CLINIKO_SANDBOX_QUERY_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

namespace frontdesk::sandbox {

// The part of a URL after "?", decoded, in the order in which it was sent: names may repeat
// ("q[]").
class Query {
 public:
  Query() = default;
  explicit Query(absl::string_view raw);

  // The first value of `name`.
  std::optional<std::string> Get(absl::string_view name) const;

  // The filters: every value of "q[]" and "q".
  std::vector<std::string> Filters() const;

  // The query again, percent-encoded, with `page` as its page number.
  std::string WithPage(int page) const;

 private:
  std::vector<std::pair<std::string, std::string>> pairs_;
};

std::string PercentDecode(absl::string_view text);
std::string PercentEncode(absl::string_view text);

}  // namespace frontdesk::sandbox

#endif  // FRONTDESK_TESTS_CLINIKO_SANDBOX_QUERY_H_
