// The sync of patients, whole: against the Cliniko sandbox, over HTTP, into PostgreSQL through
// PgBouncer in transaction mode, in two replicas at once.
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "libs/clinics/http_cliniko_clients.h"
#include "libs/clinics/postgres_clinic_registry.h"
#include "libs/clinics/registered_clinic.h"
#include "libs/cliniko/api_key.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/seal/keyring.h"
#include "libs/telemetry/log_capture.h"
#include "libs/testing/scratch_database.h"
#include "libs/testing/scratch_pgbouncer.h"
#include "libs/testing/status_matchers.h"
#include "libs/turns/postgres_turns.h"
#include "libs/turns/rounds.h"
#include "services/booking/domain/patient_sync.h"
#include "services/booking/domain/patient_sync_desk.h"
#include "services/booking/store/postgres_patient_index.h"
#include "services/booking/store/postgres_patient_store.h"
#include "tests/cliniko_sandbox/sandbox.h"
#include "tests/cliniko_sandbox/sandbox_server.h"

namespace frontdesk::booking {
namespace {

using ::frontdesk::test::IsOk;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kKey[] = "made-up-sync-key-au1";
const ClinicId kClinic = test::ANewClinic().id;

absl::Time Soon() { return absl::Now() + absl::Minutes(2); }

std::string E164(int n) { return absl::StrCat("+614910", 10'000 + n); }

// One clinic whose patients have the ids 1 to `patients` and a number each.
std::string World(int patients) {
  std::string world = absl::StrCat(
      R"({"accounts":[{"name":"Big Clinic","subdomain":"big-clinic","shard":"au1",)",
      R"("country":"Australia","country_code":"AU","time_zone":"Australia/Sydney",)",
      R"("users":[{"first_name":"Front","last_name":"Desk","email":"frontdesk@clinic.example",)",
      R"("role":"administrator","api_keys":[")", kKey, R"("]}],"businesses":[],)",
      R"("appointment_types":[],"practitioners":[],"patients":[)");
  for (int n = 1; n <= patients; ++n) {
    absl::StrAppend(&world, n == 1 ? "" : ",", R"({"id":")", n, R"(","first_name":"First)", n,
                    R"(","last_name":"Example","created_at":"2020-01-01T00:00:00Z",)",
                    R"("phones":[{"phone_type":"Mobile","number":"0491 0)", 10'000 + n, R"("}]})");
  }
  return absl::StrCat(world, "]}]}");
}

// What one replica of booking has of it.
struct Replica {
  Replica(const std::string& database_url, const std::string& cliniko_url)
      : pool({.url = database_url, .size = 6}),
        clients(registry, clock, {.base_url = cliniko_url, .hang_up = hang_up.get_token()}) {}

  void Start() {
    rounds = std::make_unique<Rounds>(
        turns,
        RoundsOptions{.name = "patient_sync",
                      .every = absl::Hours(1),
                      .every_if_busy = absl::Hours(1),
                      .look_every = absl::Milliseconds(20),
                      .first_retry = absl::Milliseconds(50),
                      .longest_retry = absl::Milliseconds(50)},
        [this](const Turn& turn, const std::stop_token& stop) { return sync.Sync(turn, stop); });
  }

  SystemClock clock;
  const Keyring keyring = test::TestKeyring();
  PostgresPool pool;
  PostgresClinicRegistry registry{pool, keyring};
  std::stop_source hang_up;
  HttpClinikoClients clients;
  PostgresTurns turns{pool,
                      {.table = "booking.patient_syncs", .busy_clinics = "booking.busy_clinics"}};
  PostgresPatientIndex index{pool};
  PostgresPatientStore store{pool};
  PatientSync sync{registry, clients, index, clock, {}};
  std::unique_ptr<Rounds> rounds;
  PatientSyncDesk desk{turns, index, [this] {
                         if (rounds != nullptr) rounds->LookNow();
                       }};
};

class PatientSyncSandboxTest : public ::testing::Test {
 protected:
  void Open(int patients) {
    server_ = *sandbox::SandboxServer::Start(World(patients), {});
    sandbox::Settings settings = server_->sandbox().settings();
    settings.rate_limit = 100'000;
    server_->sandbox().SetSettings(settings);
    for (std::unique_ptr<Replica>& replica : replicas_) {
      replica = std::make_unique<Replica>(bouncer_.Url(database_.name()), server_->url());
    }
    NewClinic clinic = test::ANewClinic();
    clinic.cliniko_key = *cliniko::ApiKey::Parse(kKey);
    test::Register(replicas_[0]->pool, clinic, test::TestKeyring());
  }

  Replica& replica() { return *replicas_[0]; }
  void Start() {
    for (const std::unique_ptr<Replica>& replica : replicas_) replica->Start();
  }
  // Waits for the next sync, in whichever replica.
  PatientIndexStatus Sync(bool full = false) {
    const auto answer = replica().desk.SyncNow(kClinic, full, Soon());
    EXPECT_THAT(answer, IsOk());
    EXPECT_TRUE(answer.ok() && answer->done);
    return answer.ok() ? answer->index : PatientIndexStatus{};
  }
  bool Eventually(const std::function<bool(const PatientIndexStatus&)>& condition) {
    while (absl::Now() < deadline_) {
      const auto status = replica().index.Status(kClinic, Soon());
      if (status.ok() && condition(*status)) return true;
      absl::SleepFor(absl::Milliseconds(10));
    }
    return false;
  }
  std::vector<std::string> FoundBy(int n) {
    std::vector<std::string> ids;
    const auto found = replica().store.FindByPhone(kClinic, E164(n), Soon());
    EXPECT_THAT(found, IsOk());
    for (const KnownPatient& patient : *found) ids.push_back(patient.id.value());
    return ids;
  }
  void Staff(const std::string& json) {
    EXPECT_THAT(server_->Control("POST", "/staff/patient", json), IsOk());
  }
  int pages_read() { return server_->sandbox().log().CountOf("GET", "/patients"); }

  const absl::Time deadline_ = absl::Now() + absl::Seconds(100);
  const test::LogCapture log_;
  test::ScratchDatabase database_;
  test::ScratchPgBouncer bouncer_;
  std::unique_ptr<sandbox::SandboxServer> server_;
  std::unique_ptr<Replica> replicas_[2];
};

TEST_F(PatientSyncSandboxTest, TwoReplicasReadALargeAccountOnce) {
  Open(2500);
  Start();

  ASSERT_TRUE(Eventually([](const auto& status) { return status.synced_at.has_value(); }));
  const PatientIndexStatus status = *replica().index.Status(kClinic, Soon());
  EXPECT_EQ(status.patients, 2500);
  EXPECT_EQ(status.phones, 2500);
  EXPECT_TRUE(status.complete);
  EXPECT_EQ(pages_read(), 25);
  EXPECT_THAT(FoundBy(1), ElementsAre("1"));
  EXPECT_THAT(FoundBy(2500), ElementsAre("2500"));
}

TEST_F(PatientSyncSandboxTest, NoticesWhatStaffDo) {
  Open(250);
  Start();
  ASSERT_TRUE(Eventually([](const auto& status) { return status.synced_at.has_value(); }));
  const int before = pages_read();
  Staff(R"({"patient_id":"1","patient_phone_numbers":[{"phone_type":"Home",)"
        R"("number":"0491 019 999"},{"phone_type":"Other","number":"see notes"}]})");
  Staff(R"({"patient_id":"2","archive":true})");
  Staff(R"({"patient_id":"3","merge_into":"4"})");
  Staff(R"({"account":"big-clinic","first_name":"New","last_name":"Example",)"
        R"("patient_phone_numbers":[{"phone_type":"Mobile","number":"+61 491 018 888"}]})");
  const PatientIndexStatus status = Sync();

  EXPECT_EQ(pages_read(), before + 1);
  EXPECT_EQ(status.patients, 249);
  EXPECT_EQ(status.unusable_numbers, 1);
  EXPECT_THAT(FoundBy(1), IsEmpty());
  EXPECT_THAT(FoundBy(9999), ElementsAre("1"));
  EXPECT_THAT(FoundBy(2), IsEmpty());
  EXPECT_THAT(FoundBy(3), ElementsAre("4"));
  EXPECT_THAT(FoundBy(8888), SizeIs(1));
}

TEST_F(PatientSyncSandboxTest, NoticesInAFullReadWhoVanished) {
  Open(250);
  Start();
  ASSERT_TRUE(Eventually([](const auto& status) { return status.synced_at.has_value(); }));
  server_->sandbox().Change([](sandbox::World& world) { world.accounts[0].patients.erase(7); });
  Sync();
  EXPECT_THAT(FoundBy(7), ElementsAre("7"));

  const PatientIndexStatus status = Sync(/*full=*/true);
  EXPECT_THAT(FoundBy(7), IsEmpty());
  EXPECT_EQ(status.patients, 249);
}

// Requests that break in the middle of the list cost themselves and nothing that was read before.
TEST_F(PatientSyncSandboxTest, GetsThroughFailuresInTheMiddleOfTheList) {
  Open(2000);
  ASSERT_THAT(server_->Control("POST", "/faults",
                               R"({"route":"/patients","status":503,"probability":0.4})"),
              IsOk());
  ASSERT_THAT(server_->Control("POST", "/faults",
                               R"({"route":"/patients","truncated_json":true,"probability":0.3})"),
              IsOk());
  Start();

  ASSERT_TRUE(Eventually([](const auto& status) { return status.synced_at.has_value(); }));
  EXPECT_EQ(replica().index.Status(kClinic, Soon())->patients, 2000);
  int good = 0;
  for (const sandbox::LogEntry& entry : server_->sandbox().log().Entries()) {
    good += entry.route == "/patients" && entry.status == 200 ? 1 : 0;
  }
  EXPECT_LT(good, 40);  // 20 pages, and those that were truncated
}

TEST_F(PatientSyncSandboxTest, WaitsForTheRateLimit) {
  Open(2000);
  sandbox::Settings settings = server_->sandbox().settings();
  settings.rate_limit = 8;
  settings.rate_window_seconds = 1;
  server_->sandbox().SetSettings(settings);
  Start();

  ASSERT_TRUE(Eventually([](const auto& status) { return status.synced_at.has_value(); }));
  const PatientIndexStatus status = *replica().index.Status(kClinic, Soon());
  EXPECT_EQ(status.patients, 2000);
  EXPECT_TRUE(status.complete);
}

TEST_F(PatientSyncSandboxTest, AnotherReplicaGoesOnWhereOneStopped) {
  Open(2000);
  ASSERT_THAT(server_->Control("POST", "/faults", R"({"route":"/patients","latency_ms":50})"),
              IsOk());
  replicas_[0]->Start();
  ASSERT_TRUE(Eventually([](const auto& status) { return status.patients >= 300; }));
  const absl::Time stop = absl::Now();
  replicas_[0]->rounds.reset();
  EXPECT_LT(absl::Now() - stop, absl::Seconds(1));
  const int read = pages_read();
  replicas_[1]->Start();

  ASSERT_TRUE(Eventually([](const auto& status) { return status.synced_at.has_value(); }));
  EXPECT_EQ(replica().index.Status(kClinic, Soon())->patients, 2000);
  EXPECT_GE(read, 3);
  EXPECT_LE(pages_read(), 21);  // at most the page on its way was read twice
}

// What a process does that is asked to end while Cliniko does not answer.
TEST_F(PatientSyncSandboxTest, EndsWithinASecondWhileClinikoHangs) {
  Open(250);
  ASSERT_THAT(server_->Control("POST", "/faults", R"({"route":"/patients","hang":true})"), IsOk());
  replica().Start();
  ASSERT_TRUE(Eventually([&](const auto&) { return pages_read() > 0; }));
  const absl::Time stop = absl::Now();
  replica().rounds->RequestStop();
  replica().hang_up.request_stop();
  replica().rounds.reset();

  EXPECT_LT(absl::Now() - stop, absl::Seconds(1));
  EXPECT_EQ(replica().index.Status(kClinic, Soon())->failures, 0);
  EXPECT_TRUE((*replica().turns.TakeDue(absl::Minutes(1), Soon())).has_value());
  const absl::Time later = absl::Now();
  EXPECT_FALSE((*replica().clients.For(kClinic, Soon()))->GetUser(Soon()).ok());
  EXPECT_LT(absl::Now() - later, absl::Seconds(1));
}

TEST_F(PatientSyncSandboxTest, TellsNobodysNameOrNumberInItsLog) {
  Open(250);
  Start();
  ASSERT_TRUE(Eventually([](const auto& status) { return status.synced_at.has_value(); }));
  Sync();

  EXPECT_THAT(log_.Lines(), Not(IsEmpty()));
  EXPECT_THAT(log_.Lines(), Each(Not(HasSubstr("First"))));
  EXPECT_THAT(log_.Lines(), Each(Not(HasSubstr("49101"))));
  EXPECT_THAT(log_.Lines(), Each(Not(HasSubstr(kKey))));
}

}  // namespace
}  // namespace frontdesk::booking
