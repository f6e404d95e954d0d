#include "services/booking/booking_metrics.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/telemetry/metrics.h"
#include "libs/testing/scratch_database.h"

namespace frontdesk::booking {
namespace {

// What is shown under `name`, once that is at least `least`; else what it was for ten seconds.
double Shown(absl::string_view name, double least) {
  double value = -1;
  for (int i = 0; i < 1000 && !(value >= least); ++i) {
    absl::SleepFor(absl::Milliseconds(10));
    const std::string text = metrics::Text();
    for (const absl::string_view line : absl::StrSplit(text, '\n')) {
      if (absl::StartsWith(line, name)) {
        static_cast<void>(absl::SimpleAtod(line.substr(line.rfind(' ') + 1), &value));
      }
    }
  }
  return value;
}

TEST(BookingMetrics, ShowBookingsByStateAndSinceWhenTheOldestIsOpen) {
  frontdesk::test::ScratchDatabase database;
  database.Execute(R"sql(
    INSERT INTO schedule_cache.clinics (clinic_id, clinic_name, country, time_zone, contact_email,
                                        cliniko_key_sealed, cliniko_key_kek, cliniko_shard)
    VALUES ('00000000-0000-4000-8000-000000000001', 'Harbour Health', 'AU', 'Australia/Sydney',
            'desk@clinic.example', '', 'k1', 'au1');
    INSERT INTO booking.bookings
      (clinic_id, state, idempotency_key, request_fingerprint, practitioner_id, business_id,
       appointment_type_id, starts_at, ends_at, patient_name, patient_phone, patient_id,
       appointment_id, failure_reason, created_at)
    SELECT '00000000-0000-4000-8000-000000000001', state, n, 'f', '201', '101', '301',
           now() + n::int * interval '1 day', now() + n::int * interval '1 day 1 minute',
           'Casey Caller', '+61491570006', '501', appointment, reason,
           now() - interval '5 minutes'
    FROM (VALUES ('1', 'booked', '41', NULL), ('2', 'booked', '42', NULL),
                 ('3', 'pending', NULL, NULL), ('4', 'failed', NULL, 'slot_taken'))
         AS v(n, state, appointment, reason);
    INSERT INTO booking.patient_syncs (clinic_id, due_at, due_if_busy_at, finished_at)
    VALUES ('00000000-0000-4000-8000-000000000001', now(), now(), now() - interval '1 hour'))sql");
  PostgresPool pool(
      {.url = database.UrlAs("frontdesk_booking"), .size = 1, .owner = "metrics_test"});
  const BookingMetrics shown(pool, {.every = absl::Milliseconds(50)});

  EXPECT_EQ(Shown("frontdesk_bookings{state=\"booked\"} ", 2), 2);
  EXPECT_EQ(Shown("frontdesk_bookings{state=\"pending\"} ", 1), 1);
  EXPECT_EQ(Shown("frontdesk_bookings{state=\"failed\"} ", 1), 1);
  EXPECT_EQ(Shown("frontdesk_bookings{state=\"moved\"} ", 0), 0);
  EXPECT_NEAR(Shown("frontdesk_booking_oldest_unsettled_seconds ", 1), 300, 30);
  EXPECT_NEAR(Shown("frontdesk_sync_age_seconds{work=\"patient_sync\"} ", 1), 3600, 30);
  EXPECT_EQ(Shown("frontdesk_sync_age_seconds{work=\"staff_watch\"} ", 0), 0);

  database.Execute(
      "UPDATE booking.bookings SET created_at = now() - interval '1 hour' "
      "WHERE state = 'pending'");
  EXPECT_NEAR(Shown("frontdesk_booking_oldest_unsettled_seconds ", 3500), 3600, 30);
}

}  // namespace
}  // namespace frontdesk::booking
