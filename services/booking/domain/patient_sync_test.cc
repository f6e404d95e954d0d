#include "services/booking/domain/patient_sync.h"

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "libs/clinics/fake_clinic_registry.h"
#include "libs/clinics/fake_cliniko_clients.h"
#include "libs/cliniko/api_key.h"
#include "libs/cliniko/failure.h"
#include "libs/cliniko/fake_client.h"
#include "libs/telemetry/log_capture.h"
#include "libs/testing/status_matchers.h"
#include "libs/turns/fake_turns.h"
#include "services/booking/domain/fake_patient_index.h"

namespace frontdesk::booking {
namespace {

using cliniko::Call;
using ::frontdesk::test::IsOk;
using ::frontdesk::test::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using World = cliniko::FakeClient::World;

const ClinicId kClinic("c");
constexpr absl::Time kNever = absl::InfiniteFuture();

std::string Number(int n) { return absl::StrCat("0491 57", 1000 + n); }
std::string E164(int n) { return absl::StrCat("+6149157", 1000 + n); }

class PatientSyncTest : public ::testing::Test {
 protected:
  PatientSyncTest() {
    registry_.Add(
        {.id = kClinic, .country = "AU"},
        {.api_key = *cliniko::ApiKey::Parse("made-up-au1"), .contact_email = "ops@clinic.example"});
    clients_.Set(kClinic, cliniko_);
    turns_.Add(kClinic);
  }

  // Patients 1 to `count`, each with a number, who have been there for long.
  void ClinikoHas(int count) {
    cliniko_->Edit([&](World& world) {
      for (int n = 1; n <= count; ++n) {
        world.patients.push_back(APatient(n));
        world.patients.back().updated_at -= absl::Hours(1);
      }
    });
  }
  cliniko::Patient APatient(int n) {
    return {.id = PatientId(absl::StrCat(n)),
            .first_name = absl::StrCat("First", n),
            .last_name = "Last",
            .phones = {{.number = Number(n)}},
            .created_at = clock_.Now(),
            .updated_at = clock_.Now()};
  }
  void Change(int n, const std::function<void(cliniko::Patient&)>& change) {
    cliniko_->Edit([&](World& world) {
      for (cliniko::Patient& patient : world.patients) {
        if (patient.id != PatientId(absl::StrCat(n))) continue;
        change(patient);
        patient.updated_at = clock_.Now();
      }
    });
  }
  void Vanish(int n) {
    cliniko_->Edit([&](World& world) {
      std::erase_if(world.patients, [&](const cliniko::Patient& patient) {
        return patient.id == PatientId(absl::StrCat(n));
      });
    });
  }

  absl::Status Sync() {
    const std::optional<Turn> turn = *turns_.Take(kClinic, absl::Minutes(2), kNever);
    if (!turn.has_value()) return absl::FailedPreconditionError("somebody has the turn");
    const absl::Status status = sync_.Sync(*turn, stop_.get_token());
    EXPECT_THAT(turns_.GiveBack(*turn, kNever), IsOk());
    return status;
  }
  // The ids of those whom the index finds by the number of patient `n`.
  std::vector<std::string> FoundBy(int n) {
    std::vector<std::string> ids;
    const auto found = index_.FindByPhone(kClinic, E164(n), kNever);
    for (const KnownPatient& patient : *found) ids.push_back(patient.id.value());
    return ids;
  }
  int pages_read() { return cliniko_->Count(Call::kFindPatientsPage); }

  FakeClock clock_{absl::FromUnixSeconds(1'784'000'000)};
  FakeClinicRegistry registry_;
  FakeClinikoClients clients_;
  std::shared_ptr<cliniko::FakeClient> cliniko_ = std::make_shared<cliniko::FakeClient>(clock_);
  FakeTurns turns_{clock_};
  FakePatientIndex index_{turns_, clock_};
  std::stop_source stop_;
  PatientSync sync_{registry_, clients_, index_, clock_, {}};
};

const absl::Status kDown = cliniko::MakeFailure({cliniko::Failure::kServerError}, "500");

TEST_F(PatientSyncTest, ReadsAllPatientsTheFirstTime) {
  ClinikoHas(250);
  ASSERT_THAT(Sync(), IsOk());

  EXPECT_EQ(pages_read(), 3);
  EXPECT_THAT(FoundBy(1), ElementsAre("1"));
  EXPECT_THAT(FoundBy(250), ElementsAre("250"));
  const PatientIndexStatus status = *index_.Status(kClinic, kNever);
  EXPECT_EQ(status.patients, 250);
  EXPECT_EQ(status.phones, 250);
  EXPECT_TRUE(status.complete);
}

TEST_F(PatientSyncTest, AsksOnlyForWhatChangedAfterThat) {
  ClinikoHas(250);
  ASSERT_THAT(Sync(), IsOk());
  const int before = pages_read();
  clock_.Advance(absl::Minutes(10));
  ASSERT_THAT(Sync(), IsOk());
  EXPECT_EQ(pages_read(), before + 1);

  clock_.Advance(absl::Minutes(10));
  cliniko_->Edit([&](World& world) { world.patients.push_back(APatient(300)); });
  Change(7, [](cliniko::Patient& patient) { patient.phones = {{.number = Number(999)}}; });
  ASSERT_THAT(Sync(), IsOk());
  EXPECT_EQ(pages_read(), before + 2);
  EXPECT_THAT(FoundBy(300), ElementsAre("300"));
  EXPECT_THAT(FoundBy(999), ElementsAre("7"));
  EXPECT_THAT(FoundBy(7), ElementsAre());
}

// Cliniko's clock may be behind: what changed just before the last sync is read again.
TEST_F(PatientSyncTest, LooksBackFurtherThanTheLastTime) {
  ClinikoHas(1);
  ASSERT_THAT(Sync(), IsOk());
  cliniko_->Edit([&](World& world) {
    world.patients.push_back(APatient(2));
    world.patients.back().updated_at -= absl::Seconds(100);
  });
  clock_.Advance(absl::Minutes(1));
  ASSERT_THAT(Sync(), IsOk());

  EXPECT_THAT(FoundBy(2), ElementsAre("2"));
}

TEST_F(PatientSyncTest, FindsNobodyWhoWasArchived) {
  ClinikoHas(2);
  ASSERT_THAT(Sync(), IsOk());
  clock_.Advance(absl::Minutes(10));
  Change(1, [&](cliniko::Patient& patient) { patient.archived_at = clock_.Now(); });
  ASSERT_THAT(Sync(), IsOk());

  EXPECT_THAT(FoundBy(1), ElementsAre());
  EXPECT_THAT(FoundBy(2), ElementsAre("2"));

  clock_.Advance(absl::Minutes(10));
  Change(1, [&](cliniko::Patient& patient) { patient.archived_at.reset(); });
  ASSERT_THAT(Sync(), IsOk());
  EXPECT_THAT(FoundBy(1), ElementsAre("1"));
}

TEST_F(PatientSyncTest, LeadsFromAMergedPatientsNumberToWhoIsLeft) {
  ClinikoHas(3);
  ASSERT_THAT(Sync(), IsOk());
  clock_.Advance(absl::Minutes(10));
  const auto merge = [&](const char* into) {
    return [this, into](cliniko::Patient& patient) {
      patient.archived_at = clock_.Now();
      patient.merged_into = PatientId(into);
    };
  };
  Change(1, merge("2"));
  ASSERT_THAT(Sync(), IsOk());
  EXPECT_THAT(FoundBy(1), ElementsAre("2"));

  clock_.Advance(absl::Minutes(10));
  Change(2, merge("3"));
  ASSERT_THAT(Sync(), IsOk());
  EXPECT_THAT(FoundBy(1), ElementsAre("3"));
  EXPECT_THAT(FoundBy(2), ElementsAre("3"));
}

TEST_F(PatientSyncTest, NoticesOnceADayWhoVanished) {
  ClinikoHas(150);
  ASSERT_THAT(Sync(), IsOk());
  Vanish(20);
  clock_.Advance(absl::Hours(23));
  ASSERT_THAT(Sync(), IsOk());
  EXPECT_THAT(FoundBy(20), ElementsAre("20"));

  clock_.Advance(absl::Hours(1));
  ASSERT_THAT(Sync(), IsOk());
  EXPECT_THAT(FoundBy(20), ElementsAre());
  EXPECT_EQ(index_.Status(kClinic, kNever)->patients, 149);
}

TEST_F(PatientSyncTest, GoesOnAtThePageThatFailed) {
  ClinikoHas(250);
  int page = 0;
  cliniko_->Before(Call::kFindPatientsPage, [&] { return ++page == 2 ? kDown : absl::OkStatus(); });
  EXPECT_TRUE(cliniko::IsFailure(Sync(), cliniko::Failure::kServerError));
  EXPECT_THAT(FoundBy(1), ElementsAre("1"));
  EXPECT_THAT(FoundBy(101), ElementsAre());

  ASSERT_THAT(Sync(), IsOk());
  EXPECT_EQ(pages_read(), 4);  // 1, 2 in vain, 2, 3
  EXPECT_THAT(FoundBy(250), ElementsAre("250"));
  EXPECT_TRUE(index_.Status(kClinic, kNever)->complete);
}

TEST_F(PatientSyncTest, BeginsAFullReadAnewThatWasInterruptedLongAgo) {
  ClinikoHas(250);
  int page = 0;
  cliniko_->Before(Call::kFindPatientsPage, [&] { return ++page == 2 ? kDown : absl::OkStatus(); });
  EXPECT_THAT(Sync(), Not(IsOk()));
  clock_.Advance(absl::Hours(7));
  ASSERT_THAT(Sync(), IsOk());

  EXPECT_EQ(pages_read(), 5);
  EXPECT_EQ(index_.Status(kClinic, kNever)->patients, 250);
}

TEST_F(PatientSyncTest, WaitsForTheRateLimitRatherThanFail) {
  ClinikoHas(250);
  cliniko_->FailNext(
      Call::kFindPatientsPage,
      cliniko::MakeFailure(
          {.failure = cliniko::Failure::kRateLimited, .rate_limit_reset = clock_.Now()}, "limited"),
      3);
  ASSERT_THAT(Sync(), IsOk());

  EXPECT_EQ(pages_read(), 6);
  EXPECT_EQ(index_.Status(kClinic, kNever)->patients, 250);
}

TEST_F(PatientSyncTest, LetsCallersGoFirst) {
  ASSERT_THAT(Sync(), IsOk());
  EXPECT_EQ(clients_.last_priority(), cliniko::CallPriority::kBackground);
}

// What changed before a poll that failed would never have been read.
TEST_F(PatientSyncTest, AsksForTheSameAgainAfterAFailure) {
  ClinikoHas(10);
  ASSERT_THAT(Sync(), IsOk());
  clock_.Advance(absl::Minutes(10));
  Change(1, [](cliniko::Patient& patient) { patient.phones = {{.number = Number(999)}}; });
  clock_.Advance(absl::Minutes(10));
  cliniko_->FailNext(Call::kFindPatientsPage, kDown);
  EXPECT_THAT(Sync(), Not(IsOk()));
  EXPECT_THAT(FoundBy(1), ElementsAre("1"));

  clock_.Advance(absl::Minutes(10));
  ASSERT_THAT(Sync(), IsOk());
  EXPECT_THAT(FoundBy(999), ElementsAre("1"));
}

TEST_F(PatientSyncTest, AsksForTheSameAgainIfTheIndexCouldNotBeWritten) {
  ClinikoHas(10);
  ASSERT_THAT(Sync(), IsOk());
  clock_.Advance(absl::Minutes(10));
  Change(1, [](cliniko::Patient& patient) { patient.phones = {{.number = Number(999)}}; });
  clock_.Advance(absl::Minutes(10));
  index_.FailWith(absl::UnavailableError("no database"));
  EXPECT_THAT(Sync(), StatusIs(absl::StatusCode::kUnavailable));
  index_.FailWith(absl::OkStatus());
  clock_.Advance(absl::Minutes(10));
  ASSERT_THAT(Sync(), IsOk());

  EXPECT_THAT(FoundBy(999), ElementsAre("1"));
}

// The list moves up when somebody vanishes while it is read, and the first of the next page slips
// through. Since who vanished was seen before, the number of those seen looked right, and who
// slipped through was removed.
TEST_F(PatientSyncTest, RemovesNobodyWhoOnlySlippedThrough) {
  ClinikoHas(250);
  ASSERT_THAT(Sync(), IsOk());
  clock_.Advance(absl::Hours(25));
  int page = 0;
  cliniko_->Before(Call::kFindPatientsPage, [&] {
    if (++page == 3) Vanish(1);  // 1 is the poll, 2 the first page
    return absl::OkStatus();
  });
  ASSERT_THAT(Sync(), IsOk());

  EXPECT_THAT(FoundBy(101), ElementsAre("101"));
  EXPECT_EQ(cliniko_->Count(Call::kGetPatient), 1);

  clock_.Advance(absl::Hours(25));
  ASSERT_THAT(Sync(), IsOk());
  EXPECT_THAT(FoundBy(101), ElementsAre("101"));
  EXPECT_THAT(FoundBy(1), ElementsAre());
}

TEST_F(PatientSyncTest, AsksAfterSomeOfManyWhomItDidNotSeeEachDay) {
  ClinikoHas(250);
  ASSERT_THAT(Sync(), IsOk());
  for (int n = 1; n <= 150; ++n) Vanish(n);
  clock_.Advance(absl::Hours(25));
  ASSERT_THAT(Sync(), IsOk());
  EXPECT_EQ(index_.Status(kClinic, kNever)->patients, 150);

  clock_.Advance(absl::Hours(25));
  ASSERT_THAT(Sync(), IsOk());
  EXPECT_EQ(index_.Status(kClinic, kNever)->patients, 100);
}

TEST_F(PatientSyncTest, RemovesNobodyWhileClinikoCannotBeAsked) {
  ClinikoHas(3);
  ASSERT_THAT(Sync(), IsOk());
  Vanish(2);
  clock_.Advance(absl::Hours(25));
  cliniko_->FailNext(Call::kGetPatient, kDown);
  EXPECT_THAT(Sync(), Not(IsOk()));
  EXPECT_THAT(FoundBy(2), ElementsAre("2"));

  ASSERT_THAT(Sync(), IsOk());
  EXPECT_THAT(FoundBy(2), ElementsAre());
}

// A patient who changes while the changed ones are read moves to their end, and the list moves up.
TEST_F(PatientSyncTest, DoesNotMissWhoMovedWhileItReadTheChanges) {
  ClinikoHas(250);
  ASSERT_THAT(Sync(), IsOk());
  clock_.Advance(absl::Minutes(10));
  for (int n = 1; n <= 150; ++n) {
    Change(n, [n](cliniko::Patient& patient) { patient.phones = {{.number = Number(300 + n)}}; });
  }
  int page = 0;
  cliniko_->Before(Call::kFindPatientsPage, [&] {
    if (++page != 2) return absl::OkStatus();
    clock_.Advance(absl::Seconds(1));
    Change(1, [](cliniko::Patient&) {});
    return absl::OkStatus();
  });
  ASSERT_THAT(Sync(), IsOk());
  clock_.Advance(absl::Minutes(10));
  ASSERT_THAT(Sync(), IsOk());

  for (int n = 1; n <= 150; ++n) EXPECT_THAT(FoundBy(300 + n), SizeIs(1)) << n;
}

TEST_F(PatientSyncTest, KeepsSomebodyWhomABookingSavedWhileItRead) {
  ClinikoHas(150);
  int page = 0;
  cliniko_->Before(Call::kFindPatientsPage, [&] {
    if (++page == 2) {
      EXPECT_THAT(index_.Save(kClinic, {PatientId("900"), "New", "Caller", ""}, E164(900), kNever),
                  IsOk());
    }
    return absl::OkStatus();
  });
  ASSERT_THAT(Sync(), IsOk());

  EXPECT_THAT(FoundBy(900), ElementsAre("900"));
}

TEST_F(PatientSyncTest, ReadsAllWhenSomebodyAsksForIt) {
  ClinikoHas(150);
  ASSERT_THAT(Sync(), IsOk());
  Vanish(20);
  clock_.Advance(absl::Minutes(1));
  ASSERT_THAT(index_.WantFullRead(kClinic, kNever), IsOk());
  ASSERT_THAT(Sync(), IsOk());

  EXPECT_THAT(FoundBy(20), ElementsAre());
  EXPECT_FALSE(index_.Status(kClinic, kNever)->full_read_pending);
}

// The older accounts do not let archived_at be asked for.
TEST_F(PatientSyncTest, DoesWithoutArchivedOnesWhereClinikoRefusesToListThem) {
  ClinikoHas(3);
  int calls = 0;
  cliniko_->Before(Call::kFindPatientsPage, [&] {
    return ++calls % 2 == 1
               ? cliniko::MakeFailure({cliniko::Failure::kInvalidRequest}, "not filterable")
               : absl::OkStatus();
  });
  ASSERT_THAT(Sync(), IsOk());
  EXPECT_THAT(FoundBy(1), ElementsAre("1"));
}

TEST_F(PatientSyncTest, StopsBetweenTwoPages) {
  ClinikoHas(250);
  cliniko_->Before(Call::kFindPatientsPage, [&] {
    stop_.request_stop();
    return absl::OkStatus();
  });
  EXPECT_THAT(Sync(), StatusIs(absl::StatusCode::kCancelled));
  EXPECT_EQ(pages_read(), 1);
}

// Two replicas must not write over each other: a page that comes back after another has taken over
// is dropped.
TEST_F(PatientSyncTest, WritesNothingOnceItsTurnIsLost) {
  ClinikoHas(250);
  int page = 0;
  cliniko_->Before(Call::kFindPatientsPage, [&] {
    if (++page != 2) return absl::OkStatus();
    clock_.Advance(absl::Minutes(3));
    EXPECT_TRUE((*turns_.Take(kClinic, absl::Minutes(2), kNever)).has_value());
    cliniko_->Before(Call::kFindPatientsPage, {});
    return absl::OkStatus();
  });
  const Turn turn = **turns_.Take(kClinic, absl::Minutes(2), kNever);
  EXPECT_THAT(sync_.Sync(turn, stop_.get_token()), Not(IsOk()));
  EXPECT_THAT(FoundBy(101), ElementsAre());
}

TEST_F(PatientSyncTest, SkipsNumbersThatNobodyCanCallAndCountsThem) {
  cliniko_->Edit([&](World& world) {
    world.patients.push_back(APatient(1));
    world.patients.back().phones.push_back({.number = "ask at the desk"});
  });
  const test::LogCapture log;
  ASSERT_THAT(Sync(), IsOk());

  EXPECT_EQ(index_.Status(kClinic, kNever)->unusable_numbers, 1);
  ASSERT_THAT(log.Lines(), SizeIs(1));
  EXPECT_THAT(log.Lines()[0],
              AllOf(HasSubstr("patients_synced"), HasSubstr("\"unusable_numbers\":1"),
                    Not(HasSubstr("First1")), Not(HasSubstr("0491")), Not(HasSubstr("desk"))));
}

}  // namespace
}  // namespace frontdesk::booking
