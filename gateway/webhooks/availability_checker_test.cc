#include "gateway/webhooks/availability_checker.h"

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gateway/clients/availability_client.h"
#include "gateway/json/parse.h"
#include "gateway/json/value.h"
#include "gateway/testing/fake_clients.h"
#include "gateway/testing/fixture.h"
#include "gateway/testing/golden.h"
#include "gateway/webhooks/answer.h"
#include "gateway/webhooks/find_next_available.h"
#include "gateway/webhooks/request.h"
#include "gateway/webhooks/variant.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway::test {
namespace {

const absl::CivilDay kThursday = kTuesday + 2;

class AvailabilityCheckerTest : public ::testing::Test {
 protected:
  WebhookAnswer Ask(const std::string& body) {
    const absl::StatusOr<JsonValue> value = ParseJsonObject(body);
    EXPECT_TRUE(value.ok()) << body;
    WebhookRequest request = ReadWebhookRequest(*value);
    request.slots = TestSlots();
    return checker_.Handle(request, CityClinic(), call_);
  }

  // Asks what is in the file and expects the answer that is in the file.
  void ExpectGolden(const std::string& name, const absl::StatusOr<Availability>& found) {
    client_.answer = [found](const AvailabilityQuery&) { return found; };
    ExpectGoldenAnswer(name, Ask(GoldenRequest(name)).body);
  }

  const CallContext call_ = {.deadline = absl::FromUnixSeconds(1'784'000'000), .request_id = "r1"};
  FakeAvailabilityClient client_;
  FakeClock clock_{At(kTuesday - 1, 12)};
  FindNextAvailable next_{client_, clock_, RouteVariant::kPlain};
  AvailabilityChecker checker_{client_, clock_, next_};
};

TEST_F(AvailabilityCheckerTest, NamesTheFreeTimes) {
  ExpectGolden("availability_free", TuesdayMorning());
}

TEST_F(AvailabilityCheckerTest, SaysThatNothingIsFreeForTwoWeeks) {
  ExpectGolden(
      "availability_none",
      WithFacts(MakeError(DomainError::kNoAvailability, ""),
                {{"practitioner", "Cameron Example"}, {"date", "2026-07-14"}, {"days", "14"}}));
}

TEST_F(AvailabilityCheckerTest, SaysFirstThatTheDayIsADayOff) {
  ExpectGolden("availability_day_off", Availability{.requested_day = kTuesday,
                                                    .openings = {Openings(kThursday, {{9, 30}})},
                                                    .reason = NothingFree::kNotWorking});
}

TEST_F(AvailabilityCheckerTest, SaysFirstThatTheDayIsFull) {
  ExpectGolden("availability_full",
               Availability{.requested_day = kTuesday,
                            .openings = {Openings(kThursday, {{9, 30}, {14, 0}})},
                            .reason = NothingFree::kFullyBooked});
}

TEST_F(AvailabilityCheckerTest, TellsTheEarliestAnywhereFromTheEarliestWhereItWasAsked) {
  Availability found{.requested_day = kTuesday,
                     .openings = {Openings(kThursday, {{9, 30}})},
                     .reason = NothingFree::kFullyBooked};
  found.next_at_requested = Openings(kThursday, {{9, 30}});
  found.next_available = Openings(kTuesday, {{15, 0}});
  found.next_available->business = HarbourRooms();
  client_.answer = [found](const AvailabilityQuery&) { return found; };

  const auto body = nlohmann::json::parse(Ask(R"({"practitioner":"Cameron"})").body);

  EXPECT_EQ(body["next_available"],
            nlohmann::json::parse(R"({"date":"2026-07-14","time":"15:00","displayTime":"3:00 PM",
                "location":"Harbour Rooms","business_id":"100000000000000102",
                "slotId":"AQLGivC7FADJAWNFeF2KAGYEKdBpGJ4BLmpVwlBqVE2oLevzhO25023jJwZk"})"));
  EXPECT_EQ(body["next_at_requested"],
            nlohmann::json::parse(R"({"date":"2026-07-16","time":"09:30","displayTime":"9:30 AM",
                "location":"City Rooms","business_id":"100000000000000101",
                "slotId":"AQLGivC7FADJAWNFeF2KAGUEKdBpGJ4BLmpYF_hqVE2oA2mI-mXWVsXWx9DO"})"));
  EXPECT_EQ(body["reason"], "fully_booked");
}

TEST_F(AvailabilityCheckerTest, NamesThreePractitionersWithTwoTimesEach) {
  DayOpenings jordans = Openings(kTuesday, {{9, 0}, {11, 15}});
  jordans.practitioner = Jordan();
  ExpectGolden("availability_anyone",
               Availability{.requested_day = kTuesday,
                            .openings = {Openings(kTuesday, {{9, 0}, {10, 0}, {13, 0}}), jordans},
                            .requested_day_available = true});
}

TEST_F(AvailabilityCheckerTest, SpeaksSixTimesAndListsAll) {
  ExpectGolden(
      "availability_many",
      Availability{
          .requested_day = kTuesday,
          .openings = {Openings(
              kTuesday, {{8, 0}, {8, 30}, {9, 0}, {9, 30}, {10, 0}, {10, 30}, {11, 0}, {12, 0}})},
          .requested_day_available = true});
}

TEST_F(AvailabilityCheckerTest, NamesWhereElseThePractitionerWorksIfNoPlaceWasAsked) {
  Availability found = TuesdayMorning();
  found.other_businesses = {HarbourRooms()};
  ExpectGolden("availability_no_location", found);
}

TEST_F(AvailabilityCheckerTest, SpeaksTheYearThatWasPutRightAndMarksOldData) {
  Availability found = TuesdayMorning();
  found.year_repaired = found.stale = found.partial = true;
  found.age = absl::Seconds(400);
  ExpectGolden("availability_year_repaired", found);
}

TEST_F(AvailabilityCheckerTest, AsksWhichOfTwoPractitioners) {
  ExpectGolden("availability_which_practitioner",
               WithClarification(MakeError(DomainError::kPractitionerClarificationNeeded, ""),
                                 {ChoiceKind::kPractitioner,
                                  {{"200000000000000201", "Cameron Example"},
                                   {"200000000000000203", "Cameron Sample"}}}));
}

TEST_F(AvailabilityCheckerTest, AsksWhichService) {
  ExpectGolden("availability_which_service",
               WithFacts(WithClarification(MakeError(DomainError::kServiceClarificationNeeded, ""),
                                           {ChoiceKind::kService,
                                            {{"300000000000000301", "Acupuncture (Initial)"},
                                             {"300000000000000302", "Massage"}}}),
                         {{"practitioner", "Cameron Example"}}));
}

TEST_F(AvailabilityCheckerTest, AsksWhichLocation) {
  ExpectGolden("availability_which_location",
               WithClarification(MakeError(DomainError::kLocationClarificationNeeded, ""),
                                 {ChoiceKind::kLocation,
                                  {{"100000000000000101", "City Rooms"},
                                   {"100000000000000102", "Harbour Rooms"}}}));
}

TEST_F(AvailabilityCheckerTest, SaysWhoIsThereInsteadOfAnUnknownPractitioner) {
  ExpectGolden("availability_unknown_practitioner",
               WithFacts(WithClarification(MakeError(DomainError::kPractitionerNotFound, ""),
                                           {ChoiceKind::kPractitioner,
                                            {{"200000000000000201", "Cameron Example"},
                                             {"200000000000000202", "Jordan Sample"}}}),
                         {{"asked", "Robin"}}));
}

TEST_F(AvailabilityCheckerTest, SaysStillCheckingWhenTheTimeIsUp) {
  ExpectGolden("availability_late", absl::DeadlineExceededError("deadline"));
}

TEST_F(AvailabilityCheckerTest, SaysThatTheSystemIsAwayWhenItIs) {
  ExpectGolden("availability_away", absl::UnavailableError("connection refused"));
}

TEST_F(AvailabilityCheckerTest, NeverShowsWhatWentWrongInside) {
  ExpectGolden("availability_broken", absl::InternalError("relation clinics.slots does not exist"));
}

TEST_F(AvailabilityCheckerTest, RefusesAFieldThatCannotBeRead) {
  ExpectGolden("availability_mistyped", TuesdayMorning());
  EXPECT_TRUE(client_.queries.empty());
}

TEST_F(AvailabilityCheckerTest, TakesAnAnswerWithoutTimesForNothingFree) {
  client_.answer = [](const AvailabilityQuery&) {
    return Availability{.requested_day = kTuesday, .openings = {Openings(kTuesday, {})}};
  };
  EXPECT_EQ(Ask("{}").error_code, "no_availability");
}

TEST_F(AvailabilityCheckerTest, FindsTheNextTimeWhereNoDayIsMeant) {
  ExpectGoldenAnswer("availability_next", Ask(GoldenRequest("availability_next")).body);
  for (const char* soonest : {"next available", "Soonest", "as soon as possible", "asap",
                              "the next available appointment", "first available"}) {
    Ask(absl::StrCat(R"({"practitioner":"Cameron","date":")", soonest, R"("})"));
    EXPECT_EQ(client_.next_queries.back().spoken_day, soonest);
  }
  EXPECT_EQ(client_.next_queries.size(), 7u);
  EXPECT_TRUE(client_.queries.empty());
}

TEST_F(AvailabilityCheckerTest, ReadsOneDayWhereOneIsMeantOrNotUnderstood) {
  for (const char* day : {"", "tomorrow", "next week", "Tuesday", "2026-07-14", "blursday"}) {
    Ask(absl::StrCat(R"({"practitioner":"Cameron","date":")", day, R"("})"));
    EXPECT_EQ(client_.queries.back().spoken_day, day);
  }
  EXPECT_TRUE(client_.next_queries.empty());
}

TEST_F(AvailabilityCheckerTest, AsksForWhatTheCallerSaid) {
  Ask(R"({"sessionId":"1","callerPhone":"0400 000 001","practitioner":"Cameron","service":"Massage",
          "business_id":"100000000000000101","date":"next tuesday","time_preference":"morning"})");

  ASSERT_EQ(client_.queries.size(), 1u);
  const AvailabilityQuery& query = client_.queries.front();
  EXPECT_EQ(query.clinic, CityClinic().id);
  EXPECT_EQ(query.caller.session_id, "1");
  EXPECT_EQ(query.caller.phone, "0400 000 001");
  EXPECT_EQ(query.practitioner.spoken_name, "Cameron");
  EXPECT_EQ(query.service.spoken_name, "Massage");
  EXPECT_EQ(query.business.id.value(), "100000000000000101");
  EXPECT_EQ(query.spoken_day, "next tuesday");
  EXPECT_EQ(query.part_of_day, PartOfDay::kMorning);
  EXPECT_EQ(client_.calls.front().request_id, "r1");
  EXPECT_EQ(client_.calls.front().deadline, call_.deadline);
}

}  // namespace
}  // namespace frontdesk::gateway::test
