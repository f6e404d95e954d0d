#include "gateway/webhooks/get_practitioner_services.h"

#include <string>
#include <vector>

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

class GetPractitionerServicesTest : public ::testing::Test {
 protected:
  void Expect(const std::string& name, const absl::StatusOr<PractitionerProfile>& profile) {
    client_.profile = profile;
    ExpectGolden(services_, name);
  }

  FakeAvailabilityClient client_;
  GetPractitionerServices services_{client_};
};

TEST_F(GetPractitionerServicesTest, NamesAllServices) { Expect("services", CameronsProfile()); }

TEST_F(GetPractitionerServicesTest, NamesTheOnlyServiceAsTheDefault) {
  PractitionerProfile profile = CameronsProfile();
  profile.services = {Massage()};
  Expect("services_only_one", profile);
  EXPECT_EQ(client_.businesses_asked.front().id.value(), "100000000000000101");
}

TEST_F(GetPractitionerServicesTest, AsksWhichOfTwoPractitioners) {
  Expect("services_which_practitioner",
         WithClarification(MakeError(DomainError::kPractitionerClarificationNeeded, ""),
                           {ChoiceKind::kPractitioner,
                            {{"200000000000000201", "Cameron Example"},
                             {"200000000000000203", "Cameron Sample"}}}));
}

TEST_F(GetPractitionerServicesTest, SaysThatThereIsNothingToBook) {
  PractitionerProfile profile = CameronsProfile();
  profile.services.clear();
  Expect("services_none", profile);
}

TEST_F(GetPractitionerServicesTest, AsksWhoIsMeant) {
  const std::vector<std::string> missing = {"practitioner"};
  Expect("services_missing", WithMissing(MakeError(DomainError::kMissingInformation, ""), missing));
}

TEST_F(GetPractitionerServicesTest, SaysWhereThePractitionerWorks) {
  Expect(
      "services_wrong_location",
      WithFacts(WithClarification(MakeError(DomainError::kPractitionerLocationMismatch, ""),
                                  {ChoiceKind::kLocation, {{"100000000000000101", "City Rooms"}}}),
                {{"practitioner", "Cameron Example"}, {"location", "Harbour Rooms"}}));
}

}  // namespace
}  // namespace frontdesk::gateway::test
