#include "services/booking/domain/patient_finder.h"

#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/cliniko/failure.h"
#include "libs/cliniko/fake_client.h"
#include "libs/status/domain_error.h"
#include "libs/testing/status_matchers.h"
#include "services/booking/domain/fake_booking_store.h"

namespace frontdesk::booking {
namespace {

using cliniko::Call;
using ::frontdesk::test::FailsWith;
using ::frontdesk::test::IsOkAndHolds;

const ClinicId kClinic("c");
const Person kCasey = {"Casey", "Caller", "+61491570156"};

class PatientFinderTest : public ::testing::Test {
 protected:
  absl::StatusOr<PatientId> Find(const Person& person) {
    return finder_.FindOrCreate(kClinic, person, "AU", cliniko_, absl::InfiniteFuture());
  }
  void ClinikoKnows(const char* id, const char* first, const char* last, const char* number) {
    cliniko_.Edit([&](cliniko::FakeClient::World& world) {
      world.patients.push_back({.id = PatientId(id),
                                .first_name = first,
                                .last_name = last,
                                .phones = {{.type = "Mobile", .number = number}}});
    });
  }

  FakeClock clock_{absl::FromUnixSeconds(1'784'000'000)};
  cliniko::FakeClient cliniko_{clock_};
  FakePatientStore store_;
  PatientFinder finder_{store_};
};

TEST_F(PatientFinderTest, CreatesSomebodyNewOnce) {
  const auto created = Find(kCasey);
  ASSERT_TRUE(created.ok()) << created.status();

  EXPECT_THAT(Find(kCasey), IsOkAndHolds(*created));
  EXPECT_EQ(cliniko_.Count(Call::kCreatePatient), 1);
  ASSERT_EQ(cliniko_.Look().patients.size(), 1u);
  EXPECT_EQ(cliniko_.Look().patients[0].last_name, "Caller");
}

TEST_F(PatientFinderTest, AsksClinikoNothingAboutSomebodyInTheIndex) {
  ASSERT_TRUE(
      store_
          .Save(kClinic, {PatientId("7"), "Casey", "Caller"}, kCasey.phone, absl::InfiniteFuture())
          .ok());

  EXPECT_THAT(Find(kCasey), IsOkAndHolds(PatientId("7")));
  EXPECT_EQ(cliniko_.CountAll(), 0);
}

TEST_F(PatientFinderTest, FindsAPatientWhomOnlyClinikoKnows) {
  ClinikoKnows("8", "Casey", "Caller", "0491 570 156");

  EXPECT_THAT(Find(kCasey), IsOkAndHolds(PatientId("8")));
  EXPECT_EQ(cliniko_.Count(Call::kCreatePatient), 0);
}

// A booking used to go on the record of whoever in the family had called first.
TEST_F(PatientFinderTest, TellsAFamilyOnOnePhoneApart) {
  ASSERT_TRUE(
      store_
          .Save(kClinic, {PatientId("7"), "Casey", "Caller"}, kCasey.phone, absl::InfiniteFuture())
          .ok());

  const auto robin = Find({"Robin", "Caller", kCasey.phone});
  ASSERT_TRUE(robin.ok()) << robin.status();
  EXPECT_NE(*robin, PatientId("7"));
}

TEST_F(PatientFinderTest, TellsSiblingsWithSimilarNamesApart) {
  ASSERT_TRUE(
      store_.Save(kClinic, {PatientId("7"), "Tim", "Caller"}, kCasey.phone, absl::InfiniteFuture())
          .ok());

  const auto tom = Find({"Tom", "Caller", kCasey.phone});
  ASSERT_TRUE(tom.ok()) << tom.status();
  EXPECT_NE(*tom, PatientId("7"));
}

TEST_F(PatientFinderTest, LooksForAPatientAnewOnceClinikoRefusedTheOneInTheIndex) {
  ASSERT_TRUE(
      store_
          .Save(kClinic, {PatientId("7"), "Casey", "Caller"}, kCasey.phone, absl::InfiniteFuture())
          .ok());
  finder_.Forget(kClinic, PatientId("7"), absl::InfiniteFuture());

  const auto found = Find(kCasey);
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_NE(*found, PatientId("7"));
}

// "Riley" used to become a new "Riley Patient" at each call.
TEST_F(PatientFinderTest, KnowsSomebodyWhoTellsOnlyTheirFirstName) {
  ClinikoKnows("8", "Casey", "Caller", "0491 570 156");

  EXPECT_THAT(Find({"Casey", "Patient", kCasey.phone}), IsOkAndHolds(PatientId("8")));
}

TEST_F(PatientFinderTest, KnowsSomebodyByTheNameThatTheyPrefer) {
  ASSERT_TRUE(store_
                  .Save(kClinic, {PatientId("7"), "Cassandra", "Caller", "Casey"}, kCasey.phone,
                        absl::InfiniteFuture())
                  .ok());

  EXPECT_THAT(Find(kCasey), IsOkAndHolds(PatientId("7")));
  EXPECT_THAT(Find({"Cassandra", "Caller", kCasey.phone}), IsOkAndHolds(PatientId("7")));
  EXPECT_EQ(cliniko_.CountAll(), 0);
}

TEST_F(PatientFinderTest, KnowsSomebodyInClinikoWhoTellsOnlyTheNameThatTheyPrefer) {
  cliniko_.Edit([&](cliniko::FakeClient::World& world) {
    world.patients.push_back({.id = PatientId("8"),
                              .first_name = "Cassandra",
                              .last_name = "Caller",
                              .preferred_first_name = "Casey",
                              .phones = {{.number = "0491 570 156"}}});
  });

  EXPECT_THAT(Find({"Casey", "Patient", kCasey.phone}), IsOkAndHolds(PatientId("8")));
  EXPECT_EQ(cliniko_.Count(Call::kCreatePatient), 0);
}

// Both of a patient's first names sounded like the said one, which used to count as two people.
TEST_F(PatientFinderTest, TakesTwoNamesOfOnePatientForOnePerson) {
  cliniko_.Edit([&](cliniko::FakeClient::World& world) {
    world.patients.push_back({.id = PatientId("8"),
                              .first_name = "Katherine",
                              .last_name = "Caller",
                              .preferred_first_name = "Catharine",
                              .phones = {{.number = "0491 570 156"}}});
  });

  EXPECT_THAT(Find({"Catherine", "Caller", kCasey.phone}), IsOkAndHolds(PatientId("8")));
}

TEST_F(PatientFinderTest, TellsNamesakesOnDifferentPhonesApart) {
  ClinikoKnows("8", "Casey", "Caller", "0491 570 999");

  const auto casey = Find(kCasey);
  ASSERT_TRUE(casey.ok()) << casey.status();
  EXPECT_NE(*casey, PatientId("8"));
}

// "Casey", then "Casey Caller", then "Casey Ann Caller" used to become three patients.
TEST_F(PatientFinderTest, KnowsSomebodyOfWhoseNameMoreIsSaid) {
  const auto first = Find({"Casey", "Patient", kCasey.phone});
  ASSERT_TRUE(first.ok()) << first.status();

  EXPECT_THAT(Find(kCasey), IsOkAndHolds(*first));
  EXPECT_THAT(Find({"Casey", "Ann Caller", kCasey.phone}), IsOkAndHolds(*first));
  EXPECT_EQ(cliniko_.Count(Call::kCreatePatient), 1);
}

TEST_F(PatientFinderTest, KnowsSomebodyInClinikoOfWhomAMiddleNameIsSaid) {
  ClinikoKnows("8", "Casey", "Caller", "0491 570 156");

  EXPECT_THAT(Find({"Casey", "Ann Caller", kCasey.phone}), IsOkAndHolds(PatientId("8")));
}

TEST_F(PatientFinderTest, TakesNobodyForAnotherWhereTwoCouldBe) {
  for (const auto& [id, last] : {std::pair{"7", "Caller"}, std::pair{"8", "Sample"}}) {
    ASSERT_TRUE(
        store_.Save(kClinic, {PatientId(id), "Casey", last}, kCasey.phone, absl::InfiniteFuture())
            .ok());
  }

  EXPECT_THAT(Find({"Casey", "Ann Caller", kCasey.phone}), IsOkAndHolds(PatientId("7")));
  for (const Person& other :
       {Person{"Casey", "Other", kCasey.phone}, Person{"Casey", "Patient", kCasey.phone}}) {
    const auto found = Find(other);
    ASSERT_TRUE(found.ok()) << found.status();
    EXPECT_NE(*found, PatientId("7"));
    EXPECT_NE(*found, PatientId("8"));
  }
}

const absl::Status kNeverAnswered = cliniko::MakeFailure(
    {.failure = cliniko::Failure::kTimeout, .may_have_taken_effect = true}, "late");

// The second try used to make a second record, as the first came into effect late.
TEST_F(PatientFinderTest, FindsWhoIsCreatedLateBeforeAnybodyIsCreatedAgain) {
  cliniko_.FailNext(Call::kCreatePatient, kNeverAnswered);
  EXPECT_FALSE(Find(kCasey).ok());
  // The turn is kept, so that other replicas wait as well; it ends by itself.
  const auto turn =
      store_.TakeTurn(kClinic, kCasey.phone, absl::Seconds(1), absl::InfiniteFuture());
  ASSERT_TRUE(turn.ok());
  EXPECT_FALSE(turn->has_value());
  ASSERT_TRUE(store_.GiveBack({kClinic, kCasey.phone, "turn"}, absl::InfiniteFuture()).ok());

  // It comes into effect after the second try has looked once.
  int looks = 0;
  cliniko_.Before(Call::kFindPatients, [&] {
    if (++looks == 2) ClinikoKnows("9", "Casey", "Caller", "0491 570 156");
    return absl::OkStatus();
  });
  EXPECT_THAT(Find(kCasey), IsOkAndHolds(PatientId("9")));
  EXPECT_EQ(cliniko_.Count(Call::kCreatePatient), 1);
  EXPECT_EQ(cliniko_.Look().patients.size(), 1u);
}

TEST_F(PatientFinderTest, CreatesNobodyWhileAnUnansweredCreationMayStillHappen) {
  cliniko_.FailNext(Call::kCreatePatient, kNeverAnswered);
  EXPECT_FALSE(Find(kCasey).ok());
  ASSERT_TRUE(store_.GiveBack({kClinic, kCasey.phone, "turn"}, absl::InfiniteFuture()).ok());

  EXPECT_THAT(
      finder_.FindOrCreate(kClinic, kCasey, "AU", cliniko_, absl::Now() + absl::Milliseconds(5)),
      FailsWith(DomainError::kBookingSystemUnavailable));
  EXPECT_EQ(cliniko_.Count(Call::kCreatePatient), 1);
}

TEST_F(PatientFinderTest, CreatesSomebodyAgainOnceTheyCannotComeLateAnyMore) {
  PatientFinder impatient(
      store_, {.may_come_late = absl::Milliseconds(5), .look_again_after = absl::Milliseconds(1)});
  cliniko_.FailNext(Call::kCreatePatient, kNeverAnswered);
  const auto find = [&] {
    return impatient.FindOrCreate(kClinic, kCasey, "AU", cliniko_, absl::InfiniteFuture());
  };
  EXPECT_FALSE(find().ok());
  ASSERT_TRUE(store_.GiveBack({kClinic, kCasey.phone, "turn"}, absl::InfiniteFuture()).ok());

  EXPECT_TRUE(find().ok());
  EXPECT_EQ(cliniko_.Count(Call::kCreatePatient), 2);
}

// The answer alone was lost.
TEST_F(PatientFinderTest, FindsAtOnceWhoWasCreatedThoughTheAnswerGotLost) {
  cliniko_.After(Call::kCreatePatient, [] { return kNeverAnswered; });

  const auto found = Find(kCasey);
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(cliniko_.Look().patients.size(), 1u);
}

}  // namespace
}  // namespace frontdesk::booking
