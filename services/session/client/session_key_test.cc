#include "services/session/client/session_key.h"

#include <gtest/gtest.h>

#include <optional>

#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"

namespace frontdesk {
namespace {

const Clinic kHarbour = {.id = ClinicId("3f2c8f0e-0000-4000-8000-000000000001"), .country = "AU"};
const Clinic kOther = {.id = ClinicId("3f2c8f0e-0000-4000-8000-000000000002"), .country = "AU"};

TEST(SessionKey, IsTheSameHoweverThePhoneIsWritten) {
  EXPECT_EQ(SessionKey(kHarbour, {.session_id = "1", .phone = "0491 570 006"}),
            SessionKey(kHarbour, {.session_id = "1", .phone = "+61491570006"}));
}

TEST(SessionKey, IsAnotherOneForAnotherCallCallerOrClinic) {
  const Caller caller = {.session_id = "1", .phone = "+61491570006"};
  const auto key = SessionKey(kHarbour, caller);

  ASSERT_NE(key, std::nullopt);
  EXPECT_NE(key, SessionKey(kHarbour, {.session_id = "2", .phone = caller.phone}));
  EXPECT_NE(key, SessionKey(kHarbour, {.session_id = "1", .phone = "+61491570156"}));
  EXPECT_NE(key, SessionKey(kOther, caller));
}

// Otherwise the next caller would be sent to the place of the one before.
TEST(SessionKey, IsNoneWhereNothingTellsWhoseCallItIs) {
  EXPECT_EQ(SessionKey(kHarbour, {.session_id = "1", .phone = "anonymous"}), std::nullopt);
  EXPECT_NE(SessionKey(kHarbour, {.session_id = "conv_0123456789abcdef", .phone = ""}),
            std::nullopt);
}

}  // namespace
}  // namespace frontdesk
