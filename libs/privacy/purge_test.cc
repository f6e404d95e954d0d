#include "libs/privacy/purge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <pqxx/transaction>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/domain/ids.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/transaction.h"
#include "libs/testing/scratch_database.h"
#include "libs/testing/status_matchers.h"

namespace frontdesk {
namespace {

using test::IsOk;

constexpr char kHarbour[] = "00000000-0000-4000-8000-000000000001";
constexpr char kOther[] = "00000000-0000-4000-8000-000000000002";

bool Always(const PurgeReport&) { return true; }

class PurgeTest : public ::testing::Test {
 protected:
  PurgeTest() {
    for (const char* clinic : {kHarbour, kOther}) {
      database_.Execute(absl::StrCat(
          "INSERT INTO schedule_cache.clinics (clinic_id, clinic_name, country, time_zone, "
          "contact_email, cliniko_key_sealed, cliniko_key_kek, cliniko_shard) VALUES ('",
          clinic,
          "', 'Harbour Health', 'AU', 'Australia/Sydney', 'desk@clinic.example', '', 'k1', "
          "'au1')"));
    }
  }

  // One whose appointment was `days_ago`, and that nobody has touched since; `how_many` of them.
  void Book(const std::string& state, int days_ago, int how_many = 1,
            const std::string& clinic = kHarbour) {
    const bool failed = state == "failed" || state == "withdrawing";
    database_.Execute(absl::StrCat(
        "WITH made AS (INSERT INTO booking.bookings (clinic_id, state, idempotency_key, "
        "request_fingerprint, practitioner_id, business_id, appointment_type_id, starts_at, "
        "ends_at, patient_name, patient_phone, notes, session_id, caller_phone, masked_caller, "
        "patient_id, appointment_id, failure_reason, cancel_note, updated_at) "
        "SELECT '",
        clinic, "', '", state, "', 'wish:", state, days_ago,
        "-' || n, 'abc', 'p' || n, "
        "'101', '301', now() - interval '",
        days_ago, " days', now() - interval '", days_ago,
        " days' + interval '1 hour', 'Casey Caller', '+61491570110', 'sore knee', 'conv_casey', "
        "'+61491570156', '614******56', '501', '",
        days_ago, state, clinic, "' || n, ", failed ? "'slot_taken'" : "NULL",
        ", 'away', now() - interval '", days_ago, " days' FROM generate_series(1, ", how_many,
        ") n RETURNING booking_id) "
        "INSERT INTO booking.booking_events (booking_id, event, session_id, masked_phone) "
        "SELECT booking_id, 'requested', 'conv_casey', '614******10' FROM made"));
  }

  std::string Count(const std::string& rest) {
    return database_.Execute(absl::StrCat("SELECT count(*) FROM ", rest));
  }

  std::int64_t Rows(const PurgeReport& report, const std::string& what) {
    for (const Purged& kind : report.kinds) {
      if (kind.what == what) return kind.rows;
    }
    ADD_FAILURE() << "no kind " << what;
    return -1;
  }

  PurgeReport Run(const std::string& clinic = kHarbour) {
    const absl::StatusOr<PurgeReport> report = purge_.Run(ClinicId(clinic), Soon(), Always);
    EXPECT_THAT(report, IsOk());
    return report.value_or(PurgeReport());
  }

  static absl::Time Soon() { return absl::Now() + absl::Seconds(60); }

  test::ScratchDatabase database_;
  PostgresPool pool_{{.url = database_.UrlAs("frontdesk_booking"), .size = 2}};
  Purge purge_{pool_, {.days = 400, .session_days = 30}};
};

TEST_F(PurgeTest, KeepsWhatWasBookedAndForgetsForWhom) {
  for (const std::string state : {"booked", "failed", "cancelled", "moved"}) Book(state, 401);
  database_.Execute(
      "UPDATE booking.bookings SET untold = 'booking', untold_session = 'conv_casey', "
      "untold_phone = '+61491570156'");

  const PurgeReport report = Run();

  EXPECT_EQ(Rows(report, "bookings"), 4);
  EXPECT_TRUE(report.finished);
  EXPECT_EQ(Count("booking.bookings b WHERE to_jsonb(b)::text ~ "
                  "'Casey|4915701|sore|conv_casey|wish:|away|\"501\"|\\*\\*'"),
            "0");
  EXPECT_EQ(Count("booking.booking_events e WHERE to_jsonb(e)::text ~ 'conv_casey|\\*\\*'"), "0");
  // The facts.
  EXPECT_EQ(Count("booking.bookings WHERE appointment_id <> '' AND practitioner_id = 'p1' "
                  "AND anonymised_at IS NOT NULL AND ends_at < now()"),
            "4");
  EXPECT_EQ(Count("booking.booking_events WHERE event = 'requested'"), "4");
  EXPECT_EQ(Run().rows(), 0);
}

TEST_F(PurgeTest, LeavesWhatIsNotOldOrNotSettled) {
  Book("booked", 399);
  Book("pending", 500);
  Book("withdrawing", 501);
  Book("booked", 502);  // being cancelled
  database_.Execute(
      "UPDATE booking.bookings SET cancel_reason = 50 WHERE state = 'booked' "
      "AND starts_at < now() - interval '501 days'");
  Book("booked", 503);  // being moved
  database_.Execute(
      "UPDATE booking.bookings SET moves = (SELECT booking_id FROM booking.bookings "
      "WHERE starts_at < now() - interval '502 days 1 hour') WHERE state = 'pending'");
  Book("cancelled", 504);  // touched just now
  database_.Execute("UPDATE booking.bookings SET updated_at = now() WHERE state = 'cancelled'");

  EXPECT_EQ(Run().rows(), 0);
  EXPECT_EQ(Count("booking.bookings WHERE patient_name = 'Casey Caller'"), "6");
}

TEST_F(PurgeTest, GoesByTheClinicsOwnNumberOfDays) {
  Book("booked", 100);
  Book("booked", 100, 1, kOther);
  database_.Execute(absl::StrCat(
      "UPDATE schedule_cache.clinics SET retention_days = 90 WHERE clinic_id = '", kHarbour, "'"));

  EXPECT_EQ(Run().rows(), 1);
  EXPECT_EQ(Run(kOther).rows(), 0);
}

TEST_F(PurgeTest, WorksInBatchesAndGoesOnWhereItStopped) {
  Book("cancelled", 401, 1201);
  int batches = 0;
  const absl::StatusOr<PurgeReport> stopped =
      purge_.Run(ClinicId(kHarbour), Soon(), [&](const PurgeReport&) { return ++batches < 2; });
  ASSERT_THAT(stopped, IsOk());
  EXPECT_FALSE(stopped->finished);
  EXPECT_EQ(Rows(*stopped, "bookings"), 1000);

  const absl::StatusOr<PurgeReport> late =
      purge_.Run(ClinicId(kHarbour), absl::Now() + absl::Seconds(60), Always);
  ASSERT_THAT(late, IsOk());
  EXPECT_TRUE(late->finished);
  EXPECT_EQ(Rows(*late, "bookings"), 201);
}

TEST_F(PurgeTest, CountsWithoutChangingAnything) {
  Book("booked", 401, 3);
  database_.Execute(
      absl::StrCat("INSERT INTO session.session_rejected_slots (clinic_id, caller_phone, "
                   "session_id, updated_at) "
                   "VALUES ('",
                   kHarbour, "', '+61491570110', 'old', now() - interval '31 days')"));

  const absl::StatusOr<PurgeReport> counted = purge_.Count(ClinicId(kHarbour), Soon());

  ASSERT_THAT(counted, IsOk());
  EXPECT_EQ(Rows(*counted, "bookings"), 3);
  EXPECT_EQ(Rows(*counted, "sessions"), 1);
  EXPECT_EQ(Count("booking.bookings WHERE anonymised_at IS NOT NULL"), "0");
  EXPECT_EQ(Run().rows(), counted->rows());
}

TEST_F(PurgeTest, TakesWhatIsKeptOfCallsAndThePast) {
  const std::string clinic = absl::StrCat("'", kHarbour, "'");
  for (const int days : {29, 31}) {
    const std::string when = absl::StrCat("now() - interval '", days, " days'");
    database_.Execute(absl::StrCat(
        "INSERT INTO session.session_rejected_slots (clinic_id, caller_phone, session_id, "
        "updated_at) VALUES (",
        clinic, ", '+61491570110', 's", days, "', ", when,
        ");"
        "INSERT INTO session.call_outcomes (clinic_id, session_id, kind, reported_at, status, "
        "success, failure_reason, duration_seconds, recorded_at) VALUES (",
        clinic, ", 's", days, "', 'ended', ", when, ", 'done', 'success', '', 60, ", when,
        ");"
        "INSERT INTO session.call_events (clinic_id, session_id, trace, request_id, happened_at, "
        "line) VALUES (",
        clinic, ", 's", days, "', 't', 'r', ", when, ", '{}')"));
  }
  for (const int days : {360, 370}) {
    database_.Execute(absl::StrCat("INSERT INTO session.preferred_locations VALUES (", clinic,
                                   ", '+614915701", days % 100, "', '101', now() - interval '",
                                   days, " days')"));
  }
  database_.Execute(absl::StrCat(
      "INSERT INTO booking.patient_claims VALUES (", clinic,
      ", '+61491570110', "
      "gen_random_uuid(), now() - interval '2 days'), (",
      clinic,
      ", '+61491570156', "
      "gen_random_uuid(), now());"
      "INSERT INTO schedule_cache.slot_cache SELECT ",
      clinic,
      ", '201', '101', '301', "
      "(now() AT TIME ZONE 'UTC')::date + d, '{}', true, now() FROM generate_series(-4, 1) d"));

  const PurgeReport report = Run();

  EXPECT_EQ(Rows(report, "sessions"), 1);
  EXPECT_EQ(Rows(report, "call_outcomes"), 1);
  EXPECT_EQ(Rows(report, "call_events"), 1);
  EXPECT_EQ(Rows(report, "preferred_locations"), 1);
  EXPECT_EQ(Rows(report, "patient_claims"), 1);
  EXPECT_EQ(Rows(report, "cached_days"), 3);
  EXPECT_EQ(Count("session.session_rejected_slots WHERE session_id = 's29'"), "1");
}

TEST_F(PurgeTest, TakesOldEntriesOfTheIndexThatNobodyNeeds) {
  const auto add = [&](const char* clinic, const char* id, const char* rest) {
    database_.Execute(absl::StrCat(
        "INSERT INTO booking.patients (clinic_id, patient_id, first_name, last_name, updated_at, "
        "archived, merged_into) VALUES ('",
        clinic, "', '", id, "', 'Casey', 'Caller', ", rest, ")"));
  };
  add(kHarbour, "1", "now() - interval '5 years', false, NULL");
  add(kHarbour, "2", "now() - interval '31 days', true, NULL");
  add(kHarbour, "3", "now() - interval '29 days', true, NULL");
  add(kHarbour, "4", "now() - interval '31 days', true, '1'");
  add(kOther, "1", "now(), false, NULL");
  database_.Execute(absl::StrCat(
      "INSERT INTO booking.patient_phones VALUES ('", kOther,
      "', '+61491570110', '1');"
      "INSERT INTO booking.patient_syncs (clinic_id, due_at, due_if_busy_at, complete, read_up_to) "
      "VALUES ('",
      kOther,
      "', now(), now(), true, now());"
      "UPDATE schedule_cache.clinics SET active = false, updated_at = now() - interval '31 days' "
      "WHERE clinic_id = '",
      kOther, "'"));

  EXPECT_EQ(Rows(Run(), "patients"), 1);
  EXPECT_EQ(Count("booking.patients WHERE clinic_id <> '" + std::string(kOther) + "'"), "3");
  // Disabled for a month: what the index says is true of nobody any more.
  EXPECT_EQ(Rows(Run(kOther), "patients"), 1);
  EXPECT_EQ(Count("booking.patient_phones"), "0");
  // Enabled again, it is read anew.
  EXPECT_EQ(
      Count("booking.patient_syncs WHERE full_wanted AND NOT complete AND read_up_to IS NULL"),
      "1");
}

TEST_F(PurgeTest, DoesNothingForAClinicThatIsNotThere) {
  EXPECT_EQ(Run("00000000-0000-4000-8000-000000000009").rows(), 0);
  EXPECT_EQ(Run("nonsense").rows(), 0);
}

// A row that somebody works on is left for another time, not waited for.
TEST_F(PurgeTest, DoesNotWaitForABookingThatIsInUse) {
  Book("cancelled", 401, 2);
  absl::StatusOr<Transaction> user = Transaction::Begin(pool_, Soon());
  ASSERT_THAT(user.status(), IsOk());
  user->work().exec("SELECT FROM booking.bookings LIMIT 1 FOR UPDATE");

  EXPECT_EQ(Rows(Run(), "bookings"), 1);
  ASSERT_THAT(user->Commit(), IsOk());
  EXPECT_EQ(Rows(Run(), "bookings"), 1);
}

}  // namespace
}  // namespace frontdesk
