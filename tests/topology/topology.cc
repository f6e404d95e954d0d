#include "tests/topology/topology.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/end_to_end/clinic_under_test.h"

namespace frontdesk::test {
namespace {

using nlohmann::json;

constexpr char kWorld[] = "tests/cliniko_sandbox/worlds/demo.json";
constexpr gid_t kGroup = 10001;  // the image's
constexpr absl::Duration kPatience = absl::Seconds(60);

// One that nobody has at 127.0.0.1; at the other loopback addresses hardly anybody has any.
int FreePort() {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  const bool bound = ::bind(fd, reinterpret_cast<sockaddr*>(&address), size) == 0 &&
                     ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  ::close(fd);
  if (!bound) throw std::runtime_error("no port is free");
  return ntohs(address.sin_port);
}

// Everybody works on all days, so that no test depends on today's.
std::string World() {
  auto world = nlohmann::ordered_json::parse(TextOf(kWorld));
  for (auto& account : world["accounts"]) {
    for (auto& practitioner : account["practitioners"]) {
      for (auto& hours : practitioner["hours"]) hours["days"] = {1, 2, 3, 4, 5, 6, 7};
    }
  }
  return world.dump();
}

// The pooler's socket is in the same folder as the server's, under another port.
std::string PortOf(const std::string& url) { return url.substr(url.rfind("&port=")); }

}  // namespace

const std::vector<std::string>& Topology::Services() {
  static const std::vector<std::string> kServices = {"schedule_cache", "booking", "session",
                                                     "availability", "gateway"};
  return kServices;
}

Topology::Topology() : port_(FreePort()), operations_port_(FreePort()) {
  auto cliniko = sandbox::SandboxServer::Start(World(), {});
  if (!cliniko.ok()) throw std::runtime_error(std::string(cliniko.status().message()));
  cliniko_ = *std::move(cliniko);
  // What is tried here is not how many requests Cliniko takes.
  EXPECT_TRUE(
      cliniko_->Control("POST", "/settings", R"({"rate_limit":10000,"rate_window_seconds":1})")
          .ok());
  tree_.Give("/run/url", absl::StrCat(tree_.Reach(database_.cluster(), database_.name()),
                                      PortOf(pooler_.Url(database_.name()))));
  OnboardClinic();
  for (const std::string& service : Services()) {
    Start(service, 1);
    Start(service, 2);
  }
}

Topology::~Topology() = default;

std::string Topology::Ctl(const std::vector<std::string>& words) const {
  std::vector<std::string> all = {"frontdeskctl"};
  all.insert(all.end(), words.begin(), words.end());
  Process ctl(tree_.Inside(all, {.variables = {{"FRONTDESK_DATABASE_URL_FILE", "/run/url"},
                                               {"FRONTDESK_KEYRING_FILE", "/run/keyring"},
                                               {"FRONTDESK_CLINIKO_URL", cliniko_->url()}}}));
  if (ctl.Wait() != 0) throw std::runtime_error(ctl.errors());
  return ctl.output();
}

// As Kubernetes mounts a secret: root's, and its pod's group may read it.
void Topology::ShowToGroup(const std::string& path) const {
  if (::geteuid() != 0) return;  // then only the user's own can be had
  const std::string file = tree_.Outside(path);
  if (::chown(file.c_str(), 0, kGroup) != 0 || ::chmod(file.c_str(), 0440) != 0) {
    throw std::runtime_error(absl::StrCat("cannot give ", file, " away"));
  }
}

void Topology::OnboardClinic() {
  Ctl({"migrate"});
  Ctl({"keyring", "new", "--file", "/run/keyring"});
  Ctl({"keyring", "new", "--file", "/run/slot-id-keyring"});
  const ClinicToAdd clinic = Sydney();
  const json added = json::parse(
      Ctl({"clinic", "add", "--name", clinic.name, "--phone", clinic.phone, "--country",
           clinic.country, "--time-zone", clinic.time_zone, "--contact-email", clinic.contact_email,
           "--cliniko-key-file", tree_.Give("/run/cliniko_key", clinic.cliniko_key), "--json"}));
  for (const char* file : {"/run/keyring", "/run/slot-id-keyring"}) ShowToGroup(file);
  key_ = added.value("gateway_key", "");
  number_ = added.value("clinic_number", "");
}

std::string Topology::HostOf(const std::string& service, int replica) const {
  const auto& all = Services();
  return absl::StrCat("127.9.", 1 + (std::find(all.begin(), all.end(), service) - all.begin()), ".",
                      replica);
}

std::string Topology::HttpAddress(int replica) const {
  return absl::StrCat(HostOf("gateway", replica), ":", port_);
}

std::string Topology::OperationsOf(const std::string& service, int replica) const {
  return absl::StrCat(HostOf(service, replica), ":", operations_port_);
}

// The variables of deploy/kubernetes/overlays/production, but for addresses.
Topology::Variables Topology::VariablesOf(const std::string& service, int replica) const {
  const std::string listen = absl::StrCat(HostOf(service, replica), ":", port_);
  Variables variables = {{"FRONTDESK_OPS_LISTEN", OperationsOf(service, replica)}};
  const auto add_peers = [&](const std::vector<std::string>& peers) {
    for (const std::string& peer : peers) {
      variables.emplace_back(absl::StrCat("FRONTDESK_", absl::AsciiStrToUpper(peer), "_ADDR"),
                             dns_.TargetOf(peer, port_));
    }
  };
  if (service == "gateway") {
    variables.insert(variables.end(),
                     {{"FRONTDESK_HTTP_LISTEN", listen},
                      {"FRONTDESK_BEHIND_TLS_PROXY", "true"},
                      {"FRONTDESK_SLOT_ID_KEYRING_FILE", "/run/slot-id-keyring"},
                      // A busy machine is no failure: what is slow may be slow here.
                      {"FRONTDESK_READ_PATIENCE_MS", "15000"},
                      {"FRONTDESK_READ_DEADLINE_MS", "20000"},
                      {"FRONTDESK_WRITE_DEADLINE_MS", "30000"}});
    add_peers({"availability", "booking", "schedule_cache", "session"});
    return variables;
  }
  variables.insert(variables.end(), {{"FRONTDESK_LISTEN", listen},
                                     {"FRONTDESK_GRPC_PRIVATE_NETWORK", "true"},
                                     {"FRONTDESK_GRPC_CONNECTION_AGE_SECONDS",
                                      absl::StrCat(absl::ToInt64Seconds(kConnectionAge))}});
  if (service != "availability") variables.emplace_back("FRONTDESK_DATABASE_URL_FILE", "/run/url");
  if (service == "booking" || service == "schedule_cache") {
    variables.insert(variables.end(), {{"FRONTDESK_KEYRING_FILE", "/run/keyring"},
                                       {"FRONTDESK_CLINIKO_URL", cliniko_->url()},
                                       {"FRONTDESK_CLINIKO_RATE", "1000"},
                                       {"FRONTDESK_CLINIKO_WINDOW_SECONDS", "1"}});
  }
  if (service == "booking" || service == "availability") add_peers({"schedule_cache", "session"});
  return variables;
}

bool Topology::IsReady(const std::string& service, int replica) const {
  httplib::Client client("http://" + OperationsOf(service, replica));
  const httplib::Result answer = client.Get("/readyz");
  return answer && answer->status == 200;
}

void Topology::Start(const std::string& service, int replica) {
  std::unique_ptr<Process>& process = processes_[{service, replica}];
  process = std::make_unique<Process>(
      tree_.Inside({service}, {.variables = VariablesOf(service, replica)}));
  const absl::Time deadline = absl::Now() + kPatience;
  while (!IsReady(service, replica)) {
    if (process->Ended() || absl::Now() > deadline) {
      throw std::runtime_error(absl::StrCat(service, " is not ready: ", process->errors()));
    }
    absl::SleepFor(absl::Milliseconds(20));
  }
  if (service != "gateway") return dns_.Enter(service, HostOf(service, replica));
  ingress_.Add(HttpAddress(replica), OperationsOf(service, replica));
  while (!ingress_.Uses(HttpAddress(replica))) absl::SleepFor(absl::Milliseconds(20));
}

int Topology::Stop(const std::string& service, int replica) {
  Process& process = *processes_.at({service, replica});
  process.Signal(SIGTERM);
  dns_.Leave(service, HostOf(service, replica));
  return process.Wait();
}

void Topology::Kill(const std::string& service, int replica) {
  Process& process = *processes_.at({service, replica});
  process.Signal(SIGKILL);
  process.Wait();
}

double Topology::Calls(const std::string& service, int replica) const {
  httplib::Client client("http://" + OperationsOf(service, replica));
  const httplib::Result metrics = client.Get("/metrics");
  double calls = 0;
  if (!metrics) return calls;
  for (const absl::string_view line : absl::StrSplit(metrics->body, '\n')) {
    double value = 0;
    if (!absl::StartsWith(line, "frontdesk_rpc_calls_total{")) continue;
    if (absl::SimpleAtod(line.substr(line.rfind(' ') + 1), &value)) calls += value;
  }
  return calls;
}

}  // namespace frontdesk::test
