#ifndef FRONTDESK_GATEWAY_WEBHOOKS_REQUEST_H_
#define FRONTDESK_GATEWAY_WEBHOOKS_REQUEST_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "gateway/clients/booking_client.h"
#include "gateway/clients/names.h"
#include "gateway/json/value.h"
#include "gateway/webhooks/slot_signer.h"
#include "libs/domain/call_context.h"
#include "libs/status/error_detail.h"

namespace frontdesk::gateway {

enum class Action { kBook, kCheck, kReschedule, kCancel, kModify, kUnknown };

// What a webhook was asked, under one name for each thing whatever the client calls it. An empty
// text was not said: absent, null, "", "none", an unfilled {{variable}} and the like are all the
// same. Source: contract/webhooks.md, section 1.5; contract/elevenlabs.md, sections 2.1 and 3.
struct WebhookRequest {
  std::string session_id;
  std::string dialed_number;
  bool dialed_nothing = false;  // sent as null, or as a text that says no number
  std::string caller_phone;
  std::string patient_phone;  // the caller's where the patient's was not given
  std::string patient_name;
  BusinessRef business;
  PractitionerRef practitioner;
  AppointmentTypeRef service;
  std::string date;  // as it was said
  std::string time;  // as it was said
  PartOfDay part_of_day = PartOfDay::kAny;
  int max_days = 14;  // 1 to 60
  std::string notes;
  BookingFor booking_for = BookingFor::kUnspecified;
  std::string request_id;
  Action action = Action::kBook;
  std::optional<absl::Time> arrived;  // set by who received it; empty: not known
  SlotSigner slots;                   // likewise; of the clinic that was asked

  // The name that an answer gave to the time that is wanted, and the time once the name was read.
  std::string slot_id;
  std::optional<absl::Time> chosen_start;

  // What was said about a place: these may be "none" or "null", which is speech here.
  std::string location_query;
  std::string user_response;
  std::vector<Choice> options;  // what the caller was given to choose from, in that order
  JsonValue received_options;   // the same as it was sent; null if it was not

  // Which appointment is to be moved or cancelled, and what to.
  std::string appointment_id;
  std::string confirmation_number;  // "APT-" and six digits
  std::string appointment_details;  // the caller's words
  std::string reason;
  std::string new_date;
  std::string new_time;
  PractitionerRef new_practitioner;
  AppointmentTypeRef new_service;
  BusinessRef new_business;

  // Fields that hold what cannot be read as what they are for, by our name of the field.
  std::vector<std::string> mistyped;

  Caller caller() const { return {.session_id = session_id, .phone = caller_phone}; }
};

WebhookRequest ReadWebhookRequest(const JsonValue& body);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_WEBHOOKS_REQUEST_H_
