#include "services/booking/domain/reconciler.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "libs/clinics/fake_cliniko_clients.h"
#include "libs/cliniko/call_priority.h"
#include "libs/cliniko/failure.h"
#include "libs/cliniko/fake_client.h"
#include "libs/testing/status_matchers.h"
#include "services/booking/domain/booking_mark.h"
#include "services/booking/domain/fake_booking_store.h"
#include "services/booking/domain/insert_booking.h"

namespace frontdesk::booking {
namespace {

using cliniko::Call;
using ::frontdesk::test::IsOk;

const ClinicId kClinic("c");
const ClinicId kOtherClinic("d");
const absl::Time kNine = absl::FromUnixSeconds(1'784'000'000);

class ReconcilerTest : public ::testing::Test {
 protected:
  ReconcilerTest() {
    Open(kClinic, cliniko_);
    Open(kOtherClinic, other_cliniko_);
  }

  void Open(const ClinicId& clinic, const std::shared_ptr<cliniko::FakeClient>& cliniko) {
    clinikos_.Set(clinic, cliniko);
    cliniko->Edit([](cliniko::FakeClient::World& world) {
      world.practitioners = {{.id = PractitionerId("201")}};
      world.types = {{.id = AppointmentTypeId("302"), .duration = absl::Minutes(60)}};
      world.patients = {{.id = PatientId("501")}};
    });
  }

  // A booking whose process died right after Cliniko had made the appointment.
  void LeaveUnsettled(const std::string& key, const ClinicId& clinic, cliniko::Client& cliniko,
                      absl::Time start) {
    const Offering massage = {PractitionerId("201"), BusinessId("101"), AppointmentTypeId("302")};
    const auto booking = Insert(store_,
                                {.idempotency_key = key,
                                 .claim = {clinic, massage, {start, start + absl::Hours(1)}},
                                 .person = {"Casey", "Caller", "+61491570156"}},
                                absl::InfiniteFuture());
    ASSERT_THAT(booking, IsOk());
    ASSERT_THAT(store_.Note(booking->id, PatientId("501"), {}, absl::InfiniteFuture()), IsOk());
    ASSERT_THAT(cliniko.CreateAppointment({.business = massage.business,
                                           .practitioner = massage.practitioner,
                                           .type = massage.appointment_type,
                                           .patient = PatientId("501"),
                                           .starts_at = start,
                                           .notes = MarkOf(booking->id)},
                                          absl::InfiniteFuture()),
                IsOk());
  }
  void LeaveUnsettled() { LeaveUnsettled("k", kClinic, *cliniko_, kNine); }

  // Whether all of the clinic's become booked.
  bool BookedWithin(absl::Duration wait, const ClinicId& clinic = kClinic) {
    const absl::Time end = absl::Now() + wait;
    while (absl::Now() < end) {
      const std::vector<Booking> all = store_.All();
      if (std::ranges::all_of(all, [&](const Booking& b) {
            return b.claim.clinic != clinic || b.state == BookingState::kBooked;
          })) {
        return true;
      }
      absl::SleepFor(absl::Milliseconds(5));
    }
    return false;
  }

  SystemClock clock_;
  std::shared_ptr<cliniko::FakeClient> cliniko_ = std::make_shared<cliniko::FakeClient>(clock_);
  std::shared_ptr<cliniko::FakeClient> other_cliniko_ =
      std::make_shared<cliniko::FakeClient>(clock_);
  FakeClinikoClients clinikos_;
  FakeBookingStore store_{clock_};
  Settler settler_{store_, clock_};
};

TEST_F(ReconcilerTest, FinishesWhatACrashLeftUnsettled) {
  LeaveUnsettled();
  absl::Notification told;
  const Reconciler reconciler(store_, clinikos_, settler_,
                              {.every = absl::Milliseconds(10), .idle = absl::Milliseconds(300)},
                              [&](const Claim& claim) {
                                EXPECT_EQ(claim.time.start, kNine);
                                told.Notify();
                              });

  EXPECT_TRUE(BookedWithin(absl::Seconds(20)));
  EXPECT_TRUE(told.WaitForNotificationWithTimeout(absl::Seconds(20)));
  // As background work it would wait behind a probe, and somebody waits for the outcome.
  EXPECT_EQ(clinikos_.last_priority(), cliniko::CallPriority::kCaller);
}

TEST_F(ReconcilerTest, TellsWhichTimesStaffChangedBeforeTheBookingWasConfirmed) {
  LeaveUnsettled();
  cliniko_->Edit([](cliniko::FakeClient::World& world) {
    world.appointments[0].starts_at += absl::Hours(1);
    world.appointments[0].ends_at += absl::Hours(1);
  });
  absl::Notification freed;
  absl::Notification taken;
  const Reconciler reconciler(
      store_, clinikos_, settler_,
      {.every = absl::Milliseconds(10), .idle = absl::Milliseconds(300)},
      [&](const Claim& claim) { (claim.time.start == kNine ? freed : taken).Notify(); });

  EXPECT_TRUE(freed.WaitForNotificationWithTimeout(absl::Seconds(20)));
  EXPECT_TRUE(taken.WaitForNotificationWithTimeout(absl::Seconds(20)));
}

// Its time used to stay off the offers of the other replicas until they read the day again.
TEST_F(ReconcilerTest, TellsWhichTimeALateAppointmentHeld) {
  LeaveUnsettled();
  ASSERT_THAT(store_.Settle(store_.All().front().id, BookingState::kFailed, "booking_failed",
                            absl::InfiniteFuture()),
              IsOk());
  absl::Notification told;
  const Reconciler reconciler(store_, clinikos_, settler_,
                              {.every = absl::Milliseconds(10),
                               .idle = absl::Seconds(10),
                               .sweep_every = absl::Milliseconds(1)},
                              [&](const Claim& claim) {
                                EXPECT_EQ(claim.time.start, kNine);
                                if (!told.HasBeenNotified()) told.Notify();
                              });

  EXPECT_TRUE(told.WaitForNotificationWithTimeout(absl::Seconds(20)));
  EXPECT_FALSE(cliniko_->Look().appointments.front().live());
}

TEST_F(ReconcilerTest, TriesAgainUntilClinikoIsBack) {
  LeaveUnsettled();
  cliniko_->FailNext(Call::kFindAppointments,
                     cliniko::MakeFailure({.failure = cliniko::Failure::kUnreachable}, "down"), 3);
  const Reconciler reconciler(store_, clinikos_, settler_,
                              {.every = absl::Milliseconds(10), .idle = absl::Milliseconds(300)});

  EXPECT_TRUE(BookedWithin(absl::Seconds(20)));
}

// One at a time, twelve of a clinic whose Cliniko took six seconds an answer held up all others for
// a minute and a half.
TEST_F(ReconcilerTest, LetsAClinicWhoseClinikoIsSlowHoldUpNoOther) {
  std::atomic<int> inside = 0;
  std::atomic<int> most_inside = 0;
  absl::Notification answered;
  cliniko_->Before(Call::kFindAppointments, [&] {
    const int now = ++inside;
    int most = most_inside;
    while (now > most && !most_inside.compare_exchange_weak(most, now)) {
    }
    answered.WaitForNotification();
    --inside;
    return absl::OkStatus();
  });
  for (int i = 0; i < 12; ++i) {
    LeaveUnsettled(absl::StrCat("slow", i), kClinic, *cliniko_, kNine + i * absl::Hours(1));
  }
  LeaveUnsettled("other", kOtherClinic, *other_cliniko_, kNine);
  {
    const Reconciler reconciler(store_, clinikos_, settler_,
                                {.every = absl::Milliseconds(10),
                                 .idle = absl::Milliseconds(300),
                                 .workers = 4,
                                 .most_of_one_clinic = 2});
    EXPECT_TRUE(BookedWithin(absl::Seconds(20), kOtherClinic));
    answered.Notify();
    EXPECT_TRUE(BookedWithin(absl::Seconds(60), kClinic));
  }
  EXPECT_LE(most_inside, 2);
}

TEST_F(ReconcilerTest, LeavesAloneWhatIsStillBeingWorkedOn) {
  LeaveUnsettled();
  {
    const Reconciler reconciler(store_, clinikos_, settler_,
                                {.every = absl::Milliseconds(1), .idle = absl::Hours(1)});
    absl::SleepFor(absl::Milliseconds(50));
  }
  EXPECT_EQ(store_.All().front().state, BookingState::kPending);
  EXPECT_EQ(cliniko_->Count(Call::kFindAppointments), 0);
}

}  // namespace
}  // namespace frontdesk::booking
