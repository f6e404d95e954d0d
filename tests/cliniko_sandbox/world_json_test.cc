#include "tests/cliniko_sandbox/world_json.h"

#include <fstream>
#include <iterator>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/cliniko_sandbox/time_text.h"

namespace frontdesk::sandbox {
namespace {

// A Monday, 11:00 in Sydney.
const absl::Time kNow = *ParseDateTime("2026-03-02T00:00:00Z");

std::string DemoText() {
  std::ifstream file("tests/cliniko_sandbox/worlds/demo.json");
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string WorldWith(const std::string& parts) {
  return absl::StrCat(R"({"accounts":[{"name":"A","shard":"au1","time_zone":"Australia/Sydney",
    "businesses":[{"key":"b","business_name":"B"}],
    "appointment_types":[{"key":"t","name":"T","duration_in_minutes":30}],
    "practitioners":[{"key":"p","first_name":"P","appointment_types":["t"],
      "hours":[{"business":"b","days":[1,3],"windows":["09:00-17:00"]}]}],
    "patients":[{"key":"x","first_name":"X","last_name":"Y"}])",
                      parts, "}]}");
}

absl::Time StartOf(const std::string& when) {
  const absl::StatusOr<World> world = ParseWorld(
      WorldWith(absl::StrCat(R"(,"appointments":[{"patient":"x","practitioner":"p","business":"b",
        "appointment_type":"t","when":)",
                             when, "}]")),
      kNow);
  EXPECT_TRUE(world.ok()) << world.status();
  return world->accounts[0].individual_appointments.begin()->second.starts_at;
}

TEST(WorldFiles, CountWorkingDaysFromTheDayOfLoading) {
  EXPECT_EQ(UtcText(StartOf(R"({"working_day":1,"at":"10:00"})")), "2026-03-03T23:00:00Z");
  EXPECT_EQ(UtcText(StartOf(R"({"working_day":2,"at":"10:00"})")), "2026-03-08T23:00:00Z");
  EXPECT_EQ(UtcText(StartOf(R"({"working_day":-1,"at":"10:00"})")), "2026-02-24T23:00:00Z");
  EXPECT_EQ(UtcText(StartOf(R"({"days_from_today":0,"at":"10:00"})")), "2026-03-01T23:00:00Z");
  EXPECT_EQ(UtcText(StartOf(R"({"starts_at":"2026-05-01T01:00:00Z"})")), "2026-05-01T01:00:00Z");
}

TEST(WorldFiles, SayWhatIsWrong) {
  struct Case {
    const char* parts;
    const char* message;
  };
  for (const Case& c :
       {Case{R"(,"users":[{"first_name":"A"}])", "last_name"},
        Case{R"(,"unavailable_blocks":[{"practitioner":"nobody","business":"b"}])", "nobody"},
        Case{R"(,"patients":[{"id":"x1","first_name":"A","last_name":"B"}])", "not an id"},
        Case{R"(,"time_zone":"Mars/Olympus")", "Mars/Olympus"}}) {
    const absl::StatusOr<World> world = ParseWorld(WorldWith(c.parts), kNow);
    ASSERT_FALSE(world.ok()) << c.parts;
    EXPECT_TRUE(absl::StrContains(world.status().message(), c.message)) << world.status();
  }
  EXPECT_FALSE(ParseWorld("not json", kNow).ok());
  EXPECT_FALSE(ParseWorld("{}", kNow).ok());
}

TEST(DemoWorld, HasTheSameIdsAtEveryLoad) {
  const absl::StatusOr<World> first = ParseWorld(DemoText(), kNow);
  const absl::StatusOr<World> later = ParseWorld(DemoText(), kNow + absl::Hours(24 * 40));
  ASSERT_TRUE(first.ok()) << first.status();
  for (size_t i = 0; i < first->accounts.size(); ++i) {
    for (const auto& [id, practitioner] : first->accounts[i].practitioners) {
      EXPECT_EQ(later->accounts[i].practitioners.at(id).last_name, practitioner.last_name);
    }
  }
}

TEST(DemoWorld, HasTwoClinicsInDifferentZones) {
  const absl::StatusOr<World> world = ParseWorld(DemoText(), kNow);
  ASSERT_TRUE(world.ok()) << world.status();
  ASSERT_EQ(world->accounts.size(), 2);
  EXPECT_EQ(world->accounts[0].zone_name, "Australia/Sydney");
  EXPECT_EQ(world->accounts[1].zone_name, "America/New_York");
  EXPECT_TRUE(world->accounts[0].patients.contains(75335355));
}

TEST(DemoWorld, HasSomebodyAtCityRoomsOnEveryWeekday) {
  const absl::StatusOr<World> world = ParseWorld(DemoText(), kNow);
  ASSERT_TRUE(world.ok()) << world.status();
  const Account& account = world->accounts[0];
  for (int weekday = 1; weekday <= 5; ++weekday) {
    bool covered = false;
    for (const auto& [id, row] : account.daily_availabilities) {
      covered |= account.businesses.at(row.business_id).business_name == "City Rooms" &&
                 account.practitioners.at(row.practitioner_id).active && row.iso_weekday == weekday;
    }
    EXPECT_TRUE(covered) << weekday;
  }
}

TEST(DemoWorld, BooksNobodyTwiceAtOnce) {
  // The relative days must not collide on whatever weekday the demo is loaded.
  for (int day = 0; day < 7; ++day) {
    const absl::StatusOr<World> world = ParseWorld(DemoText(), kNow + absl::Hours(24 * day));
    ASSERT_TRUE(world.ok()) << world.status();
    for (const Account& account : world->accounts) {
      for (const auto& [id, a] : account.individual_appointments) {
        for (const auto& [other_id, b] : account.individual_appointments) {
          if (id >= other_id || a.practitioner_id != b.practitioner_id) continue;
          if (!IsLive(a) || !IsLive(b)) continue;
          EXPECT_TRUE(a.ends_at <= b.starts_at || b.ends_at <= a.starts_at) << id;
        }
      }
    }
  }
}

}  // namespace
}  // namespace frontdesk::sandbox
