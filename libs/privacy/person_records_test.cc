#include "libs/privacy/person_records.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/domain/ids.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/testing/scratch_database.h"
#include "libs/testing/status_matchers.h"

namespace frontdesk {
namespace {

using test::IsOk;
using test::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kHarbour[] = "00000000-0000-4000-8000-000000000001";
constexpr char kOther[] = "00000000-0000-4000-8000-000000000002";
constexpr char kShared[] = "+61491570110";  // Casey's and Robin's
constexpr char kCaseys[] = "+61491570156";

// Casey (501) and Robin (502) share a number; Casey has one alone as well.
class PersonRecordsTest : public ::testing::Test {
 protected:
  PersonRecordsTest() {
    for (const char* clinic : {kHarbour, kOther}) {
      database_.Execute(absl::StrCat(
          "INSERT INTO schedule_cache.clinics (clinic_id, clinic_name, country, time_zone, "
          "contact_email, cliniko_key_sealed, cliniko_key_kek, cliniko_shard) VALUES ('",
          clinic,
          "', 'Harbour Health', 'AU', 'Australia/Sydney', 'desk@clinic.example', '', 'k1', "
          "'au1'); "
          "INSERT INTO booking.patients (clinic_id, patient_id, first_name, last_name) "
          "VALUES ('",
          clinic, "', '501', 'Casey', 'Caller'), ('", clinic,
          "', '502', 'Robin', 'Caller'); "
          "INSERT INTO booking.patient_phones VALUES ('",
          clinic, "', '", kShared, "', '501'), ('", clinic, "', '", kShared, "', '502'), ('",
          clinic, "', '", kCaseys,
          "', '501'); "
          "INSERT INTO session.preferred_locations VALUES ('",
          clinic, "', '", kShared, "', '101', now()), ('", clinic, "', '", kCaseys,
          "', '102', now()); "
          "INSERT INTO session.session_rejected_slots (clinic_id, caller_phone, session_id) VALUES "
          "('",
          clinic, "', '", kShared, "', 'conv_shared')"));
      Book(clinic, "casey", "booked", "Casey Caller", kShared, "'501'", kShared);
      Book(clinic, "robin", "cancelled", "Robin Caller", kShared, "'502'", kCaseys);
      Book(clinic, "early", "failed", "Casey Caller", kCaseys, "NULL", kCaseys);
      database_.Execute(absl::StrCat(
          "INSERT INTO session.call_outcomes (clinic_id, session_id, kind, reported_at, status, "
          "success, failure_reason, duration_seconds) VALUES ('",
          clinic, "', 'conv_casey', 'ended', now(), 'done', 'success', '', 60), ('", clinic,
          "', 'conv_shared', 'ended', now(), 'done', 'failure', '', 61)"));
    }
  }

  void Book(const std::string& clinic, const std::string& key, const std::string& state,
            const std::string& name, const std::string& phone, const std::string& patient,
            const std::string& caller) {
    database_.Execute(absl::StrCat(
        "WITH made AS (INSERT INTO booking.bookings (clinic_id, state, idempotency_key, "
        "request_fingerprint, practitioner_id, business_id, appointment_type_id, starts_at, "
        "ends_at, patient_name, patient_phone, notes, session_id, caller_phone, patient_id, "
        "appointment_id, failure_reason) VALUES ('",
        clinic, "', '", state, "', '", key, "', 'f', 'p-", key,
        "', '101', '301', now() + interval '1 day', now() + interval '25 hours', '", name, "', '",
        phone, "', 'notes of ", key, "', 'conv_", key, "', '", caller, "', ", patient, ", ",
        patient == "NULL" ? "NULL" : absl::StrCat("'apt-", key, "'"), ", ",
        state == "failed" ? "'slot_taken'" : "NULL",
        ") RETURNING booking_id) "
        "INSERT INTO booking.booking_events (booking_id, event, session_id, masked_phone) "
        "SELECT booking_id, 'requested', 'conv_",
        key, "', '614******10' FROM made"));
  }

  // All of it as one text, with the names of the kinds.
  std::string Found(const Person& person) {
    const absl::StatusOr<PersonRecords> found =
        FindPersonRecords(pool_, ClinicId(kHarbour), person, Soon());
    EXPECT_THAT(found.status(), IsOk());
    std::string text;
    if (!found.ok()) return text;
    for (const PersonRecords::Kind& kind : found->kinds) {
      for (const std::string& record : kind.records) {
        absl::StrAppend(&text, kind.name, ": ", record, "\n");
      }
    }
    return text;
  }

  std::string Count(const std::string& rest) {
    return database_.Execute(absl::StrCat("SELECT count(*) FROM ", rest));
  }

  static absl::Time Soon() { return absl::Now() + absl::Seconds(60); }

  test::ScratchDatabase database_;
  PostgresPool pool_{{.url = database_.UrlAs("frontdesk_operator"), .size = 2}};
};

TEST_F(PersonRecordsTest, TellsAllThatIsStoredUnderANumber) {
  const std::string found = Found({.phone = kShared});
  EXPECT_THAT(found,
              AllOf(HasSubstr("Robin"), HasSubstr("notes of casey"), HasSubstr("notes of robin"),
                    HasSubstr("conv_shared"), HasSubstr("preferred_locations: "),
                    HasSubstr("call_outcomes: "), HasSubstr("\"events\": [{"), HasSubstr(kCaseys)));
  EXPECT_THAT(found, Not(HasSubstr(kOther)));
}

TEST_F(PersonRecordsTest, TellsOfAPatientNothingThatMayBeSomebodyElses) {
  const std::string casey = Found({.patient = PatientId("501")});
  EXPECT_THAT(casey, AllOf(HasSubstr("notes of casey"), HasSubstr("notes of early"),
                           HasSubstr("\"102\""), HasSubstr("asked_for_others: ")));
  EXPECT_THAT(casey, AllOf(Not(HasSubstr("Robin")), Not(HasSubstr("notes of robin")),
                           Not(HasSubstr("conv_shared"))));
  const std::string robin = Found({.patient = PatientId("502")});
  EXPECT_THAT(robin, AllOf(HasSubstr("notes of robin"), Not(HasSubstr("notes of casey"))));
}

TEST_F(PersonRecordsTest, FindsNobodyUnderANumberOrIdThatIsNotThere) {
  EXPECT_EQ(Found({.phone = "+61491570999"}), "");
  EXPECT_EQ(Found({.patient = PatientId("999")}), "");
}

TEST_F(PersonRecordsTest, ErasesAPersonAndNobodyElse) {
  const absl::StatusOr<Erased> erased =
      ErasePerson(pool_, ClinicId(kHarbour), {.patient = PatientId("501")}, Soon());

  ASSERT_THAT(erased, IsOk());
  EXPECT_EQ(erased->bookings, 2);
  EXPECT_EQ(erased->patients, 1);
  EXPECT_EQ(erased->upcoming, 1);
  EXPECT_EQ(Found({.phone = kCaseys}), "");
  const std::string of_harbour = absl::StrCat(" t WHERE t.clinic_id = '", kHarbour, "' AND ");
  EXPECT_EQ(Count("booking.bookings" + of_harbour +
                  "to_jsonb(t)::text ~ "
                  "'Casey|1570156|notes of (casey|early)|conv_(casey|early)'"),
            "0");
  EXPECT_EQ(Count("booking.booking_events t WHERE t.session_id IN ('conv_casey', 'conv_early')"),
            "2");  // the other clinic's
  EXPECT_EQ(Count("booking.bookings" + of_harbour +
                  "t.appointment_id = 'apt-casey' "
                  "AND t.state = 'booked'"),
            "1");
  EXPECT_EQ(Count("booking.bookings" + of_harbour +
                  "t.patient_name = 'Robin Caller' "
                  "AND t.notes = 'notes of robin' AND t.caller_phone = ''"),
            "1");
  EXPECT_EQ(Count("session.session_rejected_slots" + of_harbour + "true"), "1");
  EXPECT_EQ(Count("booking.patients" + of_harbour + "true"), "1");
  EXPECT_EQ(Count(absl::StrCat("booking.bookings WHERE clinic_id = '", kOther,
                               "' AND anonymised_at IS NULL")),
            "3");
}

// A call in which nothing was booked is a call of theirs all the same.
TEST_F(PersonRecordsTest, ErasesHowACallEndedInWhichNothingWasBooked) {
  EXPECT_THAT(Found({.phone = kShared}), HasSubstr("\"duration_seconds\": 61"));
  ASSERT_THAT(ErasePerson(pool_, ClinicId(kHarbour), {.phone = kShared}, Soon()), IsOk());
  EXPECT_EQ(
      Count(absl::StrCat("session.call_outcomes WHERE duration_seconds = 61 AND clinic_id = '",
                         kHarbour, "'")),
      "0");
}

TEST_F(PersonRecordsTest, TellsAndErasesWhatWasLoggedOfTheirCallsAndOfNoOthers) {
  for (const char* clinic : {kHarbour, kOther}) {
    database_.Execute(absl::StrCat(
        "INSERT INTO session.call_events (clinic_id, session_id, trace, request_id, happened_at, "
        "line) SELECT '",
        clinic,
        "', s, 't', r, now(), json_build_object('event', 'of ' || r) FROM (VALUES "
        "('conv_casey', 'r1'), ('', 'r1'), ('conv_robin', 'r2'), ('', 'r2')) v (s, r)"));
  }
  EXPECT_THAT(Found({.patient = PatientId("502")}),
              AllOf(HasSubstr("of r2"), Not(HasSubstr("of r1"))));
  ASSERT_THAT(ErasePerson(pool_, ClinicId(kHarbour), {.patient = PatientId("502")}, Soon()),
              IsOk());
  EXPECT_EQ(Count(absl::StrCat("session.call_events WHERE clinic_id = '", kHarbour,
                               "' AND request_id = 'r1'")),
            "2");
  EXPECT_EQ(Count("session.call_events WHERE request_id = 'r2'"), "2");  // the other clinic's
}

// Who asked for a change last need not be who booked, nor for whom it is.
TEST_F(PersonRecordsTest, ErasesWhoseChangeIsNotToldYet) {
  database_.Execute(absl::StrCat(
      "UPDATE booking.bookings SET caller_phone = '', untold = 'move', untold_session = 'conv_x', "
      "untold_phone = '",
      kCaseys, "' WHERE idempotency_key = 'robin'"));
  EXPECT_THAT(Found({.phone = kCaseys}), HasSubstr("untold_phone"));

  ASSERT_THAT(ErasePerson(pool_, ClinicId(kHarbour), {.phone = kCaseys}, Soon()), IsOk());
  EXPECT_EQ(Count(absl::StrCat("booking.bookings WHERE clinic_id = '", kHarbour,
                               "' AND (untold_phone <> '' OR untold_session <> '')")),
            "0");
}

// Whose booking it is stays; who asked for it used to stay too, in what happened to it.
TEST_F(PersonRecordsTest, ErasesWhoAskedForAnothersBookingFromItsEvents) {
  database_.Execute(absl::StrCat(
      "UPDATE booking.bookings SET caller_phone = '", kCaseys,
      "', masked_caller = '614******56', session_id = 'conv_x' WHERE idempotency_key = 'robin'"));
  database_.Execute(
      "INSERT INTO booking.booking_events (booking_id, event, session_id, masked_phone) "
      "SELECT booking_id, 'requested', 'conv_x', '614******56' FROM booking.bookings "
      "WHERE idempotency_key = 'robin'");

  ASSERT_THAT(ErasePerson(pool_, ClinicId(kHarbour), {.phone = kCaseys}, Soon()), IsOk());
  EXPECT_EQ(
      Count(absl::StrCat("booking.booking_events e JOIN booking.bookings b USING (booking_id) "
                         "WHERE b.clinic_id = '",
                         kHarbour,
                         "' AND b.idempotency_key = 'robin' AND (e.session_id <> '' OR "
                         "e.masked_phone <> '')")),
      "0");
}

TEST_F(PersonRecordsTest, ErasesAllThatIsStoredUnderANumber) {
  const absl::StatusOr<Erased> erased =
      ErasePerson(pool_, ClinicId(kHarbour), {.phone = kShared}, Soon());

  ASSERT_THAT(erased, IsOk());
  EXPECT_EQ(erased->bookings, 2);
  EXPECT_EQ(erased->patients, 2);
  EXPECT_EQ(Found({.phone = kShared}), "");
  const absl::StatusOr<Erased> again =
      ErasePerson(pool_, ClinicId(kHarbour), {.phone = kShared}, Soon());
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->bookings + again->patients + again->calls, 0);
}

TEST_F(PersonRecordsTest, RefusesWhileABookingOfTheirsIsNotSettled) {
  for (const std::string change :
       {"state = 'pending'", "state = 'withdrawing', failure_reason = 'slot_taken'",
        "cancel_reason = 50"}) {
    SCOPED_TRACE(change);
    database_.Execute(
        absl::StrCat("UPDATE booking.bookings SET ", change, " WHERE idempotency_key = 'casey'"));
    EXPECT_THAT(ErasePerson(pool_, ClinicId(kHarbour), {.patient = PatientId("501")}, Soon()),
                StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("nothing was erased")));
    EXPECT_THAT(Found({.patient = PatientId("501")}), HasSubstr("notes of casey"));
    database_.Execute(
        "UPDATE booking.bookings SET state = 'booked', failure_reason = NULL, cancel_reason = NULL "
        "WHERE idempotency_key = 'casey'");
  }
}

}  // namespace
}  // namespace frontdesk
