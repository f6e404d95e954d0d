#include "tests/end_to_end/clinic_under_test.h"

#include <gtest/gtest.h>
#include <httplib.h>
#include <signal.h>
#include <sys/stat.h>

#include <cstdio>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace frontdesk::test {
namespace {

using nlohmann::json;

constexpr char kWorld[] = "tests/cliniko_sandbox/worlds/demo.json";
constexpr char kPractitioner[] = "Dr Cameron Example";
constexpr char kService[] = "Physiotherapy (60 min)";
constexpr char kLocation[] = "City Rooms";

std::string AddressName(const std::string& service) {
  return absl::StrCat(absl::AsciiStrToUpper(service), "_ADDR");
}

void WriteSecret(const std::string& path, const std::string& text) {
  std::ofstream(path) << text << "\n";
  ASSERT_EQ(::chmod(path.c_str(), 0600), 0);
}

HttpAnswer AnswerOf(const httplib::Result& result) {
  HttpAnswer answer;
  if (!result) return answer;
  answer.status = result->status;
  answer.text = result->body;
  answer.body = json::parse(result->body, nullptr, /*allow_exceptions=*/false);
  return answer;
}

std::string WorldOf(const House& house) {
  const std::string text = house.world.empty() ? TextOf(kWorld) : house.world;
  if (!house.works_daily) return text;
  // The order of members is the order of the world's generated ids.
  auto world = nlohmann::ordered_json::parse(text);
  for (auto& account : world["accounts"]) {
    for (auto& practitioner : account["practitioners"]) {
      for (auto& hours : practitioner["hours"]) hours["days"] = {1, 2, 3, 4, 5, 6, 7};
    }
  }
  return world.dump();
}

}  // namespace

HttpAnswer PostTo(const std::string& address, const std::string& path, const std::string& body,
                  const std::vector<std::pair<std::string, std::string>>& headers) {
  httplib::Client client("http://" + address);
  client.set_read_timeout(30);
  httplib::Headers all(headers.begin(), headers.end());
  return AnswerOf(client.Post(path, all, body, "application/json"));
}

ClinicToAdd Sydney() {
  return {.name = "Harbour Health",
          .phone = "0491 570 006",
          .country = "AU",
          .time_zone = "Australia/Sydney",
          .contact_email = "desk@harbour-health.example",
          .cliniko_key = "demo-harbour-key-au1"};
}

ClinicToAdd NewYork() {
  return {.name = "Hudson Wellness",
          .phone = "(212) 555-0100",
          .country = "US",
          .time_zone = "America/New_York",
          .contact_email = "desk@hudson-wellness.example",
          .cliniko_key = "demo-hudson-key-us1"};
}

ClinicUnderTest::ClinicUnderTest(Form form, const House& house)
    : form_(form), own_limits_(house.own_limits), url_folder_(house.url_folder), now_(house.now) {
  auto cliniko = sandbox::SandboxServer::Start(WorldOf(house), {});
  EXPECT_TRUE(cliniko.ok()) << cliniko.status();
  cliniko_ = *std::move(cliniko);
  if (now_ != absl::InfinitePast()) cliniko_->RunTimeFrom(now_);
  if (house.pooler) pooler_.emplace(/*connections=*/10);
  if (url_folder_.empty()) WriteUrls();
  Onboard(house.clinics);
  CallThrough(form == Form::kOneProcess ? "frontdesk" : "gateway");
  if (form == Form::kOneProcess) {
    Start("frontdesk");
  } else {
    for (const char* name : {"session", "schedule_cache", "booking", "availability", "gateway"}) {
      Start(name);
    }
  }
  EXPECT_TRUE(AwaitReady()) << Logs();
}

void ClinicUnderTest::Onboard(const std::vector<ClinicToAdd>& clinics) {
  const std::string ctl = "tools/frontdeskctl/frontdeskctl";
  std::remove(keyring_file_.c_str());
  Process keyring({ctl, "keyring", "new", "--file", keyring_file_});
  EXPECT_EQ(keyring.Wait(), 0) << keyring.errors();
  const std::string cliniko_key_file = InTemp("cliniko_key");
  for (const ClinicToAdd& clinic : clinics) {
    WriteSecret(cliniko_key_file, clinic.cliniko_key);
    Process add({ctl,
                 "--database-url-file",
                 DatabaseUrlFile("operator"),
                 "--keyring-file",
                 keyring_file_,
                 "--cliniko-url",
                 cliniko_->url(),
                 "clinic",
                 "add",
                 "--name",
                 clinic.name,
                 "--phone",
                 clinic.phone,
                 "--country",
                 clinic.country,
                 "--time-zone",
                 clinic.time_zone,
                 "--contact-email",
                 clinic.contact_email,
                 "--cliniko-key-file",
                 cliniko_key_file,
                 "--json"});
    EXPECT_EQ(add.Wait(), 0) << add.errors();
    const json added = json::parse(add.output(), nullptr, false);
    EXPECT_TRUE(added.is_object()) << add.output();
    clinics_.push_back({.id = added.value("clinic_id", ""),
                        .key = added.value("gateway_key", ""),
                        .number = added.value("clinic_number", "")});
  }
}

void ClinicUnderTest::WriteUrls() {
  for (const char* kind : {"operator", "frontdesk", "session", "schedule_cache", "booking"}) {
    const std::string role =
        absl::StrCat("frontdesk_", kind == std::string("frontdesk") ? "app" : kind);
    WriteSecret(DatabaseUrlFile(kind), pooler_.has_value()
                                           ? pooler_->Url(database_.name(), role + "_login")
                                           : database_.UrlAs(role));
  }
}

std::string ClinicUnderTest::DatabaseUrlFile(const std::string& kind) const {
  if (url_folder_.empty()) {
    return InTemp(kind == "operator" ? "database_url" : "database_url_" + kind);
  }
  return absl::StrCat(url_folder_, "/database-url-",
                      kind == "frontdesk" ? "app" : absl::StrReplaceAll(kind, {{"_", "-"}}));
}

std::string ClinicUnderTest::Listen(const std::string& name) {
  const auto known = addresses_.find(name);
  return known == addresses_.end() ? "127.0.0.1:0" : known->second;
}

void ClinicUnderTest::Start(const std::string& name, const std::string& failpoints) {
  const std::string kind = name.substr(0, name.find('-'));
  const std::string announce_file = InTemp(name + ".addr");
  std::remove(announce_file.c_str());
  const std::vector<std::string> database = {"--database-url-file", DatabaseUrlFile(kind)};
  const std::vector<std::string> cliniko = {"--keyring-file", keyring_file_, "--cliniko-url",
                                            cliniko_->url()};
  std::vector<std::string> words = {
      absl::StrCat(kind == "gateway" ? "gateway" : absl::StrCat("services/", kind), "/", kind),
      "--announce-file", announce_file};
  const auto add = [&](const std::vector<std::string>& more) {
    words.insert(words.end(), more.begin(), more.end());
  };
  const auto add_peers = [&](const std::vector<std::string>& peers) {
    for (const std::string& peer : peers) {
      add({absl::StrCat("--", absl::StrReplaceAll(peer, {{"_", "-"}}), "-addr"), Listen(peer)});
    }
  };
  const std::vector<std::string> services = {"availability", "booking", "schedule_cache",
                                             "session"};
  if (kind == "gateway" || kind == "frontdesk") {
    add({"--http-listen", Listen(name)});
    // A test asks faster than any clinic's callers do.
    for (const char* limit : {"--requests-per-key", "--requests-burst-per-key",
                              "--requests-per-address", "--requests-burst-per-address",
                              "--new-connections-per-address", "--new-connections-burst",
                              "--unknown-keys-per-second"}) {
      if (!own_limits_) add({limit, "100000"});
    }
  } else {
    add({"--listen", Listen(name)});
  }
  if (kind == "gateway") add_peers(services);
  if (kind == "availability") add_peers({"schedule_cache", "session"});
  if (kind == "booking") add_peers({"schedule_cache", "session"});
  if (kind != "gateway" && kind != "availability") add(database);
  if (kind == "frontdesk" || kind == "schedule_cache" || kind == "booking") add(cliniko);

  if (now_ != absl::InfinitePast()) {
    add({"--clock", absl::FormatTime(absl::RFC3339_full, now_, absl::UTCTimeZone())});
  }

  if (!failpoints.empty()) {
    words.insert(words.begin(),
                 {"/usr/bin/env", absl::StrCat("FRONTDESK_FAILPOINTS=", failpoints)});
  }
  if (processes_[name] != nullptr) ended_.push_back(std::move(processes_[name]));
  processes_[name] = std::make_unique<Process>(words);
  // One that is to die may do so before it serves.
  while (!failpoints.empty() && TextOf(announce_file).empty()) {
    if (Ended(name)) return;
    absl::SleepFor(absl::Milliseconds(10));
  }
  if (kind == "gateway" || kind == "frontdesk") {
    const std::string url = AwaitAnnounced(announce_file, "GATEWAY_URL");
    ASSERT_NE(url, "") << processes_[name]->errors();
    addresses_[name] = url.substr(url.rfind('/') + 1);
  }
  for (const std::string& service : services) {
    if (name != service && name != "frontdesk") continue;
    addresses_[service] = AwaitAnnounced(announce_file, AddressName(service));
    ASSERT_NE(addresses_[service], "") << processes_[name]->errors();
  }
}

void ClinicUnderTest::Kill(const std::string& name) {
  processes_[name]->Signal(SIGKILL);
  processes_[name]->Wait();
}

int ClinicUnderTest::Stop(const std::string& name) {
  processes_[name]->Signal(SIGTERM);
  return processes_[name]->Wait();
}

bool ClinicUnderTest::AwaitReady() {
  const absl::Time deadline = absl::Now() + absl::Seconds(30);
  while (absl::Now() < deadline) {
    if (Get("/readyz").status == 200) return true;
    absl::SleepFor(absl::Milliseconds(50));
  }
  return false;
}

std::string ClinicUnderTest::AddressOf(const std::string& service) const {
  return addresses_.at(service);
}

HttpAnswer ClinicUnderTest::Post(const std::string& path, const json& body) {
  return Post(clinic(0), path, body);
}

HttpAnswer ClinicUnderTest::Post(const AddedClinic& clinic, const std::string& path,
                                 const json& body) {
  return PostRaw(path, body.dump(), {{"X-API-Key", clinic.key}});
}

HttpAnswer ClinicUnderTest::PostRaw(
    const std::string& path, const std::string& body,
    const std::vector<std::pair<std::string, std::string>>& headers) {
  return PostTo(gateway_address(), path, body, headers);
}

HttpAnswer ClinicUnderTest::Get(const std::string& path) {
  httplib::Client client("http://" + gateway_address());
  return AnswerOf(client.Get(path));
}

json ClinicUnderTest::AskForTimes(const std::string& day) const {
  return {{"dialedNumber", number()},      {"sessionId", "conv_end_to_end_0001"},
          {"practitioner", kPractitioner}, {"appointmentType", kService},
          {"location", kLocation},         {"date", day}};
}

HttpAnswer ClinicUnderTest::FreeTimes() {
  HttpAnswer answer;
  // What has just started may still be fetching: ask as an agent would, again.
  for (int i = 0; i < 10; ++i) {
    answer = Post("/availability-checker", AskForTimes("tomorrow"));
    if (!answer.body.is_object() || answer.body.value("error", "") != "still_checking") break;
  }
  return answer;
}

json ClinicUnderTest::BookingOf(const json& slot, const std::string& name,
                                const std::string& phone) const {
  return {{"dialedNumber", number()},
          {"sessionId", "conv_end_to_end_0001"},
          {"patientName", name},
          {"patientPhone", phone},
          {"practitioner", kPractitioner},
          {"appointmentType", kService},
          {"business_id", slot.at("location").at("id")},
          {"appointmentDate", slot.at("date")},
          {"appointmentTime", slot.at("time")}};
}

std::string ClinicUnderTest::Logs() const {
  std::string logs;
  for (const auto& process : ended_) absl::StrAppend(&logs, process->errors());
  for (const auto& [name, process] : processes_) {
    if (process != nullptr) absl::StrAppend(&logs, process->errors());
  }
  return logs;
}

}  // namespace frontdesk::test
