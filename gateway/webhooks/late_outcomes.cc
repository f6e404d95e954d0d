#include "gateway/webhooks/late_outcomes.h"

#include <algorithm>
#include <future>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gateway/clients/booking_client.h"
#include "gateway/speech/booking_sentence.h"
#include "gateway/speech/calendar.h"
#include "gateway/speech/phrases.h"
#include "gateway/webhooks/answer.h"
#include "gateway/webhooks/appointment_shapes.h"
#include "gateway/webhooks/request.h"
#include "libs/civil/format.h"
#include "libs/domain/call_context.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway {
namespace {

constexpr absl::Duration kPatience = absl::Milliseconds(150);
// Of what is to be answered within 50 ms.
constexpr absl::Duration kPatienceOfBrief = absl::Milliseconds(45);

const char* NameOf(AskedFor asked_for) {
  switch (asked_for) {
    case AskedFor::kBooking:
      return "book";
    case AskedFor::kMove:
      return "reschedule";
    case AskedFor::kCancellation:
      return "cancel";
  }
  return "";
}

// The agent repeated the request, and the answer itself is the outcome, or a better one: what did
// not go through at first has now.
bool IsTheAnswer(const LateOutcome& outcome, const Json& body) {
  if (!body.value("success", false) || !body.contains("appointmentId")) return false;
  if (outcome.done) return body.value("appointmentId", "") == outcome.appointment.id.value();
  return outcome.asked_for != AskedFor::kCancellation &&
         body.value("appointmentStart", "") == UtcText(outcome.appointment.time.start);
}

}  // namespace

WebhookAnswer LateOutcomes::Ask(Webhook& webhook, const WebhookRequest& request,
                                const Clinic& clinic, const CallContext& call) {
  const Caller caller = request.caller();
  if (!open_.ShouldAsk(clinic.id, caller.session_id)) {
    WebhookAnswer answer = webhook.Handle(request, clinic, call);
    if (webhook.Changes(request)) open_.AskedForChange(clinic.id, caller.session_id);
    return answer;
  }
  CallContext quick = call;
  quick.deadline =
      std::min(call.deadline, absl::Now() + (webhook.IsBrief() ? kPatienceOfBrief : kPatience));
  const absl::Time asked_at = clock_.Now();
  std::future<absl::StatusOr<Outcomes>> asked = std::async(
      std::launch::async, [&, quick] { return booking_.TellOutcomes(clinic.id, caller, quick); });
  WebhookAnswer answer = webhook.Handle(request, clinic, call);
  if (webhook.Changes(request)) open_.AskedForChange(clinic.id, caller.session_id);
  const absl::StatusOr<Outcomes> outcomes = asked.get();
  if (!outcomes.ok()) return answer;
  if (outcomes->open_calls.has_value()) open_.Learn(asked_at, *outcomes->open_calls);
  if (outcomes->late.empty()) return answer;

  Json body = Json::parse(answer.body);
  const Calendar calendar(clinic.zone, request.arrived);
  std::string message;
  for (const LateOutcome& outcome : outcomes->late) {
    if (IsTheAnswer(outcome, body)) continue;
    absl::StrAppend(&message, OutcomeSentence(outcome, calendar), " ");
    body["lateOutcomes"].push_back(
        {{"action", NameOf(outcome.asked_for)},
         {"success", outcome.done},
         {"appointmentDetails", AppointmentDetailsJson(outcome.appointment, clinic.zone)}});
  }
  if (message.empty()) return answer;
  body["message"] = Speakable(absl::StrCat(message, body.value("message", "")));
  answer.body = Written(std::move(body)).body;
  return answer;
}

}  // namespace frontdesk::gateway
