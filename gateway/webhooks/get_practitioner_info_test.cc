#include "gateway/webhooks/get_practitioner_info.h"

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/clients/availability_client.h"
#include "gateway/testing/ask.h"
#include "gateway/testing/fake_clients.h"
#include "gateway/testing/fixture.h"
#include "gtest/gtest.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"

namespace frontdesk::gateway::test {
namespace {

class GetPractitionerInfoTest : public ::testing::Test {
 protected:
  void Expect(const std::string& name, const absl::StatusOr<PractitionerProfile>& profile) {
    client_.profile = profile;
    ExpectGolden(info_, name);
  }

  FakeAvailabilityClient client_;
  GetPractitionerInfo info_{client_};
};

TEST_F(GetPractitionerInfoTest, NamesServicesAndLocations) { Expect("info", CameronsProfile()); }

TEST_F(GetPractitionerInfoTest, SucceedsWithoutServices) {
  PractitionerProfile profile = CameronsProfile();
  profile.services.clear();
  Expect("info_no_services", profile);
}

TEST_F(GetPractitionerInfoTest, SaysThatNobodyIsCalledThat) {
  Expect("info_unknown",
         WithFacts(MakeError(DomainError::kPractitionerNotFound, ""), {{"asked", "Robin"}}));
}

TEST_F(GetPractitionerInfoTest, RefusesAFieldThatCannotBeRead) {
  ExpectGolden(info_, "info_mistyped");
  EXPECT_TRUE(client_.practitioners_asked.empty());
}

TEST_F(GetPractitionerInfoTest, IgnoresALocationAsItDoesNotFilter) {
  Ask(info_, R"({"practitioner":"Cameron","businessName":"City Rooms"})");

  ASSERT_EQ(client_.businesses_asked.size(), 1u);
  EXPECT_TRUE(client_.businesses_asked.front().empty());
  EXPECT_EQ(client_.practitioners_asked.front().spoken_name, "Cameron");
}

}  // namespace
}  // namespace frontdesk::gateway::test
