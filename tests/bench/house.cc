#include "tests/bench/house.h"

#include <sys/stat.h>

#include <exception>
#include <fstream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <pqxx/connection>
#include <pqxx/nontransaction>
#include <pqxx/result>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/memory/memory.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/status/status_macros.h"
#include "tests/bench/http_ask.h"
#include "tests/bench/process_use.h"
#include "tests/bench/world.h"

namespace frontdesk::bench {
namespace {

using nlohmann::json;

// The bench asks faster than any clinic's callers do; else it would measure how it is turned away.
const std::vector<std::string>& WithoutLimits() {
  static const auto& flags = *new std::vector<std::string>{
      "--requests-per-key",     "1000000", "--requests-burst-per-key",     "1000000",
      "--requests-per-address", "1000000", "--requests-burst-per-address", "1000000",
      "--threads-per-key",      "64"};
  return flags;
}

// Cliniko's budget is two hundred a minute, of which nothing would be left after a few bookings.
const std::vector<std::string>& WithoutBudget() {
  static const auto& flags =
      *new std::vector<std::string>{"--cliniko-rate", "1000", "--cliniko-window-seconds", "1"};
  return flags;
}

void WriteSecret(const std::string& path, const std::string& text) {
  std::ofstream(path) << text << "\n";
  ::chmod(path.c_str(), 0600);
}

}  // namespace

const char* NameOf(Layout layout) {
  return layout == Layout::kOneProcess ? "one process" : "five processes";
}

absl::StatusOr<std::unique_ptr<House>> House::Build(const HouseOptions& options) {
  auto house = absl::WrapUnique(new House(options));
  WriteSecret(house->url_file_, options.database_url);
  const std::string ctl = options.programs.Of("frontdeskctl");
  for (const char* ring : {"", "_slots"}) {
    RETURN_IF_ERROR(
        RunToEnd({ctl, "keyring", "new", "--file", house->keyring_file_ + ring}).status());
  }
  RETURN_IF_ERROR(RunToEnd({ctl, "--database-url-file", house->url_file_, "migrate", "--dir",
                            options.migrations})
                      .status());
  RETURN_IF_ERROR(house->StartSandbox());
  for (int i = 0; i < options.clinics; ++i) RETURN_IF_ERROR(house->Onboard(i));
  return house;
}

absl::Status House::StartSandbox() {
  const std::string world = options_.folder + "/world.json";
  std::ofstream(world) << WorldOf(options_.clinics);
  // Each clinic's clients keep up to twelve connections, and each holds a thread of the sandbox:
  // where there are fewer, a request waits until a connection of another clinic is closed.
  const std::string threads = absl::StrCat(64 + 3 * 12 * options_.clinics);
  ASSIGN_OR_RETURN(sandbox_,
                   RunningProgram::Start({options_.programs.Of("cliniko_sandbox"), "--listen",
                                          "127.0.0.1:0", "--world", world, "--threads", threads},
                                         "CLINIKO_CONTROL_URL"));
  cliniko_url_ = sandbox_->Announced("CLINIKO_URL");
  control_ = HostOf(sandbox_->Announced("CLINIKO_CONTROL_URL"));
  return HttpPost(control_, "/_sandbox/settings", R"({"rate_limit":100000000})").status();
}

absl::Status House::Onboard(int clinic) {
  const std::string key_file = options_.folder + "/cliniko_key";
  WriteSecret(key_file, ClinikoKey(clinic));
  ASSIGN_OR_RETURN(const std::string output, RunToEnd({options_.programs.Of("frontdeskctl"),
                                                       "--database-url-file",
                                                       url_file_,
                                                       "--keyring-file",
                                                       keyring_file_,
                                                       "--cliniko-url",
                                                       cliniko_url_,
                                                       "clinic",
                                                       "add",
                                                       "--name",
                                                       ClinicName(clinic),
                                                       "--phone",
                                                       ClinicNumber(clinic),
                                                       "--country",
                                                       "AU",
                                                       "--time-zone",
                                                       kZone,
                                                       "--contact-email",
                                                       "desk@bench.example",
                                                       "--cliniko-key-file",
                                                       key_file,
                                                       "--json"}));
  const json added = json::parse(output, nullptr, /*allow_exceptions=*/false);
  if (!added.is_object()) return absl::InternalError("clinic add printed no JSON");
  clinics_.push_back({.id = added.value("clinic_id", ""),
                      .key = added.value("gateway_key", ""),
                      .number = added.value("clinic_number", "")});
  return absl::OkStatus();
}

absl::Status House::Start(Layout layout, const std::string& database_url) {
  Stop();
  layout_ = layout;
  database_file_ = url_file_;
  if (!database_url.empty()) {
    database_file_ = url_file_ + "_by_another_way";
    WriteSecret(database_file_, database_url);
  }
  RETURN_IF_ERROR(layout == Layout::kOneProcess ? StartOne() : StartFive());
  gateway_ = HostOf(running_.back().second->Announced("GATEWAY_URL"));
  return AwaitReady();
}

void House::Stop() {
  // From the callers to the called.
  while (!running_.empty()) running_.pop_back();
}

absl::Status House::StartProgram(const std::string& program, const std::vector<std::string>& flags,
                                 const std::string& awaited) {
  std::vector<std::string> words = {options_.programs.Of(program)};
  words.insert(words.end(), flags.begin(), flags.end());
  const auto add = [&](const std::vector<std::string>& more) {
    words.insert(words.end(), more.begin(), more.end());
  };
  const bool cliniko =
      program == "frontdesk" || program == "booking" || program == "schedule_cache";
  if (cliniko || program == "session") add({"--database-url-file", database_file_});
  if (cliniko) {
    add({"--keyring-file", keyring_file_, "--cliniko-url", cliniko_url_});
    add(WithoutBudget());
  }
  if (program == "frontdesk" || program == "gateway") {
    add({"--http-listen", "127.0.0.1:0", "--slot-id-keyring-file", keyring_file_ + "_slots"});
    add(WithoutLimits());
  } else {
    add({"--listen", "127.0.0.1:0"});
  }
  ASSIGN_OR_RETURN(std::unique_ptr<RunningProgram> started, RunningProgram::Start(words, awaited));
  running_.emplace_back(program, std::move(started));
  return absl::OkStatus();
}

absl::Status House::StartOne() { return StartProgram("frontdesk", {}, "GATEWAY_URL"); }

absl::Status House::StartFive() {
  std::map<std::string, std::string> addresses;
  const auto start = [&](const std::string& service,
                         const std::vector<std::string>& peers) -> absl::Status {
    std::vector<std::string> flags;
    for (const std::string& peer : peers) {
      flags.push_back(absl::StrCat("--", absl::StrReplaceAll(peer, {{"_", "-"}}), "-addr"));
      flags.push_back(addresses[peer]);
    }
    const std::string name = absl::StrCat(absl::AsciiStrToUpper(service), "_ADDR");
    const bool gateway = service == "gateway";
    RETURN_IF_ERROR(StartProgram(service, flags, gateway ? "GATEWAY_URL" : name));
    addresses[service] = running_.back().second->Announced(name);
    return absl::OkStatus();
  };
  RETURN_IF_ERROR(start("session", {}));
  RETURN_IF_ERROR(start("schedule_cache", {}));
  RETURN_IF_ERROR(start("booking", {"schedule_cache", "session"}));
  RETURN_IF_ERROR(start("availability", {"schedule_cache", "session"}));
  return start("gateway", {"availability", "booking", "schedule_cache", "session"});
}

absl::Status House::AwaitReady() const {
  for (const absl::Time end = absl::Now() + absl::Seconds(30); absl::Now() < end;) {
    const auto ready = HttpGet(gateway_, "/readyz");
    if (ready.ok() && absl::StrContains(*ready, "\"ready\"")) return absl::OkStatus();
    absl::SleepFor(absl::Milliseconds(2));
  }
  return absl::UnavailableError("Frontdesk was not ready within half a minute");
}

std::vector<pid_t> House::pids() const {
  std::vector<pid_t> pids;
  for (const auto& [name, program] : running_) pids.push_back(program->pid());
  return pids;
}

std::vector<std::pair<std::string, double>> House::Memory() const {
  std::vector<std::pair<std::string, double>> memory;
  for (const auto& [name, program] : running_) {
    memory.emplace_back(name, static_cast<double>(UseOf({program->pid()}).bytes) / (1 << 20));
  }
  return memory;
}

pid_t House::database_pid() const {
  try {
    // Every server process has the same parent, also the one that serves us now.
    pqxx::connection connection(options_.database_url);
    const pid_t parent = ParentOf(connection.backendpid());
    return parent > 1 ? parent : 0;
  } catch (const std::exception&) {
    return 0;
  }
}

absl::StatusOr<json> House::Ask(const BenchClinic& clinic, const std::string& path,
                                const json& body) const {
  json answer;
  for (int i = 0; i < 20; ++i) {
    ASSIGN_OR_RETURN(const std::string text,
                     HttpPost(gateway_, path, body.dump(), {{"X-API-Key", clinic.key}}));
    answer = json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (!answer.is_object()) return absl::InternalError(absl::StrCat(path, " answered ", text));
    if (answer.value("error", "") != "still_checking") break;
    absl::SleepFor(absl::Milliseconds(100));
  }
  return answer;
}

absl::Status House::ReadMetrics(
    absl::string_view prefix,
    absl::FunctionRef<void(absl::string_view line, double value)> see) const {
  for (const auto& [name, program] : running_) {
    const std::string url =
        program->Announced(absl::StrCat(absl::AsciiStrToUpper(name), "_OPS_URL"));
    ASSIGN_OR_RETURN(const std::string metrics, HttpGet(HostOf(url), "/metrics"));
    for (const absl::string_view line : absl::StrSplit(metrics, '\n')) {
      double value = 0;
      if (absl::StartsWith(line, prefix) &&
          absl::SimpleAtod(line.substr(line.rfind(' ') + 1), &value)) {
        see(line, value);
      }
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::map<std::string, double>> House::Calls() const {
  std::map<std::string, double> calls;
  RETURN_IF_ERROR(ReadMetrics("frontdesk_rpc_calls_total{", [&](auto line, double count) {
    const std::vector<absl::string_view> parts = absl::StrSplit(line, "method=\"");
    if (parts.size() == 2) calls[std::string(parts[1].substr(0, parts[1].find('"')))] += count;
  }));
  return calls;
}

absl::StatusOr<double> House::DatabaseAsks() const {
  double asks = 0;
  RETURN_IF_ERROR(ReadMetrics("frontdesk_postgres_wait_seconds_count{outcome=\"lent\"",
                              [&](auto /*line*/, double count) { asks += count; }));
  return asks;
}

absl::StatusOr<std::map<std::string, double>> House::ClinikoRequests() const {
  ASSIGN_OR_RETURN(const std::string text, HttpGet(control_, "/_sandbox/requests"));
  std::map<std::string, double> requests;
  const json all = json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!all.is_object()) return absl::InternalError("the sandbox told no counts");
  for (const json& route : all.at("routes")) {
    requests[absl::StrCat(route.at("method").get<std::string>(), " ",
                          route.at("route").get<std::string>())] = route.at("total").get<double>();
  }
  return requests;
}

absl::Status House::SlowClinikoBy(absl::Duration latency) const {
  RETURN_IF_ERROR(HttpDelete(control_, "/_sandbox/faults").status());
  if (latency <= absl::ZeroDuration()) return absl::OkStatus();
  const json fault = {{"latency_ms", absl::ToInt64Milliseconds(latency)}};
  return HttpPost(control_, "/_sandbox/faults", fault.dump()).status();
}

absl::StatusOr<std::string> House::Execute(const std::string& sql) const {
  try {
    pqxx::connection connection(options_.database_url);
    pqxx::nontransaction work(connection);
    const pqxx::result rows = work.exec(sql);
    if (rows.empty() || rows.columns() == 0 || rows[0][0].is_null()) return std::string();
    return rows[0][0].as<std::string>();
  } catch (const std::exception& e) {
    return absl::InternalError(absl::StrCat("SQL failed: ", e.what()));
  }
}

}  // namespace frontdesk::bench
