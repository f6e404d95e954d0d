#include "services/session/domain/session_ref.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "libs/domain/ids.h"
#include "libs/phone/phone_number.h"

namespace frontdesk {
namespace {

const ClinicId kClinic("3f2c8f0e-0000-4000-8000-000000000001");

PhoneNumber Phone(const std::string& e164) { return *ParsePhone(e164, "AU"); }

TEST(SessionRef, IdentifiesTheOwnerOfAPhoneWhateverTheId) {
  EXPECT_TRUE(IdentifiesCaller({kClinic, SessionId("1"), Phone("+61400000001")}));
}

TEST(SessionRef, IdentifiesACallerWithoutPhoneByAMachineMadeId) {
  for (const std::string id :
       {"conv_01jzexample0000000000000000", "6f1c1b1e-7d5c-4f0a-9a57-000000000001",
        "CA0000000000000000000000000000000a", "session_1752447600000"}) {
    SCOPED_TRACE(id);
    EXPECT_TRUE(IdentifiesCaller({kClinic, SessionId(id), std::nullopt}));
  }
}

TEST(SessionRef, IdentifiesNobodyWithoutPhoneByAnIdThatAModelMadeUp) {
  for (const std::string id : {"1", "12345678", "session", "session_1", "session_123456",
                               "1752447600000000", "00000000-0000-0000-0000-000000000000",
                               "{{system__conversation_id}}", "undefined undefined"}) {
    SCOPED_TRACE(id);
    EXPECT_FALSE(IdentifiesCaller({kClinic, SessionId(id), std::nullopt}));
  }
}

TEST(SessionId, HasOneTo200BytesAndNoControlCharacter) {
  EXPECT_TRUE(IsSessionId("1"));
  EXPECT_TRUE(IsSessionId(std::string(200, 'x')));
  EXPECT_TRUE(IsSessionId("séance 4"));

  EXPECT_FALSE(IsSessionId(""));
  EXPECT_FALSE(IsSessionId(std::string(201, 'x')));
  EXPECT_FALSE(IsSessionId("a\nb"));
  EXPECT_FALSE(IsSessionId(std::string("a\0b", 3)));
}

TEST(WithheldNumber, IsWhatCarriersSpellOnAKeypad) {
  EXPECT_TRUE(StandsForWithheld("+266696687"));
  EXPECT_TRUE(StandsForWithheld("7378742833"));

  EXPECT_FALSE(StandsForWithheld("+61400000001"));
  EXPECT_FALSE(StandsForWithheld("+2666966871"));
  EXPECT_FALSE(StandsForWithheld(""));
}

}  // namespace
}  // namespace frontdesk
