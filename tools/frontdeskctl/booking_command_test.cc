#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "libs/civil/clock.h"
#include "libs/testing/process.h"
#include "libs/testing/scratch_database.h"
#include "tools/frontdeskctl/frontdeskctl.h"
#include "tools/frontdeskctl/terminal.h"

namespace frontdesk::ctl {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kBooked[] = "11111111-1111-4111-8111-111111111111";
constexpr char kFailed[] = "22222222-2222-4222-8222-222222222222";

struct Result {
  int code = 0;
  std::string out;
  std::string err;
};

// A clinic in Sydney with one booking that stands and one that failed, on the two sides of the
// clinic's midnight.
class BookingCommandTest : public ::testing::Test {
 protected:
  BookingCommandTest() {
    database_.Execute(R"sql(
      INSERT INTO schedule_cache.clinics (clinic_id, clinic_name, country, time_zone, contact_email,
                                          cliniko_key_sealed, cliniko_key_kek, cliniko_shard)
      VALUES ('00000000-0000-4000-8000-000000000001', 'Harbour Health', 'AU', 'Australia/Sydney',
              'desk@clinic.example', '', 'k1', 'au1');
      INSERT INTO schedule_cache.practitioners (clinic_id, practitioner_id, title, last_name)
      VALUES ('00000000-0000-4000-8000-000000000001', '201', 'Dr', 'Example');
      INSERT INTO booking.bookings
        (booking_id, clinic_id, state, idempotency_key, request_fingerprint, practitioner_id,
         business_id, appointment_type_id, starts_at, ends_at, patient_name, patient_phone,
         session_id, patient_id, appointment_id, failure_reason)
      VALUES
        ('11111111-1111-4111-8111-111111111111', '00000000-0000-4000-8000-000000000001', 'booked',
         'a', 'a', '201', '101', '301', '2026-07-13T23:00:00Z', '2026-07-14T00:00:00Z',
         'Casey Caller', '+61400000001', 'conv_casey', '501', '400000000000000401', NULL),
        ('22222222-2222-4222-8222-222222222222', '00000000-0000-4000-8000-000000000001', 'failed',
         'b', 'b', '201', '101', '301', '2026-07-14T23:00:00Z', '2026-07-15T00:00:00Z',
         'Robin Other', '+61400000002', 'conv_robin', NULL, NULL, 'slot_taken');
      INSERT INTO booking.booking_events (booking_id, event, reason, session_id, masked_phone)
      VALUES
        ('11111111-1111-4111-8111-111111111111', 'requested', '', 'conv_casey', '614******01'),
        ('22222222-2222-4222-8222-222222222222', 'requested', '', 'conv_robin', '614******02'),
        ('11111111-1111-4111-8111-111111111111', 'booked', '', 'conv_casey', ''),
        ('22222222-2222-4222-8222-222222222222', 'failed', 'slot_taken', 'conv_robin', '');
    )sql");
    std::ofstream(url_file_) << database_.UrlAs("frontdesk_operator");
    EXPECT_EQ(::chmod(url_file_.c_str(), 0600), 0);
  }

  // `frontdeskctl booking ...`.
  Result Type(const std::vector<std::string>& words) {
    std::vector<const char*> argv = {"frontdeskctl", "--database-url-file", url_file_.c_str(),
                                     "booking"};
    for (const std::string& word : words) argv.push_back(word.c_str());
    std::istringstream in;
    std::ostringstream out;
    std::ostringstream err;
    Terminal terminal = {.in = in, .out = out, .err = err};
    const SystemClock clock;
    const int code = Frontdeskctl(static_cast<int>(argv.size()), argv.data(), terminal, clock);
    return {.code = code, .out = out.str(), .err = err.str()};
  }

  // The ids of the bookings that a list shows.
  std::vector<std::string> Listed(std::vector<std::string> words) {
    words.insert(words.begin(), {"list", "--json", "--clinic", kClinic});
    const Result result = Type(words);
    EXPECT_EQ(result.code, kSuccess) << result.err;
    std::vector<std::string> ids;
    const json printed = json::parse(result.out);
    for (const json& booking : printed.at("bookings")) {
      ids.push_back(booking.at("booking_id"));
    }
    return ids;
  }

  static constexpr char kClinic[] = "00000000-0000-4000-8000-000000000001";
  test::ScratchDatabase database_;
  const std::string url_file_ = test::InTemp("audit_database_url");
};

TEST_F(BookingCommandTest, ShowsABookingByAnyOfItsIds) {
  for (const std::string id : {kBooked, "400000000000000401", "APT-000401", "apt-000401"}) {
    SCOPED_TRACE(id);
    const Result result = Type({"show", id});
    EXPECT_EQ(result.code, kSuccess) << result.err;
    EXPECT_THAT(result.out, AllOf(HasSubstr(kBooked), HasSubstr("APT-000401"),
                                  HasSubstr("2026-07-14T09:00:00+10:00"), HasSubstr("Dr Example"),
                                  HasSubstr("requested"), HasSubstr("conv_casey"),
                                  HasSubstr("614******01"), Not(HasSubstr(kFailed))));
  }
}

TEST_F(BookingCommandTest, SaysThatThereIsNoSuchBooking) {
  for (const std::string id : {"APT-999999", "400000000000000999", "nonsense"}) {
    const Result result = Type({"show", id});
    EXPECT_EQ(result.code, kFailure) << id;
    EXPECT_THAT(result.err, HasSubstr(id));
  }
}

TEST_F(BookingCommandTest, TellsNamesOnlyWhenAskedTo) {
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"show", kBooked},
                                             {"show", kBooked, "--json"},
                                             {"list", "--clinic", kClinic},
                                             {"list", "--clinic", kClinic, "--json"},
                                             {"events", "--clinic", kClinic},
                                             {"events", kBooked, "--json"}}) {
    const Result result = Type(words);
    EXPECT_EQ(result.code, kSuccess) << result.err;
    EXPECT_THAT(result.out, Not(HasSubstr("Casey")));
    EXPECT_THAT(result.out, Not(HasSubstr("+61400000001")));
  }
  EXPECT_THAT(Type({"show", kBooked, "--with-names"}).out, HasSubstr("Casey Caller"));
  EXPECT_THAT(Type({"list", "--clinic", kClinic, "--with-names", "--json"}).out,
              HasSubstr(R"("patient_name":"Casey Caller")"));
}

TEST_F(BookingCommandTest, ListsByDayStateAndPhone) {
  EXPECT_THAT(Listed({}), ElementsAre(kBooked, kFailed));
  EXPECT_THAT(Listed({"--from", "2026-07-14", "--to", "2026-07-14"}), ElementsAre(kBooked));
  EXPECT_THAT(Listed({"--from", "2026-07-15"}), ElementsAre(kFailed));
  EXPECT_THAT(Listed({"--to", "2026-07-13"}), ElementsAre());
  EXPECT_THAT(Listed({"--state", "failed"}), ElementsAre(kFailed));
  EXPECT_THAT(Listed({"--phone", "614******01"}), ElementsAre(kBooked));
  EXPECT_THAT(Listed({"--phone", "0400 000 002"}), ElementsAre(kFailed));
  EXPECT_THAT(Listed({"--limit", "1"}), ElementsAre(kBooked));
}

TEST_F(BookingCommandTest, TellsEventsInTheirOrder) {
  const Result result = Type({"events", "--json", "--clinic", kClinic, "--limit", "3"});

  ASSERT_EQ(result.code, kSuccess) << result.err;
  const json events = json::parse(result.out).at("events");
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events[0].at("event"), "requested");
  EXPECT_EQ(events[0].at("booking_id"), kFailed);
  EXPECT_EQ(events[0].at("masked_phone"), "614******02");
  EXPECT_EQ(events[1].at("event"), "booked");
  EXPECT_EQ(events[2].at("reason"), "slot_taken");
  EXPECT_TRUE(events[2].at("masked_phone").is_null());
}

TEST_F(BookingCommandTest, CallsAWrongFilterAUsageError) {
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"list"},
                                             {"show"},
                                             {"events"},
                                             {"list", "--clinic", kClinic, "--from", "soon"},
                                             {"list", "--clinic", kClinic, "--phone", "casey"},
                                             {"list", "--clinic", kClinic, "--state", "gone"},
                                             {"events", kBooked, "--from", "2026-07-14"}}) {
    SCOPED_TRACE(::testing::PrintToString(words));
    const Result result = Type(words);
    EXPECT_EQ(result.code, kUsageError) << result.err;
    EXPECT_EQ(result.out, "");
  }
}

}  // namespace
}  // namespace frontdesk::ctl
