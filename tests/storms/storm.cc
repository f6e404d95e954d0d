#include "tests/storms/storm.h"

#include <gtest/gtest.h>
#include <httplib.h>
#include <stdlib.h>

#include <latch>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/cliniko_sandbox/sandbox.h"
#include "tests/storms/agreement.h"

namespace frontdesk::test {
namespace {

using nlohmann::json;

constexpr char kPractitioner[] = "Dr Cameron Example";
constexpr char kLocation[] = "City Rooms";
constexpr int kRate = 1000;  // requests a minute, the most that the flag takes
constexpr int kWindowSeconds = 1;

absl::Time TimeOf(const json& text) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text.get<std::string>(), &time, &error)) << text;
  return time;
}

}  // namespace

Storm::Storm() {
  ::setenv("FRONTDESK_CLINIKO_RATE", std::to_string(kRate).c_str(), 1);
  ::setenv("FRONTDESK_CLINIKO_WINDOW_SECONDS", std::to_string(kWindowSeconds).c_str(), 1);
  clinic_ = std::make_unique<ClinicUnderTest>(Form::kOneProcess, House{.works_daily = true});
  EXPECT_TRUE(clinic_->cliniko()
                  .Control("POST", "/settings",
                           absl::StrCat(R"({"rate_limit":)", 10 * kRate,
                                        R"(,"rate_window_seconds":)", kWindowSeconds, "}"))
                  .ok());
  for (std::size_t replica = 0; replica < kReplicas; ++replica) {
    const std::string name = ReplicaName(replica);
    if (!replicas_.empty()) clinic_->Start(name);
    clinic_->CallThrough(name);
    EXPECT_TRUE(clinic_->AwaitReady()) << clinic_->Logs();
    replicas_.push_back(clinic_->gateway_address());
  }
  const HttpAnswer times = clinic_->FreeTimes();
  business_ = times.body.at("location").at("id").get<std::string>();
}

std::string Storm::ReplicaName(std::size_t replica) {
  return replica == 0 ? "frontdesk" : absl::StrCat("frontdesk-", replica + 1);
}

HttpAnswer Storm::AskReplica(std::size_t replica, const json& request) const {
  HttpAnswer answer = Try(replica, "/appointment-handler", request);
  EXPECT_NE(answer.status, 0) << "no answer";
  return answer;
}

HttpAnswer Storm::Try(std::size_t replica, const std::string& path, const json& request) const {
  httplib::Client client("http://" + replicas_[replica % replicas_.size()]);
  client.set_read_timeout(60);
  const httplib::Result result =
      client.Post(path, {{"X-API-Key", clinic_->key()}}, request.dump(), "application/json");
  if (!result) return {};
  return {.status = result->status,
          .body = json::parse(result->body, nullptr, /*allow_exceptions=*/false),
          .text = result->body};
}

json Storm::Ask(std::size_t replica, const json& request) const {
  constexpr absl::Duration kPatience = absl::Seconds(90);
  HttpAnswer answer;
  for (const absl::Time deadline = absl::Now() + kPatience; absl::Now() < deadline;
       absl::SleepFor(absl::Milliseconds(100))) {
    answer = AskReplica(replica, request);
    EXPECT_EQ(answer.status, 200) << answer.text;
    if (!answer.body.is_object()) return json::object();
    if (answer.body.value("error", "") != "still_checking") break;
  }
  return answer.body;
}

std::vector<json> Storm::AskAtOnce(const std::vector<json>& requests) const {
  std::vector<json> answers(requests.size());
  std::latch start(static_cast<std::ptrdiff_t>(requests.size()));
  std::vector<std::thread> callers;
  for (std::size_t i = 0; i < requests.size(); ++i) {
    callers.emplace_back([&, i] {
      start.arrive_and_wait();
      answers[i] = Ask(i, requests[i]);
    });
  }
  for (std::thread& caller : callers) caller.join();
  return answers;
}

std::vector<std::string> Storm::FreeTimes(const std::string& service, const std::string& day) {
  json request = clinic_->AskForTimes(day);
  request["appointmentType"] = service;
  HttpAnswer answer;
  for (int i = 0; i < 20; ++i) {
    answer = clinic_->Post("/availability-checker", request);
    if (answer.body.is_object() && answer.body.value("error", "") != "still_checking") break;
  }
  EXPECT_TRUE(answer.body.value("success", false)) << answer.text;
  std::vector<std::string> times;
  for (const json& slot : answer.body["slot_details"]) times.push_back(slot.at("time"));
  return times;
}

json Storm::Booking(int i, const std::string& service, const std::string& day,
                    const std::string& time) const {
  return {
      {"dialedNumber", clinic_->number()},
      {"sessionId", absl::StrFormat("conv_storm_caller_%04d", i)},
      {"patientName", absl::StrCat("Casey Caller", std::string(1, static_cast<char>('a' + i % 26)),
                                   std::string(1, static_cast<char>('a' + i / 26)))},
      {"patientPhone", absl::StrFormat("0491 57%d %03d", i / 1000, i % 1000)},
      {"practitioner", kPractitioner},
      {"appointmentType", service},
      {"business_id", business_},
      {"appointmentDate", day},
      {"appointmentTime", time}};
}

int Storm::Unsettled() const { return test::Unsettled(clinic_->database()); }

bool Storm::AwaitSettled(absl::Duration patience) const {
  return test::AwaitSettled(clinic_->database(), patience);
}

void Storm::ExpectAgreement() { test::ExpectAgreement(clinic_->database(), clinic_->cliniko()); }

std::set<std::string> Storm::Overlaps() const {
  // One statement sees one moment. A booking and its move share their claim, and nobody else any.
  const std::string pair = clinic_->database().Execute(R"sql(
    SELECT json_build_object('overlaps', one.booking_id, 'state', one.state,
                             'other', other.booking_id, 'other_state', other.state)
    FROM booking.bookings one
    JOIN booking.bookings other USING (clinic_id, practitioner_id)
    WHERE one.booking_id < other.booking_id AND one.claim_id <> other.claim_id
      AND one.state IN ('pending', 'booked') AND other.state IN ('pending', 'booked')
      AND one.starts_at < other.ends_at AND other.starts_at < one.ends_at
    LIMIT 1)sql");
  return pair.empty() ? std::set<std::string>() : std::set<std::string>{pair};
}

std::set<std::string> Storm::BookedElsewhere() const {
  const auto booked = [&] {
    return json::parse(clinic_->database().Execute(R"sql(
      SELECT coalesce(json_object_agg(booking_id, json_build_object(
        'appointment', coalesce(appointment_id, ''),
        'place', practitioner_id || '@' || extract(epoch FROM starts_at)::bigint,
        'as_of', updated_at,
        'moves', (SELECT count(*) FROM booking.bookings m WHERE m.moves = b.booking_id))), '{}')
      FROM booking.bookings b WHERE state = 'booked' AND cancel_reason IS NULL AND NOT EXISTS (
        SELECT FROM booking.bookings m
        WHERE m.moves = b.booking_id AND m.state IN ('pending', 'withdrawing')))sql"));
  };
  const json before = booked();
  const std::map<std::string, std::string> there = PlacesInCliniko();
  const json after = booked();
  std::set<std::string> elsewhere;
  for (const auto& [id, row] : before.items()) {
    // Changed while we looked: it was true at another moment, perhaps.
    if (!after.contains(id) || after.at(id) != row) continue;
    const auto found = there.find(row.at("appointment"));
    const bool cancelled = found == there.end() && row.at("appointment") != "";
    if (cancelled || (found != there.end() && found->second == row.at("place"))) continue;
    elsewhere.insert(absl::StrCat(row.dump(), " is booked, and in Cliniko at '",
                                  found == there.end() ? "" : found->second, "'"));
  }
  return elsewhere;
}

void Storm::ExpectTrue(const json& answer) const {
  if (!answer.value("success", false)) return;
  const std::string state = clinic_->database().Execute(
      absl::StrCat("SELECT state FROM booking.bookings WHERE appointment_id = '",
                   answer.value("appointmentId", ""), "'"));
  EXPECT_EQ(state, "booked") << answer;
}

int Storm::PatientsIn() const {
  const auto answer = clinic_->cliniko().Control("GET", "/patients");
  EXPECT_TRUE(answer.ok()) << answer.status();
  return answer.ok() ? static_cast<int>(json::parse(*answer).at("patients").size()) : 0;
}

void Storm::ExpectNoTwinPatients() const {
  const auto answer = clinic_->cliniko().Control("GET", "/patients");
  ASSERT_TRUE(answer.ok()) << answer.status();
  std::map<std::string, json> known;
  const json listed = json::parse(*answer).at("patients");
  for (const json& patient : listed) {
    if (!patient.at("archived_at").is_null()) continue;
    json identity = patient;
    for (const char* own : {"id", "created_at", "updated_at"}) identity.erase(own);
    const auto [twin, first] = known.emplace(identity.dump(), patient);
    EXPECT_TRUE(first) << patient << " is " << twin->second;
  }
}

std::map<std::string, std::string> Storm::PlacesInCliniko() const {
  std::map<std::string, std::string> places;
  const auto answer = clinic_->cliniko().Control("GET", "/appointments?live=true");
  EXPECT_TRUE(answer.ok()) << answer.status();
  if (!answer.ok()) return places;
  const json listed = json::parse(*answer).at("appointments");
  for (const json& there : listed) {
    places[there.at("id")] = absl::StrCat(there.at("practitioner_id").get<std::string>(), "@",
                                          absl::ToUnixSeconds(TimeOf(there.at("starts_at"))));
  }
  return places;
}

}  // namespace frontdesk::test
