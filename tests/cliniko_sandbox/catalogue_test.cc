// Contract checklist 30 to 35: the clinic's catalogue, hours and blocks.

#include <map>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cliniko_sandbox/test_sandbox.h"

namespace frontdesk::test {
namespace {

using sandbox::Json;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class Catalogue : public SandboxTest {
 protected:
  // The rows of /services that name the type at the business, with their practitioners' ids.
  std::vector<std::string> WhoOffers(const std::string& type, const std::string& business) const {
    std::vector<std::string> practitioners;
    const Json services = Get("/services?per_page=100").json["services"];
    for (const Json& row : services) {
      if (!absl::EndsWith(Self(row["business"]), "/" + business)) continue;
      if (!absl::EndsWith(Self(row["appointment_type"]), "/" + type)) continue;
      for (const Json& link : row["practitioners"]) {
        const std::string self = Self(link);
        practitioners.push_back(self.substr(self.rfind('/') + 1));
      }
    }
    return practitioners;
  }
  static std::string Self(const Json& relation) {
    return relation["links"]["self"].get<std::string>();
  }
};

TEST_F(Catalogue, ListsActiveAndInactivePractitionersApart) {
  EXPECT_THAT(Ids(Get("/practitioners"), "practitioners"),
              UnorderedElementsAre(kAda, kHiddenPerson, kBen));
  EXPECT_THAT(Ids(Get("/practitioners/inactive"), "practitioners"), ElementsAre(kGone));
  EXPECT_THAT(Ids(Get("/businesses/102/practitioners"), "practitioners"), ElementsAre(kAda));
  EXPECT_THAT(Ids(Get("/businesses/101/practitioners/inactive"), "practitioners"),
              ElementsAre(kGone));
  EXPECT_THAT(Ids(Get("/appointment_types/202/practitioners"), "practitioners"),
              UnorderedElementsAre(kAda, kBen));
  EXPECT_THAT(Ids(Get("/appointment_types/201/practitioners/inactive"), "practitioners"),
              ElementsAre(kGone));
  EXPECT_EQ(Get("/practitioners/302").json["active"], false);
  EXPECT_EQ(Get("/businesses/999/practitioners").status, 404);
}

TEST_F(Catalogue, LinksAPractitionerToTheDefaultType) {
  const Json ada = Get("/practitioners/301").json;
  EXPECT_EQ(ada["title"], "Dr");
  EXPECT_EQ(ada["label"], "Ada Example");
  EXPECT_TRUE(absl::EndsWith(Self(ada["default_appointment_type"]), "/v1/appointment_types/201"));
  EXPECT_EQ(Get(absl::StrCat("/users", Self(ada["user"]).substr(Self(ada["user"]).rfind('/'))))
                .json["role"],
            "practitioner");
}

TEST_F(Catalogue, TellsABusinesssZoneAndTypes) {
  const Json business = Get("/businesses/102").json;
  EXPECT_EQ(business["business_name"], "Side Street");
  EXPECT_EQ(business["time_zone"], "Melbourne");
  EXPECT_EQ(business["time_zone_identifier"], "Australia/Melbourne");
  EXPECT_EQ(business["appointment_type_ids"], Json({"201", "202", "203", "205", "206"}));
}

TEST_F(Catalogue, ServicesFollowTheAssignment) {
  EXPECT_THAT(WhoOffers(kShort, kMain), UnorderedElementsAre(kAda, kHiddenPerson, kBen));
  EXPECT_THAT(WhoOffers(kShort, kSide), ElementsAre(kAda));
  EXPECT_THAT(WhoOffers(kArchivedType, kMain), IsEmpty());
  EXPECT_EQ(Get("/businesses/102/services").json["total_entries"], 4);
  EXPECT_EQ(Send("PUT", "/appointment_types/201", R"({"practitioner_ids":["304"]})").status, 200);
  EXPECT_THAT(WhoOffers(kShort, kMain), ElementsAre(kBen));
  EXPECT_THAT(WhoOffers(kShort, kSide), IsEmpty());
  EXPECT_EQ(Patch("/appointment_types/201", {{"business_ids", {102}}}).status, 200);
  EXPECT_THAT(WhoOffers(kShort, kMain), IsEmpty());
}

TEST_F(Catalogue, TypesCanBeCreatedChangedAndArchived) {
  const Answer created = Post("/appointment_types", {{"name", "New"}, {"duration_in_minutes", 20}});
  EXPECT_EQ(created.status, 201);
  const std::string path =
      absl::StrCat("/appointment_types/", created.json["id"].get<std::string>());
  EXPECT_EQ(Patch(path, {{"duration_in_minutes", 25}}).json["duration_in_minutes"], 25);
  EXPECT_EQ(Patch(path, {{"duration_in_minutes", 0}}).status, 422);
  EXPECT_EQ(Send("POST", absl::StrCat(path, "/archive"), "").status, 204);
  EXPECT_EQ(Get(path).status, 404);
  EXPECT_EQ(Post("/appointment_types", {{"duration_in_minutes", 20}}).json["errors"],
            Json({{"name", "can’t be blank"}}));
}

TEST_F(Catalogue, WeeklyHoursHaveARowForEachPlaceAndWeekday) {
  const Json rows =
      Get("/practitioners/301/daily_availabilities?per_page=100").json["daily_availabilities"];
  std::map<std::string, std::vector<int>> days;
  for (const Json& row : rows) {
    const std::string business = Self(row["business"]);
    days[business.substr(business.rfind('/') + 1)].push_back(row["day_of_week"].get<int>());
  }
  EXPECT_THAT(days[kMain], ElementsAre(1, 2, 3, 4, 5));
  EXPECT_THAT(days[kSide], ElementsAre(1, 2, 3, 4, 5));
  EXPECT_EQ(rows[0]["availabilities"], Json({{{"starts_at", "09:00"}, {"ends_at", "12:00"}},
                                             {{"starts_at", "13:00"}, {"ends_at", "18:00"}}}));
  EXPECT_EQ(rows[0]["time_zone_identifier"], "Australia/Melbourne");
  EXPECT_EQ(Get("/businesses/103/daily_availabilities").json["total_entries"], 1);
  EXPECT_EQ(Get("/daily_availabilities?q[]=practitioner_id:=304").json["total_entries"], 5);
  const std::string one = rows[0]["id"].get<std::string>();
  EXPECT_EQ(Get(absl::StrCat("/daily_availabilities/", one)).json["id"], one);
}

TEST_F(Catalogue, WeekdaysCanBeCountedFromZero) {
  const auto weekday = [&](const char* practitioner) {
    return Get(absl::StrCat("/practitioners/", practitioner, "/daily_availabilities"))
        .json["daily_availabilities"][0]["day_of_week"]
        .get<int>();
  };
  EXPECT_EQ(weekday(kGone), 1);          // works on Mondays
  EXPECT_EQ(weekday(kHiddenPerson), 7);  // works on Sundays
  Set("zero_monday", true);
  EXPECT_EQ(weekday(kGone), 0);
  EXPECT_EQ(weekday(kHiddenPerson), 6);
  Set("zero_monday", false);
  Set("zero_sunday", true);
  EXPECT_EQ(weekday(kGone), 1);
  EXPECT_EQ(weekday(kHiddenPerson), 0);
}

TEST_F(Catalogue, AvailabilityBlocksCanOnlyBeCreatedAndVanishWithoutTrace) {
  const Answer created = Post("/availability_blocks", {{"starts_at", "2026-03-07T00:00:00Z"},
                                                       {"ends_at", "2026-03-07T02:00:00Z"},
                                                       {"practitioner_id", kAda},
                                                       {"business_id", kMain}});
  ASSERT_EQ(created.status, 201) << created.body;
  EXPECT_FALSE(created.json.contains("archived_at"));
  EXPECT_FALSE(created.json.contains("deleted_at"));
  const std::string path =
      absl::StrCat("/availability_blocks/", created.json["id"].get<std::string>());
  EXPECT_EQ(Get(path).json, created.json);
  EXPECT_EQ(Patch(path, {{"ends_at", "2026-03-07T03:00:00Z"}}).status, 404);
  EXPECT_EQ(Send("DELETE", path, "").status, 404);
  EXPECT_THAT(
      Ids(Get("/availability_blocks?q[]=starts_at:>2026-03-06T00:00:00Z"), "availability_blocks"),
      ElementsAre(created.json["id"].get<std::string>()));
  Control("POST", "/staff/block", {{"remove", created.json["id"]}});
  EXPECT_EQ(Get(path).status, 404);
  EXPECT_EQ(Get("/availability_blocks").json["total_entries"], 0);
  EXPECT_EQ(Post("/availability_blocks", Json::object()).json["errors"].size(), 4);
}

TEST_F(Catalogue, RepeatedBlocksAreRecordsOfTheirOwn) {
  const Json rule = {
      {"repeat_type", "Weekly"}, {"number_of_repeats", 2}, {"repeating_interval", 1}};
  const Answer first = Post("/unavailable_blocks", {{"starts_at", "2026-03-30T22:00:00Z"},
                                                    {"ends_at", "2026-03-30T23:00:00Z"},
                                                    {"practitioner_id", kAda},
                                                    {"business_id", kMain},
                                                    {"repeat_rule", rule}});
  ASSERT_EQ(first.status, 201) << first.body;
  EXPECT_EQ(first.json["repeat_rule"], rule);
  const Answer repeats = Get(absl::StrCat("/unavailable_blocks?q[]=repeated_from_id:=",
                                          first.json["id"].get<std::string>()));
  ASSERT_EQ(repeats.json["total_entries"], 2);
  // Nine on Melbourne's wall clock, also after the clocks went back on 5 April.
  EXPECT_EQ(repeats.json["unavailable_blocks"][0]["starts_at"], "2026-04-06T23:00:00Z");
  EXPECT_TRUE(absl::EndsWith(Self(repeats.json["unavailable_blocks"][0]["repeated_from"]),
                             first.json["id"].get<std::string>()));
  EXPECT_EQ(Post("/unavailable_blocks",
                 {{"starts_at", "2026-03-30T22:00:00Z"},
                  {"ends_at", "2026-03-30T23:00:00Z"},
                  {"practitioner_id", kAda},
                  {"business_id", kMain},
                  {"repeat_rule", {{"repeat_type", "Daily"}, {"number_of_repeats", 52}}}})
                .status,
            422);
}

TEST_F(Catalogue, UnavailableBlocksLiveACompleteLife) {
  const Answer created = Post("/unavailable_blocks", {{"starts_at", "2026-03-03T00:00:00Z"},
                                                      {"ends_at", "2026-03-03T01:00:00Z"},
                                                      {"notes", "Lunch"},
                                                      {"practitioner_id", kAda},
                                                      {"business_id", kMain}});
  ASSERT_EQ(created.status, 201) << created.body;
  const std::string id = created.json["id"].get<std::string>();
  const std::string path = absl::StrCat("/unavailable_blocks/", id);
  EXPECT_EQ(created.json["notes"], "Lunch");
  EXPECT_EQ(Get(absl::StrCat(path, "/conflicts")).json, Json({{"conflicts", {{"exist", false}}}}));
  EXPECT_EQ(Patch(path, {{"notes", nullptr}}).json["notes"], nullptr);
  EXPECT_EQ(Send("PUT", path, R"({"ends_at":"2026-03-03T02:00:00Z"})").json["ends_at"],
            "2026-03-03T02:00:00Z");
  EXPECT_EQ(Patch(path, {{"ends_at", "2026-03-02T02:00:00Z"}}).status, 422);
  Book("2026-03-03T01:30:00Z");
  EXPECT_EQ(Get(absl::StrCat(path, "/conflicts")).json, Json({{"conflicts", {{"exist", true}}}}));
  EXPECT_EQ(Get(absl::StrCat("/bookings/", id)).status, 200);
  EXPECT_EQ(Send("DELETE", path, "").status, 204);
  EXPECT_EQ(Send("DELETE", path, "").status, 404);
  EXPECT_EQ(Get(path).status, 404);
  EXPECT_EQ(Get(absl::StrCat("/bookings/", id)).status, 404);
  EXPECT_THAT(Ids(Get("/unavailable_blocks/deleted"), "unavailable_blocks"), ElementsAre(id));
}

TEST_F(Catalogue, BookingsMixThreeShapes) {
  const std::string appointment = Book("2026-03-03T00:00:00Z");
  const std::string block = Post("/unavailable_blocks", {{"starts_at", "2026-03-03T02:00:00Z"},
                                                         {"ends_at", "2026-03-03T03:00:00Z"},
                                                         {"practitioner_id", kAda},
                                                         {"business_id", kMain}})
                                .json["id"]
                                .get<std::string>();
  std::map<std::string, Json> bookings;
  const Json rows = Get("/bookings").json["bookings"];
  for (const Json& row : rows) {
    EXPECT_FALSE(row.contains("type"));
    const std::string id = row["id"].get<std::string>();
    EXPECT_TRUE(
        absl::EndsWith(row["links"]["self"].get<std::string>(), absl::StrCat("/v1/bookings/", id)));
    bookings[id] = row;
  }
  ASSERT_EQ(bookings.size(), 3);
  const auto conflicts = [&](const std::string& id) { return Self(bookings[id]["conflicts"]); };
  EXPECT_TRUE(absl::StrContains(conflicts(appointment), "/individual_appointments/"));
  EXPECT_TRUE(absl::StrContains(conflicts(kGroupTime), "/group_appointments/"));
  EXPECT_TRUE(absl::StrContains(conflicts(block), "/unavailable_blocks/"));
  EXPECT_TRUE(bookings[appointment].contains("patient"));
  EXPECT_EQ(bookings[kGroupTime]["max_attendees"], 2);
  EXPECT_FALSE(bookings[block].contains("patient"));
  EXPECT_EQ(Get(absl::StrCat("/bookings/", appointment)).json, bookings[appointment]);
}

}  // namespace
}  // namespace frontdesk::test
