#include "libs/cliniko/query.h"

#include "gtest/gtest.h"

namespace frontdesk::cliniko {
namespace {

const absl::Time kNoon = absl::FromCivil(absl::CivilHour(2026, 4, 9, 12), absl::UTCTimeZone());

TEST(Query, EncodesWhateverSomebodySays) {
  EXPECT_EQ(Query("/patients").Filter("last_name", "~O'Brien & S\xc3\xb6hne=100%").target(),
            "/patients?q%5B%5D=last_name%3A~O%27Brien%20%26%20S%C3%B6hne%3D100%25");
}

TEST(Query, CombinesConditions) {
  EXPECT_EQ(
      Query("/bookings").Filter("id", "=1").ShowHidden("archived_at").Param("page", "2").target(),
      "/bookings?q%5B%5D=id%3A%3D1&q%5B%5D=archived_at%3A%2A&page=2");
}

TEST(Query, SendsInstantsAsWholeSecondsOfUtc) {
  EXPECT_EQ(FormatInstant(kNoon), "2026-04-09T12:00:00Z");
  EXPECT_EQ(FormatInstant(kNoon + absl::Milliseconds(999)), "2026-04-09T12:00:00Z");
}

TEST(Query, RoundsBoundsSoThatNoRowIsMissed) {
  const absl::Time between = kNoon + absl::Milliseconds(1);
  EXPECT_EQ(Query("/b").Filter("starts_at", "<", between).target(),
            "/b?q%5B%5D=starts_at%3A%3C2026-04-09T12%3A00%3A01Z");
  EXPECT_EQ(Query("/b").Filter("starts_at", "<", kNoon).target(),
            "/b?q%5B%5D=starts_at%3A%3C2026-04-09T12%3A00%3A00Z");
  EXPECT_EQ(Query("/b").Filter("ends_at", ">", between).target(),
            "/b?q%5B%5D=ends_at%3A%3E2026-04-09T12%3A00%3A00Z");
}

}  // namespace
}  // namespace frontdesk::cliniko
