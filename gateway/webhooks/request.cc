#include "gateway/webhooks/request.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"
#include "gateway/json/value.h"
#include "gateway/webhooks/fields.h"
#include "gateway/webhooks/options.h"

namespace frontdesk::gateway {
namespace {

bool IsNumber(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

// Where a name belongs: Cliniko's ids have 18 or 19 digits, in tests fewer, and "2" may be the
// second.
bool LooksLikeId(absl::string_view text) { return text.size() >= 4 && IsNumber(text); }

template <typename Id>
Ref<Id> MakeRef(std::string id, std::string name) {
  // Models put a name where the id belongs, and an id where the name belongs.
  if (!id.empty() && !IsNumber(id)) {
    if (name.empty()) name = std::move(id);
    id.clear();
  }
  if (id.empty() && LooksLikeId(name)) std::swap(id, name);
  return {.id = Id(std::move(id)), .spoken_name = std::move(name)};
}

// Source: contract/webhooks.md, sections 1.5 and 2.6.
bool MeansAnyone(absl::string_view name) {
  if (name.empty()) return false;
  static constexpr absl::string_view kAnyone[] = {"any",
                                                  "anyone",
                                                  "anybody",
                                                  "any practitioner",
                                                  "no preference",
                                                  "first available",
                                                  "whoever is available",
                                                  "doesn't matter"};
  for (const absl::string_view words : kAnyone) {
    if (absl::EqualsIgnoreCase(name, words)) return true;
  }
  return false;
}

// What is named by `id_aliases`, which win, by `aliases` or by both. Either may hold an object.
template <typename Id>
Ref<Id> ReadRef(Fields& fields, absl::string_view id_field, Aliases id_aliases,
                absl::string_view field, Aliases aliases, Aliases id_members,
                Aliases name_members) {
  NamedValue by_id = fields.Named(id_field, id_aliases, id_members, name_members);
  NamedValue named = fields.Named(field, aliases, id_members, name_members);
  if (by_id.empty() && named.empty()) return {};
  if (by_id.id.empty()) std::swap(by_id.id, by_id.name);
  if (by_id.id.empty()) by_id.id = std::move(named.id);
  if (!named.name.empty()) by_id.name = std::move(named.name);
  return MakeRef<Id>(std::move(by_id.id), std::move(by_id.name));
}

BusinessRef ReadBusiness(Fields& fields, Aliases id_aliases, Aliases aliases) {
  return ReadRef<BusinessId>(fields, "business_id", id_aliases, "location", aliases,
                             {"business_id", "location_id", "id"},
                             {"business_name", "location_name", "name"});
}

PractitionerRef ReadPractitioner(Fields& fields, Aliases id_aliases, Aliases aliases) {
  PractitionerRef practitioner = ReadRef<PractitionerId>(
      fields, "practitioner", id_aliases, "practitioner", aliases, {"practitioner_id", "id"},
      {"practitioner_name", "name", "firstName"});
  if (MeansAnyone(practitioner.spoken_name)) practitioner.spoken_name.clear();
  return practitioner;
}

AppointmentTypeRef ReadService(Fields& fields, Aliases id_aliases, Aliases aliases) {
  return ReadRef<AppointmentTypeId>(fields, "appointment_type", id_aliases, "appointment_type",
                                    aliases, {"appointment_type_id", "id"},
                                    {"service_name", "name"});
}

// What telephones say of a caller who hides. Source: contract/elevenlabs.md, section 3.
std::string ReadPhone(Fields& fields, absl::string_view field, Aliases aliases) {
  std::string phone = fields.Text(field, aliases);
  if (phone.empty()) return phone;
  static constexpr absl::string_view kHidden[] = {"anonymous", "restricted", "unavailable",
                                                  "private",   "withheld",   "blocked"};
  for (const absl::string_view hidden : kHidden) {
    if (absl::EqualsIgnoreCase(phone, hidden)) return "";
  }
  if (absl::StartsWithIgnoreCase(phone, "sip:") || absl::StrContains(phone, '@')) return "";
  return phone;
}

// Whether one of `aliases` was sent without saying anything. A platform fills in nothing where
// nobody dialled, as on a web page. Source: contract/elevenlabs.md, section 3.
bool SentAsNothing(const Fields& fields, Aliases aliases) {
  return std::any_of(aliases.begin(), aliases.end(), [&](absl::string_view alias) {
    const JsonValue* value = fields.Find(alias);
    if (value == nullptr) return false;
    return value->is_null() || (value->string() != nullptr && Meant(*value->string()).empty());
  });
}

// What holds no word names no action, and is not to be taken for the usual one.
bool HoldsNoWord(const JsonValue* action) {
  if (action == nullptr) return false;
  return action->object() != nullptr ||
         (action->array() != nullptr && action->array()->size() != 1);
}

Action ReadAction(Fields& fields) {
  if (HoldsNoWord(fields.Find("action"))) return Action::kUnknown;
  const std::string action = absl::AsciiStrToLower(fields.Text("action", {"action"}));
  if (action.empty() || action == "book") return Action::kBook;
  if (action == "check") return Action::kCheck;
  if (action == "reschedule") return Action::kReschedule;
  if (action == "cancel") return Action::kCancel;
  if (action == "modify") return Action::kModify;
  return Action::kUnknown;
}

BookingFor ReadBookingFor(Fields& fields) {
  const std::string who =
      absl::AsciiStrToLower(fields.Text("booking_for", {"bookingFor", "booking_for"}));
  if (who == "self") return BookingFor::kSelf;
  if (who == "other") return BookingFor::kOther;
  return BookingFor::kUnspecified;
}

PartOfDay ReadPartOfDay(Fields& fields) {
  const std::string part =
      absl::AsciiStrToLower(fields.Text("time_preference", {"time_preference", "timePreference"}));
  if (part == "morning") return PartOfDay::kMorning;
  if (part == "afternoon") return PartOfDay::kAfternoon;
  if (part == "evening") return PartOfDay::kEvening;
  return PartOfDay::kAny;
}

int ReadMaxDays(Fields& fields) {
  constexpr int kMost = 60;
  constexpr int kOtherwise = 14;
  double days = 0;  // "14", 14 and 14.0 all arrive
  if (!absl::SimpleAtod(fields.Text("max_days", {"maxDays", "max_days"}), &days)) return kOtherwise;
  return std::isnan(days) ? kOtherwise : static_cast<int>(std::clamp<double>(days, 1, kMost));
}

void ReadPlaceWords(Fields& fields, WebhookRequest& request) {
  request.location_query = fields.Speech("location", {"locationQuery", "location_query", "query"});
  if (request.location_query.empty()) request.location_query = request.business.spoken_name;
  if (request.location_query.empty()) request.location_query = request.business.id.value();
  request.user_response =
      fields.Speech("user_response", {"userResponse", "user_response", "response"});
  if (const JsonValue* received = fields.Find("options")) {
    request.received_options = *received;
    request.options = ReadOptions(*received);
  }
}

void ReadWhichAppointment(Fields& fields, WebhookRequest& request) {
  request.appointment_id =
      fields.Text("appointment_id", {"appointmentId", "appointment_id", "bookingId"});
  request.confirmation_number =
      fields.Text("confirmation_number", {"confirmationNumber", "confirmation_number"});
  if (absl::StartsWithIgnoreCase(request.appointment_id, "APT-")) {
    if (request.confirmation_number.empty()) request.confirmation_number = request.appointment_id;
    request.appointment_id.clear();
  }
}

void ReadAppointmentToChange(Fields& fields, WebhookRequest& request) {
  ReadWhichAppointment(fields, request);
  for (const absl::string_view member :
       {"appointmentDetails", "currentAppointmentDetails", "details"}) {
    // Clients send back the details that a booking's answer had; its id is the surest of them.
    const JsonValue* details = fields.Find(member);
    if (details == nullptr || details->object() == nullptr) continue;
    if (!request.appointment_id.empty() || !request.confirmation_number.empty()) break;
    Fields nested(*details);
    ReadWhichAppointment(nested, request);
  }
  request.appointment_details = fields.Description(
      "appointment_details", {"appointmentDetails", "currentAppointmentDetails", "details"},
      kLongestNotes);
  if (request.appointment_details.empty()) request.appointment_details = request.notes;
  request.reason = fields.Text("reason", {"reason"}, kLongestNotes);

  // What is wanted is under new*, else under the names that a booking uses.
  request.new_date = fields.Text("date", {"newDate", "new_date"});
  request.new_time = fields.Text("time", {"newTime", "new_time"});
  request.new_practitioner = ReadPractitioner(fields, {}, {"newPractitioner", "new_practitioner"});
  request.new_service = ReadService(fields, {}, {"newAppointmentType", "new_appointment_type"});
  request.new_business =
      ReadBusiness(fields, {"newBusinessId", "new_business_id"}, {"newLocation", "new_location"});
  if (request.new_date.empty()) request.new_date = request.date;
  if (request.new_time.empty()) request.new_time = request.time;
  if (request.new_practitioner.empty()) request.new_practitioner = request.practitioner;
  if (request.new_service.empty()) request.new_service = request.service;
}

// One document describes tool calls as {"tool_name": ..., "parameters": {...}}; the rest sends them
// flat.
const JsonValue& Unwrapped(const JsonValue& body) {
  const JsonValue* parameters = body.Find("parameters");
  const bool wrapped =
      parameters != nullptr && parameters->object() != nullptr && body.Find("tool_name") != nullptr;
  return wrapped ? *parameters : body;
}

}  // namespace

WebhookRequest ReadWebhookRequest(const JsonValue& body) {
  const JsonValue& members = Unwrapped(body);
  Fields fields(members);
  WebhookRequest request;
  request.session_id = fields.Text("session_id", {"sessionId", "session_id", "conversationId",
                                                  "conversation_id", "system__conversation_id"});
  if (request.session_id.empty()) request.session_id = Fields(body).Text("", {"conversation_id"});
  const Aliases dialed = {"dialedNumber", "dialed_number", "calledNumber", "called_number",
                          "system__called_number"};
  request.dialed_number = ReadPhone(fields, "dialed_number", dialed);
  // A telephone's word for no number, or its own address, says as little as nothing.
  request.dialed_nothing =
      request.dialed_number.empty() &&
      (SentAsNothing(fields, dialed) || !fields.Text("dialed_number", dialed).empty());
  request.caller_phone =
      ReadPhone(fields, "caller_phone",
                {"callerPhone", "systemCallerID", "systemCallerId", "caller_phone", "callerNumber",
                 "caller_id", "system__caller_id"});
  request.patient_phone =
      ReadPhone(fields, "patient_phone", {"patientPhone", "patient_phone", "phone", "phoneNumber"});
  if (request.patient_phone.empty()) request.patient_phone = request.caller_phone;
  request.patient_name = fields.Text("patient_name", {"patientName", "patient_name", "name"});
  request.business =
      ReadBusiness(fields, {"business_id", "locationId", "location_id", "businessId"},
                   {"businessName", "locationName", "business_name", "location_name", "location"});
  request.practitioner =
      ReadPractitioner(fields, {"practitioner_id", "practitionerId"},
                       {"practitioner", "practitionerName", "practitioner_name"});
  request.service = ReadService(fields, {"appointment_type_id", "appointmentTypeId"},
                                {"service", "appointmentType", "appointment_type", "serviceName",
                                 "service_name", "treatment"});
  request.date = fields.Text("date", {"date", "appointmentDate", "appointment_date"});
  request.time = fields.Text("time", {"appointmentTime", "appointment_time", "time"});
  request.slot_id = fields.Text("slot_id", {"slotId", "slot_id", "newSlotId", "new_slot_id"});
  request.part_of_day = ReadPartOfDay(fields);
  request.max_days = ReadMaxDays(fields);
  ReadPlaceWords(fields, request);
  request.notes = fields.Text("notes", {"notes"}, kLongestNotes);
  request.booking_for = ReadBookingFor(fields);
  request.request_id =
      fields.Text("request_id", {"requestId", "request_id", "idempotencyKey"}, 128);
  request.action = ReadAction(fields);
  ReadAppointmentToChange(fields, request);
  request.mistyped = fields.mistyped();
  return request;
}

}  // namespace frontdesk::gateway
