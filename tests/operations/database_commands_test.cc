// Installing, backing up, restoring and upgrading the database by the commands of
// docs/operations.md, with processes that use it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <pqxx/connection>
#include <pqxx/nontransaction>
#include <pqxx/result>
#include <string>

#include "absl/strings/str_cat.h"
#include "libs/testing/process.h"
#include "libs/testing/scratch_cluster.h"
#include "tests/end_to_end/clinic_under_test.h"
#include "tests/operations/documented_commands.h"

namespace frontdesk {
namespace {

using nlohmann::json;
using test::ClinicUnderTest;
using test::DocumentedCommands;
using test::Form;
using test::HttpAnswer;
using test::InTemp;
using test::ScratchCluster;
using ::testing::HasSubstr;

constexpr const char* kInOrder[] = {"schedule_cache", "booking", "session", "availability",
                                    "gateway"};

// Who runs the commands: no superuser, as on a managed server.
constexpr char kAdministrator[] = "administrator";

// A server that takes nobody but the administrator at their word.
std::unique_ptr<ScratchCluster> NewServer() {
  auto server = std::make_unique<ScratchCluster>();
  std::ofstream(server->folder() + "/data/pg_hba.conf")
      << "local all postgres,administrator trust\nlocal all all scram-sha-256\n";
  pqxx::connection connection(server->Url("postgres"));
  pqxx::nontransaction work(connection);
  work.exec("SELECT pg_reload_conf()");
  work.exec(absl::StrCat("CREATE ROLE ", kAdministrator, " LOGIN CREATEROLE CREATEDB"));
  return server;
}

std::string Execute(const ScratchCluster& server, const std::string& sql) {
  pqxx::connection connection(server.Url("frontdesk"));
  pqxx::nontransaction work(connection);
  const pqxx::result rows = work.exec(sql);
  return rows.empty() || rows[0][0].is_null() ? "" : rows[0][0].as<std::string>();
}

// A clinic, a booking and a session, as V016 has them.
constexpr char kOldRows[] = R"sql(
    SET ROLE frontdesk_owner;
    INSERT INTO schedule_cache.clinics (clinic_name, country, time_zone, contact_email,
                                        cliniko_key_sealed, cliniko_key_kek, cliniko_shard)
    VALUES ('Old Mill Clinic', 'AU', 'Australia/Sydney', 'desk@mill.example', 'sealed', 'k1', 'au1');
    INSERT INTO schedule_cache.clinic_numbers
      SELECT '+61290000001', clinic_id FROM schedule_cache.clinics;
    INSERT INTO booking.bookings
      (clinic_id, state, idempotency_key, request_fingerprint, practitioner_id, business_id,
       appointment_type_id, starts_at, ends_at, patient_name, patient_phone, patient_id,
       appointment_id)
    SELECT clinic_id, 'booked', 'a', 'a', '201', '101', '301', now() + interval '1 day',
           now() + interval '25 hours', 'Casey Caller', '+61491570110', '401', '1369'
    FROM schedule_cache.clinics;
    INSERT INTO session.session_rejected_slots
      (clinic_id, caller_phone, session_id, business_id, began_at, updated_at)
    SELECT clinic_id, '+61491570110', 'conv_1', '101', now(), now() FROM schedule_cache.clinics)sql";

constexpr char kWhatIsLeftOfOldRows[] = R"sql(
    SELECT concat_ws(', ', b.patient_name, n.phone_number, b.appointment_id,
                     (session.read_session(n.clinic_id, '+61491570110', 'conv_1'))[6])
    FROM schedule_cache.clinic_numbers n JOIN booking.bookings b USING (clinic_id)
    WHERE b.state = 'booked' AND b.caller_phone = '')sql";

class DatabaseCommandsTest : public ::testing::Test {
 protected:
  DatabaseCommandsTest() { UseServer(NewServer()); }

  void UseServer(std::unique_ptr<ScratchCluster> server) {
    server_ = std::move(server);
    docs_.Set("ADMIN", server_->Url("postgres", kAdministrator));
    docs_.Set("FRONTDESK", server_->Url("frontdesk", kAdministrator));
    docs_.Set("AT", absl::StrCat("/frontdesk?host=", server_->folder()));
  }

  // As the page tells, in a clinic's house that uses what they made.
  void MoveIn() {
    house_ = std::make_unique<ClinicUnderTest>(
        Form::kFiveProcesses, test::House{.works_daily = true, .url_folder = docs_.folder()});
    docs_.Set("FRONTDESK_CLINIKO_URL", house_->cliniko().url());
    docs_.Set("CLINIC", house_->number());
    std::filesystem::copy_file(InTemp("keyring"), docs_.folder() + "/keyring");
  }

  // Books the first free time; the request that did is kept.
  json Book() {
    const HttpAnswer free = house_->FreeTimes();
    json slot = free.body["slot_details"][0];
    slot["location"] = free.body["location"];
    request_ = house_->BookingOf(slot, "Casey Caller", "0491 570 110");
    return BookAgain();
  }
  json BookAgain() {
    const HttpAnswer booked = house_->Post("/appointment-handler", request_);
    EXPECT_TRUE(booked.body.value("success", false)) << booked.text << house_->Logs();
    return booked.body;
  }

  std::unique_ptr<ScratchCluster> server_;
  DocumentedCommands docs_{InTemp("operator"), {}};
  std::unique_ptr<ClinicUnderTest> house_;
  json request_;
};

TEST_F(DatabaseCommandsTest, ABookingOutlivesTheServerThatItWasMadeOn) {
  for (const char* block : {"logins", "database", "tables"}) docs_.Run(block);
  MoveIn();
  const json booked = Book();
  const int appointments = house_->cliniko().LiveAppointments();
  docs_.Run("back up");

  for (const char* name : kInOrder) EXPECT_EQ(house_->Stop(name), 0);
  server_.reset();
  UseServer(NewServer());
  for (const char* block : {"logins", "database", "restore"}) docs_.Run(block);
  for (const char* name : {"session", "schedule_cache", "booking", "availability", "gateway"}) {
    house_->Start(name);
  }
  ASSERT_TRUE(house_->AwaitReady()) << house_->Logs();

  const json again = BookAgain();
  EXPECT_EQ(again["appointmentId"], booked["appointmentId"]);
  EXPECT_EQ(house_->cliniko().LiveAppointments(), appointments);
  const std::string looked = docs_.Run("check");
  EXPECT_THAT(looked, HasSubstr("Reading the directory of Harbour Health ... unchanged"));
  EXPECT_EQ(Execute(*server_,
                    "SELECT string_agg(DISTINCT tableowner, ' ') FROM pg_tables WHERE schemaname "
                    "IN ('booking', 'session', 'schedule_cache', 'frontdesk_migrations')"),
            "frontdesk_owner");
  EXPECT_EQ(Execute(*server_,
                    "SELECT count(*) FROM pg_class WHERE relrowsecurity AND relnamespace = "
                    "'booking'::regnamespace"),
            Execute(*server_, "SELECT count(*) FROM pg_tables WHERE schemaname = 'booking'"));
}

// V016 was the last version in which all processes were one role: what it has kept is there
// afterwards, and who still is that role goes on until each has its own.
TEST_F(DatabaseCommandsTest, AnOldDatabaseIsBroughtUpToDateAndItsServicesGetRolesOneByOne) {
  docs_.Run("logins");
  docs_.Run("database");
  const std::string old = docs_.folder() + "/old";
  std::filesystem::create_directories(old);
  for (const auto& file : std::filesystem::directory_iterator("deploy/postgres/migrations")) {
    if (file.path().filename().string() < "V017") {
      std::filesystem::copy(file.path(), old / file.path().filename());
    }
  }
  const std::string owners = docs_.folder() + "/database-url-migrate";
  test::Process migrate(
      {"tools/frontdeskctl/frontdeskctl", "migrate", "--database-url-file", owners, "--dir", old});
  ASSERT_EQ(migrate.Wait(), 0) << migrate.errors();
  Execute(*server_, kOldRows);

  EXPECT_THAT(docs_.Run("upgrade"), HasSubstr("applied V018"));

  EXPECT_EQ(Execute(*server_, kWhatIsLeftOfOldRows), "Casey Caller, +61290000001, 1369, 101");
  const std::string services[] = {"app", "booking", "schedule-cache", "session", "operator"};
  for (const std::string& each : services) {
    const std::string url = docs_.folder() + "/database-url-" + each;
    std::filesystem::rename(url, url + "-new");
    std::filesystem::copy_file(owners, url);
  }
  MoveIn();
  const json booked = Book();
  for (const std::string& each : services) {
    const std::string url = docs_.folder() + "/database-url-" + each;
    std::filesystem::rename(url + "-new", url);
  }
  for (const char* name : kInOrder) {
    EXPECT_EQ(house_->Stop(name), 0);
    house_->Start(name);
    ASSERT_TRUE(house_->AwaitReady()) << house_->Logs();
    EXPECT_EQ(BookAgain()["appointmentId"], booked["appointmentId"]) << "with a new " << name;
  }
  EXPECT_THAT(docs_.Run("upgrade"), HasSubstr("up to date"));
}

}  // namespace
}  // namespace frontdesk
