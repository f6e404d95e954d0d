// What a service's role must not do, tried in its name. What each must be able to do is tried by
// all tests that run the processes, since they run with these roles.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pqxx/connection>
#include <pqxx/except>
#include <pqxx/nontransaction>
#include <pqxx/result>
#include <string>

#include "libs/testing/scratch_database.h"

namespace frontdesk {
namespace {

// The other is for what only a table's owner may do.
auto Denied() {
  return ::testing::AnyOf(::testing::HasSubstr("permission denied"),
                          ::testing::HasSubstr("must be owner"));
}

constexpr char kRows[] = R"sql(
  INSERT INTO schedule_cache.clinics (clinic_name, country, time_zone, contact_email,
                                      cliniko_key_sealed, cliniko_key_kek, cliniko_shard)
  VALUES ('Harbour Health', 'AU', 'Australia/Sydney', 'desk@clinic.example', 'sealed', 'k1', 'au1');
  INSERT INTO booking.bookings
    (clinic_id, state, idempotency_key, request_fingerprint, practitioner_id, business_id,
     appointment_type_id, starts_at, ends_at, patient_name, patient_phone, session_id, updated_at)
  SELECT clinic_id, 'cancelled', 'a', 'a', '201', '101', '301', now() - interval '500 days',
         now() - interval '499 days', 'Casey Caller', '+61491570110', 'conv_1', now() - interval '500 days'
  FROM schedule_cache.clinics;
  INSERT INTO booking.booking_events (booking_id, event, session_id, masked_phone)
  SELECT booking_id, 'cancelled', 'conv_1', '614******10' FROM booking.bookings;
  INSERT INTO session.session_rejected_slots (clinic_id, caller_phone, session_id)
  SELECT clinic_id, '+61491570110', 'conv_1' FROM schedule_cache.clinics;
)sql";

class RolesTest : public ::testing::Test {
 protected:
  RolesTest() { database_.Execute(kRows); }

  // What the database says to `sql`; empty if it does it.
  std::string Try(const std::string& role, const std::string& sql) {
    pqxx::connection connection(database_.UrlAs(role));
    pqxx::nontransaction work(connection);
    try {
      work.exec(sql);
      return "";
    } catch (const pqxx::sql_error& e) {
      return e.what();  // libpqxx 6.4 has no SQLSTATE for this one
    }
  }

  test::ScratchDatabase database_;
};

TEST_F(RolesTest, SessionSeesNoClinicsKeyAndNoBooking) {
  for (const char* sql :
       {"SELECT cliniko_key_sealed FROM schedule_cache.clinics",
        "SELECT * FROM schedule_cache.clinics", "SELECT contact_email FROM schedule_cache.clinics",
        "SELECT key_sha256 FROM schedule_cache.gateway_keys", "SELECT * FROM booking.bookings",
        "SELECT * FROM booking.patients", "SELECT * FROM session.call_events",
        "SELECT * FROM session.call_bookings",
        "SELECT schedule_cache.take_cliniko_request('', NULL, false, 1, 1)"}) {
    EXPECT_THAT(Try("frontdesk_session", sql), Denied()) << sql;
  }
  EXPECT_EQ(Try("frontdesk_session", "SELECT clinic_id FROM schedule_cache.clinics"), "");
}

TEST_F(RolesTest, ScheduleCacheSeesTimesAndNotForWhomTheyAre) {
  EXPECT_EQ(Try("frontdesk_schedule_cache", "SELECT * FROM booking.occupied_times"), "");
  for (const char* sql :
       {"SELECT * FROM booking.bookings", "SELECT patient_phone FROM booking.bookings",
        "SELECT * FROM booking.patients", "SELECT * FROM session.session_rejected_slots",
        "UPDATE schedule_cache.clinics SET cliniko_key_sealed = ''",
        "UPDATE schedule_cache.clinics SET active = true",
        "INSERT INTO schedule_cache.gateway_keys SELECT '', 'k', clinic_id FROM "
        "schedule_cache.clinics",
        "DELETE FROM schedule_cache.clinics"}) {
    EXPECT_THAT(Try("frontdesk_schedule_cache", sql), Denied()) << sql;
  }
}

TEST_F(RolesTest, NobodyChangesWhatHappenedToABooking) {
  for (const char* role : {"frontdesk_booking", "frontdesk_app", "frontdesk_operator",
                           "frontdesk_schedule_cache", "frontdesk_session"}) {
    SCOPED_TRACE(role);
    EXPECT_THAT(Try(role, "UPDATE booking.booking_events SET session_id = ''"), Denied());
    EXPECT_THAT(Try(role, "DELETE FROM booking.booking_events"), Denied());
    EXPECT_THAT(Try(role, "TRUNCATE booking.booking_events"), Denied());
    EXPECT_THAT(Try(role, "DELETE FROM booking.bookings"), Denied());
  }
  EXPECT_EQ(Try("frontdesk_booking",
                "INSERT INTO booking.booking_events (booking_id, event) SELECT booking_id, 'moved' "
                "FROM booking.bookings"),
            "");
}

TEST_F(RolesTest, AnEventForgetsWhoAskedWithItsBooking) {
  ASSERT_EQ(Try("frontdesk_booking", "UPDATE booking.bookings SET anonymised_at = now()"), "");

  EXPECT_EQ(
      database_.Execute("SELECT session_id || masked_phone || event FROM booking.booking_events"),
      "cancelled");
}

TEST_F(RolesTest, BookingPurgesCallsOfWhichItSeesNothingButTheirAge) {
  EXPECT_THAT(Try("frontdesk_booking", "SELECT caller_phone FROM session.session_rejected_slots"),
              Denied());
  EXPECT_THAT(Try("frontdesk_booking", "SELECT line FROM session.call_events"), Denied());
  EXPECT_THAT(Try("frontdesk_booking", "SELECT key_sha256 FROM schedule_cache.gateway_keys"),
              Denied());
  EXPECT_THAT(Try("frontdesk_booking", "UPDATE schedule_cache.clinics SET cliniko_key_sealed = ''"),
              Denied());
  EXPECT_EQ(
      Try("frontdesk_booking",
          "DELETE FROM session.session_rejected_slots WHERE updated_at > now() - interval '1 day'"),
      "");
}

TEST_F(RolesTest, AnOperatorMakesNoBookingsAndNoTables) {
  EXPECT_THAT(
      Try("frontdesk_operator",
          "INSERT INTO booking.bookings (clinic_id) SELECT clinic_id FROM schedule_cache.clinics"),
      Denied());
  for (const char* role : {"frontdesk_operator", "frontdesk_app", "frontdesk_booking"}) {
    SCOPED_TRACE(role);
    EXPECT_THAT(Try(role, "CREATE TABLE booking.mine (n int)"), Denied());
    EXPECT_THAT(Try(role, "CREATE TABLE public.mine (n int)"), Denied());
    EXPECT_THAT(Try(role, "ALTER TABLE booking.bookings DISABLE ROW LEVEL SECURITY"), Denied());
    EXPECT_THAT(Try(role, "DROP POLICY frontdesk ON booking.bookings"), Denied());
    EXPECT_THAT(Try(role, "SELECT * FROM frontdesk_migrations.applied"), Denied());
  }
}

TEST_F(RolesTest, RemovingAClinicTakesWithItWhatNobodyElseMayDelete) {
  EXPECT_EQ(Try("frontdesk_operator", "DELETE FROM schedule_cache.clinics"), "");

  EXPECT_EQ(database_.Execute("SELECT count(*) FROM booking.booking_events"), "0");
}

// Row-level security must not keep the planner from an index: a condition that may not be looked at
// before the policy's own is a scan of the whole table.
TEST_F(RolesTest, ARoleGetsThePlansThatTheOwnerGets) {
  const auto plan = [](const std::string& url, const std::string& sql) {
    pqxx::connection connection(url);
    pqxx::nontransaction work(connection);
    work.exec("SET enable_seqscan = off");
    std::string steps;
    for (const pqxx::row& row : work.exec("EXPLAIN (COSTS OFF) " + sql))
      steps += row[0].as<std::string>() + "\n";
    return steps;
  };
  struct Query {
    const char* role;
    const char* sql;
  };
  for (const Query& query :
       {Query{"frontdesk_booking",
              "SELECT booking_id FROM booking.bookings WHERE clinic_id = gen_random_uuid() "
              "AND practitioner_id = '201' AND state IN ('pending', 'booked') AND NOT doubled "
              "AND tstzrange(starts_at, ends_at) && tstzrange(now(), now() + interval '1 hour')"},
        Query{"frontdesk_booking",
              "SELECT booking_id FROM booking.bookings WHERE updated_at < now() "
              "AND state IN ('pending', 'withdrawing') "
              "ORDER BY updated_at LIMIT 1 FOR UPDATE SKIP LOCKED"},
        Query{"frontdesk_schedule_cache",
              "SELECT starts_at FROM booking.occupied_times WHERE clinic_id = gen_random_uuid() "
              "AND practitioner_id = ANY ('{1,2}') AND starts_at < now() AND ends_at > now()"}}) {
    const std::string owners = plan(database_.url(), query.sql);
    EXPECT_THAT(owners, ::testing::HasSubstr("Index"));
    EXPECT_EQ(plan(database_.UrlAs(query.role), query.sql), owners);
  }
}

}  // namespace
}  // namespace frontdesk
