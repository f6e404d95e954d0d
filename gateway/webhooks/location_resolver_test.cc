#include "gateway/webhooks/location_resolver.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/clients/availability_client.h"
#include "gateway/testing/ask.h"
#include "gateway/testing/fake_clients.h"
#include "gateway/testing/fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"

namespace frontdesk::gateway::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class LocationResolverTest : public ::testing::Test {
 protected:
  void Expect(const std::string& name, const absl::StatusOr<ResolvedPlace>& place) {
    client_.place = place;
    ExpectGolden(resolver_, name);
  }

  static absl::Status Asking(const std::vector<Choice>& choices, const ErrorFacts& facts) {
    return WithFacts(
        WithClarification(MakeError(DomainError::kLocationClarificationNeeded, "unclear"),
                          {ChoiceKind::kLocation, choices}),
        facts);
  }

  const Choice city_ = {"100000000000000101", "City Rooms"};
  const Choice harbour_ = {"100000000000000102", "Harbour Rooms"};
  FakeAvailabilityClient client_;
  LocationResolver resolver_{client_};
};

TEST_F(LocationResolverTest, NamesTheLocationUnderEveryName) {
  Expect("resolver_resolved", ResolvedPlace{.business = CityRooms(), .confidence = 1.0});
}

TEST_F(LocationResolverTest, ListsAllLocationsWhereNoneIsMeant) {
  Expect("resolver_which", Asking({city_, harbour_}, {{"confidence", "0.00"}}));
}

TEST_F(LocationResolverTest, AsksAboutTheOneThatIsLikely) {
  Expect("resolver_did_you_mean", Asking({city_}, {{"confidence", "0.70"}}));
}

TEST_F(LocationResolverTest, AsksAboutTheTwoThatAreLikely) {
  Expect("resolver_two_likely", Asking({city_, harbour_}, {{"confidence", "0.70"}}));
}

TEST_F(LocationResolverTest, TellsThatTheCallerDoesNotMind) {
  Expect("resolver_any",
         Asking({city_, harbour_}, {{"confidence", "0.00"}, {"any_location", "true"}}));
}

TEST_F(LocationResolverTest, SaysThatTheClinicHasNoLocation) {
  Expect("resolver_no_location", MakeError(DomainError::kNoLocation, "none"));
}

TEST_F(LocationResolverTest, SaysStillCheckingWhenTheTimeIsUp) {
  Expect("resolver_late", absl::DeadlineExceededError("deadline"));
}

TEST_F(LocationResolverTest, CallsWhatWentWrongInsideByItsOlderNameToo) {
  client_.place = absl::InternalError("relation businesses does not exist");
  const std::string body = Ask(resolver_, R"({"locationQuery":"city"})").body;
  EXPECT_THAT(body, ::testing::HasSubstr(R"("error":"internal_error")"));
  EXPECT_THAT(body, ::testing::HasSubstr(R"("error_aliases":["location_resolution_error"])"));
}

TEST_F(LocationResolverTest, RefusesAFieldThatCannotBeRead) {
  ExpectGolden(resolver_, "resolver_mistyped");
  EXPECT_THAT(client_.places_asked, IsEmpty());
}

TEST_F(LocationResolverTest, PassesOnTheCallersWordsAndPhone) {
  Ask(resolver_, R"({"sessionId":"1","locationQuery":" None ","callerPhone":"0400000001"})");
  Ask(resolver_, R"({"query":"city"})");
  Ask(resolver_, R"({"locationQuery":"","locationName":"Harbour Rooms"})");
  Ask(resolver_, R"({"locationId":100000000000000101})");
  Ask(resolver_, R"({"locationQuery":"{{where}}"})");

  EXPECT_THAT(client_.places_asked,
              ElementsAre("None", "city", "Harbour Rooms", "100000000000000101", ""));
  EXPECT_EQ(client_.callers.front().session_id, "1");
  EXPECT_EQ(client_.callers.front().phone, "0400000001");
}

}  // namespace
}  // namespace frontdesk::gateway::test
