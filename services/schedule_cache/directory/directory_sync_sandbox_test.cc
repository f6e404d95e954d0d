// The sync of directories, whole: against the Cliniko sandbox, over HTTP, into PostgreSQL through
// PgBouncer in transaction mode, in two replicas at once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/clinics/http_cliniko_clients.h"
#include "libs/clinics/postgres_clinic_registry.h"
#include "libs/clinics/registered_clinic.h"
#include "libs/cliniko/api_key.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/seal/keyring.h"
#include "libs/testing/scratch_database.h"
#include "libs/testing/scratch_pgbouncer.h"
#include "libs/testing/status_matchers.h"
#include "libs/turns/postgres_turns.h"
#include "libs/turns/rounds.h"
#include "services/schedule_cache/directory/directory_sync.h"
#include "services/schedule_cache/directory/postgres_directory_store.h"
#include "tests/cliniko_sandbox/sandbox.h"
#include "tests/cliniko_sandbox/sandbox_server.h"

namespace frontdesk {
namespace {

using ::frontdesk::test::IsOk;
using ::testing::Contains;
using ::testing::Each;
using ::testing::Field;
using ::testing::Not;

constexpr char kWorld[] = "tests/cliniko_sandbox/worlds/demo.json";
const ClinicId kClinic = test::ANewClinic().id;

absl::Time Soon() { return absl::Now() + absl::Minutes(1); }

// What one replica of schedule-cache has of it.
struct Replica {
  Replica(const std::string& database_url, const std::string& cliniko_url)
      : pool({.url = database_url, .size = 4}),
        clients(registry, clock, {.base_url = cliniko_url, .hang_up = hang_up.get_token()}) {}

  void Start() {
    rounds = std::make_unique<Rounds>(
        turns,
        RoundsOptions{.name = "directory_sync",
                      .every = absl::Hours(1),
                      .every_if_busy = absl::Hours(1),
                      .look_every = absl::Milliseconds(20),
                      .first_retry = absl::Milliseconds(50),
                      .longest_retry = absl::Milliseconds(50)},
        [this](const Turn& turn, const std::stop_token&) { return sync.SyncInTurn(turn); });
  }

  SystemClock clock;
  const Keyring keyring = test::TestKeyring();
  PostgresPool pool;
  PostgresClinicRegistry registry{pool, keyring};
  std::stop_source hang_up;
  HttpClinikoClients clients;
  PostgresDirectoryStore store{pool};
  PostgresTurns turns{pool, {.table = "schedule_cache.directory_syncs"}};
  DirectorySync sync{registry, clients, store, clock, &turns};
  std::unique_ptr<Rounds> rounds;
};

class DirectorySyncSandboxTest : public ::testing::Test {
 protected:
  DirectorySyncSandboxTest() {
    std::ifstream file(kWorld);
    server_ =
        *sandbox::SandboxServer::Start(std::string(std::istreambuf_iterator<char>(file), {}), {});
    for (std::unique_ptr<Replica>& replica : replicas_) {
      replica = std::make_unique<Replica>(bouncer_.Url(database_.name()), server_->url());
    }
    NewClinic clinic = test::ANewClinic();
    clinic.zone_name = "Australia/Perth";  // which is not what Cliniko says
    clinic.cliniko_key = *cliniko::ApiKey::Parse("demo-harbour-key-au1");
    test::Register(replicas_[0]->pool, clinic, test::TestKeyring());
  }

  Replica& replica() { return *replicas_[0]; }
  absl::StatusOr<SyncReport> Sync() { return replica().sync.Sync(kClinic, Soon()); }
  Directory Load() { return replica().store.Load(kClinic, Soon())->directory; }
  void ChangeAccount(const std::function<void(sandbox::Account&)>& change) {
    server_->sandbox().Change([&](sandbox::World& world) { change(world.accounts[0]); });
  }
  bool Eventually(const std::function<bool()>& condition) {
    while (absl::Now() < deadline_) {
      if (condition()) return true;
      absl::SleepFor(absl::Milliseconds(10));
    }
    return false;
  }

  const absl::Time deadline_ = absl::Now() + absl::Seconds(100);
  test::ScratchDatabase database_;
  test::ScratchPgBouncer bouncer_;
  std::unique_ptr<sandbox::SandboxServer> server_;
  std::unique_ptr<Replica> replicas_[2];
};

TEST_F(DirectorySyncSandboxTest, TwoReplicasReadAClinicOnceAndFewRequestsAreEnough) {
  for (const std::unique_ptr<Replica>& replica : replicas_) replica->Start();

  ASSERT_TRUE(Eventually([&] { return Load().version > 0; }));
  ASSERT_TRUE(Eventually([&] {
    return database_.Execute(
               "SELECT finished_at IS NOT NULL FROM schedule_cache.directory_syncs") == "t";
  }));
  EXPECT_EQ(Load().clinic.zone_name, "Australia/Sydney");
  const sandbox::RequestLog& log = server_->sandbox().log();
  for (const char* route : {"/businesses", "/practitioners", "/appointment_types", "/services",
                            "/daily_availabilities", "/availability_blocks", "/user"}) {
    EXPECT_EQ(log.CountOf("GET", route), 1) << route;
  }
  EXPECT_LE(log.Total(), 7 + 8);  // and what the weekdays' numbering took

  server_->sandbox().ResetCounts();
  ASSERT_THAT(Sync(), IsOk());
  EXPECT_EQ(log.Total(), 7);
}

TEST_F(DirectorySyncSandboxTest, NoticesWhatWasArchivedAndWhoLeft) {
  ASSERT_THAT(Sync(), IsOk());
  const Directory before = Load();
  const std::string practitioner = before.practitioners.front().id.value();
  const std::string type = before.appointment_types.front().id.value();
  const std::string business = before.businesses.back().id.value();
  ASSERT_THAT(server_->Control(
                  "POST", "/staff/practitioner",
                  absl::StrCat(R"({"practitioner_id":")", practitioner, R"(","active":false})")),
              IsOk());
  ChangeAccount([&](sandbox::Account& account) {
    account.appointment_types.at(std::stoull(type)).archived_at = absl::Now();
    account.businesses.at(std::stoull(business)).archived_at = absl::Now();
  });
  const absl::StatusOr<SyncReport> report = Sync();
  ASSERT_THAT(report, IsOk());
  EXPECT_TRUE(report->changed);

  const Directory after = Load();
  EXPECT_EQ(after.version, before.version + 1);
  EXPECT_THAT(after.practitioners,
              Each(Not(Field(&Practitioner::id, PractitionerId(practitioner)))));
  EXPECT_THAT(after.appointment_types,
              Each(Not(Field(&AppointmentType::id, AppointmentTypeId(type)))));
  EXPECT_THAT(after.businesses, Each(Not(Field(&Business::id, BusinessId(business)))));
  EXPECT_THAT(after.offerings,
              Each(Not(Field(&Offering::practitioner, PractitionerId(practitioner)))));
  EXPECT_THAT(after.working_hours, Each(Not(Field(&WorkingHours::business, BusinessId(business)))));

  const absl::StatusOr<SyncReport> again = Sync();
  ASSERT_THAT(again, IsOk());
  EXPECT_FALSE(again->changed);
}

// A weekday or a block that was taken away is in no list of changes.
TEST_F(DirectorySyncSandboxTest, NoticesHoursThatVanishedWithoutATrace) {
  ASSERT_THAT(Sync(), IsOk());
  const std::size_t before = Load().working_hours.size();
  ChangeAccount([](sandbox::Account& account) {
    account.daily_availabilities.erase(account.daily_availabilities.begin());
  });
  ASSERT_THAT(Sync(), IsOk());

  EXPECT_LT(Load().working_hours.size(), before);
}

TEST_F(DirectorySyncSandboxTest, ChangesNothingWhicheverRequestFails) {
  ASSERT_THAT(Sync(), IsOk());
  const Directory before = Load();
  ASSERT_THAT(server_->Control(
                  "POST", "/staff/practitioner",
                  absl::StrCat(R"({"practitioner_id":")", before.practitioners.front().id.value(),
                               R"(","first_name":"Renamed"})")),
              IsOk());
  for (const char* route : {"/user", "/businesses", "/practitioners", "/appointment_types",
                            "/services", "/daily_availabilities", "/availability_blocks"}) {
    SCOPED_TRACE(route);
    ASSERT_THAT(server_->Control("POST", "/faults",
                                 absl::StrCat(R"({"route":")", route, R"(","status":403})")),
                IsOk());
    EXPECT_THAT(Sync(), Not(IsOk()));
    EXPECT_EQ(Load().version, before.version);
    ASSERT_THAT(server_->Control("DELETE", "/faults"), IsOk());
  }
  ASSERT_THAT(Sync(), IsOk());
  EXPECT_THAT(Load().practitioners, Contains(Field(&Practitioner::first_name, "Renamed")));
}

TEST_F(DirectorySyncSandboxTest, TriesAgainByItselfAfterAFailure) {
  ASSERT_THAT(
      server_->Control("POST", "/faults", R"({"route":"/services","status":403,"times":2})"),
      IsOk());
  replica().Start();

  EXPECT_TRUE(Eventually([&] { return Load().version > 0; }));
  EXPECT_EQ(server_->sandbox().log().CountOf("GET", "/services"), 3);
}

TEST_F(DirectorySyncSandboxTest, EndsWithinASecondWhileClinikoHangs) {
  ASSERT_THAT(server_->Control("POST", "/faults", R"({"route":"/services","hang":true})"), IsOk());
  replica().Start();
  ASSERT_TRUE(Eventually([&] { return server_->sandbox().log().CountOf("GET", "/services") > 0; }));
  const absl::Time stop = absl::Now();
  replica().rounds->RequestStop();
  replica().hang_up.request_stop();
  replica().rounds.reset();

  EXPECT_LT(absl::Now() - stop, absl::Seconds(1));
  EXPECT_EQ(Load().version, 0);
}

TEST_F(DirectorySyncSandboxTest, KeepsTheZoneThatAnOperatorNamed) {
  database_.Execute("UPDATE schedule_cache.clinics SET time_zone_by_operator = true");
  ASSERT_THAT(Sync(), IsOk());

  EXPECT_EQ(Load().clinic.zone_name, "Australia/Perth");
  EXPECT_EQ(server_->sandbox().log().CountOf("GET", "/user"), 0);
}

}  // namespace
}  // namespace frontdesk
