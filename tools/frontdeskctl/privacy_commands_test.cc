// `frontdeskctl patient` and `frontdeskctl purge`.
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
using ::testing::HasSubstr;
using ::testing::Not;

struct Result {
  int code = 0;
  std::string out;
  std::string err;
};

constexpr char kClinic[] = "00000000-0000-4000-8000-000000000001";

// A clinic at which Casey Caller was booked long ago and is booked tomorrow.
class PrivacyCommandsTest : public ::testing::Test {
 protected:
  PrivacyCommandsTest() {
    database_.Execute(R"sql(
      INSERT INTO schedule_cache.clinics (clinic_id, clinic_name, country, time_zone, contact_email,
                                          cliniko_key_sealed, cliniko_key_kek, cliniko_shard)
      VALUES ('00000000-0000-4000-8000-000000000001', 'Harbour Health', 'AU', 'Australia/Sydney',
              'desk@clinic.example', '', 'k1', 'au1');
      INSERT INTO booking.bookings
        (booking_id, clinic_id, state, idempotency_key, request_fingerprint, practitioner_id,
         business_id, appointment_type_id, starts_at, ends_at, patient_name, patient_phone, notes,
         session_id, patient_id, appointment_id, updated_at)
      VALUES
        ('11111111-1111-4111-8111-111111111111', '00000000-0000-4000-8000-000000000001', 'booked',
         'a', 'a', '201', '101', '301', now() - interval '500 days', now() - interval '499 days',
         'Casey Caller', '+61491570110', 'sore knee', 'conv_old', '501', '401',
         now() - interval '500 days'),
        ('22222222-2222-4222-8222-222222222222', '00000000-0000-4000-8000-000000000001', 'booked',
         'b', 'b', '201', '101', '301', now() + interval '1 day', now() + interval '2 days',
         'Casey Caller', '+61491570110', '', 'conv_new', '501', '402', now());
      INSERT INTO booking.patients (clinic_id, patient_id, first_name, last_name)
      VALUES ('00000000-0000-4000-8000-000000000001', '501', 'Casey', 'Caller');
      INSERT INTO booking.patient_phones
      VALUES ('00000000-0000-4000-8000-000000000001', '+61491570110', '501');
    )sql");
    std::ofstream(url_file_) << database_.UrlAs("frontdesk_operator");
    EXPECT_EQ(::chmod(url_file_.c_str(), 0600), 0);
  }

  // `typed` is what a person types; empty: nobody is there.
  Result Type(const std::vector<std::string>& words, const std::string& typed = "") {
    std::vector<const char*> argv = {"frontdeskctl", "--database-url-file", url_file_.c_str()};
    for (const std::string& word : words) argv.push_back(word.c_str());
    std::istringstream in(typed);
    std::ostringstream out;
    std::ostringstream err;
    Terminal terminal = {.in = in, .out = out, .err = err, .interactive = !typed.empty()};
    const SystemClock clock;
    const int code = Frontdeskctl(static_cast<int>(argv.size()), argv.data(), terminal, clock);
    return {.code = code, .out = out.str(), .err = err.str()};
  }

  std::string Named() {
    return database_.Execute(
        "SELECT count(*) FROM booking.bookings WHERE patient_name = 'Casey Caller'");
  }

  test::ScratchDatabase database_;
  const std::string url_file_ = test::InTemp("privacy_database_url");
};

TEST_F(PrivacyCommandsTest, ExportsAPersonToAFileOfTheOperatorsOwn) {
  const std::string path = test::InTemp("casey.json");
  const Result result =
      Type({"patient", "export", "--clinic", kClinic, "--phone", "0491 570 110", "--out", path});

  ASSERT_EQ(result.code, kSuccess) << result.err;
  EXPECT_EQ(result.out, "");
  EXPECT_THAT(result.err, Not(HasSubstr("Casey")));
  struct stat facts = {};
  ASSERT_EQ(::stat(path.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600u);
  const json exported = json::parse(test::TextOf(path));
  EXPECT_EQ(exported["bookings"].size(), 2u);
  EXPECT_EQ(exported["bookings"][0]["notes"], "sore knee");
  EXPECT_EQ(exported["patients"][0]["first_name"], "Casey");
  EXPECT_EQ(exported["patients"][0]["phone_numbers"], json({"+61491570110"}));

  // Never over a file that is there.
  const Result again =
      Type({"patient", "export", "--clinic", kClinic, "--patient", "501", "--out", path});
  EXPECT_EQ(again.code, kFailure) << again.err;
  EXPECT_THAT(again.err, HasSubstr("it is there already"));
}

TEST_F(PrivacyCommandsTest, ExportsToStandardOutput) {
  const Result result = Type({"patient", "export", "--clinic", kClinic, "--patient", "501"});
  ASSERT_EQ(result.code, kSuccess) << result.err;
  EXPECT_EQ(json::parse(result.out)["patient_id"], "501");
}

TEST_F(PrivacyCommandsTest, SaysThatNothingIsStored) {
  const Result exported =
      Type({"patient", "export", "--clinic", kClinic, "--phone", "0491 570 999"});
  EXPECT_EQ(exported.code, kFailure);
  EXPECT_THAT(exported.err, HasSubstr("nothing is stored"));
  // There is nothing left to do, so whatever runs it may go on.
  const Result erased = Type({"patient", "erase", "--clinic", kClinic, "--phone", "0491 570 999"});
  EXPECT_EQ(erased.code, kSuccess);
  EXPECT_THAT(erased.err, HasSubstr("nothing was erased"));
}

TEST_F(PrivacyCommandsTest, WantsToKnowWhoInOneWay) {
  for (const std::vector<std::string>& who :
       std::vector<std::vector<std::string>>{{},
                                             {"--phone", "0491 570 110", "--patient", "501"},
                                             {"--patient", "Casey"},
                                             {"--phone", "Casey"}}) {
    std::vector<std::string> words = {"patient", "export", "--clinic", kClinic};
    words.insert(words.end(), who.begin(), who.end());
    const Result result = Type(words);
    EXPECT_EQ(result.code, kUsageError) << result.err;
    EXPECT_THAT(result.err, Not(HasSubstr("Casey")));
  }
}

TEST_F(PrivacyCommandsTest, ErasesOnceSomebodySaysSo) {
  const std::vector<std::string> erase = {"patient", "erase",     "--clinic",
                                          kClinic,   "--patient", "501"};
  const Result nobody = Type(erase);
  EXPECT_EQ(nobody.code, kUsageError);
  EXPECT_THAT(nobody.err, HasSubstr("--yes"));
  EXPECT_EQ(Type(erase, "no\n").code, kInterrupted);
  EXPECT_EQ(Named(), "2");

  const Result erased = Type(erase, "erase\n");
  EXPECT_EQ(erased.code, kSuccess) << erased.err;
  EXPECT_THAT(erased.err, AllOf(HasSubstr("2 bookings"), HasSubstr("stays there"),
                                HasSubstr("1 appointment yet to come")));
  EXPECT_THAT(erased.out, HasSubstr("2 bookings anonymised, 1 patient "));
  EXPECT_EQ(Named(), "0");
}

TEST_F(PrivacyCommandsTest, WarnsOfAppointmentsYetToComeBeforeItAsks) {
  const Result kept = Type({"patient", "erase", "--clinic", kClinic, "--patient", "501"}, "no\n");
  EXPECT_EQ(kept.code, kInterrupted);
  EXPECT_THAT(kept.err, HasSubstr("1 appointment yet to come"));
}

TEST_F(PrivacyCommandsTest, RecordsAnErasureWithoutThePerson) {
  const std::vector<std::string> erase = {"patient", "erase",        "--clinic", kClinic,
                                          "--phone", "0491 570 110", "--yes"};
  ASSERT_EQ(Type(erase).code, kSuccess);
  ASSERT_EQ(Type(erase).code, kSuccess);

  const json listed =
      json::parse(Type({"patient", "erasures", "--clinic", kClinic, "--json"}).out)["erasures"];
  ASSERT_EQ(listed.size(), 1u) << listed;  // the second one found nothing
  EXPECT_EQ(listed[0]["sought_by"], "number");
  EXPECT_EQ(listed[0]["bookings_anonymised"], 2);
  EXPECT_THAT(listed.dump(), AllOf(Not(HasSubstr("570110")), Not(HasSubstr("Casey"))));
  EXPECT_THAT(Type({"patient", "erasures", "--clinic", kClinic}).out, HasSubstr("SOUGHT BY"));
}

// An unset variable used to purge every clinic.
TEST_F(PrivacyCommandsTest, PurgesNoClinicWhereAnEmptyOneIsNamed) {
  const Result result = Type({"purge", "--clinic", ""});
  EXPECT_EQ(result.code, kUsageError) << result.err;
  EXPECT_THAT(result.err, HasSubstr("--clinic is empty"));
  EXPECT_EQ(Named(), "2");
}

TEST_F(PrivacyCommandsTest, RefusesToEraseWhileABookingIsPending) {
  database_.Execute("UPDATE booking.bookings SET state = 'pending' WHERE idempotency_key = 'b'");
  const Result result =
      Type({"patient", "erase", "--clinic", kClinic, "--phone", "0491570110", "--yes"});
  EXPECT_EQ(result.code, kFailure);
  EXPECT_THAT(result.err, HasSubstr("not settled"));
  EXPECT_EQ(Named(), "2");
}

TEST_F(PrivacyCommandsTest, PurgesWhatIsOldAndCountsItBefore) {
  const Result counted = Type({"purge", "--dry-run", "--json"});
  ASSERT_EQ(counted.code, kSuccess) << counted.err;
  EXPECT_EQ(json::parse(counted.out)["clinics"][0]["bookings"], 1);
  EXPECT_EQ(Named(), "2");

  const Result purged = Type({"purge", "--clinic", kClinic});
  ASSERT_EQ(purged.code, kSuccess) << purged.err;
  EXPECT_THAT(purged.out, AllOf(HasSubstr("Harbour Health"), HasSubstr("bookings")));
  EXPECT_EQ(Named(), "1");
  EXPECT_EQ(json::parse(Type({"purge", "--json"}).out)["clinics"][0]["bookings"], 0);
}

TEST_F(PrivacyCommandsTest, PurgesByTheClinicsOwnNumberOfDays) {
  ASSERT_EQ(Type({"clinic", "set", "--clinic", kClinic, "--retention-days", "600"}).code, kSuccess);
  EXPECT_EQ(json::parse(Type({"purge", "--json"}).out)["clinics"][0]["bookings"], 0);
  ASSERT_EQ(Type({"clinic", "set", "--clinic", kClinic, "--retention-days", "default"}).code,
            kSuccess);
  EXPECT_EQ(json::parse(Type({"purge", "--json"}).out)["clinics"][0]["bookings"], 1);
}

TEST_F(PrivacyCommandsTest, ShowsAnAnonymisedBooking) {
  ASSERT_EQ(Type({"purge"}).code, kSuccess);
  const Result shown =
      Type({"booking", "show", "11111111-1111-4111-8111-111111111111", "--with-names"});
  EXPECT_EQ(shown.code, kSuccess) << shown.err;
  EXPECT_THAT(shown.out, AllOf(HasSubstr("(erased)"), Not(HasSubstr("Casey"))));
}

}  // namespace
}  // namespace frontdesk::ctl
