#include "libs/clinics/clinic_removal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/clinics/registered_clinic.h"
#include "libs/domain/ids.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/status/domain_error.h"
#include "libs/testing/scratch_database.h"
#include "libs/testing/status_matchers.h"

namespace frontdesk {
namespace {

using ::frontdesk::test::FailsWith;
using ::frontdesk::test::IsOk;
using ::frontdesk::test::StatusIs;
using ::testing::HasSubstr;

class ClinicRemovalTest : public ::testing::Test {
 protected:
  ClinicRemovalTest() { test::Register(pool_, clinic_, test::TestKeyring()); }

  static absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

  // `from_now`: an interval.
  void Book(const std::string& state, const std::string& from_now) {
    database_.Execute(absl::StrCat(
        "INSERT INTO booking.bookings (clinic_id, state, idempotency_key, request_fingerprint, "
        "practitioner_id, business_id, appointment_type_id, starts_at, ends_at, patient_name, "
        "patient_phone, patient_id, appointment_id) VALUES ('",
        clinic_.id.value(), "', '", state, "', '", state, from_now,
        "', '', '21', '11', '31', now() + '", from_now, "', now() + '", from_now,
        "' + interval '30 minutes', 'Casey Caller', '+61491570110', '51', '", from_now.size(),
        state.size(), "')"));
  }
  std::string Clinics() { return database_.Execute("SELECT count(*) FROM schedule_cache.clinics"); }

  test::ScratchDatabase database_;
  PostgresPool pool_{{.url = database_.UrlAs("frontdesk_operator"), .size = 2}};
  const NewClinic clinic_ = test::ANewClinic();
};

TEST_F(ClinicRemovalTest, TakesEverythingOfTheClinicWithIt) {
  Book("booked", "-2 days");
  Book("cancelled", "2 days");
  database_.Execute(absl::StrCat("INSERT INTO booking.patients VALUES ('", clinic_.id.value(),
                                 "', '51', 'Casey', 'Caller')"));
  const absl::StatusOr<ClinicHoldings> holdings = CountHoldings(pool_, clinic_.id, Soon());
  ASSERT_THAT(holdings, IsOk());
  EXPECT_EQ(holdings->future_bookings, 0);
  EXPECT_EQ(holdings->bookings, 2);
  EXPECT_EQ(holdings->patients, 1);

  EXPECT_THAT(RemoveClinic(pool_, clinic_.id, false, Soon()), IsOk());
  EXPECT_EQ(Clinics(), "0");
  EXPECT_EQ(database_.Execute("SELECT count(*) FROM booking.bookings"), "0");
  EXPECT_EQ(database_.Execute("SELECT count(*) FROM booking.patients"), "0");
  EXPECT_THAT(RemoveClinic(pool_, clinic_.id, false, Soon()),
              FailsWith(DomainError::kClinicNotFound));
}

TEST_F(ClinicRemovalTest, RefusesWhileSomebodyIsBooked) {
  for (const std::string state : {"booked", "pending"}) {
    Book(state, state == "booked" ? "2 days" : "30 days");
    EXPECT_THAT(RemoveClinic(pool_, clinic_.id, false, Soon()),
                StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("bookings")));
  }
  EXPECT_EQ(Clinics(), "1");
  EXPECT_EQ(CountHoldings(pool_, clinic_.id, Soon())->future_bookings, 2);

  EXPECT_THAT(RemoveClinic(pool_, clinic_.id, true, Soon()), IsOk());
  EXPECT_EQ(Clinics(), "0");
}

// A table that keeps rows of clinics and does not refer to them would keep them for ever. The two
// that tell what changed keep a row for minutes, and have to tell of clinics that are gone.
TEST_F(ClinicRemovalTest, FindsEveryTableThatBelongsToClinics) {
  EXPECT_EQ(
      database_.Execute("SELECT string_agg(c.table_schema || '.' || c.table_name, ', ') "
                        "FROM information_schema.columns c JOIN information_schema.tables t "
                        "USING (table_schema, table_name) WHERE c.column_name = 'clinic_id' "
                        "AND t.table_type = 'BASE TABLE' "
                        "AND t.table_name NOT IN ('clinics', 'slot_drops', 'clinic_changes') "
                        "AND NOT EXISTS ("
                        "SELECT FROM pg_constraint k WHERE k.contype = 'f' AND k.confdeltype = 'c' "
                        "AND k.conrelid = (quote_ident(c.table_schema) || '.' || "
                        "quote_ident(c.table_name))::regclass)"),
      "");
}

}  // namespace
}  // namespace frontdesk
