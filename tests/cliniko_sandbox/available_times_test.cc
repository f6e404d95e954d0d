// Contract checklist 36 to 46: available_times and next_available_time.

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/cliniko_sandbox/test_sandbox.h"
#include "tests/cliniko_sandbox/time_text.h"

namespace frontdesk::test {
namespace {

using sandbox::Json;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kBadRange[] =
    "Invalid time frame definition. Please check from/to param limitations.";

class AvailableTimes : public SandboxTest {
 protected:
  // available_times for Ada's kShort at kMain with this query.
  Answer Ask(const std::string& query) const {
    return Get(absl::StrCat("/businesses/101/practitioners/301/appointment_types/201/",
                            "available_times?", query));
  }
  std::vector<std::string> Starts(const std::string& path, const Headers& headers = {}) const {
    const Answer answer = Get(path, headers);
    EXPECT_EQ(answer.status, 200) << answer.body;
    std::vector<std::string> starts;
    if (answer.status != 200) return starts;
    for (const Json& row : answer.json["available_times"]) {
      starts.push_back(row["appointment_start"].get<std::string>());
    }
    return starts;
  }
  void At(const std::string& utc) { clock_.Set(*sandbox::ParseDateTime(utc)); }
  void OnlineBookings(const Json& changes) const {
    Json request = changes;
    request["account"] = "yarra";
    Control("POST", "/staff/online-bookings", request);
  }
  std::string NextTime(const std::string& query = "") const {
    const Answer answer = Get(absl::StrCat("/businesses/101/practitioners/301/appointment_types/",
                                           "201/next_available_time", query));
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.json["appointment_start"].is_string()
               ? answer.json["appointment_start"].get<std::string>()
               : "none";
  }
};

TEST_F(AvailableTimes, RefuseABadRangeWithTheDocumentedSentence) {
  for (const char* query : {"", "from=2026-03-03", "to=2026-03-03", "from=3.3.2026&to=2026-03-04",
                            "from=2026-03-03T00:00:00Z&to=2026-03-04T00:00:00Z",
                            "from=2026-03-01&to=2026-03-03", "from=2026-03-05&to=2026-03-04",
                            "from=2026-03-03&to=2026-03-10", "from=2026-02-30&to=2026-03-03"}) {
    const Answer answer = Ask(query);
    EXPECT_EQ(answer.status, 400) << query;
    EXPECT_EQ(answer.json, Json({{"message", kBadRange}})) << query;
  }
  EXPECT_EQ(Ask("from=2026-03-03&to=2026-03-09").status, 200);
  Set("allow_7_day_difference", true);
  EXPECT_EQ(Ask("from=2026-03-03&to=2026-03-10").status, 200);
  EXPECT_EQ(Ask("from=2026-03-03&to=2026-03-11").status, 400);
}

TEST_F(AvailableTimes, TakeTodayFromTheAccountsZone) {
  At("2026-03-02T23:30:00Z");  // already the third in Melbourne
  EXPECT_EQ(Ask("from=2026-03-02&to=2026-03-03").status, 400);
  EXPECT_EQ(Ask("from=2026-03-03&to=2026-03-03").status, 200);
  At("2026-03-03T03:00:00Z");  // still the second in Los Angeles
  const std::string path = TimesPath("111", "311", "211", "2026-03-02", "2026-03-02");
  EXPECT_THAT(Starts(path, {.key = "pacific-key-us1"}),
              ElementsAre("2026-03-03T04:00:00Z", "2026-03-03T05:00:00Z", "2026-03-03T06:00:00Z",
                          "2026-03-03T07:00:00Z"));
}

TEST_F(AvailableTimes, AreNotFoundForWhatIsNotBookableOnline) {
  struct Triple {
    const char *business, *practitioner, *type;
  };
  for (const Triple& t : {Triple{kHiddenPlace, kAda, kShort}, Triple{kMain, kHiddenPerson, kShort},
                          Triple{kMain, kAda, kHiddenType}, Triple{kMain, kGone, kShort},
                          Triple{kMain, kAda, kArchivedType}, Triple{kMain, kBen, kEarly},
                          Triple{kSide, kAda, kGroup}, Triple{"999", kAda, kShort}}) {
    SCOPED_TRACE(absl::StrCat(t.business, " ", t.practitioner, " ", t.type));
    // Also where the dates are wrong: the triple is looked at first.
    EXPECT_EQ(Get(TimesPath(t.business, t.practitioner, t.type, "2026-03-03", "2026-03-30")).status,
              404);
    EXPECT_EQ(Get(absl::StrCat("/businesses/", t.business, "/practitioners/", t.practitioner,
                               "/appointment_types/", t.type, "/next_available_time"))
                  .status,
              404);
  }
  OnlineBookings({{"enabled", false}});
  EXPECT_EQ(Ask("from=2026-03-03&to=2026-03-03").status, 404);
}

TEST_F(AvailableTimes, FollowTheGridOfTheDefaultType) {
  EXPECT_THAT(AdasTimes("2026-03-03"),
              ElementsAre("09:00", "09:30", "10:00", "10:30", "11:00", "11:30", "13:00", "13:30",
                          "14:00", "14:30", "15:00", "15:30", "16:00", "16:30", "17:00", "17:30"));
  // Ben's grid is 45 minutes, also for the type of 30.
  const std::string ben = TimesPath(kMain, kBen, kShort, "2026-03-03", "2026-03-03");
  EXPECT_THAT(Starts(ben), ElementsAre("2026-03-02T22:00:00Z", "2026-03-02T22:45:00Z",
                                       "2026-03-02T23:30:00Z", "2026-03-03T00:15:00Z"));
  Control("POST", "/staff/practitioner",
          {{"practitioner_id", kBen}, {"default_appointment_type_id", kShort}});
  EXPECT_THAT(Starts(ben), SizeIs(6));
  // 45 minutes do not fit at 11:30 and 17:30.
  EXPECT_THAT(Starts(TimesPath(kMain, kAda, kLong, "2026-03-03", "2026-03-03")), SizeIs(14));
}

TEST_F(AvailableTimes, LoseABookedTimeUntilItIsFreeAgain) {
  const std::string id = Book("2026-03-02T23:00:00Z");  // 10:00
  EXPECT_THAT(AdasTimes("2026-03-03"), Not(Contains("10:00")));
  Patch(absl::StrCat("/individual_appointments/", id, "/cancel"), {{"cancellation_reason", 50}});
  EXPECT_THAT(AdasTimes("2026-03-03"), Contains("10:00"));
  const std::string other = Book("2026-03-02T23:00:00Z");
  EXPECT_THAT(AdasTimes("2026-03-03"), Not(Contains("10:00")));
  Send("DELETE", absl::StrCat("/individual_appointments/", other), "");
  EXPECT_THAT(AdasTimes("2026-03-03"), Contains("10:00"));
}

TEST_F(AvailableTimes, LoseTimeToBlocksAndGainItFromOthers) {
  Post("/unavailable_blocks", {{"starts_at", "2026-03-02T22:00:00Z"},
                               {"ends_at", "2026-03-03T07:00:00Z"},
                               {"practitioner_id", kAda},
                               {"business_id", kSide}});
  EXPECT_THAT(AdasTimes("2026-03-03"), IsEmpty());
  EXPECT_THAT(AdasTimes("2026-03-07"), IsEmpty());  // a Saturday
  Post("/availability_blocks", {{"starts_at", "2026-03-07T00:00:00Z"},
                                {"ends_at", "2026-03-07T01:00:00Z"},
                                {"practitioner_id", kAda},
                                {"business_id", kMain}});
  EXPECT_THAT(AdasTimes("2026-03-07"), ElementsAre("11:00", "11:30"));
}

TEST_F(AvailableTimes, LoseTimeToABookingAtAnotherBusiness) {
  Json body = Booking("2026-03-02T23:00:00Z");
  body["business_id"] = kSide;
  EXPECT_EQ(Post("/individual_appointments", body).status, 201);
  EXPECT_THAT(AdasTimes("2026-03-03"), Not(Contains("10:00")));
  Set("busy_at_every_business", false);
  EXPECT_THAT(AdasTimes("2026-03-03"), Contains("10:00"));
}

TEST_F(AvailableTimes, KeepTheLeadTime) {
  EXPECT_EQ(AdasTimes("2026-03-02").front(), "09:00");  // now
  OnlineBookings({{"min_hours_advance_required_to_book", 4}});
  EXPECT_EQ(AdasTimes("2026-03-02").front(), "13:00");
  OnlineBookings({{"min_hours_advance_required_to_book", "tomorrow"}});
  EXPECT_THAT(AdasTimes("2026-03-02"), IsEmpty());
  EXPECT_EQ(AdasTimes("2026-03-03").front(), "09:00");
  // The type's own 48 hours count instead.
  EXPECT_THAT(Starts(TimesPath(kMain, kAda, kEarly, "2026-03-02", "2026-03-03")), IsEmpty());
  EXPECT_EQ(Starts(TimesPath(kMain, kAda, kEarly, "2026-03-02", "2026-03-04")).front(),
            "2026-03-03T22:00:00Z");
}

TEST_F(AvailableTimes, EndWithTheDaysInAdvance) {
  OnlineBookings({{"allow_bookings_days_in_advance", 28}});
  EXPECT_THAT(AdasTimes("2026-03-30"), SizeIs(16));
  EXPECT_THAT(AdasTimes("2026-03-31"), IsEmpty());
}

TEST_F(AvailableTimes, AreASampleOfEachSegmentOfTheDay) {
  OnlineBookings({{"max_appointments_per_day_segment", 2}});
  EXPECT_THAT(AdasTimes("2026-03-03"),
              ElementsAre("09:00", "09:30", "13:00", "13:30", "17:00", "17:30"));
  Book("2026-03-02T22:00:00Z");  // 09:00: the next free time moves up
  EXPECT_THAT(AdasTimes("2026-03-03"),
              ElementsAre("09:30", "10:00", "13:00", "13:30", "17:00", "17:30"));
}

TEST_F(AvailableTimes, EndForADayWhoseLimitOfBookingsIsReached) {
  OnlineBookings({{"daily_bookings_limit", 1}});
  Book("2026-03-02T22:00:00Z");
  EXPECT_THAT(AdasTimes("2026-03-03"), IsEmpty());
  EXPECT_THAT(AdasTimes("2026-03-04"), SizeIs(16));
}

TEST_F(AvailableTimes, ArePagedInOrderWhateverTheSort) {
  const std::string week = "from=2026-03-03&to=2026-03-09";  // five working days of 16
  const Answer first = Ask(week + "&sort=appointment_start:desc");
  EXPECT_THAT(first.json["available_times"], SizeIs(50));
  EXPECT_EQ(first.json["available_times"][0]["appointment_start"], "2026-03-02T22:00:00Z");
  EXPECT_EQ(first.json["links"].contains("next"), true);
  EXPECT_EQ(first.json["total_entries"], 78);  // the group of Friday takes two starts
  const Answer second = Ask(week + "&page=2");
  EXPECT_THAT(second.json["available_times"], SizeIs(28));
  EXPECT_THAT(Ask(week + "&per_page=100").json["available_times"], SizeIs(78));
}

TEST_F(AvailableTimes, OfAFullCalendarAreAnEmptyList) {
  const Answer saturday = Ask("from=2026-03-07&to=2026-03-08");
  EXPECT_EQ(saturday.status, 200);
  EXPECT_EQ(saturday.json["available_times"], Json::array());
  EXPECT_EQ(saturday.json["total_entries"], 0);
}

TEST_F(AvailableTimes, AreRightWhenTheClocksChange) {
  struct Case {
    const char* now;
    const char* day;
    const char* first;  // nine o'clock there
  };
  // Melbourne's clinic is closed on the Sunday itself: the working days on either side tell.
  for (const Case& c : {Case{"2026-03-31T00:00:00Z", "2026-04-03", "2026-04-02T22:00:00Z"},
                        Case{"2026-03-31T00:00:00Z", "2026-04-06", "2026-04-05T23:00:00Z"},
                        Case{"2026-10-01T00:00:00Z", "2026-10-02", "2026-10-01T23:00:00Z"},
                        Case{"2026-10-01T00:00:00Z", "2026-10-05", "2026-10-04T22:00:00Z"}}) {
    At(c.now);
    EXPECT_EQ(Starts(TimesPath(kMain, kAda, kShort, c.day, c.day)).front(), c.first) << c.day;
  }
  for (const Case& c : {Case{"2026-03-27T12:00:00Z", "2026-03-28", "2026-03-28T09:00:00Z"},
                        Case{"2026-03-27T12:00:00Z", "2026-03-29", "2026-03-29T08:00:00Z"},
                        Case{"2026-10-23T12:00:00Z", "2026-10-24", "2026-10-24T08:00:00Z"},
                        Case{"2026-10-23T12:00:00Z", "2026-10-25", "2026-10-25T09:00:00Z"}}) {
    At(c.now);
    EXPECT_EQ(
        Starts(TimesPath("121", "321", "221", c.day, c.day), {.key = "thames-key-uk1"}).front(),
        c.first)
        << c.day;
  }
}

TEST_F(AvailableTimes, OfAGroupTypeAreItsGroupsWithRoom) {
  const std::string path = TimesPath(kMain, kAda, kGroup, "2026-03-03", "2026-03-09");
  EXPECT_THAT(Starts(path), ElementsAre("2026-03-06T06:00:00Z"));
  EXPECT_EQ(Post("/attendees", {{"booking_id", kGroupTime}, {"patient_id", kAnna}}).status, 201);
  EXPECT_THAT(Starts(path), IsEmpty());
}

TEST_F(AvailableTimes, MayRunOverTheEndOfWorkWhenAskedTo) {
  Set("overrun_last_slot", true);
  EXPECT_THAT(Starts(TimesPath(kMain, kAda, kLong, "2026-03-03", "2026-03-03")), SizeIs(16));
}

TEST_F(AvailableTimes, NextIsTheFirstOfAll) {
  EXPECT_EQ(NextTime(), "2026-03-01T22:00:00Z");
  At("2026-03-06T08:00:00Z");  // Friday after work
  EXPECT_EQ(NextTime(), "2026-03-08T22:00:00Z");
  EXPECT_EQ(NextTime("?from=2026-03-10&to=2026-03-12"), "2026-03-09T22:00:00Z");
  const Answer bad =
      Get("/businesses/101/practitioners/301/appointment_types/201/next_available_time?from=x");
  EXPECT_EQ(bad.status, 400);
  EXPECT_TRUE(absl::StrContains(bad.body, kBadRange));
}

TEST_F(AvailableTimes, NextLooksAsFarAheadAsTheClinicAllows) {
  Control("POST", "/staff/block",
          {{"practitioner_id", kAda},
           {"starts_at", "2026-03-01T00:00:00Z"},
           {"ends_at", "2026-05-20T12:00:00Z"}});
  EXPECT_EQ(NextTime(), "2026-05-20T23:00:00Z");
  OnlineBookings({{"allow_bookings_days_in_advance", 28}});
  EXPECT_EQ(NextTime(), "none");
}

TEST_F(AvailableTimes, NextHasThreeWaysToSayNone) {
  const std::string path =
      "/businesses/101/practitioners/301/appointment_types/201/next_available_time";
  Control("POST", "/staff/block",
          {{"practitioner_id", kAda},
           {"starts_at", "2026-03-01T00:00:00Z"},
           {"ends_at", "2026-12-31T00:00:00Z"}});
  const Answer none = Get(path);
  EXPECT_EQ(none.status, 200);
  EXPECT_EQ(none.json["appointment_start"], nullptr);
  EXPECT_EQ(none.json["total_entries"], 0);
  EXPECT_TRUE(none.json["links"]["self"].is_string());
  Set("next_available_none", "omit");
  EXPECT_FALSE(Get(path).json.contains("appointment_start"));
  Set("next_available_none", "404");
  EXPECT_EQ(Get(path).status, 404);
}

TEST_F(AvailableTimes, NextMayInsistOnARange) {
  Set("next_available_requires_range", true);
  const std::string path =
      "/businesses/101/practitioners/301/appointment_types/201/next_available_time";
  EXPECT_EQ(Get(path).status, 400);
  EXPECT_EQ(NextTime("?from=2026-03-03&to=2026-03-09"), "2026-03-02T22:00:00Z");
}

}  // namespace
}  // namespace frontdesk::test
