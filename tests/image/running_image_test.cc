// The image's programs run in its own root, each as a container's first process: from an empty
// database to a booked appointment, with Cliniko behind TLS, and to an orderly end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <signal.h>

#include <cstdio>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/testing/certificate_authority.h"
#include "libs/testing/process.h"
#include "libs/testing/scratch_database.h"
#include "tests/cliniko_sandbox/sandbox_server.h"
#include "tests/end_to_end/clinic_under_test.h"
#include "tests/image/image_tree.h"

namespace frontdesk {
namespace {

using nlohmann::json;
using test::AwaitAnnounced;
using test::HttpAnswer;
using test::ImageTree;
using test::Process;
using test::TextOf;
using ::testing::HasSubstr;

constexpr char kWorld[] = "tests/cliniko_sandbox/worlds/demo.json";

// A program as a container's first process.
class Container {
 public:
  // `words` announce under `name` in /run/`program`.addr that they serve.
  Container(const ImageTree& tree, const std::vector<std::string>& words,
            std::vector<std::pair<std::string, std::string>> variables)
      : tree_(tree), announced_(absl::StrCat("/run/", words.front(), ".addr")) {
    std::remove(tree.Outside(announced_).c_str());
    variables.emplace_back("FRONTDESK_ANNOUNCE_FILE", announced_);
    process_.emplace(
        tree.Inside(words, {.variables = std::move(variables), .first_process = true}));
  }

  std::string Announced(const std::string& name) {
    const std::string value = AwaitAnnounced(tree_.Outside(announced_), name);
    EXPECT_NE(value, "") << process_->errors();
    return value;
  }

  // As a cluster stops it. Returns the program's exit code.
  int Stop() {
    // What was started waits for its only child, the first process of the namespace.
    const std::string children =
        TextOf(absl::StrCat("/proc/", process_->pid(), "/task/", process_->pid(), "/children"));
    int first = 0;
    EXPECT_TRUE(absl::SimpleAtoi(absl::StripSuffix(children, " "), &first)) << children;
    if (first > 0) ::kill(first, SIGTERM);
    return process_->Wait();
  }

  std::string errors() const { return process_->errors(); }

 private:
  const ImageTree& tree_;
  const std::string announced_;
  std::optional<Process> process_;
};

struct Said {
  int code = 0;
  std::string output;
  std::string errors;
};

class RunningImage : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { image_ = new ImageTree; }
  static void TearDownTestSuite() { delete image_; }

  RunningImage() {
    std::remove(tree_.Outside("/run/keyring").c_str());
    const test::CertificateFiles own = authority_.Issue("cliniko", "cliniko");
    auto cliniko = sandbox::SandboxServer::Start(TextOf(kWorld),
                                                 {.tls_cert = own.certificate, .tls_key = own.key});
    EXPECT_TRUE(cliniko.ok()) << cliniko.status();
    cliniko_ = *std::move(cliniko);
    const std::string url = tree_.Reach(database_.cluster(), database_.name());
    variables_ = {
        {"FRONTDESK_DATABASE_URL_FILE", tree_.Give("/run/database_url", url)},
        {"FRONTDESK_KEYRING_FILE", "/run/keyring"},
        {"FRONTDESK_CLINIKO_URL", cliniko_->url()},
    };
    const Said said = Ctl({"keyring", "new", "--file", "/run/keyring"});
    EXPECT_EQ(said.code, 0) << said.errors;
  }

  // Debian's authorities do not sign made-up names, so one more is added to those of the image.
  void TrustCliniko() {
    const std::string bundle = absl::StrCat(tree_.root(), "/etc/ssl/certs/ca-certificates.crt");
    std::ofstream(bundle, std::ios::app) << TextOf(authority_.file());
  }

  Said Ctl(std::vector<std::string> words) const {
    words.insert(words.begin(), "frontdeskctl");
    Process ctl(tree_.Inside(words, {.variables = variables_, .first_process = true}));
    const int code = ctl.Wait();
    return {code, ctl.output(), ctl.errors()};
  }

  Said AddClinic() const {
    const test::ClinicToAdd clinic = test::Sydney();
    return Ctl({"clinic", "add", "--name", clinic.name, "--phone", clinic.phone, "--country",
                clinic.country, "--time-zone", clinic.time_zone, "--contact-email",
                clinic.contact_email, "--cliniko-key-file",
                tree_.Give("/run/cliniko_key", clinic.cliniko_key), "--json"});
  }

  const test::CertificateAuthority authority_{"signer"};
  std::unique_ptr<sandbox::SandboxServer> cliniko_;
  test::ScratchDatabase database_ = test::ScratchDatabase::Empty();
  static inline ImageTree* image_ = nullptr;  // one for all, since it takes some seconds
  ImageTree& tree_ = *image_;
  std::vector<std::pair<std::string, std::string>> variables_;
};

// Posts until the answer is one: what has just started may still be fetching.
json Ask(const std::string& address, const std::string& path, const json& body,
         const std::string& key) {
  HttpAnswer answer;
  for (int i = 0; i < 10; ++i) {
    answer = test::PostTo(address, path, body.dump(), {{"X-API-Key", key}});
    if (!answer.body.is_object() || answer.body.value("error", "") != "still_checking") break;
  }
  EXPECT_EQ(answer.status, 200) << answer.text;
  EXPECT_TRUE(answer.body.is_object() && answer.body.value("success", false)) << answer.text;
  return answer.body.is_object() ? answer.body : json::object();
}

bool AwaitReady(const std::string& address) {
  httplib::Client client("http://" + address);
  const absl::Time deadline = absl::Now() + absl::Seconds(30);
  while (absl::Now() < deadline) {
    const auto answer = client.Get("/readyz");
    if (answer && answer->status == 200) return true;
    absl::SleepFor(absl::Milliseconds(50));
  }
  return false;
}

TEST_F(RunningImage, BooksAnAppointmentInTheClinicsOwnTime) {
  for (int i = 0; i < 2; ++i) {  // a job may be run twice
    const Said migrated = Ctl({"migrate"});
    ASSERT_EQ(migrated.code, 0) << migrated.errors;
  }
  const Said refused = AddClinic();
  EXPECT_NE(refused.code, 0);
  EXPECT_THAT(refused.errors, HasSubstr("certificate"));
  TrustCliniko();
  const Said added = AddClinic();
  ASSERT_EQ(added.code, 0) << added.errors;
  const json clinic = json::parse(added.output, nullptr, /*allow_exceptions=*/false);
  ASSERT_TRUE(clinic.is_object()) << added.output;
  const std::string key = clinic.value("gateway_key", "");

  auto variables = variables_;
  variables.emplace_back("FRONTDESK_HTTP_LISTEN", "127.0.0.1:0");
  Container frontdesk(tree_, {"frontdesk"}, variables);
  const std::string url = frontdesk.Announced("GATEWAY_URL");
  const std::string address = url.substr(url.rfind('/') + 1);
  ASSERT_TRUE(AwaitReady(address)) << frontdesk.errors();

  // libphonenumber makes the number whole, and ICU takes off the marks and the capitals.
  const json times = Ask(address, "/availability-checker",
                         {{"dialedNumber", "0491 570 006"},
                          {"sessionId", "conv_image_0001"},
                          {"practitioner", "dr CAMÉRON exämple"},
                          {"appointmentType", "Physiotherapy (60 min)"},
                          {"location", "City Rooms"},
                          {"date", "tomorrow"}},
                         key);
  ASSERT_FALSE(times["slot_details"].empty()) << times << frontdesk.errors();
  const json slot = times["slot_details"][0];
  absl::TimeZone sydney;
  ASSERT_TRUE(absl::LoadTimeZone("Australia/Sydney", &sydney));
  absl::Time start;
  std::string error;
  ASSERT_TRUE(absl::ParseTime(absl::RFC3339_full, slot.value("start", ""), &start, &error))
      << error;
  EXPECT_EQ(absl::FormatTime("%Y-%m-%d %H:%M", start, sydney),
            absl::StrCat(slot.value("date", ""), " ", slot.value("time", "")));
  // The day as it is spoken, with the zone's own calendar.
  EXPECT_THAT(times.value("message", ""), HasSubstr(absl::FormatTime("%A, %B %-d", start, sydney)));

  const int before = cliniko_->LiveAppointments();
  const json booked = Ask(address, "/appointment-handler",
                          {{"dialedNumber", "0491 570 006"},
                           {"sessionId", "conv_image_0001"},
                           {"patientName", "Casey Caller"},
                           {"patientPhone", "0491 570 110"},
                           {"practitioner", "Dr Cameron Example"},
                           {"appointmentType", "Physiotherapy (60 min)"},
                           {"business_id", times["location"]["id"]},
                           {"appointmentDate", slot["date"]},
                           {"appointmentTime", slot["time"]}},
                          key);
  EXPECT_EQ(cliniko_->LiveAppointments(), before + 1) << booked;
  EXPECT_EQ(frontdesk.Stop(), 0) << frontdesk.errors();
}

TEST_F(RunningImage, StopsEveryProgramWithAnExitCodeOfZero) {
  const Said migrated = Ctl({"migrate"});
  ASSERT_EQ(migrated.code, 0) << migrated.errors;
  auto variables = variables_;
  // Nobody is called before a call comes, so nobody needs to be there.
  for (const char* peer : {"AVAILABILITY", "BOOKING", "SCHEDULE_CACHE", "SESSION"}) {
    variables.emplace_back(absl::StrCat("FRONTDESK_", peer, "_ADDR"), "127.0.0.1:9");
  }
  variables.emplace_back("FRONTDESK_LISTEN", "127.0.0.1:0");
  variables.emplace_back("FRONTDESK_HTTP_LISTEN", "127.0.0.1:0");
  const std::vector<std::pair<std::string, std::string>> programs = {
      {"gateway", "GATEWAY_URL"},  {"availability", "AVAILABILITY_ADDR"},
      {"booking", "BOOKING_ADDR"}, {"schedule_cache", "SCHEDULE_CACHE_ADDR"},
      {"session", "SESSION_ADDR"}, {"frontdesk", "GATEWAY_URL"},
  };
  for (const auto& [program, announced] : programs) {
    SCOPED_TRACE(program);
    Container container(tree_, {program}, variables);
    ASSERT_NE(container.Announced(announced), "");
    EXPECT_EQ(container.Stop(), 0) << container.errors();
  }
}

// What the manifests' pods run of Debian's.
TEST_F(RunningImage, Sleeps) {
  Process wait(tree_.Inside({"sleep", "0"}));
  EXPECT_EQ(wait.Wait(), 0) << wait.errors();
}

}  // namespace
}  // namespace frontdesk
