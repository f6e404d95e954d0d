// The steps of a booking, over the fake and over PostgreSQL: what a claim asks before it keeps
// anything, and what settles it. And what PostgreSQL does on the way of each.
#include <atomic>
#include <optional>
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
#include "libs/cliniko_budget/postgres_cliniko_budget.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/testing/scratch_database.h"
#include "libs/testing/scratch_pgbouncer.h"
#include "libs/testing/status_matchers.h"
#include "services/booking/domain/fake_booking_store.h"
#include "services/booking/domain/insert_booking.h"
#include "services/booking/store/postgres_booking_store.h"
#include "services/booking/store/postgres_outcome_store.h"
#include "services/booking/store/postgres_patient_store.h"

namespace frontdesk::booking {
namespace {

using ::frontdesk::test::FailsWith;
using ::frontdesk::test::IsOk;
using ::frontdesk::test::IsOkAndHolds;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const ClinicId kClinic("00000000-0000-4000-8000-000000000001");
const absl::Time kNine = absl::FromUnixSeconds(1'784'000'000);
const absl::Time kForever = absl::InfiniteFuture();
constexpr char kPhone[] = "+61491570156";
const std::string kKey(32, 'k');  // the fingerprint of the clinic's

NewBooking Wish(const std::string& key, absl::Time start = kNine,
                const std::string& practitioner = "201") {
  return {.idempotency_key = key,
          .fingerprint = "f",
          .claim = {kClinic,
                    {PractitionerId(practitioner), BusinessId("101"), AppointmentTypeId("302")},
                    {start, start + absl::Hours(1)}},
          .person = {"Casey", "Caller", kPhone},
          .session_id = "conv_1"};
}

ClaimTerms TermsOf(const NewBooking& wish) {
  return {.keys = {wish.idempotency_key}, .starts = {wish.claim.time.start}};
}

class FakeHouse {
 public:
  BookingStore& store() { return store_; }

 private:
  SystemClock clock_;
  FakeBookingStore store_{clock_};
};

// Through PgBouncer in transaction mode, as the booking service's role.
class PostgresHouse {
 public:
  PostgresHouse() {
    database_.Execute(absl::StrCat(
        "INSERT INTO schedule_cache.clinics (clinic_id, clinic_name, country, time_zone, "
        "contact_email, cliniko_key_sealed, cliniko_key_kek, cliniko_shard, cliniko_key_sha256) "
        "VALUES ('",
        kClinic.value(), "', 'C', 'AU', 'Australia/Sydney', 'a@example.com', '', 'k', 'au1', '",
        kKey, "')"));
  }
  BookingStore& store() { return store_; }
  test::ScratchDatabase& database() { return database_; }
  PostgresPool& pool() { return pool_; }
  PostgresClinikoBudget& budget() { return budget_; }

 private:
  test::ScratchDatabase database_;
  test::ScratchPgBouncer bouncer_{6};
  PostgresPool pool_{{.url = bouncer_.Url(database_.name(), "frontdesk_booking_login"), .size = 8}};
  SystemClock clock_;
  PostgresClinikoBudget budget_{pool_, clock_, {.rate = 5}};
  PostgresBookingStore store_{pool_, &budget_};
};

template <typename House>
class BookingStepsContract : public ::testing::Test {
 protected:
  BookingStore& store() { return house_.store(); }
  House house_;
};

using Houses = ::testing::Types<FakeHouse, PostgresHouse>;
TYPED_TEST_SUITE(BookingStepsContract, Houses);

TYPED_TEST(BookingStepsContract, AsksBeforeItKeepsWhatThePatientMayHaveAlready) {
  const auto first = Insert(this->store(), Wish("a"), kForever);
  ASSERT_THAT(first, IsOk());
  const NewBooking wish = Wish("b", kNine + absl::Minutes(30), "202");

  auto answer = this->store().ClaimTime(wish, TermsOf(wish), kForever);
  ASSERT_THAT(answer, IsOk());
  EXPECT_FALSE(answer->booking.has_value());
  ASSERT_THAT(answer->in_question, SizeIs(1));
  EXPECT_EQ(answer->in_question[0].id, first->id);

  ClaimTerms terms = TermsOf(wish);
  terms.decided = {first->id};
  answer = this->store().ClaimTime(wish, terms, kForever);
  ASSERT_THAT(answer, IsOk());
  ASSERT_TRUE(answer->booking.has_value());
  EXPECT_EQ(answer->booking->state, BookingState::kPending);
  EXPECT_THAT(answer->in_question, IsEmpty());
}

TYPED_TEST(BookingStepsContract, AsksAboutAllReadingsOfARequest) {
  ASSERT_THAT(Insert(this->store(), Wish("late", kNine + absl::Hours(12)), kForever), IsOk());
  ASSERT_THAT(Insert(this->store(), Wish("early", kNine - absl::Hours(5)), kForever), IsOk());
  const NewBooking wish = Wish("a");
  ClaimTerms terms = TermsOf(wish);
  terms.starts.push_back(kNine + absl::Hours(12));
  terms.keys.push_back("early");

  const auto answer = this->store().ClaimTime(wish, terms, kForever);
  ASSERT_THAT(answer, IsOk());
  EXPECT_THAT(answer->in_question, SizeIs(2));
}

TYPED_TEST(BookingStepsContract, AsksAboutARequestThatNamedItselfWhateverBecameOfIt) {
  for (const auto& [key, asks] : {std::pair{"id:1", true}, std::pair{"wish:1", false}}) {
    const auto first = Insert(this->store(), Wish(key), kForever);
    ASSERT_THAT(first, IsOk());
    ASSERT_THAT(this->store().Settle(first->id, BookingState::kFailed, "slot_taken", kForever),
                IsOk());
    const NewBooking wish = Wish(key);
    const auto answer = this->store().ClaimTime(wish, TermsOf(wish), kForever);
    ASSERT_THAT(answer, IsOk()) << key;
    EXPECT_EQ(answer->in_question.size(), asks ? 1U : 0U) << key;
    EXPECT_EQ(answer->booking.has_value(), !asks) << key;
  }
}

// Each used to look before the others were there, so that a patient could be booked twice.
TYPED_TEST(BookingStepsContract, KeepsOneOfThoseUnderANumberThatComeAtATime) {
  std::atomic<int> kept = 0, asked = 0;
  std::vector<std::thread> callers;
  for (int i = 0; i < 8; ++i) {
    callers.emplace_back([&, i] {
      const NewBooking wish = Wish(absl::StrCat("k", i), kNine, absl::StrCat(201 + i));
      const auto answer = this->store().ClaimTime(wish, TermsOf(wish), kForever);
      if (!answer.ok()) return;
      ++(answer->booking.has_value() ? kept : asked);
    });
  }
  for (std::thread& caller : callers) caller.join();

  EXPECT_EQ(kept, 1);
  EXPECT_EQ(asked, 7);
}

TYPED_TEST(BookingStepsContract, ConfirmsABookingWithItsAppointment) {
  absl::StatusOr<Booking> booking = Insert(this->store(), Wish("a"), kForever);
  ASSERT_THAT(booking, IsOk());
  booking->patient = PatientId("5");
  booking->appointment = AppointmentId("6");
  EXPECT_THAT(this->store().Confirm(*booking, std::nullopt, kForever), IsOkAndHolds(true));

  const auto now = this->store().Find(kClinic, booking->id, kForever);
  ASSERT_THAT(now, IsOk());
  EXPECT_EQ(now->state, BookingState::kBooked);
  EXPECT_EQ(now->patient, PatientId("5"));
  EXPECT_EQ(now->appointment, AppointmentId("6"));
  EXPECT_TRUE(
      absl::IsFailedPrecondition(this->store().Confirm(*booking, std::nullopt, kForever).status()));
}

TYPED_TEST(BookingStepsContract, ConfirmsNothingToWhichAnotherMayComeBack) {
  absl::StatusOr<Booking> leaving = Insert(this->store(), Wish("a"), kForever);
  ASSERT_THAT(leaving, IsOk());
  leaving->patient = PatientId("5");
  leaving->appointment = AppointmentId("6");
  absl::StatusOr<Booking> late = Insert(this->store(), Wish("b", kNine + absl::Hours(3)), kForever);
  ASSERT_THAT(late, IsOk());
  late->patient = PatientId("7");
  late->appointment = AppointmentId("8");
  ASSERT_THAT(this->store().Confirm(*leaving, std::nullopt, kForever), IsOkAndHolds(true));
  // Staff have put it where the other one was asked for, and a caller moves it away.
  ASSERT_THAT(this->store().Follow(leaving->id, late->claim, kForever), IsOk());
  const auto move =
      this->store().InsertMove(leaving->id, Wish("m", kNine + absl::Hours(6)), kForever);
  ASSERT_THAT(move, IsOk());

  EXPECT_THAT(this->store().Confirm(*late, std::nullopt, kForever), IsOkAndHolds(false));
  const auto now = this->store().Find(kClinic, late->id, kForever);
  ASSERT_THAT(now, IsOk());
  EXPECT_EQ(now->state, BookingState::kPending);
  EXPECT_EQ(now->appointment, AppointmentId("8"));
  ASSERT_THAT(this->store().TakeOver(move->id, kForever), IsOk());
  EXPECT_THAT(this->store().Confirm(*late, std::nullopt, kForever), IsOkAndHolds(true));
}

TYPED_TEST(BookingStepsContract, LooksForNothingOfWhatClinikoWasNeverAskedFor) {
  const auto booking = Insert(this->store(), Wish("a"), kForever);
  ASSERT_THAT(booking, IsOk());
  ASSERT_THAT(this->store().Note(booking->id, PatientId("5"), {}, kForever), IsOk());
  ASSERT_THAT(this->store().Abandon(booking->id, "booking_failed", kForever), IsOk());

  const auto now = this->store().Find(kClinic, booking->id, kForever);
  ASSERT_THAT(now, IsOk());
  EXPECT_EQ(now->state, BookingState::kFailed);
  EXPECT_EQ(now->failure_reason, "booking_failed");
  EXPECT_TRUE(now->patient.empty());
  EXPECT_TRUE(
      absl::IsFailedPrecondition(this->store().Abandon(booking->id, "booking_failed", kForever)));
}

class PostgresStepsTest : public ::testing::Test {
 protected:
  void Know(const std::string& id, const std::string& first_name) {
    ASSERT_THAT(patients_.Save(kClinic, {PatientId(id), first_name, "Caller"}, kPhone, kForever),
                IsOk());
  }
  // Whose the claim of "Casey Caller" is, before anybody has said so.
  std::string Guess(const std::string& key, absl::Time start) {
    const NewBooking wish = Wish(key, start);
    const auto answer = house_.store().ClaimTime(wish, TermsOf(wish), kForever);
    if (!answer.ok() || !answer->booking.has_value()) return "no booking";
    known_ = answer->patients.size();
    return answer->booking->patient.value();
  }
  std::string GrantedToCallers() {
    return house_.database().Execute(
        "SELECT sum(cardinality(granted_to_callers)) FROM schedule_cache.cliniko_budgets");
  }

  PostgresHouse house_;
  PostgresPatientStore patients_{house_.pool()};
  std::size_t known_ = 0;
};

TEST_F(PostgresStepsTest, GuessesThePatientWhereThereIsHardlyADoubt) {
  EXPECT_EQ(Guess("nobody", kNine), "");
  Know("7", "Robin");
  EXPECT_EQ(Guess("the only one", kNine + absl::Hours(1)), "7");
  Know("8", "Sam");
  EXPECT_EQ(Guess("one of two", kNine + absl::Hours(2)), "");
  Know("9", "CASEY");
  EXPECT_EQ(Guess("the one of the name", kNine + absl::Hours(3)), "9");
  EXPECT_EQ(known_, 3U);
}

TEST_F(PostgresStepsTest, TakesWhatItWillAskOfClinikoWithTheClaim) {
  const ClinikoAccess access{.key_sha256 = kKey, .clinic = kClinic};
  const auto take = [&] {
    return house_.budget().Take(access, cliniko::CallPriority::kCaller,
                                absl::Now() + absl::Seconds(10));
  };
  ASSERT_THAT(Insert(house_.store(), Wish("a"), kForever), IsOk());
  EXPECT_EQ(GrantedToCallers(), "2");
  // The create and the look for conflicts.
  EXPECT_THAT(take(), IsOk());
  EXPECT_THAT(take(), IsOk());
  EXPECT_EQ(GrantedToCallers(), "2");
  EXPECT_THAT(take(), IsOk());
  EXPECT_EQ(GrantedToCallers(), "3");
}

TEST_F(PostgresStepsTest, NeverTakesMoreThanIsLeft) {
  for (int i = 0; i < 4; ++i) {
    ASSERT_THAT(
        Insert(house_.store(), Wish(absl::StrCat("k", i), kNine + absl::Hours(i)), kForever),
        IsOk());
  }
  EXPECT_EQ(GrantedToCallers(), "5");
}

TEST_F(PostgresStepsTest, DropsTheDaysSlotsWithTheBooking) {
  house_.database().Execute(absl::StrCat(
      "INSERT INTO schedule_cache.slot_cache (clinic_id, practitioner_id, business_id, "
      "appointment_type_id, day, start_times, bookable, fetched_at) SELECT '",
      kClinic.value(),
      "', p, '101', '302', d, '{}', true, now() FROM unnest('{201,202}'::text[]) p, "
      "unnest('{2026-07-13,2026-07-14,2026-07-15}'::date[]) d"));
  absl::StatusOr<Booking> booking = Insert(house_.store(), Wish("a"), kForever);
  ASSERT_THAT(booking, IsOk());
  booking->patient = PatientId("5");
  booking->appointment = AppointmentId("6");
  const absl::CivilDay tuesday(2026, 7, 14);
  ASSERT_THAT(house_.store().Confirm(*booking, DaysOfSlots{tuesday, tuesday}, kForever),
              IsOkAndHolds(true));

  EXPECT_EQ(house_.database().Execute(
                "SELECT string_agg(practitioner_id || ' ' || day, ', ' ORDER BY practitioner_id, "
                "day) FROM schedule_cache.slot_cache"),
            "201 2026-07-13, 201 2026-07-15, 202 2026-07-13, 202 2026-07-14, 202 2026-07-15");
}

// Who heard of a booking and whoever wanted the same time used to wait for each other at times, for
// a second.
TEST_F(PostgresStepsTest, NeverDeadlocksBetweenAWinnersStepsAndTheLosersClaims) {
  PostgresOutcomeStore outcomes(house_.pool());
  for (int round = 0; round < 25; ++round) {
    const absl::Time start = kNine + absl::Hours(2 * round);
    std::vector<std::thread> callers;
    for (int i = 0; i < 6; ++i) {
      callers.emplace_back([&, i] {
        absl::StatusOr<Booking> booking =
            Insert(house_.store(), Wish(absl::StrCat("k", round, "-", i), start), kForever);
        if (!booking.ok()) return;
        booking->patient = PatientId("5");
        booking->appointment = AppointmentId(absl::StrCat(round + 1));
        EXPECT_THAT(house_.store().Confirm(*booking, std::nullopt, kForever), IsOkAndHolds(true));
        EXPECT_THAT(outcomes.Heard({.clinic = kClinic, .session_id = "conv_1"}, booking->id,
                                   absl::Seconds(1), kForever),
                    IsOk());
      });
    }
    for (std::thread& caller : callers) caller.join();
  }

  EXPECT_EQ(
      house_.database().Execute("SELECT count(*) FROM booking.bookings WHERE untold IS NOT NULL"),
      "0");
  // Sessions report to the statistics when they end; asking in a new one is asking late enough.
  EXPECT_EQ(house_.database().Execute("SELECT pg_stat_force_next_flush()"), "");
  EXPECT_EQ(house_.database().Execute(
                "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"),
            "0");
}

// The same for whoever takes a booking to settle it, or tells of it.
TEST_F(PostgresStepsTest, NeverDeadlocksBetweenWhoTakesABookingAndWhoWantsItsTime) {
  PostgresOutcomeStore outcomes(house_.pool());
  const auto while_others_want = [&](absl::Time start, const auto& act) {
    std::atomic<int> wanting = 4;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&, i] {
        for (int n = 0; n < 5; ++n) {
          NewBooking wish = Wish(absl::StrCat("other", i), start);
          wish.person.phone = absl::StrCat("+6149157010", i);
          EXPECT_THAT(house_.store().ClaimTime(wish, TermsOf(wish), kForever),
                      FailsWith(DomainError::kSlotTaken));
        }
        --wanting;
      });
    }
    while (wanting > 0) act();
    for (std::thread& thread : threads) thread.join();
  };
  for (int round = 0; round < 25; ++round) {
    const absl::Time start = kNine + absl::Hours(2 * round);
    absl::StatusOr<Booking> booking =
        Insert(house_.store(), Wish(absl::StrCat("k", round), start), kForever);
    ASSERT_THAT(booking, IsOk());
    while_others_want(start, [&] {
      EXPECT_THAT(house_.store().TakeUnsettled(absl::ZeroDuration(), {}, kForever), IsOk());
    });
    booking->patient = PatientId("5");
    booking->appointment = AppointmentId(absl::StrCat(round + 1));
    ASSERT_THAT(house_.store().Confirm(*booking, std::nullopt, kForever), IsOkAndHolds(true));
    while_others_want(start, [&] {
      EXPECT_THAT(
          outcomes.Tell({.clinic = kClinic, .session_id = "conv_1", .identified = true}, kForever),
          IsOk());
      house_.database().Execute(
          absl::StrCat("BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('", kClinic.value(),
                       "201', 0)); UPDATE booking.bookings SET untold = 'booking'; COMMIT"));
    });
  }

  EXPECT_EQ(house_.database().Execute("SELECT pg_stat_force_next_flush()"), "");
  EXPECT_EQ(house_.database().Execute(
                "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"),
            "0");
}

TEST_F(PostgresStepsTest, WaitForNobodysLockForLong) {
  const auto booking = Insert(house_.store(), Wish("a"), kForever);
  ASSERT_THAT(booking, IsOk());
  EXPECT_EQ(house_.database().Execute(
                "SELECT string_agg(p.proname, ' ' ORDER BY p.proname) FROM pg_proc p "
                "WHERE p.pronamespace = 'booking'::regnamespace AND p.provolatile = 'v' "
                "AND p.prorettype <> 'trigger'::regtype "
                "AND NOT coalesce('lock_timeout=2s' = ANY (p.proconfig), false)"),
            "");
}

}  // namespace
}  // namespace frontdesk::booking
