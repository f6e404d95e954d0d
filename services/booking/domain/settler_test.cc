#include "services/booking/domain/settler.h"

#include <vector>

#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/cliniko/failure.h"
#include "libs/cliniko/fake_client.h"
#include "libs/testing/status_matchers.h"
#include "services/booking/domain/fake_booking_store.h"
#include "services/booking/domain/insert_booking.h"

namespace frontdesk::booking {
namespace {

using cliniko::Call;
using cliniko::Failure;
using ::frontdesk::test::FailsWith;
using ::frontdesk::test::IsOk;

const ClinicId kClinic("c");
const Offering kMassage = {PractitionerId("201"), BusinessId("101"), AppointmentTypeId("302")};
const absl::Time kNine = absl::FromUnixSeconds(1'784'000'000);

class SettlerTest : public ::testing::Test {
 protected:
  SettlerTest() {
    cliniko_.Edit([](cliniko::FakeClient::World& world) {
      world.businesses = {{.id = BusinessId("101")}};
      world.practitioners = {{.id = PractitionerId("201")}};
      world.types = {{.id = AppointmentTypeId("302"), .duration = absl::Minutes(60)}};
      world.patients = {{.id = PatientId("501"), .first_name = "Casey", .last_name = "Caller"}};
    });
  }

  // A pending booking of nine o'clock, as it is just before Create.
  Booking Pending() {
    auto booking = Insert(store_,
                          {.idempotency_key = "k",
                           .claim = {kClinic, kMassage, {kNine, kNine + absl::Hours(1)}},
                           .person = {"Casey", "Caller", "+61491570156"}},
                          absl::InfiniteFuture());
    EXPECT_THAT(booking, IsOk());
    booking->patient = PatientId("501");
    EXPECT_THAT(store_.Note(booking->id, booking->patient, {}, absl::InfiniteFuture()), IsOk());
    return *booking;
  }

  absl::StatusOr<Booking> Create(const Booking& booking) {
    return settler_.Create(booking, cliniko_, absl::InfiniteFuture());
  }
  absl::StatusOr<Booking> Recover() {
    return settler_.Recover(store_.All().front(), cliniko_, absl::InfiniteFuture());
  }
  BookingState State() const { return store_.All().front().state; }

  int LiveAppointments() const {
    int live = 0;
    for (const cliniko::Appointment& a : cliniko_.Look().appointments) live += a.live() ? 1 : 0;
    return live;
  }

  // What staff do behind our back, between our create and our look at the conflicts.
  void StaffTakeTheTime() {
    cliniko_.Edit([](cliniko::FakeClient::World& world) {
      world.others.push_back({.kind = cliniko::CalendarKind::kUnavailable,
                              .id = AppointmentId("900"),
                              .practitioner = PractitionerId("201"),
                              .starts_at = kNine,
                              .ends_at = kNine + absl::Hours(1),
                              .created_at = kNine});
    });
  }

  FakeClock clock_{kNine - absl::Hours(24)};
  cliniko::FakeClient cliniko_{clock_};
  FakeBookingStore store_{clock_};
  Settler settler_{store_, clock_, {.calendar_looks = 2, .between_looks = absl::ZeroDuration()}};
};

TEST_F(SettlerTest, BooksWhenNobodyElseHasTheTime) {
  const auto booked = Create(Pending());

  ASSERT_THAT(booked, IsOk());
  EXPECT_EQ(State(), BookingState::kBooked);
  EXPECT_FALSE(booked->appointment.empty());
  EXPECT_EQ(store_.All().front().appointment, booked->appointment);
  EXPECT_EQ(LiveAppointments(), 1);
}

TEST_F(SettlerTest, WithdrawsWhenStaffTookTheTimeMeanwhile) {
  cliniko_.After(Call::kCreateAppointment, [&] {
    StaffTakeTheTime();
    return absl::OkStatus();
  });

  EXPECT_THAT(Create(Pending()), FailsWith(DomainError::kSlotTaken));
  EXPECT_EQ(State(), BookingState::kFailed);
  EXPECT_EQ(store_.All().front().failure_reason, "slot_taken");
  EXPECT_EQ(LiveAppointments(), 0);
}

TEST_F(SettlerTest, FailsTheBookingWhenClinikoRefusesIt) {
  cliniko_.FailNext(Call::kCreateAppointment,
                    cliniko::MakeFailure({.failure = Failure::kValidation}, "refused"));

  EXPECT_THAT(Create(Pending()), FailsWith(DomainError::kBookingFailed));
  EXPECT_EQ(State(), BookingState::kFailed);
}

// Cliniko accepts overlaps today. Should it begin to refuse them, the caller hears other times.
TEST_F(SettlerTest, TakesARefusalOfTheWholeRecordForATimeThatIsTaken) {
  cliniko_.FailNext(Call::kCreateAppointment,
                    cliniko::MakeFailure(
                        {.failure = Failure::kValidation, .invalid_fields = {"base"}}, "refused"));

  EXPECT_THAT(Create(Pending()), FailsWith(DomainError::kSlotTaken));
  EXPECT_EQ(State(), BookingState::kFailed);
}

TEST_F(SettlerTest, FailsTheBookingWhenTheRequestNeverLeft) {
  cliniko_.FailNext(Call::kCreateAppointment,
                    cliniko::MakeFailure({.failure = Failure::kUnreachable}, "no route"));

  EXPECT_THAT(Create(Pending()), FailsWith(DomainError::kBookingSystemUnavailable));
  EXPECT_EQ(State(), BookingState::kFailed);
}

// Used to be the way to two appointments: the answer was lost and the request sent again.
TEST_F(SettlerTest, FindsTheAppointmentWhoseAnswerGotLost) {
  cliniko_.After(Call::kCreateAppointment, [] {
    return cliniko::MakeFailure({.failure = Failure::kTimeout, .may_have_taken_effect = true},
                                "late");
  });

  EXPECT_THAT(Create(Pending()), IsOk());
  EXPECT_EQ(State(), BookingState::kBooked);
  EXPECT_EQ(LiveAppointments(), 1);
  EXPECT_EQ(cliniko_.Count(Call::kCreateAppointment), 1);
}

TEST_F(SettlerTest, LeavesTheBookingPendingWhileTheOutcomeIsUnknown) {
  const auto late =
      cliniko::MakeFailure({.failure = Failure::kTimeout, .may_have_taken_effect = true}, "late");
  cliniko_.FailNext(Call::kCreateAppointment, late);
  cliniko_.FailNext(Call::kFindAppointments, late);

  EXPECT_THAT(Create(Pending()), FailsWith(DomainError::kStillChecking));
  EXPECT_EQ(State(), BookingState::kPending);
}

TEST_F(SettlerTest, RecoversABookingWhoseProcessDiedAfterTheCreate) {
  cliniko_.FailNext(Call::kHasConflicts,
                    cliniko::MakeFailure({.failure = Failure::kUnreachable}, "gone"));
  EXPECT_THAT(Create(Pending()), FailsWith(DomainError::kStillChecking));
  ASSERT_EQ(State(), BookingState::kPending);

  EXPECT_THAT(Recover(), IsOk());
  EXPECT_EQ(State(), BookingState::kBooked);
  EXPECT_EQ(LiveAppointments(), 1);
}

TEST_F(SettlerTest, RecoversAnAppointmentThatNobodyWroteDown) {
  const Booking booking = Pending();
  cliniko_.After(Call::kCreateAppointment, [] {
    return cliniko::MakeFailure({.failure = Failure::kTimeout, .may_have_taken_effect = true},
                                "late");
  });
  cliniko_.FailNext(Call::kFindAppointments,
                    cliniko::MakeFailure({.failure = Failure::kServerError}, "500"));
  EXPECT_THAT(Create(booking), FailsWith(DomainError::kStillChecking));
  ASSERT_TRUE(store_.All().front().appointment.empty());

  EXPECT_THAT(Recover(), IsOk());
  EXPECT_EQ(State(), BookingState::kBooked);
}

TEST_F(SettlerTest, UndoesABookingOfWhichClinikoKnowsNothing) {
  Pending();
  clock_.Advance(absl::Minutes(1));

  EXPECT_THAT(Recover(), FailsWith(DomainError::kBookingFailed));
  EXPECT_EQ(State(), BookingState::kFailed);
  EXPECT_EQ(LiveAppointments(), 0);
}

// Cliniko's lists lag behind: one look that shows nothing used to fail a booking that was there.
TEST_F(SettlerTest, GivesALateAppointmentTimeToShow) {
  Pending();
  EXPECT_THAT(Recover(), FailsWith(DomainError::kStillChecking));
  EXPECT_EQ(State(), BookingState::kPending);
}

TEST_F(SettlerTest, UndoesAtOnceWhatWasNeverAskedFor) {
  ASSERT_THAT(Insert(store_,
                     {.idempotency_key = "k",
                      .claim = {kClinic, kMassage, {kNine, kNine + absl::Hours(1)}},
                      .person = {"Casey", "Caller", "+61491570156"}},
                     absl::InfiniteFuture()),
              IsOk());

  EXPECT_THAT(Recover(), FailsWith(DomainError::kBookingFailed));
  EXPECT_EQ(cliniko_.CountAll(), 0);
}

TEST_F(SettlerTest, TakesBackAnAppointmentThatArrivesAfterAllWasGivenUp) {
  const Booking booking = Pending();
  const auto late =
      cliniko::MakeFailure({.failure = Failure::kTimeout, .may_have_taken_effect = true}, "late");
  cliniko_.After(Call::kCreateAppointment, [&] { return late; });
  cliniko_.FailNext(Call::kFindAppointments, late);
  EXPECT_THAT(Create(booking), FailsWith(DomainError::kStillChecking));
  ASSERT_THAT(settler_.Fail(booking, DomainError::kBookingFailed, absl::InfiniteFuture()), IsOk());
  ASSERT_EQ(LiveAppointments(), 1);

  const auto swept = settler_.Sweep(store_.All().front(), cliniko_, absl::InfiniteFuture());
  EXPECT_TRUE(swept.ok() && *swept) << swept.status();
  EXPECT_EQ(LiveAppointments(), 0);
}

TEST_F(SettlerTest, LeavesALateAppointmentToTheBookingThatHasItByNow) {
  const Booking booking = Pending();
  const auto late =
      cliniko::MakeFailure({.failure = Failure::kTimeout, .may_have_taken_effect = true}, "late");
  cliniko_.After(Call::kCreateAppointment, [&] { return late; });
  cliniko_.FailNext(Call::kFindAppointments, late);
  EXPECT_THAT(Create(booking), FailsWith(DomainError::kStillChecking));
  ASSERT_THAT(settler_.Fail(booking, DomainError::kBookingFailed, absl::InfiniteFuture()), IsOk());
  ASSERT_THAT(store_.Adopt({.idempotency_key = "adopted", .claim = booking.claim}, PatientId("501"),
                           cliniko_.Look().appointments[0].id, absl::InfiniteFuture()),
              IsOk());

  const auto swept = settler_.Sweep(store_.All().front(), cliniko_, absl::InfiniteFuture());
  EXPECT_TRUE(swept.ok() && !*swept) << swept.status();
  EXPECT_EQ(LiveAppointments(), 1);
}

// Used to be confirmed: the conflicts of an appointment that is gone are none.
TEST_F(SettlerTest, NeverConfirmsWhatStaffCancelledBeforeItWasConfirmed) {
  cliniko_.FailNext(Call::kHasConflicts,
                    cliniko::MakeFailure({.failure = Failure::kUnreachable}, "gone"));
  EXPECT_THAT(Create(Pending()), FailsWith(DomainError::kStillChecking));
  cliniko_.Edit(
      [](cliniko::FakeClient::World& world) { world.appointments[0].cancelled_at = kNine; });

  EXPECT_THAT(Recover(), FailsWith(DomainError::kBookingFailed));
  EXPECT_EQ(State(), BookingState::kFailed);
}

// Used to be failed while the appointment stood: the caller booked a second one.
TEST_F(SettlerTest, FollowsWhereStaffMovedWhatWasNotConfirmedYet) {
  cliniko_.FailNext(Call::kHasConflicts,
                    cliniko::MakeFailure({.failure = Failure::kUnreachable}, "gone"));
  EXPECT_THAT(Create(Pending()), FailsWith(DomainError::kStillChecking));
  cliniko_.Edit([](cliniko::FakeClient::World& world) {
    world.appointments[0].starts_at += absl::Hours(2);
    world.appointments[0].ends_at += absl::Hours(2);
  });

  const auto booked = Recover();
  ASSERT_THAT(booked, IsOk());
  EXPECT_EQ(booked->claim.time.start, kNine + absl::Hours(2));
  EXPECT_EQ(State(), BookingState::kBooked);
  EXPECT_EQ(store_.All().front().claim.time.start, kNine + absl::Hours(2));
  EXPECT_EQ(LiveAppointments(), 1);
}

TEST_F(SettlerTest, FindsAnAppointmentThatNobodyWroteDownAtAnotherPractitioner) {
  const auto late =
      cliniko::MakeFailure({.failure = Failure::kTimeout, .may_have_taken_effect = true}, "late");
  cliniko_.After(Call::kCreateAppointment, [&] { return late; });
  cliniko_.FailNext(Call::kFindAppointments, late);
  EXPECT_THAT(Create(Pending()), FailsWith(DomainError::kStillChecking));
  cliniko_.Edit([](cliniko::FakeClient::World& world) {
    world.appointments[0].practitioner = PractitionerId("202");
  });
  clock_.Advance(absl::Minutes(1));

  EXPECT_THAT(Recover(), IsOk());
  EXPECT_EQ(store_.All().front().claim.offering.practitioner, PractitionerId("202"));
  EXPECT_EQ(LiveAppointments(), 1);
}

// The appointment is there, so "it did not work, shall we try another time?" would book two.
TEST_F(SettlerTest, NeverSaysThatNothingHappenedWhenOnlyTheStoreFailed) {
  const Booking booking = Pending();
  store_.FailWrites(MakeError(DomainError::kBookingSystemUnavailable, "the database is away"));

  EXPECT_THAT(Create(booking), FailsWith(DomainError::kStillChecking));
  store_.FailWrites(absl::OkStatus());
  EXPECT_THAT(Recover(), IsOk());
  EXPECT_EQ(LiveAppointments(), 1);
}

TEST_F(SettlerTest, TakesItsAppointmentBackWhenSomebodyElseHasFailedTheBooking) {
  const Booking booking = Pending();
  cliniko_.After(Call::kCreateAppointment, [&] {
    return settler_.Fail(booking, DomainError::kBookingFailed, absl::InfiniteFuture());
  });

  EXPECT_THAT(Create(booking), FailsWith(DomainError::kBookingFailed));
  EXPECT_EQ(LiveAppointments(), 0);
}

// A worker that came late used to archive the appointment of a booking that others had confirmed
// and that its caller had moved since.
TEST_F(SettlerTest, LeavesAloneWhatOthersConfirmedAndTheCallerHasMovedSince) {
  const Booking booking = Pending();
  const TimeRange noon = {kNine + absl::Hours(3), kNine + absl::Hours(4)};
  cliniko_.After(Call::kCreateAppointment, [&] {
    const auto booked = Recover();
    EXPECT_THAT(booked, IsOk());
    const auto move = store_.InsertMove(booking.id,
                                        {.idempotency_key = "m",
                                         .claim = {kClinic, kMassage, noon},
                                         .person = {"Casey", "Caller", "+61491570156"}},
                                        absl::InfiniteFuture());
    EXPECT_THAT(settler_.Move(*move, *booked, cliniko_, absl::InfiniteFuture()), IsOk());
    return absl::OkStatus();
  });

  EXPECT_FALSE(Create(booking).ok());
  EXPECT_EQ(State(), BookingState::kMoved);
  EXPECT_EQ(store_.All().back().state, BookingState::kBooked);
  ASSERT_EQ(LiveAppointments(), 1);
  EXPECT_EQ(cliniko_.Look().appointments.front().starts_at, noon.start);
}

// Conflicts are current, the calendar lags: that nobody is seen there does not mean that nobody is
// there.
TEST_F(SettlerTest, NeverConfirmsAConflictWhoseOtherPartyItDoesNotSee) {
  const Booking booking = Pending();
  cliniko_.After(Call::kHasConflicts, [&] {
    cliniko_.Edit([](cliniko::FakeClient::World& world) { world.others.clear(); });
    return absl::OkStatus();
  });
  cliniko_.After(Call::kCreateAppointment, [&] {
    StaffTakeTheTime();
    return absl::OkStatus();
  });

  EXPECT_THAT(Create(booking), FailsWith(DomainError::kStillChecking));
  EXPECT_EQ(State(), BookingState::kPending);
}

// Used to be pending for ever, and its time with it.
TEST_F(SettlerTest, WithdrawsAfterAWhileFromAConflictWhoseOtherPartyNobodyEverSees) {
  cliniko_.After(Call::kCreateAppointment, [&] {
    StaffTakeTheTime();
    return absl::OkStatus();
  });
  cliniko_.Before(Call::kListCalendar, [&] {
    cliniko_.Edit([](cliniko::FakeClient::World& world) { world.others.clear(); });
    return absl::OkStatus();
  });
  cliniko_.After(Call::kListCalendar, [&] {
    StaffTakeTheTime();
    return absl::OkStatus();
  });
  EXPECT_THAT(Create(Pending()), FailsWith(DomainError::kStillChecking));
  clock_.Advance(absl::Seconds(30));
  EXPECT_THAT(Recover(), FailsWith(DomainError::kStillChecking));
  ASSERT_EQ(State(), BookingState::kPending);

  clock_.Advance(absl::Seconds(30));
  EXPECT_THAT(Recover(), FailsWith(DomainError::kSlotTaken));
  EXPECT_EQ(State(), BookingState::kFailed);
  EXPECT_EQ(LiveAppointments(), 0);
}

TEST_F(SettlerTest, KeepsTheOlderOfTwoClaimsOfOurs) {
  // An appointment of another booking of ours that was made before, at another practitioner's time,
  // and that staff have moved onto ours.
  const auto other =
      Insert(store_,
             {.idempotency_key = "other",
              .claim = {kClinic, {PractitionerId("202"), {}, {}}, {kNine, kNine + absl::Hours(1)}},
              .person = {"Robin", "Other", "+61491570157"}},
             absl::InfiniteFuture());
  ASSERT_THAT(other, IsOk());
  ASSERT_THAT(store_.Note(other->id, PatientId("5"), AppointmentId("900"), absl::InfiniteFuture()),
              IsOk());
  StaffTakeTheTime();

  auto mine = Insert(store_,
                     {.idempotency_key = "k",
                      .claim = {kClinic, kMassage, {kNine, kNine + absl::Hours(1)}},
                      .person = {"Casey", "Caller", "+61491570156"}},
                     absl::InfiniteFuture());
  mine->patient = PatientId("501");
  ASSERT_THAT(store_.Note(mine->id, mine->patient, {}, absl::InfiniteFuture()), IsOk());
  // The other one was created later than ours, by the clock of Cliniko.
  EXPECT_THAT(Create(*mine), IsOk());
}

TEST_F(SettlerTest, FinishesAWithdrawalThatWasCutShort) {
  cliniko_.After(Call::kCreateAppointment, [&] {
    StaffTakeTheTime();
    return absl::OkStatus();
  });
  cliniko_.FailNext(Call::kArchiveAppointment,
                    cliniko::MakeFailure({.failure = Failure::kUnreachable}, "down"));
  EXPECT_THAT(Create(Pending()), FailsWith(DomainError::kSlotTaken));
  ASSERT_EQ(State(), BookingState::kWithdrawing);
  ASSERT_EQ(LiveAppointments(), 1);
  // A cancellation may be told to the patient: not for a failure that passes.
  EXPECT_EQ(cliniko_.Count(Call::kCancelAppointment), 0);

  EXPECT_THAT(Recover(), FailsWith(DomainError::kSlotTaken));
  EXPECT_EQ(State(), BookingState::kFailed);
  EXPECT_EQ(LiveAppointments(), 0);
}

}  // namespace
}  // namespace frontdesk::booking
