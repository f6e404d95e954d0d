#include "gateway/webhooks/find_next_available.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/clients/availability_client.h"
#include "gateway/testing/ask.h"
#include "gateway/testing/fake_clients.h"
#include "gateway/testing/fixture.h"
#include "gateway/webhooks/answer.h"
#include "gateway/webhooks/variant.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "libs/domain/directory.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway::test {
namespace {

class FindNextAvailableTest : public ::testing::Test {
 protected:
  void Expect(const std::string& name, const absl::StatusOr<NextTimes>& next) {
    client_.next = next;
    ExpectGolden(find_, name);
  }
  void ExpectEnhanced(const std::string& name, const absl::StatusOr<NextTimes>& next) {
    client_.next = next;
    ExpectGolden(enhanced_, name);
  }

  FakeClock clock_{absl::FromUnixSeconds(1'783'900'800)};
  FakeAvailabilityClient client_;
  FindNextAvailable find_{client_, clock_, RouteVariant::kPlain};
  FindNextAvailable enhanced_{client_, clock_, RouteVariant::kEnhanced};
};

TEST_F(FindNextAvailableTest, OffersTheNextTimesReadyToBook) {
  Expect("next_found", TwoMassages());
}

TEST_F(FindNextAvailableTest, TellsTheEnhancedRouteMore) {
  ExpectEnhanced("next_enhanced", TwoMassages());
}

TEST_F(FindNextAvailableTest, TellsTheEnhancedRouteWhatTheSearchTook) {
  client_.next = TwoMassages();
  client_.next->cost = {.cached_lookups = 6, .upstream_requests = 4, .failed_requests = 1};

  const auto metrics =
      nlohmann::json::parse(Ask(enhanced_, R"({"service":"Massage"})").body)["performance_metrics"];

  EXPECT_EQ(metrics["total_calls"], 4);
  EXPECT_EQ(metrics["successful_calls"], 3);
  EXPECT_EQ(metrics["failed_calls"], 1);
  EXPECT_EQ(metrics["cache_hits"], 6);
  EXPECT_EQ(metrics["success_rate"], 75.0);
}

TEST_F(FindNextAvailableTest, TellsWhyTheDayThatWasAskedForHasNothing) {
  client_.next = TwoMassages();
  client_.next->reason = NothingFree::kNotWorking;
  client_.next->requested_day = kTuesday - 3;

  const auto body = nlohmann::json::parse(Ask(find_, R"({"service":"Massage"})").body);

  EXPECT_EQ(body["reason"], "not_working");
  EXPECT_EQ(body["requestedDate"], "2026-07-11");
}

TEST_F(FindNextAvailableTest, SucceedsWithNothing) {
  Expect("next_nothing", NextTimes{.service = Massage()});
}

TEST_F(FindNextAvailableTest, TellsThatAllWereTurnedDown) {
  Expect("next_exhausted",
         NextTimes{.exhausted = true, .practitioner = Cameron(), .service = Massage()});
}

TEST_F(FindNextAvailableTest, TellsWhatThereIsElsewhere) {
  DayOpenings harbour = Openings(kTuesday, {{9, 0}});
  harbour.business = HarbourRooms();
  Expect("next_elsewhere",
         NextTimes{.elsewhere = {harbour}, .service = Massage(), .business = CityRooms()});
}

TEST_F(FindNextAvailableTest, MarksOldDataAndAYearThatWasPutRight) {
  NextTimes next = TwoMassages();
  next.stale = next.partial = next.year_repaired = true;
  next.age = absl::Minutes(10);
  Expect("next_old_data", next);
}

TEST_F(FindNextAvailableTest, NamesTheServicesToChooseFrom) {
  Expect("next_service_required",
         WithFacts(WithClarification(MakeError(DomainError::kServiceRequired, ""),
                                     {ChoiceKind::kService,
                                      {{"300000000000000301", "Acupuncture (Initial)"},
                                       {"300000000000000302", "Massage"}}}),
                   {{"practitioner", "Cameron Example"}}));
}

TEST_F(FindNextAvailableTest, AsksWhichOfTwoPractitioners) {
  Expect("next_which_practitioner",
         WithClarification(MakeError(DomainError::kPractitionerClarificationNeeded, ""),
                           {ChoiceKind::kPractitioner,
                            {{"200000000000000201", "Cameron Example"},
                             {"200000000000000203", "Cameron Sample"}}}));
}

TEST_F(FindNextAvailableTest, AsksForAPractitionerOrAService) {
  const std::vector<std::string> missing = {"practitioner", "appointment_type"};
  Expect("next_missing", WithMissing(MakeError(DomainError::kMissingInformation, ""), missing));
}

TEST_F(FindNextAvailableTest, NeverTellsAFailureAsNothingFree) {
  Expect("next_away", absl::UnavailableError("refused"));
  ExpectEnhanced("next_enhanced_away", absl::UnavailableError("refused"));
}

TEST_F(FindNextAvailableTest, AsksForWhatTheCallerSaid) {
  Ask(find_, R"({"sessionId":"1","callerPhone":"0400000001","practitioner":"anyone",
      "appointmentType":"Massage","locationId":"100000000000000101","date":"next week",
      "time_preference":"evening","maxDays":"30"})");

  ASSERT_EQ(client_.next_queries.size(), 1u);
  const NextQuery& query = client_.next_queries.front();
  EXPECT_EQ(query.clinic, CityClinic().id);
  EXPECT_EQ(query.caller.phone, "0400000001");
  EXPECT_TRUE(query.practitioner.empty());
  EXPECT_EQ(query.service.spoken_name, "Massage");
  EXPECT_EQ(query.business.id.value(), "100000000000000101");
  EXPECT_EQ(query.spoken_day, "next week");
  EXPECT_EQ(query.part_of_day, PartOfDay::kEvening);
  EXPECT_EQ(query.max_days, 30);
}

TEST_F(FindNextAvailableTest, SearchesOneToSixtyDays) {
  for (const char* days : {"0", "-3", "61", "1e9", "14.0", "\"soon\"", "null", "\"nan\"", "7"}) {
    Ask(find_, std::string(R"({"maxDays":)") + days + "}");
  }
  std::vector<int> searched;
  for (const NextQuery& query : client_.next_queries) searched.push_back(query.max_days);
  EXPECT_THAT(searched, ::testing::ElementsAre(1, 1, 60, 60, 14, 14, 14, 14, 7));
}

TEST_F(FindNextAvailableTest, RefusesAFieldThatCannotBeRead) {
  EXPECT_EQ(Ask(find_, R"({"practitioner":["A","B"]})").error_code, "invalid_request");
  EXPECT_TRUE(client_.next_queries.empty());
}

}  // namespace
}  // namespace frontdesk::gateway::test
