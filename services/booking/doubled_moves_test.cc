// Moves and cancellations of appointments whose time staff gave to several patients, over
// PostgreSQL.
#include <memory>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/cliniko/fake_client.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/testing/sample_clinic.h"
#include "libs/testing/scratch_database.h"
#include "libs/testing/status_matchers.h"
#include "services/booking/domain/appointment_desk.h"
#include "services/booking/domain/fake_surroundings.h"
#include "services/booking/domain/insert_booking.h"
#include "services/booking/domain/mover.h"
#include "services/booking/domain/settler.h"
#include "services/booking/store/postgres_booking_store.h"

namespace frontdesk::booking {
namespace {

using namespace ::frontdesk::test;  // NOLINT: the sample clinic is the vocabulary of these tests
using cliniko::Call;

constexpr char kPhone[] = "+61491570110";
constexpr absl::CivilDay kTuesday = kToday + 1;
constexpr absl::CivilDay kWednesday = kToday + 2;
const absl::Time kForever = absl::InfiniteFuture();

class DoubledMovesTest : public FakeSurroundings<FakeClock> {
 protected:
  // Casey has a massage with Cameron Example on Tuesday from ten to eleven, made by staff.
  DoubledMovesTest() {
    database_.Execute(absl::StrCat(
        "INSERT INTO schedule_cache.clinics (clinic_id, clinic_name, country, time_zone, "
        "contact_email, cliniko_key_sealed, cliniko_key_kek, cliniko_shard) VALUES ('",
        kSampleClinic.value(),
        "', 'C', 'AU', 'Australia/Sydney', 'a@example.com', '', 'k', "
        "'au1')"));
    EXPECT_THAT(
        patients_.Save(kSampleClinic, {PatientId("501"), "Casey", "Caller"}, kPhone, kForever),
        IsOk());
    cliniko_->Edit([](cliniko::FakeClient::World& world) {
      world.businesses = {{.id = kCityRooms}};
      world.practitioners = {{.id = kCameronExample}};
      world.types = {{.id = kMassage, .duration = absl::Hours(1)}};
      world.patients = {{.id = PatientId("502")}};
    });
    Appoint("601", "501", AtClinic(kTuesday, 10));
    schedule_.Offer(kCameronMassage, kWednesday, {AtClinic(kWednesday, 10)});
  }

  void Appoint(const char* id, const char* patient, absl::Time start) {
    cliniko_->Edit([&](cliniko::FakeClient::World& world) {
      world.appointments.push_back({.id = AppointmentId(id),
                                    .business = kCityRooms,
                                    .practitioner = kCameronExample,
                                    .type = kMassage,
                                    .patient = PatientId(patient),
                                    .starts_at = start,
                                    .ends_at = start + absl::Hours(1)});
    });
  }

  static NewBooking Wish(const std::string& key, absl::Time start,
                         const std::string& phone = "+61491570111") {
    return {.idempotency_key = key,
            .claim = {kSampleClinic, kCameronMassage, {start, start + absl::Hours(1)}},
            .person = {"Robin", "Other", phone}};
  }

  // A booking of ours, in Cliniko too.
  Booking Booked(const char* appointment, absl::Time start) {
    Appoint(appointment, "502", start);
    const auto row = bookings_.Adopt(Wish(appointment, start), PatientId("502"),
                                     AppointmentId(appointment), kForever);
    EXPECT_THAT(row, IsOk());
    return row.value_or(Booking{});
  }

  absl::StatusOr<MoveAnswer> MoveToWednesday() {
    return mover_.Move({.clinic = kSampleClinic,
                        .caller = {.session_id = "conv_1", .phone = kPhone},
                        .appointment = {.appointment = AppointmentId("601")},
                        .start = SpokenStart{"Wednesday", "10am"}},
                       CallContext{.deadline = absl::Now() + absl::Seconds(10)});
  }

  absl::Time StartOf(const char* appointment) const {
    for (const cliniko::Appointment& a : cliniko_->Look().appointments) {
      if (a.id == AppointmentId(appointment)) return a.starts_at;
    }
    return absl::InfinitePast();
  }

  // The row that has the appointment now.
  Booking RowOf(const char* appointment) {
    const auto row =
        bookings_.FindByAppointment(kSampleClinic, AppointmentId(appointment), kForever);
    EXPECT_THAT(row, IsOk());
    return row.ok() ? row->value_or(Booking{}) : Booking{};
  }

  void ExpectBookedAt(const char* appointment, absl::Time start) {
    EXPECT_EQ(StartOf(appointment), start);
    EXPECT_EQ(RowOf(appointment).state, BookingState::kBooked);
    EXPECT_EQ(RowOf(appointment).claim.time.start, start);
  }

  ScratchDatabase database_;
  PostgresPool pool_{{.url = database_.UrlAs("frontdesk_booking"), .size = 4}};
  PostgresBookingStore bookings_{pool_};
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
  AppointmentDesk desk_{{.directories = directories_,
                         .schedule = schedule_,
                         .clinikos = clinikos_,
                         .bookings = bookings_,
                         .finder = finder_,
                         .settler = settler_,
                         .clock = clock_}};
};

// Each of these used to be refused with reschedule_failed.

TEST_F(DoubledMovesTest, MovesWhatStaffBookedOverTwoOfOurs) {
  Booked("602", AtClinic(kTuesday, 9, 30));
  Booked("603", AtClinic(kTuesday, 10, 30));

  ASSERT_THAT(MoveToWednesday(), IsOk());

  ExpectBookedAt("601", AtClinic(kWednesday, 10));
  ExpectBookedAt("602", AtClinic(kTuesday, 9, 30));
  ExpectBookedAt("603", AtClinic(kTuesday, 10, 30));
}

TEST_F(DoubledMovesTest, MovesWhatStaffBookedOverOneThatIsNotSureYet) {
  const auto pending = Insert(bookings_, Wish("p", AtClinic(kTuesday, 10)), kForever);
  ASSERT_THAT(pending, IsOk());

  ASSERT_THAT(MoveToWednesday(), IsOk());

  ExpectBookedAt("601", AtClinic(kWednesday, 10));
  EXPECT_EQ(bookings_.Find(kSampleClinic, pending->id, kForever)->state, BookingState::kPending);
}

TEST_F(DoubledMovesTest, MovesWhatStaffMovedOntoAnotherOfOurs) {
  const auto ours = bookings_.Adopt(Wish("o", AtClinic(kTuesday, 14), kPhone), PatientId("501"),
                                    AppointmentId("601"), kForever);
  ASSERT_THAT(ours, IsOk());
  Booked("602", AtClinic(kTuesday, 10));

  ASSERT_THAT(MoveToWednesday(), IsOk());

  ExpectBookedAt("601", AtClinic(kWednesday, 10));
  ExpectBookedAt("602", AtClinic(kTuesday, 10));
  // What was left long ago is free.
  EXPECT_THAT(Insert(bookings_, Wish("n", AtClinic(kTuesday, 14)), kForever), IsOk());
}

// Used to be nobody's cancellation but staff's.
TEST_F(DoubledMovesTest, CancelsForWhoeverAskedWhatStaffMovedOntoAnotherOfOurs) {
  const auto ours = bookings_.Adopt(Wish("o", AtClinic(kTuesday, 14), kPhone), PatientId("501"),
                                    AppointmentId("601"), kForever);
  ASSERT_THAT(ours, IsOk());
  Booked("602", AtClinic(kTuesday, 10));

  ASSERT_THAT(desk_.Cancel({.clinic = kSampleClinic,
                            .caller = {.session_id = "conv_1", .phone = kPhone},
                            .appointment = {.appointment = AppointmentId("601")}},
                           CallContext{.deadline = absl::Now() + absl::Seconds(10)}),
              IsOk());

  EXPECT_EQ(RowOf("601").state, BookingState::kCancelled);
  ExpectBookedAt("602", AtClinic(kTuesday, 10));
  EXPECT_EQ(database_.Execute(absl::StrCat(
                "SELECT string_agg(concat_ws(':', event, reason, session_id, masked_phone), ' ' "
                "ORDER BY event_id) FROM booking.booking_events WHERE booking_id = '",
                ours->id.value(), "'")),
            "booked:by_others:: moved:by_staff:: cancel_requested::conv_1:614******10 "
            "cancelled::conv_1:614******10");
}

// Somebody whose booking is under way at the old time must not get it while the move may be undone.
TEST_F(DoubledMovesTest, KeepsTheOldTimeUntilTheNewOneIsSure) {
  absl::StatusOr<Booking> pending = Insert(bookings_, Wish("p", AtClinic(kTuesday, 10)), kForever);
  ASSERT_THAT(pending, IsOk());
  pending->patient = PatientId("502");
  absl::Status said_to_the_other;
  cliniko_->After(Call::kMoveAppointment, [&] {
    cliniko_->After(Call::kMoveAppointment, nullptr);
    said_to_the_other = settler_.Create(*pending, *cliniko_, kForever).status();
    // And staff take the new time.
    Appoint("900", "503", AtClinic(kWednesday, 10));
    return absl::OkStatus();
  });

  EXPECT_THAT(MoveToWednesday(), FailsWith(DomainError::kSlotTaken));

  EXPECT_THAT(said_to_the_other, FailsWith(DomainError::kSlotTaken));
  ExpectBookedAt("601", AtClinic(kTuesday, 10));
  EXPECT_EQ(LiveAppointments(), 2);
}

}  // namespace
}  // namespace frontdesk::booking
