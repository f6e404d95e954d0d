#include "libs/cliniko/merged_patient.h"

#include "gtest/gtest.h"
#include "libs/cliniko/failure.h"
#include "libs/cliniko/fake_client.h"

namespace frontdesk::cliniko {
namespace {

class MergedPatientTest : public ::testing::Test {
 protected:
  void Add(const std::string& id, const std::string& merged_into = "") {
    client_.Edit([&](FakeClient::World& world) {
      world.patients.push_back({.id = PatientId(id), .merged_into = PatientId(merged_into)});
    });
  }
  absl::StatusOr<Patient> Get(const std::string& id) {
    return GetPatientAfterMerges(client_, PatientId(id), absl::InfiniteFuture());
  }

  const SystemClock clock_;
  FakeClient client_{clock_};
};

TEST_F(MergedPatientTest, FollowsTheMergesToTheOneThatIsLeft) {
  Add("1", "2");
  Add("2", "3");
  Add("3");

  EXPECT_EQ(Get("1")->id.value(), "3");
  EXPECT_EQ(Get("3")->id.value(), "3");
}

TEST_F(MergedPatientTest, DoesNotRunInACircle) {
  Add("1", "2");
  Add("2", "1");

  EXPECT_TRUE(IsFailure(Get("1").status(), Failure::kMalformedAnswer));
}

TEST_F(MergedPatientTest, TellsThatNobodyIsThere) {
  Add("1", "2");

  EXPECT_TRUE(IsFailure(Get("1").status(), Failure::kNotFound));
}

}  // namespace
}  // namespace frontdesk::cliniko
