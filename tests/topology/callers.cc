#include "tests/topology/callers.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace frontdesk::test {
namespace {

using nlohmann::json;

constexpr int kCallers = 4;
constexpr int kPersonsOfACaller = 1000;
constexpr int kDaysOfACaller = 5;
constexpr int kKeptOfMany = 25;  // of so many persons one does not cancel
constexpr char kPractitioner[] = "Dr Cameron Example";
constexpr char kService[] = "Physiotherapy (60 min)";
constexpr char kLocation[] = "City Rooms";
constexpr char kStillChecking[] = "200 still_checking";
constexpr char kNothingBooked[] = "200 booking_failed";
constexpr char kUnavailable[] = "200 booking_system_unavailable";
constexpr absl::Duration kBetweenCalls = absl::Milliseconds(20);
constexpr absl::Duration kBeforeAskingAgain = absl::Milliseconds(300);
// What a killed replica left open is taken up by another one within a minute.
constexpr absl::Duration kPatience = absl::Seconds(90);

absl::Time StartOf(const json& slot) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, slot.value("start", ""), &time, &error)) << slot;
  return time;
}

std::string ErrorOf(const Ingress::Answer& answer) {
  if (answer.gateway.empty()) return "no gateway is ready";
  if (answer.status == 0) return "the connection broke";
  if (!answer.body.is_object()) return "no JSON";
  if (answer.status == 200 && answer.body.value("success", false)) return "";
  return absl::StrCat(answer.status, " ", answer.body.value("error", "no error"));
}

}  // namespace

std::string Call::Story() const {
  return absl::StrCat(absl::FormatTime("%H:%M:%E3S", began, absl::UTCTimeZone()), " ", path, " by ",
                      gateway, ": ", error, " after ", absl::FormatDuration(ended - began));
}

Callers::Callers(Topology& topology, int first) : topology_(topology), first_(first) {
  times_.resize(kCallers);
  for (int i = 0; i < kCallers * kDaysOfACaller; ++i) {
    for (Time& time : TimesOn(absl::StrCat("in ", 2 + i, " days"))) {
      times_[i % kCallers].push_back(std::move(time));
    }
  }
  for (int i = 0; i < kCallers; ++i) threads_.emplace_back([this, i] { Run(i); });
}

void Callers::Stop() {
  stop_ = true;
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

std::vector<Call> Callers::calls() const {
  const std::lock_guard lock(mutex_);
  return calls_;
}

std::vector<Call> Callers::failed() const {
  std::vector<Call> failed;
  for (const Call& call : calls()) {
    if (!call.error.empty()) failed.push_back(call);
  }
  return failed;
}

void Callers::AwaitMore(int count) const {
  const std::size_t enough = calls().size() + count;
  for (const absl::Time deadline = absl::Now() + kPatience; absl::Now() < deadline;
       absl::SleepFor(absl::Milliseconds(20))) {
    if (calls().size() >= enough) return;
  }
  ADD_FAILURE() << "the callers hang";
}

void Callers::Keep(Call call) {
  const std::lock_guard lock(mutex_);
  calls_.push_back(std::move(call));
}

json Callers::Ask(const std::string& path, const json& body, bool changes) {
  Call call{.path = path, .changes = changes, .began = absl::Now()};
  const Ingress::Answer answer = topology_.ingress().Post(path, body.dump(), topology_.key());
  call.ended = absl::Now();
  call.gateway = answer.gateway;
  call.status = answer.status;
  call.error = ErrorOf(answer);
  Keep(std::move(call));
  absl::SleepFor(kBetweenCalls);
  return ErrorOf(answer).empty() ? answer.body : json();
}

json Callers::Do(const std::string& path, const json& body) {
  json done = Ask(path, body, /*changes=*/true);
  for (const absl::Time deadline = absl::Now() + kPatience; done.is_null();) {
    absl::SleepFor(kBeforeAskingAgain);
    const Ingress::Answer answer = topology_.ingress().Post(path, body.dump(), topology_.key());
    const std::string error = ErrorOf(answer);
    if (error.empty()) {
      done = answer.body;
    } else if (error == kNothingBooked) {
      return json::object();  // whoever took it over found that nothing had been done
    } else if (answer.body.is_object() && error != kStillChecking && error != kUnavailable) {
      ADD_FAILURE() << path << " came to no good end: " << answer.body;
      return json::object();
    } else if (absl::Now() > deadline) {
      ADD_FAILURE() << path << " comes to no end: " << error;
      return json::object();
    }
  }
  return done;
}

// Free hours of a day that do not overlap, with some time between them. Where it has none, the
// answer tells of a later day, which is another caller's.
std::vector<Callers::Time> Callers::TimesOn(const std::string& day) {
  const json request = {{"dialedNumber", topology_.number()},
                        {"sessionId", "conv_topology_first"},
                        {"practitioner", kPractitioner},
                        {"appointmentType", kService},
                        {"location", kLocation},
                        {"date", day}};
  json answer;
  for (int i = 0; i < 20 && !answer.is_object(); ++i) {  // what is new may still be fetched
    const Ingress::Answer said =
        topology_.ingress().Post("/availability-checker", request.dump(), topology_.key());
    if (ErrorOf(said).empty()) answer = said.body;
  }
  business_ = answer.at("location").at("id");
  std::vector<Time> times;
  if (!answer.value("requestedDateAvailable", false)) return times;
  absl::Time next = absl::InfinitePast();
  for (const json& slot : answer.value("slot_details", json::array())) {
    if (StartOf(slot) < next) continue;
    next = StartOf(slot) + absl::Minutes(90);
    times.push_back({.date = slot.at("date"), .time = slot.at("time")});
  }
  return times;
}

json Callers::From(int person) const {
  return {{"dialedNumber", topology_.number()},
          {"sessionId", absl::StrFormat("conv_topology_%05d", person)},
          {"callerPhone", absl::StrFormat("+6149157%04d", person)}};
}

void Callers::Read(int person, int turn) {
  json body = From(person);
  const json what = {
      {"practitioner", kPractitioner}, {"appointmentType", kService}, {"location", kLocation}};
  switch (turn % 4) {
    case 0:
      body["locationQuery"] = kLocation;
      Ask("/location-resolver", body, false);
      return;
    case 1:
      body["practitioner"] = kPractitioner;
      Ask("/get-practitioner-services", body, false);
      return;
    case 2:
      body.update(what);
      body["date"] = "tomorrow";
      Ask("/availability-checker", body, false);
      return;
    default:
      body.update(what);
      Ask("/find-next-available", body, false);
      return;
  }
}

void Callers::Book(int person, const Time& time, const Time& later) {
  json body = From(person);
  const auto letter = [&](int i) { return std::string(1, static_cast<char>('a' + i % 26)); };
  body.update({{"patientName", absl::StrCat("Robin Steady", letter(person / 676),
                                            letter(person / 26), letter(person))},
               {"practitioner", kPractitioner},
               {"appointmentType", kService},
               {"business_id", business_},
               {"appointmentDate", time.date},
               {"appointmentTime", time.time}});
  const std::string id = Do("/appointment-handler", body).value("appointmentId", "");
  if (id.empty()) return;
  Read(person, person);
  json move = From(person);
  move.update({{"action", "reschedule"},
               {"appointmentId", id},
               {"newDate", later.date},
               {"newTime", later.time}});
  if (person % 2 == 0) Do("/appointment-handler", move);
  if (person % kKeptOfMany == 0) {
    const std::lock_guard lock(mutex_);
    kept_.insert(id);
    return;
  }
  json cancel = From(person);
  cancel.update({{"appointmentId", id}, {"reason", "I am ill"}});
  Do("/cancel-appointment", cancel);
}

void Callers::Run(int caller) {
  // A time that was given back is free everywhere within a second: nobody comes back to it sooner.
  std::vector<Time> times = times_[caller];
  std::size_t next = 0;
  for (int turn = 0; !stop_; ++turn) {
    const int person = first_ + caller * kPersonsOfACaller + turn;
    for (int i = 0; i < 4; ++i) Read(person, i);
    const std::size_t from = next % times.size();
    const std::size_t to = (next + 1) % times.size();
    Book(person, times[from], times[to]);
    next += 2;
    if (person % kKeptOfMany != 0) continue;
    // What stays booked is free no more.
    times.erase(times.begin() + static_cast<std::ptrdiff_t>(person % 2 == 0 ? to : from));
    next = from;
    if (times.size() < 4) return ADD_FAILURE() << "no times are left", void();
  }
}

}  // namespace frontdesk::test
