#include "tests/bench/webhooks.h"

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/status/status_macros.h"
#include "tests/bench/house.h"
#include "tests/bench/post.h"
#include "tests/bench/world.h"

namespace frontdesk::bench {
namespace {

using nlohmann::json;

std::string DayFromNow(int days) {
  absl::TimeZone zone;
  absl::LoadTimeZone(kZone, &zone);
  return absl::FormatCivilTime(absl::ToCivilDay(absl::Now(), zone) + days);
}

// Of an agent of this clinic; the session is filled in when it is sent.
json Said(const BenchClinic& clinic, int number, json more) {
  more["dialedNumber"] = clinic.number;
  more["sessionId"] = absl::StrCat("conv_bench_", std::string(kNumberGoesHere));
  more["callerPhone"] = PatientPhone(number, 0);
  return more;
}

// `answer` succeeded; else what it was.
absl::Status CheckSuccess(const std::string& path, const json& answer) {
  if (answer.value("success", false)) return absl::OkStatus();
  return absl::InternalError(absl::StrCat(path, " answered ", answer.dump()));
}

struct Booked {
  json request;
  std::string appointment;
};

absl::StatusOr<Booked> Book(const House& house, const BenchClinic& clinic, int number,
                            std::size_t nth_slot, const std::string& session) {
  json ask = TimesOf(clinic, BookablePractitioner(1), /*days=*/9);
  ASSIGN_OR_RETURN(const json times, house.Ask(clinic, "/availability-checker", ask));
  RETURN_IF_ERROR(CheckSuccess("/availability-checker", times));
  json booking = BookingOf(clinic, times.at("slot_details").at(nth_slot), BookablePractitioner(1),
                           PatientName(0), PatientPhone(number, 0));
  booking["sessionId"] = session;
  booking["callerPhone"] = PatientPhone(number, 0);
  ASSIGN_OR_RETURN(const json booked, house.Ask(clinic, "/appointment-handler", booking));
  RETURN_IF_ERROR(CheckSuccess("/appointment-handler", booked));
  return Booked{booking, booked.value("appointmentId", booked.value("bookingId", ""))};
}

}  // namespace

Post PostOf(const BenchClinic& clinic, const Question& question) {
  return Post(question.path, absl::StrCat("X-API-Key: ", clinic.key, "\r\n"), question.body.dump());
}

json TimesOf(const BenchClinic& clinic, const std::string& practitioner, int days) {
  return {{"dialedNumber", clinic.number}, {"sessionId", "conv_bench_set_up_1"},
          {"practitioner", practitioner},  {"appointmentType", kService},
          {"location", kLocation},         {"date", DayFromNow(days)}};
}

json BookingOf(const BenchClinic& clinic, const json& slot, const std::string& practitioner,
               const std::string& name, const std::string& phone) {
  return {{"dialedNumber", clinic.number},
          {"sessionId", absl::StrCat("conv_bench_", std::string(kNumberGoesHere))},
          {"patientName", name},
          {"patientPhone", phone},
          {"callerPhone", phone},
          {"practitioner", practitioner},
          {"appointmentType", kService},
          {"location", slot.at("location")},
          {"appointmentDate", slot.at("date")},
          {"appointmentTime", slot.at("time")}};
}

absl::StatusOr<std::vector<Question>> ReadsOf(const House& house, const BenchClinic& clinic,
                                              int number_of_clinic) {
  ASSIGN_OR_RETURN(const json place, house.Ask(clinic, "/location-resolver",
                                               {{"dialedNumber", clinic.number},
                                                {"sessionId", "conv_bench_set_up_1"},
                                                {"locationQuery", kLocation}}));
  RETURN_IF_ERROR(CheckSuccess("/location-resolver", place));
  const json city = place.at("business_id");
  const auto ask = [&](std::string path, std::string asks, json body) {
    return Question{.path = std::move(path),
                    .asks = std::move(asks),
                    .body = Said(clinic, number_of_clinic, std::move(body))};
  };
  std::vector<Question> questions = {
      ask("/location-resolver", "\"the harbour one\"", {{"locationQuery", "the harbour one"}}),
      ask("/confirm-location", "one of two options",
          {{"userResponse", "the harbour one"}, {"options", {"City Rooms", "Harbour Rooms"}}}),
      ask("/get-location-practitioners", "who works there", {{"business_id", city}}),
      ask("/get-practitioner-services", "by first name", {{"practitioner", "Cameron"}}),
      ask("/get-practitioner-info", "by first name", {{"practitioner", "Cameron"}}),
      ask("/availability-checker", "a practitioner's day",
          {{"practitioner", kPractitioner},
           {"appointmentType", kService},
           {"location", kLocation},
           {"date", "tomorrow"}}),
      ask("/get-available-practitioners", "a location's day",
          {{"business_id", city}, {"date", "tomorrow"}}),
      ask("/find-next-available", "a practitioner's next times",
          {{"practitioner", kPractitioner}, {"service", kService}, {"business_id", city}}),
  };
  questions.back().own_call = true;
  return questions;
}

absl::StatusOr<std::vector<Question>> TenWebhooks(const House& house, const BenchClinic& clinic,
                                                  int number_of_clinic) {
  const int n = number_of_clinic;
  ASSIGN_OR_RETURN(std::vector<Question> questions, ReadsOf(house, clinic, n));
  ASSIGN_OR_RETURN(const Booked booked, Book(house, clinic, n, 0, "conv_bench_booked_1"));
  ASSIGN_OR_RETURN(const Booked to_cancel, Book(house, clinic, n, 2, "conv_bench_cancelled_1"));
  const json cancellation = {{"dialedNumber", clinic.number},
                             {"sessionId", "conv_bench_cancelled_1"},
                             {"callerPhone", PatientPhone(n, 0)},
                             {"appointmentId", to_cancel.appointment}};
  ASSIGN_OR_RETURN(const json cancelled, house.Ask(clinic, "/cancel-appointment", cancellation));
  RETURN_IF_ERROR(CheckSuccess("/cancel-appointment", cancelled));
  questions.push_back({.path = "/appointment-handler",
                       .asks = "the same booking again",
                       .body = booked.request,
                       .reads = false});
  questions.push_back({.path = "/cancel-appointment",
                       .asks = "the same cancellation again",
                       .body = cancellation,
                       .reads = false});
  for (const Question& question : questions) {
    ASSIGN_OR_RETURN(const json answer, house.Ask(clinic, question.path, question.body));
    RETURN_IF_ERROR(CheckSuccess(question.path, answer));
  }
  return questions;
}

}  // namespace frontdesk::bench
