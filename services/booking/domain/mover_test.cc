#include "services/booking/domain/mover.h"

#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/cliniko/failure.h"
#include "libs/cliniko/fake_client.h"
#include "libs/status/error_detail.h"
#include "libs/testing/sample_clinic.h"
#include "libs/testing/status_matchers.h"
#include "services/booking/domain/fake_booking_store.h"
#include "services/booking/domain/fake_surroundings.h"
#include "services/booking/domain/insert_booking.h"

namespace frontdesk::booking {
namespace {

using namespace ::frontdesk::test;  // NOLINT: the sample clinic is the vocabulary of these tests
using cliniko::Call;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kPhone[] = "+61491570110";
constexpr absl::CivilDay kTuesday = kToday + 1;
constexpr absl::CivilDay kWednesday = kToday + 2;

class MoverTest : public FakeSurroundings<FakeClock> {
 protected:
  // Casey has a massage with Cameron Example on Tuesday at ten, made by staff.
  MoverTest() {
    EXPECT_THAT(patients_.Save(kSampleClinic, {PatientId("501"), "Casey", "Caller"}, kPhone,
                               absl::InfiniteFuture()),
                IsOk());
    cliniko_->Edit([](cliniko::FakeClient::World& world) {
      world.appointments.push_back({.id = AppointmentId("601"),
                                    .business = kCityRooms,
                                    .practitioner = kCameronExample,
                                    .type = kMassage,
                                    .patient = PatientId("501"),
                                    .starts_at = AtClinic(kTuesday, 10),
                                    .ends_at = AtClinic(kTuesday, 11)});
    });
    schedule_.Offer(kCameronMassage, kTuesday, {AtClinic(kTuesday, 9), AtClinic(kTuesday, 14)});
    schedule_.Offer(kCameronMassage, kWednesday, {AtClinic(kWednesday, 10)});
  }

  static MoveRequest To(const std::string& day, const std::string& time,
                        const std::string& words = "") {
    return {
        .clinic = kSampleClinic,
        .caller = {.session_id = "conv_1", .phone = kPhone},
        .appointment = {.appointment = AppointmentId(words.empty() ? "601" : ""), .words = words},
        .start = SpokenStart{day, time}};
  }

  absl::StatusOr<MoveAnswer> Move(const MoveRequest& request,
                                  absl::Duration wait = absl::Seconds(10)) {
    return mover_.Move(request, CallContext{.deadline = absl::Now() + wait});
  }

  cliniko::Appointment There() const { return cliniko_->Look().appointments.front(); }

  void StaffTake(absl::Time start) {
    cliniko_->Edit([&](cliniko::FakeClient::World& world) {
      world.others.push_back({.kind = cliniko::CalendarKind::kUnavailable,
                              .id = AppointmentId("900"),
                              .practitioner = kCameronExample,
                              .starts_at = start,
                              .ends_at = start + absl::Hours(1)});
    });
  }

  // The row that holds the appointment's time.
  Booking Active() const {
    std::vector<Booking> active;
    for (const Booking& b : bookings_.All()) {
      if (IsActive(b.state)) active.push_back(b);
    }
    EXPECT_THAT(active, SizeIs(1));
    return active.empty() ? Booking{} : active.front();
  }

  FakeBookingStore bookings_{clock_};
  Settler settler_{bookings_, clock_, {.calendar_looks = 2, .between_looks = absl::ZeroDuration()}};
  AppointmentFinder finder_{patients_, bookings_, clock_};
  Mover mover_{{.directories = directories_,
                .schedule = schedule_,
                .sessions = sessions_,
                .clinikos = clinikos_,
                .bookings = bookings_,
                .finder = finder_,
                .settler = settler_,
                .clock = clock_},
               {}};
};

TEST_F(MoverTest, MovesToAFreeTimeUnderTheSameId) {
  const auto answer = Move(To("Wednesday", "10am"));

  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(answer->booking.appointment, AppointmentId("601"));
  EXPECT_EQ(answer->booking.state, BookingState::kBooked);
  EXPECT_EQ(answer->old_start, AtClinic(kTuesday, 10));
  EXPECT_EQ(There().starts_at, AtClinic(kWednesday, 10));
  EXPECT_EQ(There().ends_at, AtClinic(kWednesday, 11));
  EXPECT_EQ(Active().claim.time.start, AtClinic(kWednesday, 10));
  EXPECT_THAT(schedule_.dropped(), Contains(kTuesday));
  EXPECT_THAT(schedule_.dropped(), Contains(kWednesday));
}

TEST_F(MoverTest, KeepsWhatIsNotSaid) {
  ASSERT_THAT(Move(To("Wednesday", "")), IsOk());
  EXPECT_EQ(There().starts_at, AtClinic(kWednesday, 10));

  ASSERT_THAT(Move(To("Tuesday at 2pm", "")), IsOk());
  EXPECT_EQ(There().starts_at, AtClinic(kTuesday, 14));

  ASSERT_THAT(Move(To("", "9am")), IsOk());
  EXPECT_EQ(There().starts_at, AtClinic(kTuesday, 9));
}

TEST_F(MoverTest, MovesByDescriptionAndTakesTheSameWordsAgainForDone) {
  const MoveRequest request = To("Wednesday", "10am", "my massage on Tuesday with Cameron");
  ASSERT_THAT(Move(request), IsOk());

  const auto again = Move(request);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->booking.appointment, AppointmentId("601"));
  EXPECT_EQ(again->old_start, AtClinic(kTuesday, 10));
  EXPECT_EQ(cliniko_->Count(Call::kMoveAppointment), 1);
}

// The appointment's own time is on no list of open ones.
TEST_F(MoverTest, MovesToATimeThatOverlapsItsOwn) {
  const auto answer = Move(To("", "10:30"));

  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(There().starts_at, AtClinic(kTuesday, 10, 30));
}

TEST_F(MoverTest, NeverOverlapsOthersOrLeavesTheHoursThatWay) {
  StaffTake(AtClinic(kTuesday, 11));
  EXPECT_THAT(Move(To("", "10:30")), FailsWith(DomainError::kTimeNotAvailable));
  EXPECT_EQ(There().starts_at, AtClinic(kTuesday, 10));

  cliniko_->Edit([](cliniko::FakeClient::World& world) {
    world.others.clear();
    world.appointments[0].starts_at = AtClinic(kTuesday, 16);
    world.appointments[0].ends_at = AtClinic(kTuesday, 17);
  });
  EXPECT_THAT(Move(To("", "16:30")), FailsWith(DomainError::kTimeNotAvailable));
}

TEST_F(MoverTest, OffersOtherTimesAndKeepsTheOldOne) {
  const auto answer = Move(To("Tuesday", "1pm"));

  EXPECT_THAT(answer, FailsWith(DomainError::kTimeNotAvailable));
  const auto offered = AlternativesOf(answer.status());
  ASSERT_THAT(offered, SizeIs(2));
  EXPECT_EQ(offered[0].day, kTuesday);
  EXPECT_EQ(offered[1].day, kWednesday);
  EXPECT_EQ(There().starts_at, AtClinic(kTuesday, 10));
  EXPECT_THAT(bookings_.All(), IsEmpty());
}

TEST_F(MoverTest, MovesBackWhenStaffTakeTheTimeMeanwhile) {
  cliniko_->After(Call::kMoveAppointment, [&] {
    if (There().starts_at == AtClinic(kWednesday, 10)) StaffTake(AtClinic(kWednesday, 10));
    return absl::OkStatus();
  });

  const auto answer = Move(To("Wednesday", "10am"));

  EXPECT_THAT(answer, FailsWith(DomainError::kSlotTaken));
  EXPECT_EQ(There().starts_at, AtClinic(kTuesday, 10));
  EXPECT_EQ(Active().claim.time.start, AtClinic(kTuesday, 10));
}

TEST_F(MoverTest, GivesWayToABookingOfOursThatHoldsTheTime) {
  ASSERT_THAT(Insert(bookings_,
                     {.idempotency_key = "k",
                      .claim = {kSampleClinic,
                                kCameronMassage,
                                {AtClinic(kWednesday, 10), AtClinic(kWednesday, 11)}},
                      .person = {"Robin", "Other", "+61491570111"}},
                     absl::InfiniteFuture()),
              IsOk());

  EXPECT_THAT(Move(To("Wednesday", "10am")), FailsWith(DomainError::kSlotTaken));
  EXPECT_EQ(cliniko_->Count(Call::kMoveAppointment), 0);
}

TEST_F(MoverTest, ChangesThePractitionerAndKeepsTheTime) {
  schedule_.Offer({kJordanSample, kCityRooms, kMassage}, kTuesday, {AtClinic(kTuesday, 10)});
  MoveRequest request = To("", "");
  request.practitioner = {{}, "Jordan"};

  ASSERT_THAT(Move(request), IsOk());
  EXPECT_EQ(There().practitioner, kJordanSample);
  EXPECT_EQ(There().starts_at, AtClinic(kTuesday, 10));
}

TEST_F(MoverTest, WantsToKnowWhatChanges) {
  EXPECT_THAT(Move(To("", "")), FailsWith(DomainError::kMissingInformation));
}

TEST_F(MoverTest, RefusesAStranger) {
  MoveRequest request = To("Wednesday", "10am");
  request.caller.phone = "+61491570111";

  EXPECT_THAT(Move(request), FailsWith(DomainError::kAppointmentNotFound));
  EXPECT_EQ(There().starts_at, AtClinic(kTuesday, 10));
}

TEST_F(MoverTest, MovesUnderAClaimedNumberOnlyWhatIsTheNamedPatients) {
  MoveRequest request = To("Wednesday", "10am");
  request.caller.phone.clear();
  request.appointment.claimed_phone = kPhone;
  EXPECT_THAT(Move(request), FailsWith(DomainError::kMissingInformation));
  request.appointment.patient_name = "Alex Nobody";
  EXPECT_THAT(Move(request), FailsWith(DomainError::kAppointmentNotFound));
  EXPECT_EQ(There().starts_at, AtClinic(kTuesday, 10));

  request.appointment.patient_name = "Casey Caller";
  ASSERT_THAT(Move(request), IsOk());
  EXPECT_EQ(There().starts_at, AtClinic(kWednesday, 10));
  EXPECT_EQ(Active().caller_phone, "");
}

// It used to be refused for as long as the two overlapped.
TEST_F(MoverTest, MovesWhatStaffBookedOverABookingOfOurs) {
  ASSERT_THAT(bookings_.Adopt({.idempotency_key = "k",
                               .claim = {kSampleClinic,
                                         kCameronMassage,
                                         {AtClinic(kTuesday, 10, 30), AtClinic(kTuesday, 11, 30)}},
                               .person = {"Robin", "Other", "+61491570111"}},
                              PatientId("502"), AppointmentId("602"), absl::InfiniteFuture()),
              IsOk());

  ASSERT_THAT(Move(To("Wednesday", "10am")), IsOk());
  EXPECT_EQ(There().starts_at, AtClinic(kWednesday, 10));
  const auto row =
      bookings_.FindByAppointment(kSampleClinic, AppointmentId("601"), absl::InfiniteFuture());
  ASSERT_TRUE(row.ok() && row->has_value());
  EXPECT_EQ((*row)->claim.time.start, AtClinic(kWednesday, 10));
  EXPECT_EQ((*row)->state, BookingState::kBooked);
}

TEST_F(MoverTest, MovesOnceHoweverOftenTheRequestComesAtATime) {
  std::vector<std::thread> callers;
  std::vector<absl::StatusOr<MoveAnswer>> answers(8, absl::UnknownError("not asked"));
  for (std::size_t i = 0; i < answers.size(); ++i) {
    callers.emplace_back([&, i] { answers[i] = Move(To("Wednesday", "10am")); });
  }
  for (std::thread& caller : callers) caller.join();

  for (const auto& answer : answers) EXPECT_THAT(answer, IsOk());
  EXPECT_EQ(cliniko_->Count(Call::kMoveAppointment), 1);
  EXPECT_EQ(Active().claim.time.start, AtClinic(kWednesday, 10));
}

// A crash or a lost answer after Cliniko moved it.
TEST_F(MoverTest, FinishesAMoveWhoseAnswerWasLost) {
  const auto late = cliniko::MakeFailure(
      {.failure = cliniko::Failure::kTimeout, .may_have_taken_effect = true}, "late");
  cliniko_->After(Call::kMoveAppointment, [&] { return late; });
  cliniko_->Before(Call::kHasConflicts, [&] { return late; });
  EXPECT_THAT(Move(To("Wednesday", "10am")), FailsWith(DomainError::kStillChecking));
  cliniko_->After(Call::kMoveAppointment, nullptr);
  cliniko_->Before(Call::kHasConflicts, nullptr);

  clock_.Advance(absl::Seconds(31));
  const auto taken = bookings_.TakeUnsettled(absl::Seconds(30), {}, absl::InfiniteFuture());
  ASSERT_TRUE(taken->has_value());
  ASSERT_THAT(settler_.Recover(**taken, *cliniko_, absl::InfiniteFuture()), IsOk());
  EXPECT_EQ(Active().claim.time.start, AtClinic(kWednesday, 10));
  EXPECT_EQ(Active().appointment, AppointmentId("601"));
}

// It used to be told as done as soon as Cliniko showed it, and then to be taken back.
TEST_F(MoverTest, IsNotDoneWhileItMayBeTakenBack) {
  const auto late = cliniko::MakeFailure(
      {.failure = cliniko::Failure::kTimeout, .may_have_taken_effect = true}, "late");
  cliniko_->Before(Call::kHasConflicts, [&] { return late; });
  EXPECT_THAT(Move(To("Wednesday", "10am")), FailsWith(DomainError::kStillChecking));
  EXPECT_EQ(There().starts_at, AtClinic(kWednesday, 10));

  EXPECT_THAT(Move(To("Wednesday", "10am"), absl::Milliseconds(300)),
              FailsWith(DomainError::kStillChecking));
  // Nor does another change take the place for where staff put it.
  const auto another = Move(To("Tuesday", "2pm"), absl::Milliseconds(300));
  EXPECT_THAT(another, FailsWith(DomainError::kStillChecking));
  EXPECT_EQ(FactsOf(another.status())["waits_for"], "change");
  EXPECT_EQ(bookings_.All().front().claim.time.start, AtClinic(kTuesday, 10));
}

// It used to be told as moved where it was already, and then to be gone.
TEST_F(MoverTest, IsNotDoneWhileACancellationIsUnderWay) {
  ASSERT_THAT(Move(To("Wednesday", "10am")), IsOk());
  ASSERT_THAT(Move(To("Wednesday", "10am")), IsOk());
  ASSERT_THAT(bookings_.WantCancel(Active().id, {.reason = 50}, absl::InfiniteFuture()), IsOk());

  EXPECT_THAT(Move(To("Wednesday", "10am"), absl::Milliseconds(300)),
              FailsWith(DomainError::kStillChecking));
}

// A crash before Cliniko was asked.
TEST_F(MoverTest, GivesUpAMoveThatClinikoNeverGot) {
  const auto late = cliniko::MakeFailure(
      {.failure = cliniko::Failure::kTimeout, .may_have_taken_effect = true}, "late");
  cliniko_->FailNext(Call::kMoveAppointment, late);
  EXPECT_THAT(Move(To("Wednesday", "10am")), FailsWith(DomainError::kStillChecking));

  const auto recover = [&] {
    const auto taken = bookings_.TakeUnsettled(absl::Seconds(30), {}, absl::InfiniteFuture());
    return settler_.Recover(**taken, *cliniko_, absl::InfiniteFuture()).status();
  };
  clock_.Advance(absl::Seconds(31));
  EXPECT_THAT(recover(), FailsWith(DomainError::kStillChecking));
  clock_.Advance(absl::Seconds(31));
  EXPECT_THAT(recover(), FailsWith(DomainError::kRescheduleFailed));
  EXPECT_EQ(Active().claim.time.start, AtClinic(kTuesday, 10));
}

TEST_F(MoverTest, FinishesMovingBackAfterACrash) {
  cliniko_->After(Call::kMoveAppointment, [&] {
    StaffTake(AtClinic(kWednesday, 10));
    cliniko_->FailNext(Call::kMoveAppointment,
                       cliniko::MakeFailure({.failure = cliniko::Failure::kUnreachable}, "down"));
    return absl::OkStatus();
  });
  EXPECT_THAT(Move(To("Wednesday", "10am")), FailsWith(DomainError::kSlotTaken));
  EXPECT_EQ(There().starts_at, AtClinic(kWednesday, 10));
  cliniko_->After(Call::kMoveAppointment, nullptr);

  clock_.Advance(absl::Seconds(31));
  const auto taken = bookings_.TakeUnsettled(absl::Seconds(30), {}, absl::InfiniteFuture());
  ASSERT_TRUE(taken->has_value());
  EXPECT_THAT(settler_.Recover(**taken, *cliniko_, absl::InfiniteFuture()),
              FailsWith(DomainError::kSlotTaken));
  EXPECT_EQ(There().starts_at, AtClinic(kTuesday, 10));
  EXPECT_EQ(Active().claim.time.start, AtClinic(kTuesday, 10));
}

}  // namespace
}  // namespace frontdesk::booking
