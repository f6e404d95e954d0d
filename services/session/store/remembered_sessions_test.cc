#include "services/session/store/remembered_sessions.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "libs/domain/ids.h"
#include "libs/phone/phone_number.h"
#include "services/session/domain/session_ref.h"

namespace frontdesk {
namespace {

SessionRef Call(int number) {
  return {ClinicId("3f2c8f0e-0000-4000-8000-000000000001"), SessionId(absl::StrCat(number)),
          std::nullopt};
}

SessionRow Row(const std::string& xid) { return {.session = {}, .xid = xid}; }

std::string XidOf(const RememberedSessions& remembered, const SessionRef& ref) {
  const std::optional<SessionRow> row = remembered.Get(ref);
  return row.has_value() ? row->xid : "none";
}

TEST(RememberedSessions, GiveBackTheRowThatWasSeenLast) {
  RememberedSessions remembered;
  remembered.Put(Call(1), Row("7"));
  remembered.Put(Call(1), Row("8"));
  remembered.Put(Call(2), Row("9"));

  EXPECT_EQ(XidOf(remembered, Call(1)), "8");
  EXPECT_EQ(XidOf(remembered, Call(2)), "9");

  remembered.Put(Call(1), std::nullopt);
  EXPECT_EQ(XidOf(remembered, Call(1)), "none");
}

TEST(RememberedSessions, TellCallersApartWhoShareAnId) {
  SessionRef casey = Call(1);
  casey.phone = *ParsePhone("+61400000001", "AU");
  RememberedSessions remembered;
  remembered.Put(casey, Row("7"));

  EXPECT_EQ(XidOf(remembered, Call(1)), "none");
  EXPECT_EQ(XidOf(remembered, casey), "7");
}

TEST(RememberedSessions, ForgetWhatWasNotSeenForLongest) {
  RememberedSessions remembered(/*most=*/4);
  for (int number = 1; number <= 6; ++number) remembered.Put(Call(number), Row("7"));

  EXPECT_EQ(XidOf(remembered, Call(2)), "none");
  EXPECT_EQ(XidOf(remembered, Call(5)), "7");
  EXPECT_EQ(XidOf(remembered, Call(6)), "7");
}

// What was seen again while it was old is not forgotten with the others of its age, and what is old
// does not outlive what was seen since.
TEST(RememberedSessions, HoldOneRowOfASession) {
  RememberedSessions remembered(/*most=*/4);
  remembered.Put(Call(1), Row("7"));
  remembered.Put(Call(2), Row("7"));
  remembered.Put(Call(3), Row("7"));
  remembered.Put(Call(1), Row("8"));
  EXPECT_EQ(XidOf(remembered, Call(1)), "8");

  remembered.Put(Call(1), std::nullopt);

  EXPECT_EQ(XidOf(remembered, Call(1)), "none");
}

// Five hundred refusals of each of thousands of callers would be most of the process.
TEST(RememberedSessions, PassOverWhatIsLarge) {
  SessionRow large = Row("8");
  large.session.refused.resize(100);
  RememberedSessions remembered;
  remembered.Put(Call(1), Row("7"));
  remembered.Put(Call(1), large);

  EXPECT_EQ(XidOf(remembered, Call(1)), "none");
}

}  // namespace
}  // namespace frontdesk
