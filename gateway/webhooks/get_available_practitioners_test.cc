#include "gateway/webhooks/get_available_practitioners.h"

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/clients/availability_client.h"
#include "gateway/testing/ask.h"
#include "gateway/testing/fake_clients.h"
#include "gateway/testing/fixture.h"
#include "gateway/webhooks/variant.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"

namespace frontdesk::gateway::test {
namespace {

class GetAvailablePractitionersTest : public ::testing::Test {
 protected:
  void Expect(const std::string& name, const absl::StatusOr<FreeStaff>& free) {
    client_.free = free;
    ExpectGolden(available_, name);
  }
  void ExpectEnhanced(const std::string& name, const absl::StatusOr<FreeStaff>& free) {
    client_.free = free;
    ExpectGolden(enhanced_, name);
  }

  FakeClock clock_{absl::FromUnixSeconds(1'783'900'800)};
  FakeAvailabilityClient client_;
  GetAvailablePractitioners available_{client_, clock_, RouteVariant::kPlain};
  GetAvailablePractitioners enhanced_{client_, clock_, RouteVariant::kEnhanced};
  const FreeStaff nobody_ = {.business = CityRooms(), .day = kTuesday};
};

TEST_F(GetAvailablePractitionersTest, NamesWhoIsFree) { Expect("free_staff", CameronIsFree()); }

TEST_F(GetAvailablePractitionersTest, FailsWhereNobodyIs) { Expect("free_nobody", nobody_); }

TEST_F(GetAvailablePractitionersTest, TellsTheEnhancedRouteInItsOwnWords) {
  ExpectEnhanced("free_enhanced", CameronIsFree());
  ExpectEnhanced("free_enhanced_nobody", nobody_);
  ExpectEnhanced("free_enhanced_away", absl::UnavailableError("refused"));
}

TEST_F(GetAvailablePractitionersTest, TellsTwoOfOneFirstNameApart) {
  FreeStaff staff = CameronIsFree();
  staff.practitioners.push_back(staff.practitioners.front());
  staff.practitioners.back().practitioner.display_name = "Cameron Sample";
  staff.stale = true;
  staff.age = absl::Hours(1);
  Expect("free_namesakes", staff);
}

TEST_F(GetAvailablePractitionersTest, SaysStillCheckingWhenTheTimeIsUp) {
  Expect("free_late", absl::DeadlineExceededError("deadline"));
}

TEST_F(GetAvailablePractitionersTest, AsksWhichLocation) {
  Expect("free_which_location",
         WithClarification(
             MakeError(DomainError::kLocationClarificationNeeded, ""),
             {ChoiceKind::kLocation,
              {{"100000000000000101", "City Rooms"}, {"100000000000000102", "Harbour Rooms"}}}));
}

TEST_F(GetAvailablePractitionersTest, AsksForTheDayAgain) {
  Expect("free_bad_date", MakeError(DomainError::kInvalidDate, ""));
}

TEST_F(GetAvailablePractitionersTest, AsksForWhatTheCallerSaid) {
  Ask(available_, R"({"locationName":"City Rooms","date":"friday","service":"Massage",
      "time_preference":"morning"})");

  ASSERT_EQ(client_.free_queries.size(), 1u);
  EXPECT_EQ(client_.free_queries.front().business.spoken_name, "City Rooms");
  EXPECT_EQ(client_.free_queries.front().spoken_day, "friday");
  EXPECT_EQ(client_.free_queries.front().service.spoken_name, "Massage");
  EXPECT_EQ(client_.free_queries.front().part_of_day, PartOfDay::kMorning);
}

}  // namespace
}  // namespace frontdesk::gateway::test
