#include "gateway/speech/next_hint.h"

#include <regex>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"
#include "libs/status/domain_error.h"

namespace frontdesk::gateway {
namespace {

std::vector<std::string> AllHints() {
  std::vector<std::string> hints;
  for (int told = 0; told <= static_cast<int>(Told::kCancelled); ++told) {
    hints.emplace_back(NextHint(static_cast<Told>(told)));
  }
  for (const ErrorRow& row : ErrorTable()) hints.emplace_back(NextHint(row.error));
  return hints;
}

TEST(NextHint, IsSetForWhateverHappens) {
  for (const ErrorRow& row : ErrorTable()) {
    EXPECT_NE(NextHint(row.error), "Say the message to the caller.") << row.webhook_code;
  }
  for (const std::string& hint : AllHints()) {
    EXPECT_GT(hint.size(), 20u) << hint;
    EXPECT_LE(hint.size(), 300u) << hint;
    EXPECT_TRUE(absl::EndsWith(hint, ".")) << hint;
  }
}

// A model calls what it is told to: a tool that does not exist would be a dead end. The names are
// those of contract/webhooks.md, section 1.1, which deploy/elevenlabs has too.
TEST(NextHint, NamesOnlyToolsAndFieldsThatThereAre) {
  const std::set<std::string> known = {"location_resolver",
                                       "confirm_location",
                                       "get_location_practitioners",
                                       "availability_checker",
                                       "find_next_available",
                                       "get_available_practitioners",
                                       "get_practitioner_services",
                                       "get_practitioner_info",
                                       "appointment_handler",
                                       "cancel_appointment",
                                       "business_id",
                                       "slot_details",
                                       "missing_fields"};
  static const std::regex name("[a-z]+(_[a-z]+)+");
  for (const std::string& hint : AllHints()) {
    for (std::sregex_iterator word(hint.begin(), hint.end(), name), end; word != end; ++word) {
      EXPECT_TRUE(known.contains(word->str())) << hint;
    }
  }
}

TEST(NextHint, SaysThatNothingIsBookedWhereAModelMightThinkSo) {
  for (const DomainError error :
       {DomainError::kTimeNotAvailable, DomainError::kSlotTaken, DomainError::kBookingFailed}) {
    EXPECT_TRUE(absl::StrContains(NextHint(error), "Nothing is booked"));
  }
}

}  // namespace
}  // namespace frontdesk::gateway
