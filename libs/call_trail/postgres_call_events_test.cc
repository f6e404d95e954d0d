#include "libs/call_trail/postgres_call_events.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/call_trail/call_events.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/testing/scratch_database.h"
#include "libs/testing/status_matchers.h"

namespace frontdesk {
namespace {

using test::IsOk;

constexpr char kClinic[] = "00000000-0000-4000-8000-000000000001";

class PostgresCallEventsTest : public ::testing::Test {
 protected:
  PostgresCallEventsTest() {
    database_.Execute(absl::StrCat(
        "INSERT INTO schedule_cache.clinics (clinic_id, clinic_name, country, time_zone, "
        "contact_email, cliniko_key_sealed, cliniko_key_kek, cliniko_shard) VALUES ('",
        kClinic,
        "', 'Harbour Health', 'AU', 'Australia/Sydney', 'desk@clinic.example', '', 'k1', "
        "'au1')"));
  }

  // `rest` is more of the line's fields.
  static std::string Line(const std::string& request, const std::string& rest) {
    return absl::StrCat(
        R"({"ts":"2026-07-13T23:00:00.123456Z","level":"info","event":"e","trace":"t1",)",
        R"("request_id":")", request, "\"", rest, "}");
  }

  void Keep(const std::vector<std::string>& lines) {
    EXPECT_THAT(events_.Keep(lines, absl::Now() + absl::Seconds(60)), IsOk());
  }

  std::string Kept() {
    return database_.Execute(
        "SELECT string_agg(concat_ws(' ', clinic_id, session_id, trace, request_id, "
        "extract(epoch FROM happened_at)), ';' ORDER BY event_id) FROM session.call_events");
  }

  test::ScratchDatabase database_;
  PostgresPool pool_{{.url = database_.UrlAs("frontdesk_schedule_cache"), .size = 2}};
  PostgresCallEvents events_{pool_};
};

TEST_F(PostgresCallEventsTest, KeepsALineAsItIs) {
  const std::string line = Line(
      "r1", absl::StrCat(R"(,"session_id":"conv_1","why":"a \u0000 {\"b\",'c'} \\","clinic":")",
                         kClinic, "\""));
  Keep({line});
  EXPECT_EQ(Kept(), absl::StrCat(kClinic, " conv_1 t1 r1 1783983600.123456"));
  EXPECT_EQ(database_.Execute("SELECT line::text FROM session.call_events"), line);
}

TEST_F(PostgresCallEventsTest, FindsTheClinicInAnotherLineOfTheRequest) {
  Keep({Line("r1", ""), Line("r2", ""), Line("r1", absl::StrCat(",\"clinic\":\"", kClinic, "\""))});
  EXPECT_EQ(database_.Execute("SELECT count(*) FROM session.call_events WHERE request_id = 'r1'"),
            "2");
  EXPECT_EQ(database_.Execute("SELECT count(*) FROM session.call_events"), "2");
}

TEST_F(PostgresCallEventsTest, PassesOverWhatIsNobodys) {
  const std::string clinic = absl::StrCat(",\"clinic\":\"", kClinic, "\"");
  Keep({"", "[]", "not json", "{}", Line("r1", ",\"clinic\":\"nobody\""),
        Line("r1", ",\"clinic\":\"00000000-0000-4000-8000-00000000000f\""),
        Line(std::string(500, 'x'), ""),
        Line("r3", absl::StrCat(",\"x\":\"", std::string(5000, 'x'), "\"", clinic)),
        Line("r4", absl::StrCat(",\"session_id\":\"(withheld)\"", clinic))});
  EXPECT_EQ(Kept(), absl::StrCat(kClinic, "  t1 r4 1783983600.123456"));
}

}  // namespace
}  // namespace frontdesk
