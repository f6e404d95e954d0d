#include "services/session/client/ref_of_caller.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "libs/phone/phone_number.h"
#include "services/session/domain/session_ref.h"

namespace frontdesk {
namespace {

Clinic AClinic() {
  return {.id = ClinicId("3f2c8f0e-0000-4000-8000-000000000001"), .country = "AU"};
}

TEST(RefOfCaller, IsTheSameHoweverThePhoneIsWritten) {
  const SessionRef expected = {AClinic().id, SessionId("1"), *ParsePhone("+61400000001", "AU")};
  for (const std::string phone : {"0400 000 001", "+61400000001", "61400000001"}) {
    SCOPED_TRACE(phone);
    EXPECT_EQ(RefOfCaller(AClinic(), {.session_id = "1", .phone = phone}), expected);
  }
}

TEST(RefOfCaller, HasNoPhoneWhereNoneCanBeRead) {
  for (const std::string phone : {"", "anonymous", "12", "+266696687"}) {
    SCOPED_TRACE(phone);
    EXPECT_EQ(RefOfCaller(AClinic(), {.session_id = "1", .phone = phone}).phone, std::nullopt);
  }
}

TEST(RefOfCaller, NeverFailsForAnIdThatCannotBeOne) {
  for (const std::string& id : {std::string(), std::string(201, 'x'), std::string("a\0b", 3)}) {
    const SessionRef ref = RefOfCaller(AClinic(), {.session_id = id, .phone = ""});
    EXPECT_TRUE(IsSessionId(ref.id.value()));
    EXPECT_FALSE(IdentifiesCaller(ref));
  }
}

}  // namespace
}  // namespace frontdesk
