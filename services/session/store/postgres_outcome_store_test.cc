#include "services/session/store/postgres_outcome_store.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/domain/call_context.h"
#include "libs/domain/ids.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/status/domain_error.h"
#include "libs/testing/scratch_database.h"
#include "libs/testing/status_matchers.h"
#include "services/session/domain/call_outcome.h"
#include "services/session/domain/outcomes.h"

namespace frontdesk {
namespace {

using test::FailsWith;
using test::IsOk;

constexpr char kClinic[] = "3f2c8f0e-0000-4000-8000-000000000001";
constexpr char kOtherClinic[] = "3f2c8f0e-0000-4000-8000-000000000002";
constexpr char kNumber[] = "+61400000000";
constexpr char kOtherNumber[] = "+61400000009";
constexpr char kConversation[] = "conv_01jz0example0000000000000001";
const absl::Time kReported = absl::FromUnixSeconds(1'783'900'800);

CallOutcome ACall(const std::string& session = kConversation) {
  return {.session = SessionId(session),
          .reported_at = kReported,
          .status = "done",
          .success = "success",
          .duration = absl::Seconds(73)};
}

class OutcomesTest : public ::testing::Test {
 protected:
  OutcomesTest() {
    AddClinic(kClinic, kNumber);
    AddClinic(kOtherClinic, kOtherNumber);
  }

  void AddClinic(const std::string& id, const std::string& number) {
    database_.Execute(absl::StrCat(
        "INSERT INTO schedule_cache.clinics (clinic_id, clinic_name, country, time_zone,"
        " contact_email, cliniko_key_sealed, cliniko_key_kek, cliniko_shard) VALUES ('",
        id,
        "', 'Example Clinic', 'AU', 'Australia/Sydney', 'desk@clinic.example', '', 'k', 'au1');",
        "INSERT INTO schedule_cache.clinic_numbers (phone_number, clinic_id) VALUES ('", number,
        "', '", id, "')"));
  }

  void AddSession(const std::string& clinic, const std::string& phone, const std::string& session) {
    database_.Execute(
        absl::StrCat("INSERT INTO session.session_rejected_slots (clinic_id, caller_phone,"
                     " session_id) VALUES ('",
                     clinic, "', '", phone, "', '", session, "')"));
  }

  std::string Sessions() {
    return database_.Execute("SELECT count(*) FROM session.session_rejected_slots");
  }

  absl::StatusOr<RecordedOutcome> Record(const CallOutcome& outcome,
                                         const std::vector<std::string>& numbers = {kNumber}) {
    return outcomes_.Record({.deadline = absl::Now() + absl::Minutes(1)}, outcome, numbers);
  }

  test::ScratchDatabase database_;
  PostgresPool pool_{{.url = database_.UrlAs("frontdesk_session"), .size = 2}};
  PostgresOutcomeStore store_{pool_};
  FakeClock clock_{absl::Now()};
  Outcomes outcomes_{store_, clock_};
};

TEST_F(OutcomesTest, KeepsOneRowForAReportThatComesTwice) {
  const absl::StatusOr<RecordedOutcome> first = Record(ACall());
  ASSERT_THAT(first, IsOk());
  EXPECT_EQ(first->clinic, ClinicId(kClinic));
  EXPECT_FALSE(first->already_known);

  const absl::StatusOr<RecordedOutcome> second = Record(ACall());
  ASSERT_THAT(second, IsOk());
  EXPECT_TRUE(second->already_known);
  EXPECT_EQ(database_.Execute("SELECT string_agg(concat_ws(' ', kind, status, success,"
                              " duration_seconds), ';') FROM session.call_outcomes"),
            "ended done success 73");
}

TEST_F(OutcomesTest, KeepsTheNewestOfSeveralReports) {
  CallOutcome newer = ACall();
  newer.reported_at += absl::Seconds(1);
  newer.success = "failure";
  ASSERT_THAT(Record(newer), IsOk());
  EXPECT_TRUE(Record(ACall())->already_known);

  EXPECT_EQ(database_.Execute("SELECT success FROM session.call_outcomes"), "failure");
}

TEST_F(OutcomesTest, EndsTheSessionWhateverPhoneItHad) {
  AddSession(kClinic, "+61400000001", kConversation);
  AddSession(kClinic, "", kConversation);
  AddSession(kClinic, "+61400000001", "another_call_0000001");
  AddSession(kOtherClinic, "+61400000001", kConversation);

  ASSERT_THAT(Record(ACall()), IsOk());

  EXPECT_EQ(Sessions(), "2");
}

// Every call of some agents is "1", so its session is not this call's alone.
TEST_F(OutcomesTest, EndsNoSessionOfAnIdThatMayBeAnybodys) {
  AddSession(kClinic, "+61400000001", "1");

  ASSERT_THAT(Record(ACall("1")), IsOk());

  EXPECT_EQ(Sessions(), "1");
}

TEST_F(OutcomesTest, KnowsTheClinicByTheFirstNumberThatIsOne) {
  EXPECT_EQ(Record(ACall(), {"+61400000777", "61400000009", kNumber})->clinic,
            ClinicId(kOtherClinic));
}

// As on a web page, where nobody dials.
TEST_F(OutcomesTest, KnowsTheClinicByTheSessionWhereThereIsNoNumber) {
  AddSession(kOtherClinic, "", kConversation);

  EXPECT_EQ(Record(ACall(), {})->clinic, ClinicId(kOtherClinic));
}

TEST_F(OutcomesTest, RefusesACallThatIsNobodys) {
  AddSession(kClinic, "+61400000001", "1");
  AddSession(kClinic, "", kConversation);
  AddSession(kOtherClinic, "", kConversation);

  EXPECT_THAT(Record(ACall(), {"+61400000777", "anonymous"}),
              FailsWith(DomainError::kClinicNotFound));
  EXPECT_THAT(Record(ACall("1"), {}), FailsWith(DomainError::kClinicNotFound));
  EXPECT_EQ(Sessions(), "3");
}

// Whoever has one clinic's secret of the platform used to be able to report any clinic's call.
TEST_F(OutcomesTest, RefusesAnothersCallToWhoMayTellOfOneClinicAlone) {
  AddSession(kOtherClinic, "", kConversation);
  CallOutcome theirs = ACall();
  theirs.only_clinic = ClinicId(kClinic);

  EXPECT_THAT(Record(theirs, {"+61400000009"}), FailsWith(DomainError::kClinicNotFound));
  EXPECT_THAT(Record(theirs, {}), FailsWith(DomainError::kClinicNotFound));
  EXPECT_EQ(Sessions(), "1");
  EXPECT_EQ(database_.Execute("SELECT count(*) FROM session.call_outcomes"), "0");

  theirs.only_clinic = ClinicId(kOtherClinic);
  EXPECT_THAT(Record(theirs, {"+61400000009"}), IsOk());
  EXPECT_EQ(Sessions(), "0");
}

TEST_F(OutcomesTest, JoinsTheBookingsOfTheCall) {
  database_.Execute(absl::StrCat(
      "INSERT INTO booking.bookings (clinic_id, state, idempotency_key, request_fingerprint,"
      " practitioner_id, business_id, appointment_type_id, starts_at, ends_at, patient_name,"
      " patient_phone, session_id) VALUES ('",
      kClinic,
      "', 'pending', 'k', 'f', '1', '2', '3', now(), now() + interval '1 hour',"
      " 'Casey Example', '+61400000001', '",
      kConversation, "')"));
  ASSERT_THAT(Record(ACall()), IsOk());
  ASSERT_THAT(Record(ACall("conv_01jz0example0000000000000002")), IsOk());

  EXPECT_EQ(database_.Execute("SELECT string_agg(success || ' ' || coalesce(booking_state, '-'),"
                              " ';' ORDER BY session_id) FROM session.call_bookings"),
            "success pending;success -");
}

TEST_F(OutcomesTest, ForgetsWhatIsOlderThanAYear) {
  ASSERT_THAT(Record(ACall()), IsOk());
  clock_.Advance(absl::Hours(24 * 401));
  ASSERT_THAT(Record(ACall("conv_01jz0example0000000000000002")), IsOk());

  // The second is old too, on the clock of this test.
  EXPECT_EQ(database_.Execute("SELECT count(*) FROM session.call_outcomes"), "0");
}

// What is kept of a call must never be what was said in it.
TEST_F(OutcomesTest, HasNoColumnForWordsOrPeople) {
  EXPECT_EQ(database_.Execute("SELECT string_agg(column_name, ' ' ORDER BY ordinal_position)"
                              " FROM information_schema.columns WHERE table_schema = 'session'"
                              " AND table_name = 'call_outcomes'"),
            "clinic_id session_id kind reported_at status success failure_reason duration_seconds"
            " recorded_at");
}

TEST(OutcomeWords, AreOurs) {
  EXPECT_EQ(StatusWord("done"), "done");
  EXPECT_EQ(StatusWord("Casey called"), "unknown");
  EXPECT_EQ(SuccessWord("failure"), "failure");
  EXPECT_EQ(SuccessWord(""), "unknown");
  EXPECT_EQ(FailureWord(""), "");
  EXPECT_EQ(FailureWord("no-answer"), "no-answer");
  EXPECT_EQ(FailureWord("0400 000 001"), "unknown");
}

}  // namespace
}  // namespace frontdesk
