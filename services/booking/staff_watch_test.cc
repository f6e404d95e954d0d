// What staff do in Cliniko with appointments that we booked, followed into PostgreSQL.
#include "services/booking/domain/staff_watch.h"

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "libs/clinics/fake_cliniko_clients.h"
#include "libs/cliniko/fake_client.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/testing/scratch_database.h"
#include "libs/testing/status_matchers.h"
#include "libs/turns/postgres_turns.h"
#include "services/booking/store/postgres_staff_change_store.h"

namespace frontdesk::booking {
namespace {

using ::frontdesk::test::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const ClinicId kClinic("00000000-0000-4000-8000-000000000001");
constexpr char kFirst[] = "11111111-1111-4111-8111-111111111111";
constexpr char kSecond[] = "22222222-2222-4222-8222-222222222222";

class StaffWatchTest : public ::testing::Test {
 protected:
  StaffWatchTest() {
    database_.Execute(R"sql(
      INSERT INTO schedule_cache.clinics (clinic_id, clinic_name, country, time_zone, contact_email,
                                          cliniko_key_sealed, cliniko_key_kek, cliniko_shard)
      VALUES ('00000000-0000-4000-8000-000000000001', 'Harbour Health', 'AU', 'Australia/Sydney',
              'desk@clinic.example', '', 'k1', 'au1'))sql");
    Book(kFirst, "401", noon_);
    Book(kSecond, "402", noon_ + absl::Hours(2));
    clinikos_.Set(kClinic, cliniko_);
  }

  // An hour's booking, made an hour ago, and its appointment.
  void Book(const std::string& id, const std::string& appointment, absl::Time start) {
    database_.Execute(absl::StrCat(
        R"sql(INSERT INTO booking.bookings
          (booking_id, clinic_id, state, idempotency_key, request_fingerprint, practitioner_id,
           business_id, appointment_type_id, starts_at, ends_at, patient_name, patient_phone,
           patient_id, appointment_id, updated_at)
        VALUES (')sql",
        id, "', '", kClinic.value(), "', 'booked', '", id, "', 'f', '201', '101', '301', '",
        absl::FormatTime(absl::RFC3339_full, start, absl::UTCTimeZone()), "', '",
        absl::FormatTime(absl::RFC3339_full, start + absl::Hours(1), absl::UTCTimeZone()),
        "', 'Casey Caller', '+6140000", appointment, "', '501', '", appointment,
        "', now() - interval '1 hour')"));
    cliniko_->Edit([&](cliniko::FakeClient::World& world) {
      world.appointments.push_back({.id = AppointmentId(appointment),
                                    .business = BusinessId("101"),
                                    .practitioner = PractitionerId("201"),
                                    .type = AppointmentTypeId("301"),
                                    .patient = PatientId("501"),
                                    .starts_at = start,
                                    .ends_at = start + absl::Hours(1),
                                    .created_at = clock_.Now() - absl::Hours(1),
                                    .updated_at = clock_.Now() - absl::Hours(1)});
    });
  }

  // Staff change the first appointment.
  template <typename Change>
  void Change1(Change change) {
    cliniko_->Edit([&](cliniko::FakeClient::World& world) {
      change(world.appointments[0]);
      world.appointments[0].updated_at = clock_.Now();
    });
  }

  absl::Status Look() {
    const absl::Time deadline = absl::Now() + absl::Seconds(10);
    const auto turn = turns_.Take(kClinic, absl::Minutes(1), deadline);
    EXPECT_THAT(turn, IsOk());
    if (!turn.ok() || !turn->has_value()) return absl::InternalError("no turn");
    const absl::Status looked = watch_.Look(**turn, std::stop_token());
    EXPECT_THAT(turns_.GiveBack(**turn, deadline), IsOk());
    return looked;
  }

  // "state start", of a booking.
  std::string RowOf(const std::string& id) {
    return database_.Execute(absl::StrCat(
        "SELECT state || ' ' || extract(epoch FROM starts_at)::bigint FROM booking.bookings "
        "WHERE booking_id = '",
        id, "'"));
  }
  std::string Row(const std::string& state, absl::Time start) {
    return absl::StrCat(state, " ", absl::ToUnixSeconds(start));
  }
  // "event reason session" of all events.
  std::string Events() {
    return database_.Execute(
        "SELECT string_agg(event || ' ' || reason || ' ' || session_id, ',' ORDER BY event_id) "
        "FROM booking.booking_events");
  }

  SystemClock clock_;
  const absl::Time noon_ =
      absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now()) / 3600 * 3600) + absl::Hours(24);
  test::ScratchDatabase database_;
  PostgresPool pool_{{.url = database_.UrlAs("frontdesk_booking"), .size = 2}};
  PostgresTurns turns_{pool_, {.table = "booking.appointment_watches"}};
  std::shared_ptr<cliniko::FakeClient> cliniko_ = std::make_shared<cliniko::FakeClient>(clock_);
  FakeClinikoClients clinikos_;
  PostgresStaffChangeStore store_{pool_};
  std::vector<absl::Time> changed_;  // starts of the times that were freed or taken
  StaffWatch watch_{clinikos_, store_, clock_, {}, [this](const Claim& claim) {
                      changed_.push_back(claim.time.start);
                    }};
};

TEST_F(StaffWatchTest, LeavesAloneWhatAgrees) {
  EXPECT_THAT(Look(), IsOk());

  EXPECT_EQ(RowOf(kFirst), Row("booked", noon_));
  EXPECT_EQ(Events(), "");
  EXPECT_THAT(changed_, IsEmpty());
  EXPECT_NE(database_.Execute("SELECT read_up_to FROM booking.appointment_watches"), "");
}

TEST_F(StaffWatchTest, CancelsWhatStaffCancelled) {
  Change1([&](cliniko::Appointment& appointment) { appointment.cancelled_at = clock_.Now(); });

  EXPECT_THAT(Look(), IsOk());

  EXPECT_EQ(RowOf(kFirst), Row("cancelled", noon_));
  EXPECT_EQ(RowOf(kSecond), Row("booked", noon_ + absl::Hours(2)));
  EXPECT_EQ(Events(), "cancelled by_staff ");
  EXPECT_THAT(changed_, ElementsAre(noon_));
}

TEST_F(StaffWatchTest, MovesWhatStaffMoved) {
  Change1([&](cliniko::Appointment& appointment) {
    appointment.starts_at = noon_ + absl::Minutes(30);
    appointment.ends_at = noon_ + absl::Minutes(90);
  });

  EXPECT_THAT(Look(), IsOk());
  EXPECT_THAT(Look(), IsOk());

  EXPECT_EQ(RowOf(kFirst), Row("booked", noon_ + absl::Minutes(30)));
  EXPECT_EQ(Events(), "moved by_staff ");
  EXPECT_THAT(changed_, ElementsAre(noon_, noon_ + absl::Minutes(30)));
}

// A move that we gave up after a minute and that Cliniko did all the same: its diary is the truth.
TEST_F(StaffWatchTest, FollowsAMoveOfOursThatArrivedLate) {
  database_.Execute(R"sql(
    INSERT INTO booking.bookings
      (clinic_id, state, idempotency_key, request_fingerprint, practitioner_id, business_id,
       appointment_type_id, starts_at, ends_at, patient_name, patient_phone, failure_reason, moves)
    SELECT clinic_id, 'failed', 'late', 'f', practitioner_id, business_id, appointment_type_id,
           starts_at + interval '4 hours', ends_at + interval '4 hours', patient_name,
           patient_phone, 'reschedule_failed', booking_id
    FROM booking.bookings WHERE appointment_id = '401')sql");
  Change1([&](cliniko::Appointment& appointment) {
    appointment.starts_at = noon_ + absl::Hours(4);
    appointment.ends_at = noon_ + absl::Hours(5);
  });

  EXPECT_THAT(Look(), IsOk());

  EXPECT_EQ(RowOf(kFirst), Row("booked", noon_ + absl::Hours(4)));
  EXPECT_THAT(changed_, ElementsAre(noon_, noon_ + absl::Hours(4)));
}

// It used to count as cancelled, so that the caller could not move it any more.
TEST_F(StaffWatchTest, FollowsWhatStaffMovedOntoAnotherOfOurs) {
  Change1([&](cliniko::Appointment& appointment) {
    appointment.starts_at = noon_ + absl::Minutes(90);
    appointment.ends_at = noon_ + absl::Minutes(150);
  });

  EXPECT_THAT(Look(), IsOk());

  EXPECT_EQ(RowOf(kFirst), Row("booked", noon_ + absl::Minutes(90)));
  EXPECT_EQ(RowOf(kSecond), Row("booked", noon_ + absl::Hours(2)));
  EXPECT_EQ(Events(), "moved by_staff ");

  // And back to where it is alone.
  database_.Execute("UPDATE booking.bookings SET updated_at = now() - interval '1 hour'");
  Change1([&](cliniko::Appointment& appointment) {
    appointment.starts_at = noon_;
    appointment.ends_at = noon_ + absl::Hours(1);
  });
  EXPECT_THAT(Look(), IsOk());
  EXPECT_EQ(RowOf(kFirst), Row("booked", noon_));
  EXPECT_EQ(database_.Execute("SELECT count(*) FROM booking.bookings WHERE doubled"), "0");
}

TEST_F(StaffWatchTest, WaitsWhileOursIsUnderWay) {
  Change1([&](cliniko::Appointment& appointment) { appointment.cancelled_at = clock_.Now(); });
  database_.Execute("UPDATE booking.bookings SET updated_at = now()");

  EXPECT_THAT(Look(), IsOk());
  EXPECT_EQ(RowOf(kFirst), Row("booked", noon_));
  EXPECT_EQ(database_.Execute("SELECT read_up_to FROM booking.appointment_watches"), "");

  database_.Execute("UPDATE booking.bookings SET updated_at = now() - interval '1 minute'");
  EXPECT_THAT(Look(), IsOk());
  EXPECT_EQ(RowOf(kFirst), Row("cancelled", noon_));
}

}  // namespace
}  // namespace frontdesk::booking
