#include "gateway/webhooks/get_location_practitioners.h"

#include "absl/time/time.h"
#include "gateway/testing/ask.h"
#include "gateway/testing/fake_clients.h"
#include "gateway/testing/fixture.h"
#include "gateway/webhooks/get_available_practitioners.h"
#include "gateway/webhooks/variant.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "libs/status/domain_error.h"

namespace frontdesk::gateway::test {
namespace {

class GetLocationPractitionersTest : public ::testing::Test {
 protected:
  FakeClock clock_{absl::FromUnixSeconds(1'783'900'800)};
  FakeAvailabilityClient client_;
  GetAvailablePractitioners available_{client_, clock_, RouteVariant::kPlain};
  GetLocationPractitioners staff_{client_, available_};
};

TEST_F(GetLocationPractitionersTest, NamesWhoWorksThere) {
  ExpectGolden(staff_, "staff");
  EXPECT_TRUE(client_.free_queries.empty());
}

TEST_F(GetLocationPractitionersTest, NamesWhoIsFreeWhereADayIsGiven) {
  ExpectGolden(staff_, "staff_on_a_day");
  EXPECT_TRUE(client_.businesses_asked.empty());
}

TEST_F(GetLocationPractitionersTest, SaysThatTheLocationIsUnknown) {
  client_.staff = MakeError(DomainError::kLocationNotFound, "");
  ExpectGolden(staff_, "staff_unknown_location");
}

TEST_F(GetLocationPractitionersTest, SaysThatNobodyWorksThere) {
  client_.staff = MakeError(DomainError::kNoPractitionersFound, "");
  ExpectGolden(staff_, "staff_nobody");
}

TEST_F(GetLocationPractitionersTest, AsksForTheIdAndTakesNothingForADate) {
  Ask(staff_, R"({"business_id":"100000000000000102","businessName":"City Rooms","date":"null"})");

  ASSERT_EQ(client_.businesses_asked.size(), 1u);
  EXPECT_EQ(client_.businesses_asked.front().id.value(), "100000000000000102");
}

}  // namespace
}  // namespace frontdesk::gateway::test
