#include "tests/cliniko_sandbox/phone.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace frontdesk::sandbox {
namespace {

struct NumberingPlan {
  const char* country_code;
  const char* calling_code;
  const char* trunk_prefix;
  const char* international_prefix;
  size_t national_digits;  // with which a number without any prefix is complete; 0: varies
};

constexpr NumberingPlan kPlans[] = {
    {"AU", "61", "0", "0011", 0}, {"NZ", "64", "0", "00", 0},  {"GB", "44", "0", "00", 0},
    {"IE", "353", "0", "00", 0},  {"US", "1", "1", "011", 10}, {"CA", "1", "1", "011", 10},
};

}  // namespace

std::string NormalizePhone(absl::string_view number, absl::string_view country_code) {
  const bool international = absl::StartsWith(absl::StripLeadingAsciiWhitespace(number), "+");
  std::string digits;
  for (const char c : number) {
    if (absl::ascii_isdigit(c)) digits.push_back(c);
  }
  if (international || digits.empty()) return digits;
  for (const NumberingPlan& plan : kPlans) {
    if (country_code != plan.country_code) continue;
    absl::string_view rest = digits;
    if (absl::ConsumePrefix(&rest, plan.international_prefix)) return std::string(rest);
    if (plan.national_digits == digits.size()) return absl::StrCat(plan.calling_code, digits);
    if (plan.national_digits == 0 && absl::StartsWith(rest, plan.calling_code)) return digits;
    absl::ConsumePrefix(&rest, plan.trunk_prefix);
    return absl::StrCat(plan.calling_code, rest);
  }
  return digits;
}

}  // namespace frontdesk::sandbox
