// What every BookingStore promises, over the fake and over PostgreSQL, so that the fake cannot lie.
#include <atomic>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/testing/scratch_database.h"
#include "libs/testing/status_matchers.h"
#include "services/booking/domain/fake_booking_store.h"
#include "services/booking/domain/insert_booking.h"
#include "services/booking/store/postgres_booking_store.h"
#include "services/booking/store/postgres_patient_store.h"

namespace frontdesk::booking {
namespace {

using ::frontdesk::test::FailsWith;
using ::frontdesk::test::IsOk;
using ::frontdesk::test::StatusIs;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const ClinicId kClinic("00000000-0000-4000-8000-000000000001");
const ClinicId kOtherClinic("00000000-0000-4000-8000-000000000002");
const PractitionerId kCameron("201");
const absl::Time kNine = absl::FromUnixSeconds(1'784'000'000);
const absl::Time kForever = absl::InfiniteFuture();

NewBooking Wish(const std::string& key, absl::Time start = kNine,
                absl::Duration length = absl::Hours(1), const ClinicId& clinic = kClinic) {
  return {.idempotency_key = key,
          .fingerprint = "f",
          .claim = {clinic,
                    {kCameron, BusinessId("101"), AppointmentTypeId("302")},
                    {start, start + length}},
          .person = {"Casey", "Caller", "+61491570156"},
          .notes = "knee",
          .session_id = "conv_1"};
}

class FakeHouse {
 public:
  BookingStore& store() { return store_; }

 private:
  SystemClock clock_;
  FakeBookingStore store_{clock_};
};

class PostgresHouse {
 public:
  PostgresHouse() {
    for (const ClinicId& clinic : {kClinic, kOtherClinic}) {
      database_.Execute(
          "INSERT INTO schedule_cache.clinics (clinic_id, clinic_name, country, time_zone, "
          "contact_email, cliniko_key_sealed, cliniko_key_kek, cliniko_shard) VALUES ('" +
          clinic.value() + "', 'C', 'AU', 'Australia/Sydney', 'a@example.com', '', 'k', 'au1')");
    }
  }
  BookingStore& store() { return store_; }
  test::ScratchDatabase& database() { return database_; }
  PostgresPool& pool() { return pool_; }

 private:
  test::ScratchDatabase database_;
  PostgresPool pool_{{.url = database_.UrlAs("frontdesk_booking"), .size = 8}};
  PostgresBookingStore store_{pool_};
};

template <typename House>
class BookingStoreContract : public ::testing::Test {
 protected:
  BookingStore& store() { return house_.store(); }
  House house_;
};

using Houses = ::testing::Types<FakeHouse, PostgresHouse>;
TYPED_TEST_SUITE(BookingStoreContract, Houses);

TYPED_TEST(BookingStoreContract, KeepsWhatWasInserted) {
  const auto inserted = Insert(this->store(), Wish("a"), kForever);
  ASSERT_THAT(inserted, IsOk());

  const auto found = this->store().Find(kClinic, inserted->id, kForever);
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->state, BookingState::kPending);
  EXPECT_EQ(found->patient_name, "Casey Caller");
  EXPECT_EQ(found->patient_phone, "+61491570156");
  EXPECT_EQ(found->notes, "knee");
  EXPECT_EQ(found->claim.time, Wish("a").claim.time);
  EXPECT_EQ(found->claim.offering, Wish("a").claim.offering);
}

TYPED_TEST(BookingStoreContract, RefusesAnyOverlapOfOnePractitioner) {
  ASSERT_THAT(Insert(this->store(), Wish("a"), kForever), IsOk());

  EXPECT_THAT(Insert(this->store(), Wish("b"), kForever), FailsWith(DomainError::kSlotTaken));
  EXPECT_THAT(Insert(this->store(), Wish("c", kNine + absl::Minutes(59)), kForever),
              FailsWith(DomainError::kSlotTaken));
  EXPECT_THAT(
      Insert(this->store(), Wish("d", kNine - absl::Minutes(15), absl::Minutes(90)), kForever),
      FailsWith(DomainError::kSlotTaken));
  EXPECT_THAT(Insert(this->store(), Wish("e", kNine + absl::Minutes(60)), kForever), IsOk());
}

TYPED_TEST(BookingStoreContract, LetsAnotherClinicHaveTheSameTime) {
  ASSERT_THAT(Insert(this->store(), Wish("a"), kForever), IsOk());

  EXPECT_THAT(Insert(this->store(), Wish("a", kNine, absl::Hours(1), kOtherClinic), kForever),
              IsOk());
}

TYPED_TEST(BookingStoreContract, GivesAContestedTimeToOneCaller) {
  std::atomic<int> won = 0;
  std::vector<std::thread> callers;
  for (int i = 0; i < 16; ++i) {
    callers.emplace_back([&, i] {
      // Different starts and lengths, all touching nine to ten.
      const NewBooking wish =
          Wish("k" + std::to_string(i), kNine + absl::Minutes(i % 4), absl::Minutes(30 + i));
      if (Insert(this->store(), wish, kForever).ok()) ++won;
    });
  }
  for (std::thread& caller : callers) caller.join();

  EXPECT_EQ(won, 1);
}

TYPED_TEST(BookingStoreContract, HasOneActiveBookingUnderAKey) {
  ASSERT_THAT(Insert(this->store(), Wish("a"), kForever), IsOk());

  EXPECT_THAT(Insert(this->store(), Wish("a", kNine + absl::Hours(5)), kForever),
              FailsWith(DomainError::kSlotTaken));
}

TYPED_TEST(BookingStoreContract, FreesTheTimeOfAFailedBooking) {
  const auto first = Insert(this->store(), Wish("a"), kForever);
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(this->store().Settle(first->id, BookingState::kFailed, "booking_failed", kForever),
              IsOk());

  const auto second = Insert(this->store(), Wish("a"), kForever);
  ASSERT_THAT(second, IsOk());
  const auto found = this->store().FindByKey(kClinic, "a", kForever);
  ASSERT_THAT(found, IsOk());
  ASSERT_TRUE(found->has_value());
  EXPECT_EQ((*found)->id, second->id);
}

TYPED_TEST(BookingStoreContract, SettlesABookingOnce) {
  const auto booking = Insert(this->store(), Wish("a"), kForever);
  ASSERT_THAT(booking, IsOk());
  ASSERT_THAT(this->store().Note(booking->id, PatientId("5"), AppointmentId("6"), kForever),
              IsOk());
  ASSERT_THAT(this->store().Settle(booking->id, BookingState::kBooked, "", kForever), IsOk());

  EXPECT_THAT(this->store().Settle(booking->id, BookingState::kFailed, "x", kForever),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(this->store().Find(kClinic, booking->id, kForever)->state, BookingState::kBooked);
}

TYPED_TEST(BookingStoreContract, KeepsTheReasonOfAWithdrawal) {
  const auto booking = Insert(this->store(), Wish("a"), kForever);
  ASSERT_THAT(booking, IsOk());
  ASSERT_THAT(this->store().Settle(booking->id, BookingState::kWithdrawing, "slot_taken", kForever),
              IsOk());
  ASSERT_THAT(this->store().Settle(booking->id, BookingState::kFailed, "", kForever), IsOk());

  const auto found = this->store().Find(kClinic, booking->id, kForever);
  EXPECT_EQ(found->state, BookingState::kFailed);
  EXPECT_EQ(found->failure_reason, "slot_taken");
}

TYPED_TEST(BookingStoreContract, FindsABookingByItsAppointment) {
  const auto booking = Insert(this->store(), Wish("a"), kForever);
  ASSERT_THAT(booking, IsOk());
  ASSERT_THAT(this->store().Note(booking->id, PatientId("5"), AppointmentId("6"), kForever),
              IsOk());

  const auto found = this->store().FindByAppointment(kClinic, AppointmentId("6"), kForever);
  ASSERT_THAT(found, IsOk());
  ASSERT_TRUE(found->has_value());
  EXPECT_EQ((*found)->id, booking->id);
  EXPECT_FALSE(
      this->store().FindByAppointment(kOtherClinic, AppointmentId("6"), kForever)->has_value());
}

TYPED_TEST(BookingStoreContract, NeverShowsAnotherClinicsBooking) {
  const auto booking = Insert(this->store(), Wish("a"), kForever);
  ASSERT_THAT(booking, IsOk());

  EXPECT_THAT(this->store().Find(kOtherClinic, booking->id, kForever),
              FailsWith(DomainError::kAppointmentNotFound));
}

TYPED_TEST(BookingStoreContract, HandsAnUnsettledBookingToOneWorkerOnly) {
  ASSERT_THAT(Insert(this->store(), Wish("a"), kForever), IsOk());

  EXPECT_FALSE(this->store().TakeUnsettled(absl::Hours(1), {}, kForever)->has_value());
  while (!this->store().TakeUnsettled(absl::ZeroDuration(), {}, kForever)->has_value()) {
    std::this_thread::yield();
  }
  EXPECT_FALSE(this->store().TakeUnsettled(absl::Hours(1), {}, kForever)->has_value());
}

TYPED_TEST(BookingStoreContract, HandsOutNothingOfAClinicThatHasEnoughToDo) {
  BookingStore& store = this->store();
  ASSERT_THAT(Insert(store, Wish("a"), kForever), IsOk());
  ASSERT_THAT(Insert(store, Wish("a", kNine, absl::Hours(1), kOtherClinic), kForever), IsOk());
  absl::StatusOr<std::optional<Booking>> taken;
  do {
    taken = store.TakeUnsettled(absl::ZeroDuration(), {kClinic}, kForever);
    ASSERT_THAT(taken, IsOk());
  } while (!taken->has_value());
  EXPECT_EQ((*taken)->claim.clinic, kOtherClinic);
  EXPECT_FALSE(
      store.TakeUnsettled(absl::ZeroDuration(), {kClinic, kOtherClinic}, kForever)->has_value());
}

TYPED_TEST(BookingStoreContract, HandsOutAFailedBookingWhoseAppointmentMayStillArrive) {
  const auto booking = Insert(this->store(), Wish("a"), kForever);
  ASSERT_THAT(booking, IsOk());
  ASSERT_THAT(this->store().Note(booking->id, PatientId("5"), {}, kForever), IsOk());
  EXPECT_FALSE(this->store().TakeDoubtful(absl::ZeroDuration(), kForever)->has_value());
  ASSERT_THAT(this->store().Settle(booking->id, BookingState::kFailed, "x", kForever), IsOk());

  while (!this->store().TakeDoubtful(absl::ZeroDuration(), kForever)->has_value()) {
    std::this_thread::yield();
  }
  EXPECT_FALSE(this->store().TakeDoubtful(absl::Hours(1), kForever)->has_value());
}

TYPED_TEST(BookingStoreContract, RefusesANoteOnABookingThatIsSettled) {
  const auto booking = Insert(this->store(), Wish("a"), kForever);
  ASSERT_THAT(booking, IsOk());
  ASSERT_THAT(this->store().Settle(booking->id, BookingState::kFailed, "x", kForever), IsOk());

  EXPECT_THAT(this->store().Note(booking->id, PatientId("5"), AppointmentId("6"), kForever),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

TYPED_TEST(BookingStoreContract, FreesTheTimeOfACancelledBooking) {
  const auto booking = Insert(this->store(), Wish("a"), kForever);
  ASSERT_THAT(booking, IsOk());
  ASSERT_THAT(this->store().Note(booking->id, PatientId("5"), AppointmentId("6"), kForever),
              IsOk());
  ASSERT_THAT(this->store().Settle(booking->id, BookingState::kBooked, "", kForever), IsOk());
  ASSERT_THAT(this->store().Settle(booking->id, BookingState::kCancelled, "", kForever), IsOk());

  EXPECT_THAT(Insert(this->store(), Wish("b"), kForever), IsOk());
}

// A booked booking of nine to ten.
Booking Booked(BookingStore& store, const NewBooking& wish = Wish("a")) {
  const auto booking = Insert(store, wish, kForever);
  EXPECT_THAT(booking, IsOk());
  EXPECT_THAT(store.Note(booking->id, PatientId("5"), AppointmentId("6"), kForever), IsOk());
  EXPECT_THAT(store.Settle(booking->id, BookingState::kBooked, "", kForever), IsOk());
  return *store.Find(kClinic, booking->id, kForever);
}

TYPED_TEST(BookingStoreContract, FindsWhatIsBookedInASession) {
  BookingStore& store = this->store();
  const absl::Time now = absl::Now();
  const auto found = [&](const std::string& session, absl::Time made_since = absl::UnixEpoch(),
                         absl::Time from = kNine, const ClinicId& clinic = kClinic) {
    const auto bookings = store.FindBookedInSession(clinic, session, made_since, from, kForever);
    EXPECT_THAT(bookings, IsOk());
    return bookings.ok() ? bookings->size() : 0;
  };
  const auto pending = Insert(store, Wish("p", kNine + absl::Hours(2)), kForever);
  ASSERT_THAT(pending, IsOk());
  EXPECT_EQ(found("conv_1"), 0U);  // not sure yet
  const Booking booking = Booked(store);

  EXPECT_EQ(found("conv_1"), 1U);
  EXPECT_EQ(found("conv_2"), 0U);
  EXPECT_EQ(found("conv_1", now - absl::Minutes(5)), 1U);
  EXPECT_EQ(found("conv_1", now + absl::Minutes(5)), 0U);
  EXPECT_EQ(found("conv_1", absl::UnixEpoch(), kNine + absl::Minutes(1)), 0U);
  EXPECT_EQ(found("conv_1", absl::UnixEpoch(), kNine, kOtherClinic), 0U);
  ASSERT_THAT(store.Settle(booking.id, BookingState::kCancelled, "", kForever), IsOk());
  EXPECT_EQ(found("conv_1"), 0U);
}

// What has no session is not all one call's.
TYPED_TEST(BookingStoreContract, FindsNothingInNoSessionAndFromNoPhone) {
  NewBooking wish = Wish("a");
  wish.session_id = "";
  Booked(this->store(), wish);
  EXPECT_THAT(
      this->store().FindBookedInSession(kClinic, "", absl::UnixEpoch(), kNine, kForever).value(),
      IsEmpty());
  EXPECT_THAT(this->store().FindBookedByCaller(kClinic, "", kNine, kForever).value(), IsEmpty());
}

TYPED_TEST(BookingStoreContract, FindsWhatIsActiveUnderAPhone) {
  BookingStore& store = this->store();
  const TimeRange nine_to_ten{kNine, kNine + absl::Hours(1)};
  const auto found = [&](const std::string& phone, const TimeRange& time,
                         const ClinicId& clinic = kClinic) {
    const auto bookings = store.FindActiveOfPhone(clinic, phone, time, kForever);
    EXPECT_THAT(bookings, IsOk());
    return bookings.ok() ? bookings->size() : 0;
  };
  const auto pending = Insert(store, Wish("a"), kForever);
  ASSERT_THAT(pending, IsOk());
  const std::string phone = pending->patient_phone;

  EXPECT_EQ(found(phone, nine_to_ten), 1U);
  EXPECT_EQ(found(phone, {kNine + absl::Minutes(59), kNine + absl::Hours(3)}), 1U);
  EXPECT_EQ(found(phone, {kNine + absl::Hours(1), kNine + absl::Hours(2)}), 0U);
  EXPECT_EQ(found(phone, {kNine - absl::Hours(1), kNine}), 0U);
  EXPECT_EQ(found("+61491570157", nine_to_ten), 0U);
  EXPECT_EQ(found(phone, nine_to_ten, kOtherClinic), 0U);
  ASSERT_THAT(store.Settle(pending->id, BookingState::kFailed, "slot_taken", kForever), IsOk());
  EXPECT_EQ(found(phone, nine_to_ten), 0U);
}

TYPED_TEST(BookingStoreContract, HoldsBothTimesOfABookingThatIsBeingMoved) {
  const Booking old = Booked(this->store());

  ASSERT_THAT(this->store().InsertMove(old.id, Wish("m", kNine + absl::Hours(3)), kForever),
              IsOk());

  EXPECT_THAT(Insert(this->store(), Wish("b"), kForever), FailsWith(DomainError::kSlotTaken));
  EXPECT_THAT(Insert(this->store(), Wish("c", kNine + absl::Hours(3)), kForever),
              FailsWith(DomainError::kSlotTaken));
}

TYPED_TEST(BookingStoreContract, MovesABookingToATimeThatOverlapsItsOwn) {
  const Booking old = Booked(this->store());
  const auto move =
      this->store().InsertMove(old.id, Wish("m", kNine + absl::Minutes(30)), kForever);
  ASSERT_THAT(move, IsOk());
  ASSERT_THAT(this->store().TakeOver(move->id, kForever), IsOk());

  const auto now = this->store().FindByAppointment(kClinic, AppointmentId("6"), kForever);
  ASSERT_THAT(now, IsOk());
  ASSERT_TRUE(now->has_value());
  EXPECT_EQ((*now)->id, move->id);
  EXPECT_EQ((*now)->moves, old.id);
  EXPECT_EQ((*now)->state, BookingState::kBooked);
  EXPECT_EQ((*now)->patient, PatientId("5"));
  EXPECT_EQ(this->store().Find(kClinic, old.id, kForever)->state, BookingState::kMoved);
  // What is left of the old time is free again, and nothing more.
  EXPECT_THAT(Insert(this->store(), Wish("b", kNine, absl::Minutes(30)), kForever), IsOk());
  EXPECT_THAT(Insert(this->store(), Wish("c", kNine + absl::Minutes(45)), kForever),
              FailsWith(DomainError::kSlotTaken));
}

TYPED_TEST(BookingStoreContract, GivesTheNewTimeOfAMoveToNobodyWhoHasNot) {
  const Booking old = Booked(this->store());
  ASSERT_THAT(Insert(this->store(), Wish("b", kNine + absl::Hours(1)), kForever), IsOk());

  EXPECT_THAT(this->store().InsertMove(old.id, Wish("m", kNine + absl::Minutes(30)), kForever),
              FailsWith(DomainError::kSlotTaken));
}

TYPED_TEST(BookingStoreContract, ChangesABookingInOneWayAtATime) {
  const Booking old = Booked(this->store());
  const auto move = this->store().InsertMove(old.id, Wish("m", kNine + absl::Hours(3)), kForever);
  ASSERT_THAT(move, IsOk());

  EXPECT_THAT(this->store().InsertMove(old.id, Wish("n", kNine + absl::Hours(6)), kForever),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(this->store().WantCancel(old.id, {}, kForever),
              StatusIs(absl::StatusCode::kFailedPrecondition));

  ASSERT_THAT(this->store().Settle(move->id, BookingState::kFailed, "x", kForever), IsOk());
  ASSERT_THAT(this->store().WantCancel(old.id, {}, kForever), IsOk());
  EXPECT_THAT(this->store().InsertMove(old.id, Wish("n", kNine + absl::Hours(6)), kForever),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

TYPED_TEST(BookingStoreContract, TakesOverOnce) {
  const Booking old = Booked(this->store());
  const auto move = this->store().InsertMove(old.id, Wish("m", kNine + absl::Hours(3)), kForever);
  ASSERT_THAT(move, IsOk());
  ASSERT_THAT(this->store().TakeOver(move->id, kForever), IsOk());

  EXPECT_THAT(this->store().TakeOver(move->id, kForever),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

TYPED_TEST(BookingStoreContract, KeepsTheOldTimeOfAMoveThatFailed) {
  const Booking old = Booked(this->store());
  const auto move = this->store().InsertMove(old.id, Wish("m", kNine + absl::Hours(3)), kForever);
  ASSERT_THAT(move, IsOk());
  ASSERT_THAT(this->store().Settle(move->id, BookingState::kFailed, "slot_taken", kForever),
              IsOk());

  EXPECT_EQ(this->store().Find(kClinic, old.id, kForever)->state, BookingState::kBooked);
  EXPECT_THAT(Insert(this->store(), Wish("b"), kForever), FailsWith(DomainError::kSlotTaken));
  EXPECT_THAT(Insert(this->store(), Wish("c", kNine + absl::Hours(3)), kForever), IsOk());
}

TYPED_TEST(BookingStoreContract, RemembersThatABookingIsToBeCancelledUntilItIs) {
  const Booking booking = Booked(this->store());
  const auto wanted =
      this->store().WantCancel(booking.id, {.reason = 30, .note = "I am ill"}, kForever);
  ASSERT_THAT(wanted, IsOk());
  EXPECT_EQ(wanted->cancel_reason, 30);
  EXPECT_EQ(wanted->cancel_note, "I am ill");
  // Until Cliniko agrees it holds its time.
  EXPECT_THAT(Insert(this->store(), Wish("b"), kForever), FailsWith(DomainError::kSlotTaken));

  while (!this->store().TakeUnsettled(absl::ZeroDuration(), {}, kForever)->has_value()) {
    std::this_thread::yield();
  }
  ASSERT_THAT(this->store().Settle(booking.id, BookingState::kCancelled, "", kForever), IsOk());
  EXPECT_FALSE(this->store().TakeUnsettled(absl::ZeroDuration(), {}, kForever)->has_value());
  EXPECT_THAT(this->store().WantCancel(booking.id, {}, kForever),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

TYPED_TEST(BookingStoreContract, RemembersThatAPendingBookingIsToBeCancelled) {
  BookingStore& store = this->store();
  const auto booking = Insert(store, Wish("a"), kForever);
  ASSERT_THAT(booking, IsOk());
  ASSERT_THAT(store.Note(booking->id, PatientId("5"), AppointmentId("6"), kForever), IsOk());
  const Booking before = store.Find(kClinic, booking->id, kForever).value();
  const auto wanted = store.WantCancel(booking->id, {.reason = 30}, kForever);
  ASSERT_THAT(wanted, IsOk());
  EXPECT_EQ(wanted->state, BookingState::kPending);
  EXPECT_EQ(wanted->cancel_reason, 30);
  // Its turn to be settled comes no later for that.
  EXPECT_EQ(wanted->updated_at, before.updated_at);

  ASSERT_THAT(store.Settle(booking->id, BookingState::kBooked, "", kForever), IsOk());
  EXPECT_EQ(store.Find(kClinic, booking->id, kForever)->cancel_reason, 30);
  EXPECT_THAT(store.InsertMove(booking->id, Wish("m", kNine + absl::Hours(3)), kForever),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

TYPED_TEST(BookingStoreContract, NeverCancelsAMoveThatIsUnderWay) {
  const Booking booking = Booked(this->store());
  const auto move =
      this->store().InsertMove(booking.id, Wish("m", kNine + absl::Hours(3)), kForever);
  ASSERT_THAT(move, IsOk());
  for (const BookingId& id : {booking.id, move->id}) {
    EXPECT_THAT(this->store().WantCancel(id, {}, kForever),
                StatusIs(absl::StatusCode::kFailedPrecondition));
  }
}

TYPED_TEST(BookingStoreContract, KnowsNoBookingByWhatIsNoId) {
  EXPECT_THAT(this->store().Find(kClinic, BookingId("what staff wrote"), kForever),
              FailsWith(DomainError::kAppointmentNotFound));
}

TYPED_TEST(BookingStoreContract, KeepsABookingWhoseCancellationWasRefused) {
  const Booking booking = Booked(this->store());
  ASSERT_THAT(this->store().WantCancel(booking.id, {.note = "ill"}, kForever), IsOk());
  ASSERT_THAT(this->store().DropCancel(booking.id, kForever), IsOk());

  const auto found = this->store().Find(kClinic, booking.id, kForever);
  EXPECT_EQ(found->state, BookingState::kBooked);
  EXPECT_EQ(found->cancel_reason, 0);
  EXPECT_EQ(found->cancel_note, "");
  EXPECT_FALSE(this->store().TakeUnsettled(absl::ZeroDuration(), {}, kForever)->has_value());
}

TYPED_TEST(BookingStoreContract, AdoptsWhatOthersMadeOnce) {
  const auto adopted = this->store().Adopt(Wish("a"), PatientId("5"), AppointmentId("6"), kForever);
  ASSERT_THAT(adopted, IsOk());
  EXPECT_EQ(adopted->state, BookingState::kBooked);
  EXPECT_EQ(adopted->patient, PatientId("5"));
  EXPECT_THAT(Insert(this->store(), Wish("b"), kForever), FailsWith(DomainError::kSlotTaken));

  EXPECT_THAT(this->store().Adopt(Wish("c", kNine + absl::Hours(5)), PatientId("5"),
                                  AppointmentId("6"), kForever),
              StatusIs(absl::StatusCode::kAlreadyExists));
  EXPECT_THAT(this->store().Adopt(Wish("a", kNine + absl::Hours(5)), PatientId("5"),
                                  AppointmentId("7"), kForever),
              StatusIs(absl::StatusCode::kAlreadyExists));
}

// Staff double-booked the time; the two share it until one of them moves.
TYPED_TEST(BookingStoreContract, AdoptsAndMovesWhatStaffBookedOverABooking) {
  BookingStore& store = this->store();
  const absl::Duration half = absl::Minutes(30);
  const auto ours = Insert(store, Wish("ours"), kForever);
  ASSERT_THAT(ours, IsOk());
  ASSERT_THAT(store.Note(ours->id, PatientId("4"), AppointmentId("3"), kForever), IsOk());
  ASSERT_THAT(store.Settle(ours->id, BookingState::kBooked, "", kForever), IsOk());
  const auto theirs =
      store.Adopt(Wish("a", kNine + half), PatientId("5"), AppointmentId("6"), kForever);
  ASSERT_THAT(theirs, IsOk());

  // Nobody else gets any of it, not even one of the two that share it.
  EXPECT_THAT(Insert(store, Wish("b", kNine + absl::Hours(1)), kForever),
              FailsWith(DomainError::kSlotTaken));
  EXPECT_THAT(store.InsertMove(theirs->id, Wish("c", kNine - half), kForever),
              FailsWith(DomainError::kSlotTaken));
  EXPECT_THAT(store.InsertMove(ours->id, Wish("d", kNine + absl::Hours(1)), kForever),
              FailsWith(DomainError::kSlotTaken));

  const auto move = store.InsertMove(theirs->id, Wish("e", kNine + absl::Hours(3)), kForever);
  ASSERT_THAT(move, IsOk());
  ASSERT_THAT(store.TakeOver(move->id, kForever), IsOk());
  EXPECT_EQ(store.Find(kClinic, move->id, kForever)->appointment, AppointmentId("6"));
  EXPECT_THAT(
      store.FindActive(kClinic, kCameron, {kNine, kNine + absl::Hours(2)}, kForever).value(),
      SizeIs(1));
  // From now on they are apart.
  EXPECT_THAT(store.InsertMove(move->id, Wish("f", kNine), kForever),
              FailsWith(DomainError::kSlotTaken));
  EXPECT_THAT(Insert(store, Wish("g", kNine + absl::Hours(1)), kForever), IsOk());
}

// These used to find no place here, so that they could not be moved.
TYPED_TEST(BookingStoreContract, AdoptsAndMovesWhatStaffBookedOverSeveral) {
  BookingStore& store = this->store();
  const absl::Duration half = absl::Minutes(30);
  ASSERT_THAT(store.Adopt(Wish("a"), PatientId("4"), AppointmentId("3"), kForever), IsOk());
  // One that is not sure yet.
  ASSERT_THAT(Insert(store, Wish("b", kNine + absl::Hours(1)), kForever), IsOk());
  const auto doubled = store.Adopt(Wish("c", kNine + half, absl::Hours(2)), PatientId("5"),
                                   AppointmentId("6"), kForever);
  ASSERT_THAT(doubled, IsOk());
  EXPECT_THAT(Insert(store, Wish("d", kNine + absl::Hours(2)), kForever),
              FailsWith(DomainError::kSlotTaken));
  const auto third =
      store.Adopt(Wish("e", kNine + absl::Hours(2)), PatientId("7"), AppointmentId("8"), kForever);
  ASSERT_THAT(third, IsOk());

  // Not to where another one is, nor to its own time while others have it too.
  EXPECT_THAT(store.InsertMove(doubled->id, Wish("f", kNine + 5 * half), kForever),
              FailsWith(DomainError::kSlotTaken));
  EXPECT_THAT(store.InsertMove(doubled->id, Wish("g", kNine + 2 * half), kForever),
              FailsWith(DomainError::kSlotTaken));
  const auto move = store.InsertMove(doubled->id, Wish("h", kNine + absl::Hours(5)), kForever);
  ASSERT_THAT(move, IsOk());
  // Both are held meanwhile.
  EXPECT_THAT(Insert(store, Wish("i", kNine + 4 * half, half), kForever),
              FailsWith(DomainError::kSlotTaken));
  EXPECT_THAT(Insert(store, Wish("j", kNine + absl::Hours(5)), kForever),
              FailsWith(DomainError::kSlotTaken));
  ASSERT_THAT(store.TakeOver(move->id, kForever), IsOk());

  ASSERT_THAT(store.Settle(third->id, BookingState::kCancelled, "", kForever), IsOk());
  EXPECT_THAT(Insert(store, Wish("k", kNine + 4 * half, half), kForever), IsOk());
  EXPECT_THAT(Insert(store, Wish("l", kNine + absl::Hours(5)), kForever),
              FailsWith(DomainError::kSlotTaken));
}

// What staff booked twice is held by whichever of the two is left.
TYPED_TEST(BookingStoreContract, HoldsATimeForTheOneThatIsLeft) {
  BookingStore& store = this->store();
  const auto first = store.Adopt(Wish("a"), PatientId("4"), AppointmentId("3"), kForever);
  ASSERT_THAT(first, IsOk());
  const auto second = store.Adopt(Wish("b"), PatientId("5"), AppointmentId("6"), kForever);
  ASSERT_THAT(second, IsOk());
  ASSERT_THAT(store.Settle(first->id, BookingState::kCancelled, "", kForever), IsOk());

  EXPECT_THAT(Insert(store, Wish("c"), kForever), FailsWith(DomainError::kSlotTaken));
  EXPECT_THAT(store.InsertMove(second->id, Wish("d", kNine + absl::Minutes(30)), kForever), IsOk());
}

TYPED_TEST(BookingStoreContract, FollowsWhereStaffMovedABooking) {
  const Booking booking = Booked(this->store());
  ASSERT_THAT(Insert(this->store(), Wish("b", kNine + absl::Hours(6)), kForever), IsOk());
  Claim now = booking.claim;
  now.time = {kNine + absl::Hours(3), kNine + absl::Hours(4)};
  ASSERT_THAT(this->store().Follow(booking.id, now, kForever), IsOk());

  EXPECT_EQ(this->store().Find(kClinic, booking.id, kForever)->claim.time, now.time);
  EXPECT_THAT(Insert(this->store(), Wish("c"), kForever), IsOk());
  // Onto another one.
  now.time = {kNine + absl::Hours(6), kNine + absl::Hours(8)};
  ASSERT_THAT(this->store().Follow(booking.id, now, kForever), IsOk());
  EXPECT_THAT(Insert(this->store(), Wish("d", kNine + absl::Hours(3)), kForever), IsOk());
  EXPECT_THAT(Insert(this->store(), Wish("e", kNine + absl::Hours(7)), kForever),
              FailsWith(DomainError::kSlotTaken));
}

TYPED_TEST(BookingStoreContract, BooksWhereStaffMovedWhatWasNotConfirmedYet) {
  BookingStore& store = this->store();
  const AppointmentId appointment("6");
  const auto booking = Insert(store, Wish("a"), kForever);
  ASSERT_THAT(booking, IsOk());
  ASSERT_THAT(store.Note(booking->id, PatientId("5"), {}, kForever), IsOk());
  ASSERT_THAT(Insert(store, Wish("b", kNine + absl::Hours(6)), kForever), IsOk());
  Claim now = booking->claim;
  // Onto another one: staff may.
  now.time = {kNine + absl::Hours(6), kNine + absl::Hours(8)};
  ASSERT_THAT(store.BookElsewhere(booking->id, appointment, now, kForever), IsOk());

  const auto found = store.Find(kClinic, booking->id, kForever);
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->state, BookingState::kBooked);
  EXPECT_EQ(found->appointment, appointment);
  EXPECT_EQ(found->claim.time, now.time);
  EXPECT_THAT(Insert(store, Wish("c"), kForever), IsOk());
  EXPECT_THAT(Insert(store, Wish("d", kNine + absl::Hours(7)), kForever),
              FailsWith(DomainError::kSlotTaken));
  // Once.
  EXPECT_THAT(store.BookElsewhere(booking->id, appointment, now, kForever),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  // An appointment has one booking.
  const auto other = Insert(store, Wish("e", kNine + absl::Hours(2)), kForever);
  ASSERT_THAT(other, IsOk());
  ASSERT_THAT(store.Note(other->id, PatientId("5"), {}, kForever), IsOk());
  EXPECT_THAT(store.BookElsewhere(other->id, appointment, now, kForever),
              StatusIs(absl::StatusCode::kAlreadyExists));
}

TYPED_TEST(BookingStoreContract, DoesNotTakeAMoveThatIsUnderWayForOneOfStaffs) {
  const Booking booking = Booked(this->store());
  const auto move =
      this->store().InsertMove(booking.id, Wish("m", kNine + absl::Hours(3)), kForever);
  ASSERT_THAT(move, IsOk());
  EXPECT_TRUE(absl::IsFailedPrecondition(this->store().Follow(booking.id, move->claim, kForever)));
  EXPECT_THAT(this->store().IsBeingMoved(booking.id, kForever), test::IsOkAndHolds(true));
  ASSERT_THAT(this->store().Settle(move->id, BookingState::kWithdrawing, "slot_taken", kForever),
              IsOk());
  EXPECT_TRUE(absl::IsFailedPrecondition(this->store().Follow(booking.id, move->claim, kForever)));
  EXPECT_EQ(this->store().Find(kClinic, booking.id, kForever)->claim.time, booking.claim.time);

  ASSERT_THAT(this->store().Settle(move->id, BookingState::kFailed, "", kForever), IsOk());
  EXPECT_THAT(this->store().IsBeingMoved(booking.id, kForever), test::IsOkAndHolds(false));
  EXPECT_THAT(this->store().Follow(booking.id, move->claim, kForever), IsOk());
}

TEST(PostgresBookingStore, WritesAnEventForEveryChange) {
  PostgresHouse house;
  const auto booking = Insert(house.store(), Wish("a"), kForever);
  ASSERT_THAT(booking, IsOk());
  ASSERT_THAT(house.store().Settle(booking->id, BookingState::kFailed, "slot_taken", kForever),
              IsOk());

  EXPECT_EQ(house.database().Execute(
                "SELECT string_agg(event || ':' || reason || ':' || masked_phone, ' ' "
                "ORDER BY event_id) FROM booking.booking_events"),
            "requested::614******56 failed:slot_taken:614******56");
}

TEST(PostgresBookingStore, WritesWhoMovedAndWhoCancelled) {
  PostgresHouse house;
  const Booking old = Booked(house.store());
  const auto move = house.store().InsertMove(old.id, Wish("m", kNine + absl::Hours(3)), kForever);
  ASSERT_THAT(move, IsOk());
  ASSERT_THAT(house.store().TakeOver(move->id, kForever), IsOk());
  ASSERT_THAT(house.store().WantCancel(move->id, {.session_id = "conv_2", .phone = "+61491570157"},
                                       kForever),
              IsOk());
  ASSERT_THAT(house.store().WantCancel(move->id, {.session_id = "conv_3"}, kForever), IsOk());

  EXPECT_EQ(house.database().Execute(
                "SELECT string_agg(event || ':' || session_id || ':' || masked_phone, ' ' "
                "ORDER BY event_id) FROM booking.booking_events"),
            "requested:conv_1:614******56 booked:conv_1:614******56 "
            "requested:conv_1:614******56 moved:conv_1:614******56 booked:conv_1:614******56 "
            "cancel_requested:conv_2:614******57");
  EXPECT_EQ(house.database().Execute("SELECT count(*) FROM booking.booking_events "
                                     "WHERE practitioner_id IS NULL OR starts_at IS NULL"),
            "0");
}

TEST(PostgresBookingStore, WritesWhoseCancellationItWas) {
  PostgresHouse house;
  const auto events_of = [&](const BookingId& id) {
    return house.database().Execute(absl::StrCat(
        "SELECT string_agg(concat_ws(':', event, reason, session_id, masked_phone), ' ' "
        "ORDER BY event_id) FROM booking.booking_events WHERE booking_id = '",
        id.value(), "' AND event LIKE 'cancel%'"));
  };
  const CancelWish wish{.session_id = "conv_2", .phone = "+61491570157"};
  const Booking booking = Booked(house.store());
  // Cliniko refuses the first time.
  ASSERT_THAT(house.store().WantCancel(booking.id, wish, kForever), IsOk());
  ASSERT_THAT(house.store().DropCancel(booking.id, kForever), IsOk());
  ASSERT_THAT(house.store().WantCancel(booking.id, wish, kForever), IsOk());
  ASSERT_THAT(house.store().Settle(booking.id, BookingState::kCancelled, "", kForever), IsOk());
  EXPECT_EQ(events_of(booking.id),
            "cancel_requested::conv_2:614******57 cancel_failed::conv_2:614******57 "
            "cancel_requested::conv_2:614******57 cancelled::conv_2:614******57");

  // One that was found cancelled in Cliniko is nobody's wish here.
  const auto other = Insert(house.store(), Wish("b"), kForever);
  ASSERT_THAT(other, IsOk());
  ASSERT_THAT(house.store().Note(other->id, PatientId("5"), AppointmentId("7"), kForever), IsOk());
  ASSERT_THAT(house.store().Settle(other->id, BookingState::kBooked, "", kForever), IsOk());
  ASSERT_THAT(house.store().Settle(other->id, BookingState::kCancelled, "", kForever), IsOk());
  EXPECT_EQ(events_of(other->id), "cancelled:by_staff::");
}

// Used to be told nothing: what was to be cancelled never came to be.
TEST(PostgresBookingStore, TellsOfABookingThatFailedInsteadOfItsCancellation) {
  PostgresHouse house;
  const auto booking = Insert(house.store(), Wish("a"), kForever);
  ASSERT_THAT(booking, IsOk());
  ASSERT_THAT(house.store().WantCancel(booking->id, {.session_id = "conv_2"}, kForever), IsOk());
  ASSERT_THAT(house.store().Settle(booking->id, BookingState::kFailed, "slot_taken", kForever),
              IsOk());

  EXPECT_EQ(house.database().Execute("SELECT untold || ' ' || untold_session "
                                     "FROM booking.bookings"),
            "booking conv_2");
}

TEST(PostgresBookingStore, WritesThatStaffMovedWhatWasNotConfirmedYet) {
  PostgresHouse house;
  const auto booking = Insert(house.store(), Wish("a"), kForever);
  ASSERT_THAT(booking, IsOk());
  ASSERT_THAT(house.store().Note(booking->id, PatientId("5"), {}, kForever), IsOk());
  Claim now = booking->claim;
  now.time = {kNine + absl::Hours(1), kNine + absl::Hours(2)};
  ASSERT_THAT(house.store().BookElsewhere(booking->id, AppointmentId("6"), now, kForever), IsOk());

  EXPECT_EQ(
      house.database().Execute(absl::StrCat(
          "SELECT string_agg(concat_ws(':', event, reason, session_id, "
          "extract(epoch FROM starts_at)::bigint - ",
          absl::ToUnixSeconds(kNine), "), ' ' ORDER BY event_id) FROM booking.booking_events")),
      "requested::conv_1:0 booked::conv_1:0 moved:by_staff::3600");
}

TEST(PostgresBookingStore, FindsWhatWasBookedFromAPhoneForWhomever) {
  PostgresHouse house;
  NewBooking wish = Wish("a");
  wish.caller_phone = "+61491570199";
  const auto booking = Insert(house.store(), wish, kForever);
  ASSERT_THAT(booking, IsOk());
  EXPECT_EQ(booking->caller_phone, "+61491570199");
  ASSERT_THAT(house.store().Note(booking->id, PatientId("5"), AppointmentId("6"), kForever),
              IsOk());
  const auto found = [&](const std::string& phone, absl::Time from) {
    const auto bookings = house.store().FindBookedByCaller(kClinic, phone, from, kForever);
    EXPECT_THAT(bookings, IsOk());
    return bookings.ok() ? bookings->size() : 0;
  };
  EXPECT_EQ(found("+61491570199", kNine), 0U);  // not sure yet
  ASSERT_THAT(house.store().Settle(booking->id, BookingState::kBooked, "", kForever), IsOk());
  EXPECT_EQ(found("+61491570199", kNine), 1U);
  EXPECT_EQ(found("+61491570199", kNine + absl::Hours(1)), 0U);
  EXPECT_EQ(found(wish.person.phone, kNine), 0U);
  EXPECT_EQ(found("", kNine), 0U);
  EXPECT_EQ(house.database().Execute("SELECT DISTINCT masked_phone FROM booking.booking_events"),
            "614******99");
}

// Notes and inserts used to deadlock in the exclusion constraint: everybody lost a second, now and
// then all of their time.
TEST(PostgresBookingStore, NeverDeadlocksBetweenAWinnersNotesAndTheLosersInserts) {
  PostgresHouse house;
  for (int round = 0; round < 20; ++round) {
    const absl::Time start = kNine + absl::Hours(2 * round);
    std::vector<std::thread> callers;
    for (int i = 0; i < 8; ++i) {
      callers.emplace_back([&, i] {
        const auto booking =
            Insert(house.store(),
                   Wish("k" + std::to_string(round) + "-" + std::to_string(i), start), kForever);
        if (booking.ok()) {
          EXPECT_THAT(house.store().Note(booking->id, PatientId("5"), {}, kForever), IsOk());
        }
      });
    }
    for (std::thread& caller : callers) caller.join();
  }

  // Sessions report to the statistics when they end; asking in a new one is asking late enough.
  EXPECT_EQ(house.database().Execute("SELECT pg_stat_force_next_flush()"), "");
  EXPECT_EQ(house.database().Execute(
                "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"),
            "0");
}

TEST(PostgresPatientStore, FindsAFamilyByItsPhone) {
  PostgresHouse house;
  PostgresPatientStore patients(house.pool());
  ASSERT_THAT(patients.Save(kClinic, {PatientId("1"), "Casey", "Caller"}, "+61491570156", kForever),
              IsOk());
  ASSERT_THAT(patients.Save(kClinic, {PatientId("2"), "Robin", "Caller"}, "+61491570156", kForever),
              IsOk());
  ASSERT_THAT(patients.Save(kClinic, {PatientId("1"), "Casey", "Caller"}, "+61491570156", kForever),
              IsOk());

  EXPECT_THAT(*patients.FindByPhone(kClinic, "+61491570156", kForever), SizeIs(2));
  EXPECT_THAT(*patients.FindByPhone(kOtherClinic, "+61491570156", kForever), IsEmpty());
}

TEST(PostgresPatientStore, ForgetsAPatientOfOneClinicAlone) {
  PostgresHouse house;
  PostgresPatientStore patients(house.pool());
  for (const ClinicId& clinic : {kClinic, kOtherClinic}) {
    for (const char* id : {"1", "2"}) {
      ASSERT_THAT(
          patients.Save(clinic, {PatientId(id), "Casey", "Caller"}, "+61491570156", kForever),
          IsOk());
    }
  }
  ASSERT_THAT(patients.Forget(kClinic, PatientId("1"), kForever), IsOk());

  const auto left = patients.FindByPhone(kClinic, "+61491570156", kForever);
  ASSERT_THAT(*left, SizeIs(1));
  EXPECT_EQ(left->front().id, PatientId("2"));
  EXPECT_THAT(*patients.FindByPhone(kOtherClinic, "+61491570156", kForever), SizeIs(2));
}

}  // namespace
}  // namespace frontdesk::booking
