#include "libs/privacy/purge_turn.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/privacy/purge.h"
#include "libs/telemetry/log_capture.h"
#include "libs/testing/scratch_database.h"
#include "libs/testing/status_matchers.h"
#include "libs/turns/postgres_turns.h"
#include "libs/turns/rounds.h"

namespace frontdesk {
namespace {

using test::StatusIs;

// A served clinic and a disabled one, each with one booking of long ago.
class PurgeTurnTest : public ::testing::Test {
 protected:
  PurgeTurnTest() {
    database_.Execute(R"sql(
      INSERT INTO schedule_cache.clinics (clinic_id, clinic_name, country, time_zone, contact_email,
                                          cliniko_key_sealed, cliniko_key_kek, cliniko_shard, active)
      SELECT ('00000000-0000-4000-8000-00000000000' || n)::uuid, 'Harbour Health', 'AU',
             'Australia/Sydney', 'desk@clinic.example', '', 'k1', 'au1', n = 1
      FROM generate_series(1, 2) n;
      INSERT INTO booking.bookings
        (clinic_id, state, idempotency_key, request_fingerprint, practitioner_id, business_id,
         appointment_type_id, starts_at, ends_at, patient_name, patient_phone, updated_at)
      SELECT clinic_id, 'cancelled', 'a', 'a', '201', '101', '301', now() - interval '500 days',
             now() - interval '499 days', 'Casey Caller', '+61491570110',
             now() - interval '500 days'
      FROM schedule_cache.clinics;
    )sql");
  }

  std::string Left() {
    return database_.Execute("SELECT count(*) FROM booking.bookings WHERE anonymised_at IS NULL");
  }

  test::ScratchDatabase database_;
  PostgresPool pool_{{.url = database_.UrlAs("frontdesk_booking"), .size = 4}};
  Purge purge_{pool_, {}};
};

TEST_F(PurgeTurnTest, IsTakenOnceByAllReplicasTogetherForDisabledClinicsToo) {
  const test::LogCapture log;
  PostgresTurns turns(pool_, {.table = "booking.purges", .disabled_clinics_too = true});
  const auto work = [&](const Turn& turn, const std::stop_token& stop) {
    return PurgeInTurn(purge_, turn, stop, absl::Now() + absl::Minutes(1));
  };
  const RoundsOptions daily = {
      .name = "purge", .every = absl::Hours(24), .every_if_busy = absl::Hours(24), .workers = 1};
  {
    Rounds here(turns, daily, work);
    Rounds there(turns, daily, work);
    const absl::Time until = absl::Now() + absl::Seconds(60);
    while (absl::Now() < until &&
           database_.Execute("SELECT count(*) FROM booking.purges WHERE finished_at IS NOT NULL") !=
               "2") {
      std::this_thread::yield();
    }
  }

  EXPECT_EQ(Left(), "0");
  const std::vector<std::string> lines = log.Lines();
  EXPECT_EQ(std::count_if(lines.begin(), lines.end(),
                          [](const std::string& line) {
                            return absl::StrContains(line, "\"purged\"") &&
                                   absl::StrContains(line, "\"rows\":1");
                          }),
            2);
  EXPECT_EQ(database_.Execute("SELECT count(*) FROM booking.purges "
                              "WHERE due_at > now() + interval '20 hours'"),
            "2");
}

TEST_F(PurgeTurnTest, SaysThatThereIsMoreToDo) {
  const Turn turn = {.clinic = ClinicId("00000000-0000-4000-8000-000000000001")};
  std::stop_source stopping;
  EXPECT_THAT(PurgeInTurn(purge_, turn, stopping.get_token(), absl::Now()),
              ::testing::Not(test::IsOk()));
  stopping.request_stop();
  EXPECT_THAT(PurgeInTurn(purge_, turn, stopping.get_token(), absl::Now() + absl::Minutes(1)),
              StatusIs(absl::StatusCode::kCancelled));
}

}  // namespace
}  // namespace frontdesk
