#include "tests/storms/caller.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace frontdesk::test {
namespace {

using nlohmann::json;
using Outcome = CallerModel::Change::Outcome;

constexpr int kActsOfAPerson = 8;
constexpr char kStillChecking[] = "still_checking";

std::string KindText(const std::string& error, const json& body) {
  return absl::StrCat(error.empty() ? "done" : error, " ", body.value("appointmentId", ""), " ",
                      body.value("appointmentStart", ""),
                      body.value("duplicate", false) ? " duplicate" : "");
}

// That nothing was done, nor will be.
bool LeavesNothing(const std::string& error) {
  static const std::set<std::string> kClean = {"slot_taken", "time_not_available",
                                               "booking_failed"};
  return kClean.contains(error);
}

}  // namespace

Place PlaceOf(const std::string& practitioner_id, const std::string& rfc3339) {
  absl::Time time;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, rfc3339, &time, &error)) return rfc3339;
  return absl::StrCat(practitioner_id, "@", absl::ToUnixSeconds(time));
}

CallerActor::CallerActor(Storm& storm, const std::vector<Wish>& wishes, Counts& counts, int number,
                         std::uint32_t seed)
    : storm_(storm), wishes_(wishes), counts_(counts), number_(number), random_(seed) {
  NextPerson();
}

void CallerActor::NextPerson() {
  const int index = static_cast<int>(persons_.size());
  const auto letter = [](int i) { return static_cast<char>('a' + i % 26); };
  persons_.push_back(
      {.name = absl::StrCat("Robin Storm", std::string(1, letter(number_)),
                            std::string(1, letter(index / 26)), std::string(1, letter(index))),
       .phone = absl::StrFormat("+61491%02d%04d", number_, index),
       .session_id = absl::StrFormat("conv_model_%02d_%04d", number_, index),
       .model = {},
       .story = {}});
  asked_.clear();
  offered_.clear();
  acts_ = 0;
}

const Wish& CallerActor::AnyWish() {
  return !offered_.empty() && Chance(80) ? *Any(offered_) : Any(wishes_);
}

// As an agent does, they take one of the times that they were offered: so do all others.
void CallerActor::RememberOffers(const json& answer) {
  if (!answer.is_object() || !answer.contains("slot_details")) return;
  offered_.clear();
  const json& slots = answer["slot_details"];
  for (const Wish& wish : wishes_) {
    for (const json& slot : slots) {
      if (slot.value("date", "") == wish.date && slot.value("time", "") == wish.time &&
          slot.value("service", "") == wish.service) {
        offered_.push_back(&wish);
      }
    }
  }
}

json CallerActor::From(const Person& person) const {
  return {{"dialedNumber", storm_.clinic().number()},
          {"sessionId", person.session_id},
          {"callerPhone", person.phone}};
}

CallerActor::Request CallerActor::BookRequest() {
  const Wish& wish = AnyWish();
  json body = From(person());
  body.update({{"patientName", person().name},
               {"patientPhone", person().phone},
               {"practitioner", wish.practitioner},
               {"appointmentType", wish.service},
               {"business_id", wish.business_id},
               {"appointmentDate", wish.date},
               {"appointmentTime", wish.time}});
  if (Chance(40)) {
    body["requestId"] = absl::StrCat(person().session_id, "_", random_() % 1000000);
  }
  return {.kind = Kind::kBook, .body = std::move(body), .place = wish.place, .appointment = ""};
}

CallerActor::Request CallerActor::MoveRequest(const std::string& appointment) {
  const Wish* wish = &AnyWish();
  json body = From(person());
  body.update({{"action", Chance(50) ? "reschedule" : "modify"},
               {"appointmentId", appointment},
               {"newDate", wish->date},
               {"newTime", wish->time},
               {"newPractitioner", wish->practitioner},
               {"newAppointmentType", wish->service},
               {"newBusinessId", wish->business_id}});
  return {.kind = Kind::kMove,
          .body = std::move(body),
          .place = wish->place,
          .appointment = appointment};
}

CallerActor::Request CallerActor::CancelRequest(const std::string& appointment) {
  json body = From(person());
  body.update({{"appointmentId", appointment}, {"reason", "I am ill"}});
  return {.kind = Kind::kCancel, .body = std::move(body), .place = "", .appointment = appointment};
}

void CallerActor::Act() {
  const std::vector<std::string> mine = person().model.appointments();
  if (++acts_ > kActsOfAPerson) {
    // Most give back what they have, so that the clinic does not fill up.
    if (mine.empty() || Chance(5)) return NextPerson();
    AskTogether({CancelRequest(mine.front())});
    if (acts_ > kActsOfAPerson + 6) NextPerson();
    return;
  }
  const unsigned what = random_() % 100;
  if (!asked_.empty() && what < 20) return AskTogether({asked_.back()});
  if (mine.empty() || what < 35) {
    const Request request = BookRequest();
    if (what % 5 == 0) return AskTogether({request, BookRequest()});
    return AskTogether(std::vector<Request>(what % 5 == 1 ? 2 : 1, request));
  }
  const std::string appointment = Any(mine);
  if (what < 70)
    return AskTogether(std::vector<Request>(what % 4 == 0 ? 2 : 1, MoveRequest(appointment)));
  if (what < 76) return AskTogether({MoveRequest(appointment), MoveRequest(appointment)});
  if (what < 82) return AskTogether({MoveRequest(appointment), CancelRequest(appointment)});
  if (what < 88) return AskTogether({Any(asked_)});
  AskTogether(std::vector<Request>(what % 3 == 0 ? 2 : 1, CancelRequest(appointment)));
}

void CallerActor::AskTogether(const std::vector<Request>& requests) {
  std::vector<Told> told(requests.size());
  std::vector<std::thread> others;
  const std::size_t first = random_();
  for (std::size_t i = 1; i < requests.size(); ++i) {
    others.emplace_back([&, i] { told[i] = Ask(first + i, requests[i]); });
  }
  told[0] = Ask(first, requests[0]);
  for (std::thread& other : others) other.join();
  for (const Request& request : requests) asked_.push_back(request);
  for (const Told& one : told) {
    RememberOffers(one.body);
    person().story.push_back(absl::StrCat(
        absl::FormatTime("%H:%M:%E3S", absl::Now(), absl::UTCTimeZone()),
        told.size() > 1 ? " together: " : " ",
        one.request.kind == Kind::kBook   ? "book "
        : one.request.kind == Kind::kMove ? "move "
                                          : "cancel ",
        one.request.appointment, " ", one.request.place, one.request.body.value("requestId", ""),
        " -> ", one.body.is_null() ? "no answer" : KindText(one.error, one.body)));
  }
  Judge(told);
}

CallerActor::Told CallerActor::Ask(std::size_t replica, const Request& request) {
  const char* const path =
      request.kind == Kind::kCancel ? "/cancel-appointment" : "/appointment-handler";
  HttpAnswer answer = storm_.Try(replica, path, request.body);
  Told told{.request = request, .body = nullptr, .error = kStillChecking};
  if (!answer.body.is_object()) {
    // Down at the moment: nothing was asked. The agent's platform would try elsewhere as well.
    ++counts_.unanswered;
    absl::SleepFor(absl::Milliseconds(50));
    return told;
  }
  ++counts_.answered;
  told.body = std::move(answer.body);
  const bool done = told.body.value("success", false);
  told.error = done ? "" : told.body.value("error", "no error");
  if (told.error == kStillChecking) {
    ++counts_.still_checking;
  } else if (!done) {
    ++counts_.refused;
  } else {
    ++(request.kind == Kind::kBook   ? counts_.booked
       : request.kind == Kind::kMove ? counts_.moved
                                     : counts_.cancelled);
  }
  return told;
}

void CallerActor::Judge(const std::vector<Told>& told) {
  std::vector<Told> bookings;
  std::map<std::string, std::vector<Told>> changes;
  static const std::set<std::string> kErrors = {"",
                                                "still_checking",
                                                "booking_system_unavailable",
                                                "slot_taken",
                                                "time_not_available",
                                                "booking_failed",
                                                "duplicate_booking",
                                                "appointment_not_found",
                                                "reschedule_failed",
                                                "cancellation_failed"};
  for (const Told& one : told) {
    if (!kErrors.contains(one.error)) Blame(absl::StrCat("odd answer: ", one.body.dump()));
    if (one.request.kind == Kind::kBook) {
      bookings.push_back(one);
    } else {
      changes[one.request.appointment].push_back(one);
    }
  }
  JudgeBookings(bookings);
  for (const auto& [appointment, these] : changes) JudgeChanges(appointment, these);
}

void CallerActor::JudgeBookings(const std::vector<Told>& told) {
  CallerModel& model = person().model;
  for (const Told& one : told) {
    if (!LeavesNothing(one.error)) continue;
    const std::string wrong = model.BookingRefused(one.request.place);
    if (!wrong.empty()) Blame(wrong);
  }
  for (const Told& one : told) {
    if (one.error == kStillChecking) model.BookingUnknown(one.request.place);
  }
  for (const Told& one : told) {
    if (!one.error.empty()) continue;
    const std::string appointment = one.body.value("appointmentId", "");
    const Place place =
        PlaceOf(one.body["practitioner"].value("id", ""), one.body.value("appointmentStart", ""));
    if (place != one.request.place) Blame("booked somewhere else than asked");
    const std::string wrong = model.Booked(place, appointment);
    if (!wrong.empty()) Blame(wrong);
    ExpectNow(appointment, place);
  }
}

void CallerActor::JudgeChanges(const std::string& appointment, const std::vector<Told>& told) {
  std::vector<CallerModel::Change> changes;
  std::set<Place> done;
  for (const Told& one : told) {
    const Outcome outcome = one.error.empty()             ? Outcome::kDone
                            : one.error == kStillChecking ? Outcome::kUnknown
                                                          : Outcome::kRefused;
    changes.push_back({outcome, one.request.place});
    if (one.error.empty()) done.insert(one.request.place);
    if (one.error == "appointment_not_found" && told.size() == 1) {
      if (const std::string wrong = person().model.NotFound(appointment); !wrong.empty()) {
        Blame(wrong);
      }
    }
  }
  const std::string wrong = person().model.Changed(appointment, changes);
  if (!wrong.empty()) Blame(wrong);
  if (done.size() == 1 && std::ranges::all_of(told, [&](const Told& one) {
        return one.request.place == *done.begin();
      })) {
    ExpectNow(appointment, *done.begin());
  }
}

void CallerActor::ExpectNow(const std::string& appointment, const Place& place) {
  const std::string here = storm_.clinic().database().Execute(absl::StrCat(
      "SELECT practitioner_id || '@' || extract(epoch FROM starts_at)::bigint FROM "
      "booking.bookings WHERE state = 'booked' AND cancel_reason IS NULL AND appointment_id = '",
      appointment, "'"));
  if (here != place) Blame(absl::StrCat(appointment, " is at '", here, "' in Postgres"));
  const std::string there = storm_.PlacesInCliniko()[appointment];
  if (there != place) Blame(absl::StrCat(appointment, " is at '", there, "' in Cliniko"));
}

void CallerActor::Blame(const std::string& what) {
  wrong_.push_back(absl::StrCat(what, "\n  of ", person().name, ":\n    ",
                                absl::StrJoin(person().story, "\n    ")));
}

}  // namespace frontdesk::test
