// What every PatientIndex promises, over the fake and over PostgreSQL, so that the fake cannot lie.
#include "services/booking/domain/patient_index.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "libs/clinics/registered_clinic.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/testing/scratch_database.h"
#include "libs/testing/status_matchers.h"
#include "libs/turns/fake_turns.h"
#include "libs/turns/postgres_turns.h"
#include "services/booking/domain/fake_patient_index.h"
#include "services/booking/store/postgres_patient_index.h"
#include "services/booking/store/postgres_patient_store.h"

namespace frontdesk::booking {
namespace {

using ::frontdesk::test::FailsWith;
using ::frontdesk::test::IsOk;
using ::frontdesk::test::IsOkAndHolds;
using ::frontdesk::test::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const ClinicId kClinic = test::ANewClinic().id;
constexpr absl::Duration kLease = absl::Minutes(2);
constexpr char kPhone[] = "+61491570156";
constexpr char kOtherPhone[] = "+61491570157";
const absl::Time kAsOf = absl::FromUnixSeconds(1'784'000'000);

absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

class FakeHouse {
 public:
  FakeHouse() { turns_.Add(kClinic); }
  Turns& turns() { return turns_; }
  PatientIndex& index() { return index_; }
  PatientStore& store() { return index_; }
  void Pass(absl::Duration time) { clock_.Advance(time); }

 private:
  FakeClock clock_{absl::FromUnixSeconds(1'784'000'000)};
  FakeTurns turns_{clock_};
  FakePatientIndex index_{turns_, clock_};
};

class PostgresHouse {
 public:
  PostgresHouse() {
    PostgresPool owners({.url = database_.url(), .size = 1});
    test::Register(owners, test::ANewClinic(), test::TestKeyring());
  }
  Turns& turns() { return turns_; }
  PatientIndex& index() { return index_; }
  PatientStore& store() { return store_; }
  // Moves what was and what is to come, which looks the same.
  void Pass(absl::Duration time) {
    const std::string by = absl::StrCat(" - interval '", absl::ToInt64Seconds(time), " seconds'");
    database_.Execute(absl::StrCat("UPDATE booking.patient_syncs SET held_until = held_until", by,
                                   ", full_read_at = full_read_at", by, ", began_at = began_at", by,
                                   "; UPDATE booking.patients SET updated_at = updated_at", by));
  }

 private:
  test::ScratchDatabase database_;
  PostgresPool pool_{{.url = database_.UrlAs("frontdesk_booking"), .size = 4}};
  PostgresTurns turns_{pool_, {.table = "booking.patient_syncs"}};
  PostgresPatientIndex index_{pool_};
  PostgresPatientStore store_{pool_};
};

IndexedPatient APatient(const std::string& id, std::vector<std::string> phones = {kPhone}) {
  return {.id = PatientId(id),
          .first_name = "First" + id,
          .last_name = "O'Last, \"the\" {elder}\\",
          .phones = std::move(phones)};
}

template <typename House>
class PatientIndexContract : public ::testing::Test {
 protected:
  PatientIndexContract() : turn_(**house_.turns().Take(kClinic, kLease, Soon())) {}

  PatientIndex& index() { return house_.index(); }
  PatientSyncState State() { return *index().Load(turn_, kLease, Soon()); }
  void Save(const std::vector<IndexedPatient>& patients) {
    EXPECT_THAT(index().Save(turn_, patients, kLease, Soon()), IsOk());
  }
  void Begin() { EXPECT_THAT(index().BeginFullRead(turn_, Soon()), IsOk()); }
  void SavePage(const std::vector<IndexedPatient>& patients, int next_page,
                absl::Time as_of = kAsOf) {
    EXPECT_THAT(index().SavePage(turn_, patients, next_page, as_of, kLease, Soon()), IsOk());
  }
  std::vector<std::string> FoundBy(const std::string& phone) {
    std::vector<std::string> ids;
    const auto found = house_.store().FindByPhone(kClinic, phone, Soon());
    EXPECT_THAT(found, IsOk());
    for (const KnownPatient& patient : *found) ids.push_back(patient.id.value());
    return ids;
  }

  House house_;
  Turn turn_;
};

using Houses = ::testing::Types<FakeHouse, PostgresHouse>;
TYPED_TEST_SUITE(PatientIndexContract, Houses);

TYPED_TEST(PatientIndexContract, FindsAFamilyByTheNumberThatTheyShare) {
  IndexedPatient casey = APatient("7");
  casey.preferred_first_name = "Casey";
  this->Save({casey, APatient("8", {kPhone, kOtherPhone}), APatient("9", {})});

  EXPECT_THAT(this->FoundBy(kPhone), ElementsAre("7", "8"));
  EXPECT_THAT(this->FoundBy(kOtherPhone), ElementsAre("8"));
  const auto found = this->house_.store().FindByPhone(kClinic, kPhone, Soon());
  EXPECT_EQ((*found)[0].first_name, "First7");
  EXPECT_EQ((*found)[0].last_name, "O'Last, \"the\" {elder}\\");
  EXPECT_EQ((*found)[0].preferred_first_name, "Casey");
}

TYPED_TEST(PatientIndexContract, PutsAPatientInThePlaceOfWhatItHadOfThem) {
  this->Save({APatient("7", {kPhone})});
  IndexedPatient changed = APatient("7", {kOtherPhone});
  changed.first_name = "Renamed";
  this->Save({changed});

  EXPECT_THAT(this->FoundBy(kPhone), IsEmpty());
  const auto found = this->house_.store().FindByPhone(kClinic, kOtherPhone, Soon());
  ASSERT_EQ(found->size(), 1u);
  EXPECT_EQ((*found)[0].first_name, "Renamed");
}

TYPED_TEST(PatientIndexContract, FindsNobodyWhoIsArchivedUntilABookingSavesThemAgain) {
  this->Save({APatient("7")});
  this->Save({{.id = PatientId("7"), .archived = true}});
  EXPECT_THAT(this->FoundBy(kPhone), IsEmpty());
  EXPECT_EQ(this->index().Status(kClinic, Soon())->patients, 0);

  ASSERT_THAT(
      this->house_.store().Save(kClinic, {PatientId("7"), "Casey", "Caller", ""}, kPhone, Soon()),
      IsOk());
  EXPECT_THAT(this->FoundBy(kPhone), ElementsAre("7"));
}

TYPED_TEST(PatientIndexContract, FollowsMergesInWhateverOrderTheyAreRead) {
  const auto merged = [](const char* id, const char* into) {
    return IndexedPatient{
        .id = PatientId(id), .archived = true, .merged_into = PatientId(into), .phones = {kPhone}};
  };
  this->Save({merged("7", "8")});
  EXPECT_THAT(this->FoundBy(kPhone), IsEmpty());
  this->Save({merged("8", "9")});
  this->Save({APatient("9", {kOtherPhone})});
  EXPECT_THAT(this->FoundBy(kPhone), ElementsAre("9"));
  EXPECT_THAT(this->FoundBy(kOtherPhone), ElementsAre("9"));
  // Merged in a circle they lead nowhere, and to no endless search.
  this->Save({merged("9", "7")});
  EXPECT_THAT(this->FoundBy(kPhone), IsEmpty());
}

TYPED_TEST(PatientIndexContract, KnowsHowFarItHasCome) {
  EXPECT_FALSE(this->State().read_up_to.has_value());
  EXPECT_FALSE(this->State().full_read_age.has_value());
  this->Begin();
  this->SavePage({APatient("7")}, 2);
  this->house_.Pass(absl::Minutes(1));
  this->SavePage({APatient("8")}, 3, kAsOf + absl::Minutes(1));

  const PatientSyncState under_way = this->State();
  ASSERT_TRUE(under_way.full_read.has_value());
  EXPECT_EQ(under_way.full_read->next_page, 3);
  EXPECT_EQ(under_way.full_read->as_of, kAsOf);
  EXPECT_GE(under_way.full_read->age, absl::Minutes(1));
  EXPECT_LT(under_way.full_read->age, absl::Minutes(2));

  EXPECT_THAT(this->index().EndFullRead(this->turn_, 2, Soon()), IsOkAndHolds(true));
  const PatientSyncState ended = this->State();
  EXPECT_EQ(ended.read_up_to, kAsOf);
  EXPECT_TRUE(ended.full_read_age.has_value());
  EXPECT_FALSE(ended.full_read.has_value());

  ASSERT_THAT(this->index().EndPoll(this->turn_, kAsOf + absl::Minutes(5), Soon()), IsOk());
  EXPECT_EQ(this->State().read_up_to, kAsOf + absl::Minutes(5));
  this->Begin();
  this->SavePage({}, 2);
  EXPECT_THAT(this->index().EndFullRead(this->turn_, 2, Soon()), IsOkAndHolds(false));
  EXPECT_EQ(this->State().read_up_to, kAsOf + absl::Minutes(5));  // never back
}

TYPED_TEST(PatientIndexContract, TellsWhomAFullReadDidNotSee) {
  this->Save({APatient("7"), APatient("8"), APatient("9")});
  this->house_.Pass(absl::Minutes(1));
  this->Begin();
  this->SavePage({APatient("8")}, 2);
  ASSERT_THAT(
      this->house_.store().Save(kClinic, {PatientId("10"), "New", "Caller", ""}, kPhone, Soon()),
      IsOk());

  EXPECT_THAT(this->index().Unseen(this->turn_, 10, Soon()),
              IsOkAndHolds(ElementsAre(PatientId("7"), PatientId("9"))));
  EXPECT_THAT(this->index().Unseen(this->turn_, 1, Soon()),
              IsOkAndHolds(ElementsAre(PatientId("7"))));
  ASSERT_THAT(this->index().Remove(this->turn_, {PatientId("7")}, Soon()), IsOk());
  EXPECT_THAT(this->FoundBy(kPhone), ElementsAre("10", "8", "9"));
}

TYPED_TEST(PatientIndexContract, TellsWhetherAFullReadSawAsManyAsClinikoHas) {
  for (const auto& [total, complete] :
       std::vector<std::pair<std::optional<int>, bool>>{{1, true}, {2, false}, {{}, false}}) {
    this->Begin();
    this->SavePage({APatient("7")}, 2);
    EXPECT_THAT(this->index().EndFullRead(this->turn_, total, Soon()), IsOkAndHolds(complete));
    EXPECT_EQ(this->index().Status(kClinic, Soon())->complete, complete);
  }
}

TYPED_TEST(PatientIndexContract, RemembersThatAFullReadIsWantedUntilOneEnds) {
  ASSERT_THAT(this->index().WantFullRead(kClinic, Soon()), IsOk());
  EXPECT_TRUE(this->State().full_wanted);
  EXPECT_TRUE(this->index().Status(kClinic, Soon())->full_read_pending);
  this->Begin();
  this->SavePage({}, 2);
  EXPECT_TRUE(this->State().full_wanted);
  ASSERT_THAT(this->index().EndFullRead(this->turn_, 0, Soon()), IsOk());
  EXPECT_FALSE(this->State().full_wanted);
  EXPECT_FALSE(this->index().Status(kClinic, Soon())->full_read_pending);
}

TYPED_TEST(PatientIndexContract, CountsWhatItHolds) {
  IndexedPatient odd = APatient("8", {kPhone, kOtherPhone});
  odd.unusable_numbers = 2;
  this->Save({APatient("7"), odd, {.id = PatientId("9"), .archived = true}});

  const auto status = this->index().Status(kClinic, Soon());
  ASSERT_THAT(status, IsOk());
  EXPECT_EQ(status->patients, 2);
  EXPECT_EQ(status->phones, 2);
  EXPECT_EQ(status->unusable_numbers, 2);
  EXPECT_EQ(status->failures, 0);
}

// A replica that was thought dead comes back with an old page.
TYPED_TEST(PatientIndexContract, TakesNothingFromWhoLostTheTurn) {
  this->Begin();
  this->house_.Pass(kLease + absl::Seconds(1));
  const std::optional<Turn> other = *this->house_.turns().Take(kClinic, kLease, Soon());
  ASSERT_TRUE(other.has_value());

  const auto lost = StatusIs(absl::StatusCode::kAborted);
  EXPECT_THAT(this->index().Load(this->turn_, kLease, Soon()), lost);
  EXPECT_THAT(this->index().Save(this->turn_, {APatient("7")}, kLease, Soon()), lost);
  EXPECT_THAT(this->index().SavePage(this->turn_, {APatient("7")}, 2, kAsOf, kLease, Soon()), lost);
  EXPECT_THAT(this->index().EndPoll(this->turn_, kAsOf, Soon()), lost);
  EXPECT_THAT(this->index().BeginFullRead(this->turn_, Soon()), lost);
  EXPECT_THAT(this->index().Unseen(this->turn_, 1, Soon()), lost);
  EXPECT_THAT(this->index().Remove(this->turn_, {PatientId("7")}, Soon()), lost);
  EXPECT_THAT(this->index().EndFullRead(this->turn_, 0, Soon()), lost);
  EXPECT_THAT(this->FoundBy(kPhone), IsEmpty());
  EXPECT_EQ(this->index().Load(*other, kLease, Soon())->full_read->next_page, 1);
}

TYPED_TEST(PatientIndexContract, KeepsTheTurnWhileItIsWrittenTo) {
  for (int i = 0; i < 3; ++i) {
    this->house_.Pass(kLease - absl::Seconds(10));
    this->Save({APatient("7")});
  }
  EXPECT_FALSE((*this->house_.turns().Take(kClinic, kLease, Soon())).has_value());
}

TEST(PostgresPatientIndex, FailsForAClinicThatWeDoNotHave) {
  PostgresHouse house;
  const ClinicId nobody("00000000-0000-4000-8000-000000000009");
  for (const ClinicId& clinic : {nobody, ClinicId("no uuid")}) {
    EXPECT_THAT(house.index().Status(clinic, Soon()), FailsWith(DomainError::kClinicNotFound));
    EXPECT_THAT(house.index().WantFullRead(clinic, Soon()),
                FailsWith(DomainError::kClinicNotFound));
  }
}

TEST(PostgresPatientIndex, HoldsManyPatients) {
  PostgresHouse house;
  const Turn turn = **house.turns().Take(kClinic, kLease, Soon());
  ASSERT_THAT(house.index().BeginFullRead(turn, Soon()), IsOk());
  for (int page = 0; page < 100; ++page) {
    std::vector<IndexedPatient> patients;
    for (int n = 0; n < 100; ++n) {
      const int id = 100'000 + page * 100 + n;
      patients.push_back(APatient(absl::StrCat(id), {absl::StrCat("+61491", id)}));
    }
    ASSERT_THAT(house.index().SavePage(turn, patients, page + 2, kAsOf, kLease, Soon()), IsOk());
  }
  EXPECT_THAT(house.index().EndFullRead(turn, 10'000, Soon()), IsOkAndHolds(true));
  EXPECT_EQ(house.index().Status(kClinic, Soon())->phones, 10'000);
}

}  // namespace
}  // namespace frontdesk::booking
