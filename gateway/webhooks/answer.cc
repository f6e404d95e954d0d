#include "gateway/webhooks/answer.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gateway/json/object.h"
#include "gateway/json/text.h"
#include "gateway/speech/calendar.h"
#include "gateway/speech/error_sentence.h"
#include "gateway/speech/next_hint.h"
#include "gateway/webhooks/shapes.h"
#include "gateway/webhooks/slot_signer.h"
#include "libs/civil/format.h"
#include "libs/domain/directory.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway {
namespace {

constexpr std::size_t kUsualMembers = 32;     // of an answer, at most
constexpr std::size_t kMostAlternatives = 5;  // contract/webhooks.md, section 2.7

bool IsQuestion(DomainError error) {
  return error == DomainError::kLocationClarificationNeeded ||
         error == DomainError::kPractitionerClarificationNeeded ||
         error == DomainError::kServiceClarificationNeeded ||
         error == DomainError::kAppointmentClarificationNeeded;
}

const char* NameOf(ChoiceKind kind) {
  switch (kind) {
    case ChoiceKind::kLocation:
      return "location";
    case ChoiceKind::kPractitioner:
      return "practitioner";
    case ChoiceKind::kService:
      return "service";
    case ChoiceKind::kAppointment:
      break;
  }
  return "appointment";
}

void SetMissing(const std::vector<std::string>& missing, Json& body) {
  std::vector<std::string> names;
  for (const std::string& field : missing) names.push_back(DisplayNameOfField(field));
  body["missingFields"] = names;
  body["missing_fields"] = missing;
}

// At most five times, best first.
std::vector<DayOpenings> Offered(const std::vector<DayOpenings>& alternatives) {
  std::vector<DayOpenings> offered;
  std::size_t count = 0;
  for (const DayOpenings& day : alternatives) {
    if (day.times.empty() || count == kMostAlternatives) continue;
    DayOpenings some = day;
    some.times.resize(std::min(some.times.size(), kMostAlternatives - count));
    count += some.times.size();
    offered.push_back(std::move(some));
  }
  return offered;
}

void SetAlternatives(const Trouble& trouble, const SlotSigner& slots, Json& body) {
  // A bare time cannot tell with whom, where and on which day it is: only the details name others
  // besides those of whom the sentence speaks.
  std::vector<DayOpenings> spoken = trouble.alternatives;
  std::erase_if(spoken, [&](const DayOpenings& openings) {
    return openings.practitioner.id != trouble.alternatives.front().practitioner.id ||
           openings.business.id != trouble.alternatives.front().business.id ||
           openings.day != trouble.alternatives.front().day;
  });
  SetSlots(DisplayTimes(spoken, trouble.calendar.zone()), body);
  body["slot_details"] = SlotDetailsJson(trouble.alternatives, trouble.calendar.zone(), slots);
  if (!trouble.alternatives.empty()) {
    body["date"] = SpokenFullDayText(trouble.alternatives.front().day);
    body["dateISO"] = IsoDay(trouble.alternatives.front().day);
  }
}

// What was asked for and why it cannot be had, as far as the service tells.
void SetFacts(const ErrorFacts& facts, Json& body) {
  constexpr std::pair<const char*, const char*> kShown[] = {
      {"date", "requestedDate"}, {"time", "requestedTime"}, {"reason", "reason"}};
  for (const auto& [fact, member] : kShown) {
    if (const auto found = facts.find(fact); found != facts.end()) body[member] = found->second;
  }
  if (facts.contains("year_repaired")) body["dateCorrected"] = true;
}

void SetError(DomainError error, Json& body) {
  const ErrorRow& row = RowOf(error);
  body["error"] = std::string(row.webhook_code);
  if (!row.aliases.empty()) {
    body["error_aliases"] = std::vector<std::string>(absl::StrSplit(row.aliases, ','));
  }
  body["resolved"] = false;
  if (row.retryable) body["retryable"] = true;
}

// The one name that a route has for what the services tell apart.
DomainError AsNamedFor(Purpose purpose, DomainError error) {
  if (error != DomainError::kInvalidDate && error != DomainError::kInvalidDateTime) return error;
  return purpose == Purpose::kLookUp ? DomainError::kInvalidDate : DomainError::kInvalidDateTime;
}

// A service that does not know the call cannot say so in the caller's terms.
DomainError ErrorOf(const absl::Status& status, Purpose purpose) {
  if (DomainErrorOf(status).has_value() || status.code() != absl::StatusCode::kUnimplemented) {
    return AsNamedFor(purpose, ClassifyError(status));
  }
  switch (purpose) {
    case Purpose::kBook:
      return DomainError::kBookingFailed;
    case Purpose::kReschedule:
      return DomainError::kRescheduleFailed;
    case Purpose::kCancel:
      return DomainError::kCancellationFailed;
    case Purpose::kLookUp:
      break;
  }
  return DomainError::kInternalError;
}

Trouble TroubleOf(const absl::Status& status, const WebhookRequest& request, Purpose purpose,
                  const Clinic* clinic) {
  Trouble trouble{.error = ErrorOf(status, purpose),
                  .purpose = purpose,
                  .facts = FactsOf(status),
                  .missing = MissingOf(status),
                  .clarification = ClarificationOf(status),
                  .alternatives = Offered(AlternativesOf(status))};
  if (clinic != nullptr) {
    trouble.country = clinic->country;
    trouble.calendar = Calendar(clinic->zone, request.arrived);
  }
  return trouble;
}

// Source: contract/webhooks.md, section 1.5: failures of availability routes.
void SetNoSlots(Json& body) {
  SetSlots({}, body);
  body["slot_details"] = Json::array();
  body["totalSlots"] = 0;
}

// As far as the service tells; a fact that is none is left out.
Json AppointmentChoiceJson(const Choice& choice) {
  Json appointment = ObjectOf("appointmentId", choice.id, "description", choice.label);
  for (const auto& [name, value] : choice.facts) {
    absl::CivilDay day;
    absl::Time time;
    std::string error;
    if (name == "date" && absl::ParseCivilTime(value, &day)) {
      appointment["date"] = SpokenFullDayText(day);
      appointment["dateISO"] = IsoDay(day);
    } else if (name == "time" && absl::ParseTime("%H:%M", value, &time, &error)) {
      appointment["time"] = SpokenTimeText(time, absl::UTCTimeZone());
    } else if (name == "practitioner" || name == "service" || name == "location" ||
               name == "patient") {
      appointment[name] = value;
    }
  }
  return appointment;
}

// Some questions are successes and carry no error.
DomainError ErrorBehind(const Json& body) {
  if (const auto error = DomainErrorFromName(body.value("error", ""))) return *error;
  const std::string asked = body.value("clarification_type", "");
  for (const auto& [kind, error] :
       {std::pair(ChoiceKind::kLocation, DomainError::kLocationClarificationNeeded),
        std::pair(ChoiceKind::kPractitioner, DomainError::kPractitionerClarificationNeeded),
        std::pair(ChoiceKind::kService, DomainError::kServiceClarificationNeeded),
        std::pair(ChoiceKind::kAppointment, DomainError::kAppointmentClarificationNeeded)}) {
    if (asked == NameOf(kind)) return error;
  }
  return DomainError::kInternalError;
}

}  // namespace

Json Envelope(bool success, absl::string_view session_id, absl::string_view message) {
  Json body = ObjectOf("success", success, "sessionId", std::string(session_id),
                       "needs_clarification", false, "needsClarification", false, "message",
                       std::string(message));
  Reserve(kUsualMembers, body);
  return body;
}

void SetOptions(const Clarification& clarification, Json& body) {
  body["clarification_type"] = NameOf(clarification.kind);
  Json options = Json::array();
  Json names = Json::array();
  Json alternatives = Json::array();
  Json appointments = Json::array();
  for (const Choice& choice : clarification.choices) {
    names.push_back(choice.label);
    switch (clarification.kind) {
      case ChoiceKind::kLocation:
        options.push_back(BusinessJson({.id = BusinessId(choice.id), .name = choice.label}));
        alternatives.push_back(
            ObjectOf("location_id", choice.id, "location_name", choice.label));
        break;
      case ChoiceKind::kAppointment:
        appointments.push_back(AppointmentChoiceJson(choice));
        [[fallthrough]];
      default:
        options.push_back(choice.label);
    }
  }
  body["options"] = std::move(options);
  body["option_names"] = std::move(names);
  if (clarification.kind == ChoiceKind::kLocation) body["alternatives"] = std::move(alternatives);
  if (clarification.kind == ChoiceKind::kAppointment) body["appointments"] = std::move(appointments);
}

void SetAsking(Json& body) {
  body["needs_clarification"] = true;
  body["needsClarification"] = true;
  body["action_completed"] = false;
}

void SetNext(Told told, Json& body) { body["next"] = std::string(NextHint(told)); }

WebhookAnswer Written(Json body) {
  if (!body.contains("next")) body["next"] = std::string(NextHint(ErrorBehind(body)));
  return {.body = JsonText(body), .error_code = body.value("error", "")};
}

Json FailureBody(const absl::Status& status, const WebhookRequest& request, AnswerFamily family,
                 Purpose purpose, const Clinic* clinic) {
  const Trouble trouble = TroubleOf(status, request, purpose, clinic);
  const bool question = IsQuestion(trouble.error);
  const bool success = question && family != AnswerFamily::kAppointment;

  Json body = Envelope(success, request.session_id, ErrorSentence(trouble));
  if (question || trouble.error == DomainError::kServiceRequired) SetAsking(body);
  if (!success) SetError(trouble.error, body);
  if (trouble.clarification.has_value()) SetOptions(*trouble.clarification, body);
  if (!trouble.missing.empty()) SetMissing(trouble.missing, body);
  if (trouble.error == DomainError::kTimeNotAvailable || trouble.error == DomainError::kSlotTaken ||
      !trouble.alternatives.empty()) {
    SetAlternatives(trouble, request.slots, body);
  } else if (family == AnswerFamily::kAvailability) {
    SetNoSlots(body);
  }
  SetFacts(trouble.facts, body);
  return body;
}

WebhookAnswer Failure(const absl::Status& status, const WebhookRequest& request,
                      AnswerFamily family, Purpose purpose, const Clinic* clinic) {
  return Written(FailureBody(status, request, family, purpose, clinic));
}

Json ErrorEnvelope(DomainError error, absl::string_view session_id, absl::string_view detail,
                   AnswerFamily family) {
  Json body = Envelope(false, session_id, ErrorSentence({.error = error}));
  SetError(error, body);
  if (!detail.empty()) body["detail"] = std::string(detail);
  if (family == AnswerFamily::kAvailability) SetNoSlots(body);
  return body;
}

}  // namespace frontdesk::gateway
