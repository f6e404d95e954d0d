// That several replicas over one database agree, straight and through PgBouncer in transaction
// mode.
#include <algorithm>
#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "libs/clinics/clinic_changes.h"
#include "libs/clinics/fake_cliniko_clients.h"
#include "libs/cliniko/fake_client.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/transaction.h"
#include "libs/testing/sample_clinic.h"
#include "libs/testing/scratch_database.h"
#include "libs/testing/scratch_pgbouncer.h"
#include "libs/testing/status_matchers.h"
#include "services/schedule_cache/domain/change_follower.h"
#include "services/schedule_cache/domain/slot_cache.h"
#include "services/schedule_cache/store/postgres_slot_changes.h"
#include "services/schedule_cache/store/postgres_slot_store.h"

namespace frontdesk::schedule_cache {
namespace {

using ::frontdesk::test::FailsWith;
using ::frontdesk::test::IsOk;
using ::testing::ElementsAre;

const Offering kOffering = {test::kCameronExample, test::kCityRooms, test::kMassage};

// One process's slot cache.
struct Replica {
  Replica(const std::string& url, ClinikoClients& clinikos)
      : pool({.url = url, .size = 4}),
        changes_pool({.url = url, .size = 1}),
        fetcher(clinikos, store, clock, counters, {}) {
    follower.Start();
  }

  SystemClock clock;
  PostgresPool pool, changes_pool;
  SlotCounters counters;
  PostgresSlotStore store{pool, clock};
  PostgresSlotChanges changes{changes_pool};
  SlotMemory memory{{}, counters};
  SlotFetcher fetcher;
  SlotCache cache{memory, store, fetcher, clock, counters, {}};
  ClinicChanges clinics;
  ChangeFollower follower{
      changes, memory, clinics, clock, clock, counters, [](const ClinicState&) {}};
};

enum class Way { kStraight, kThroughPgBouncer };

class Replicas : public ::testing::TestWithParam<Way> {
 protected:
  Replicas() {
    directory_.working_hours.clear();
    day_ = absl::ToCivilDay(absl::Now(), directory_.clinic.zone) + 2;
    clinikos_.Set(test::kSampleClinic, cliniko_);
    Offer({At(9), At(10), At(11)});
    database_.Execute(absl::StrCat(
        "INSERT INTO schedule_cache.clinics (clinic_id, clinic_name, country, time_zone, "
        "contact_email, cliniko_key_sealed, cliniko_key_kek, cliniko_shard) VALUES ('",
        test::kSampleClinic.value(),
        "', 'C', 'AU', 'Australia/Sydney', 'a@example.com', '', 'k', 'au1')"));
    std::string url = database_.url();
    if (GetParam() == Way::kThroughPgBouncer) {
      bouncer_ = std::make_unique<test::ScratchPgBouncer>();
      url = bouncer_->Url(database_.name());
    }
    for (int i = 0; i < 4; ++i) replicas_.push_back(std::make_unique<Replica>(url, clinikos_));
  }

  absl::Time At(int hour) const {
    return absl::FromCivil(absl::CivilHour(day_) + hour, directory_.clinic.zone);
  }
  void Offer(const std::vector<absl::Time>& starts) {
    cliniko_->Edit([&](cliniko::FakeClient::World& world) {
      world.zone = directory_.clinic.zone;
      world.times[{kOffering.business, kOffering.practitioner, kOffering.appointment_type}] =
          starts;
    });
  }
  absl::StatusOr<OpenSlots> Ask(Replica& replica, absl::Duration wait = absl::Seconds(30)) {
    return replica.cache.ListOpenSlots(
        directory_, {.clinic = test::kSampleClinic, .offerings = {kOffering}, .days = {day_, day_}},
        absl::Now() + wait, absl::Now() + std::min(wait, absl::Milliseconds(350)));
  }
  std::vector<absl::Time> Starts(Replica& replica) {
    const auto slots = Ask(replica);
    EXPECT_THAT(slots, IsOk());
    if (!slots.ok() || slots->days.size() != 1) return {};
    return {slots->days[0].starts().begin(), slots->days[0].starts().end()};
  }

  // Asks every replica until each has answered from memory.
  void WarmUp() {
    for (const auto& replica : replicas_) {
      const auto before = replica->counters.Read().memory_hits;
      while (replica->counters.Read().memory_hits == before) Starts(*replica);
    }
  }

  // Asks every replica again and again; whatever is asked a second from now or later must get
  // `starts`.
  void ExpectASecondFromNow(const std::vector<absl::Time>& starts) {
    const absl::Time by = absl::Now() + absl::Seconds(1);
    for (bool late = false; !late;) {
      late = absl::Now() >= by;
      for (const auto& replica : replicas_) {
        const auto answer = Starts(*replica);
        if (late) {
          EXPECT_EQ(answer, starts);
        }
      }
    }
    // It was not by giving memory up.
    WarmUp();
    for (const auto& replica : replicas_) EXPECT_EQ(Starts(*replica), starts);
  }

  // A booking of ours as the booking store makes it, with nobody told; the SQL expressions are when
  // it was changed and in which state it is.
  void Book(absl::Time start, const std::string& updated_at = "now()") {
    database_.Execute(absl::StrCat(
        "INSERT INTO booking.bookings (clinic_id, state, idempotency_key, request_fingerprint, "
        "practitioner_id, business_id, appointment_type_id, starts_at, ends_at, patient_name, "
        "patient_phone, updated_at) VALUES ('",
        test::kSampleClinic.value(), "', 'pending', 'k', 'f', '", kOffering.practitioner.value(),
        "', '", kOffering.business.value(), "', '", kOffering.appointment_type.value(),
        "', to_timestamp(", absl::ToUnixSeconds(start), "), to_timestamp(",
        absl::ToUnixSeconds(start + absl::Hours(1)), "), 'Casey Caller', '+61491570156', ",
        updated_at, ")"));
  }

  test::ScratchDatabase database_;
  std::unique_ptr<test::ScratchPgBouncer> bouncer_;
  SystemClock clock_;
  Directory directory_ = test::SampleDirectory();
  absl::CivilDay day_;
  std::shared_ptr<cliniko::FakeClient> cliniko_ = std::make_shared<cliniko::FakeClient>(clock_);
  FakeClinikoClients clinikos_;
  std::vector<std::unique_ptr<Replica>> replicas_;
};

TEST_P(Replicas, OfferNoBookedTimeASecondLaterThoughNobodyToldThem) {
  WarmUp();
  Book(At(10));

  ExpectASecondFromNow({At(9), At(11)});
}

// A transaction that began before the last poll and committed after it.
TEST_P(Replicas, NoticeABookingThatWasCommittedLate) {
  WarmUp();
  Book(At(10), "now() - interval '15 seconds'");

  ExpectASecondFromNow({At(9), At(11)});
}

TEST_P(Replicas, OfferATimeAgainThatABookingGaveBack) {
  Book(At(10));
  WarmUp();
  database_.Execute(
      "UPDATE booking.bookings SET state = 'failed', failure_reason = 'x', updated_at = now()");

  ExpectASecondFromNow({At(9), At(10), At(11)});
}

TEST_P(Replicas, ForgetWhatOneOfThemDropped) {
  for (const PractitionerId& whose : {kOffering.practitioner, PractitionerId()}) {
    WarmUp();
    const absl::Time other = whose.empty() ? At(12) : At(13);
    Offer({other});
    ASSERT_THAT(replicas_[0]->cache.Drop(test::kSampleClinic, whose, {day_, day_},
                                         absl::Now() + absl::Seconds(30)),
                IsOk());

    ExpectASecondFromNow({other});
  }
}

TEST_P(Replicas, LearnThatAClinicWasSyncedOrDisabled) {
  database_.Execute("UPDATE schedule_cache.clinics SET active = false, directory_version = 5");

  const auto recent = replicas_[0]->changes.Recent(absl::Now() + absl::Seconds(30));
  ASSERT_THAT(recent, IsOk());
  ASSERT_EQ(recent->clinics.size(), 1u);
  EXPECT_EQ(recent->clinics[0].clinic, test::kSampleClinic);
  EXPECT_EQ(recent->clinics[0].directory_version, 5);
  EXPECT_FALSE(recent->clinics[0].active);

  database_.Execute(
      "UPDATE schedule_cache.clinic_changes SET changed_at = now() - interval '1 minute'");
  EXPECT_TRUE(replicas_[0]->changes.Recent(absl::Now() + absl::Seconds(30))->clinics.empty());
}

TEST_P(Replicas, LearnWhateverChangesOfAClinicThatIsHeldInMemory) {
  const std::string clinic = absl::StrCat("'", test::kSampleClinic.value(), "'");
  database_.Execute(
      absl::StrCat("INSERT INTO schedule_cache.gateway_keys (key_sha256, key_id, clinic_id) "
                   "SELECT sha256(convert_to(k, 'UTF8')), k, ",
                   clinic, " FROM unnest(array['one', 'two']) k"));
  const struct {
    std::string sql;
    bool tells;
  } kCases[] = {
      {"UPDATE schedule_cache.clinics SET clinic_name = 'Another'", true},
      {"UPDATE schedule_cache.clinics SET time_zone = 'Australia/Perth'", true},
      {"UPDATE schedule_cache.clinics SET cliniko_key_sealed = '\\x01'", true},
      {"UPDATE schedule_cache.clinics SET active = NOT active", true},
      {"UPDATE schedule_cache.clinics SET directory_version = directory_version + 1", true},
      {"UPDATE schedule_cache.clinics SET synced_at = now(), updated_at = now()", false},
      {absl::StrCat("INSERT INTO schedule_cache.clinic_numbers (phone_number, clinic_id) "
                    "VALUES ('+61280000001', ",
                    clinic, ")"),
       true},
      {"UPDATE schedule_cache.gateway_keys SET revoked_at = now() WHERE key_id = 'one'", true},
      {"DELETE FROM schedule_cache.gateway_keys WHERE key_id = 'two'", true},
      {"DELETE FROM schedule_cache.clinic_numbers", true},
      {"DELETE FROM schedule_cache.clinics", true},
  };
  for (const auto& [sql, tells] : kCases) {
    SCOPED_TRACE(sql);
    database_.Execute("DELETE FROM schedule_cache.clinic_changes");
    database_.Execute(sql);
    const auto recent = replicas_[0]->changes.Recent(absl::Now() + absl::Seconds(30));
    ASSERT_THAT(recent, IsOk());
    EXPECT_EQ(recent->clinics.size(), tells ? 1u : 0u);
  }
}

// A change that carried the moment at which its transaction began was out of reach once it showed.
TEST_P(Replicas, LearnOfAChangeWhoseTransactionTookLongerThanTheReach) {
  PostgresSlotChanges changes(replicas_[0]->changes_pool, absl::Seconds(1));
  database_.Execute(
      "BEGIN; UPDATE schedule_cache.clinics SET clinic_name = 'Another'; SELECT pg_sleep(1.5); "
      "COMMIT");

  const auto recent = changes.Recent(absl::Now() + absl::Seconds(30));
  ASSERT_THAT(recent, IsOk());
  EXPECT_EQ(recent->clinics.size(), 1u);
}

// Its number was taken before, and what changed after it is known already.
TEST_P(Replicas, LearnOfAChangeThatWasCommittedAfterALaterOneOfTheSameClinic) {
  database_.Execute(
      absl::StrCat("INSERT INTO schedule_cache.gateway_keys (key_sha256, key_id, clinic_id) "
                   "VALUES (sha256('one'), 'one', '",
                   test::kSampleClinic.value(), "')"));
  const absl::Time deadline = absl::Now() + absl::Seconds(60);
  PostgresPool pool({.url = database_.url(), .size = 1});
  auto late = Transaction::Begin(pool, deadline);
  ASSERT_THAT(late.status(), IsOk());
  late->work().exec(
      "UPDATE schedule_cache.gateway_keys SET revoked_at = now(); SET CONSTRAINTS ALL IMMEDIATE");
  std::vector<ClinicChanges::Moment> noted;
  for (const auto& replica : replicas_) noted.push_back(replica->clinics.Now());
  database_.Execute("UPDATE schedule_cache.clinics SET clinic_name = 'Another'");
  const auto await_news = [&] {
    const absl::Time changed = absl::Now();
    for (std::size_t i = 0; i < replicas_.size(); ++i) {
      const ClinicChanges& clinics = replicas_[i]->clinics;
      while (clinics.KnownUntil() < changed && absl::Now() < deadline) std::this_thread::yield();
      EXPECT_TRUE(clinics.Since(test::kSampleClinic, noted[i]));
      noted[i] = clinics.Now();
    }
  };
  await_news();

  ASSERT_THAT(late->Commit(), IsOk());

  await_news();
}

TEST_P(Replicas, LearnWhatChangedOfAClinicSinceTheDatabaseWasRestarted) {
  const auto known = [&] {
    return std::ranges::all_of(replicas_, [](const auto& replica) {
      return replica->clinics.Known(replica->clock.Now(), absl::Milliseconds(750));
    });
  };
  const absl::Time deadline = absl::Now() + absl::Seconds(60);
  while (!known() && absl::Now() < deadline) std::this_thread::yield();
  std::vector<ClinicChanges::Moment> noted;
  for (const auto& replica : replicas_) noted.push_back(replica->clinics.Now());
  database_.cluster().Stop();
  while (known() && absl::Now() < deadline) std::this_thread::yield();
  EXPECT_FALSE(known());
  database_.cluster().Start();
  database_.Execute("UPDATE schedule_cache.clinics SET clinic_name = 'Another'");
  const absl::Time changed = absl::Now();

  for (std::size_t i = 0; i < replicas_.size(); ++i) {
    const ClinicChanges& clinics = replicas_[i]->clinics;
    while (clinics.KnownUntil() < changed && absl::Now() < deadline) std::this_thread::yield();
    EXPECT_TRUE(clinics.Since(test::kSampleClinic, noted[i]));
  }
}

TEST_P(Replicas, AskClinikoOnceEachForFiveHundredIdenticalQuestions) {
  std::atomic<int> begun = 0;
  cliniko_->Before(cliniko::Call::kAvailableTimes, [&] {
    while (begun < 500) std::this_thread::yield();
    return absl::OkStatus();
  });
  std::vector<std::thread> callers;
  for (int i = 0; i < 500; ++i) {
    callers.emplace_back([&, i] {
      ++begun;
      EXPECT_THAT(Starts(*replicas_[static_cast<std::size_t>(i % 4)]),
                  ElementsAre(At(9), At(10), At(11)));
    });
  }
  for (std::thread& caller : callers) caller.join();

  EXPECT_LE(cliniko_->Count(cliniko::Call::kAvailableTimes), 4);
}

TEST_P(Replicas, AnswerFromMemoryWhileTheDatabaseIsRestartedAndRecover) {
  WarmUp();
  std::atomic<bool> stop = false;
  std::atomic<int> stale = 0;
  std::vector<std::thread> callers;
  for (const auto& replica : replicas_) {
    callers.emplace_back([&, &replica = *replica] {
      while (!stop) {
        const absl::Time began = absl::Now();
        const auto slots = Ask(replica, absl::Milliseconds(450));
        EXPECT_THAT(slots, IsOk());
        EXPECT_LT(absl::Now() - began, absl::Seconds(1));
        if (slots.ok() && !slots->days.empty() && slots->days[0].stale) ++stale;
      }
    });
  }
  database_.cluster().Stop();
  while (stale < 100) std::this_thread::yield();
  database_.cluster().Start();
  WarmUp();  // ends only once memory is trusted again
  stop = true;
  for (std::thread& caller : callers) caller.join();

  EXPECT_THAT(Starts(*replicas_[0]), ElementsAre(At(9), At(10), At(11)));
}

INSTANTIATE_TEST_SUITE_P(Ways, Replicas, ::testing::Values(Way::kStraight, Way::kThroughPgBouncer),
                         [](const auto& way) {
                           return way.param == Way::kStraight ? "Straight" : "ThroughPgBouncer";
                         });

}  // namespace
}  // namespace frontdesk::schedule_cache
