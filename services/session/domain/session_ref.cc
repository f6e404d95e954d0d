#include "services/session/domain/session_ref.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"

namespace frontdesk {
namespace {

constexpr std::size_t kShortestMachineMadeId = 16;

bool HasLetterAndDigit(const std::string& text) {
  return std::any_of(text.begin(), text.end(), absl::ascii_isalpha) &&
         std::any_of(text.begin(), text.end(), absl::ascii_isdigit);
}

}  // namespace

bool IdentifiesCaller(const SessionRef& session) {
  if (session.phone.has_value()) return true;
  const std::string& id = session.id.value();
  return id.size() >= kShortestMachineMadeId && HasLetterAndDigit(id);
}

bool IsSessionId(absl::string_view text) {
  return !text.empty() && text.size() <= kLongestSessionId &&
         std::none_of(text.begin(), text.end(), absl::ascii_iscntrl);
}

bool StandsForWithheld(absl::string_view phone) {
  constexpr absl::string_view kSpelled[] = {
      "266696687",    // ANONYMOUS
      "7378742833",   // RESTRICTED
      "2562533",      // BLOCKED
      "8656696",      // UNKNOWN
      "86282452253",  // UNAVAILABLE
  };
  const absl::string_view digits = absl::StripPrefix(phone, "+");
  return std::find(std::begin(kSpelled), std::end(kSpelled), digits) != std::end(kSpelled);
}

}  // namespace frontdesk
