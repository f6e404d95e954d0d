// The gateway's whole way of a request body, from bytes to the answer: limits, aliases, every
// webhook's reading, the sentences. The first letter picks the route, the second what the services
// say; the rest is the body.
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "gateway/app.h"
#include "gateway/json/parse.h"
#include "gateway/json/value.h"
#include "gateway/server/http_message.h"
#include "gateway/testing/fake_clients.h"
#include "gateway/testing/fixture.h"
#include "gateway/webhooks/fields.h"
#include "gateway/webhooks/form_body.h"
#include "gateway/webhooks/received_json.h"
#include "gateway/webhooks/request.h"
#include "libs/civil/clock.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"
#include "libs/telemetry/log.h"
#include "nlohmann/json.hpp"
#include "tests/fuzz/input.h"
#include "tests/fuzz/require.h"

namespace frontdesk::gateway {
namespace {

using fuzz::Input;
using nlohmann::json;

constexpr absl::string_view kInitiation = "/conversation-initiation";
constexpr absl::string_view kRoutes[] = {"/location-resolver",
                                         "/confirm-location",
                                         "/availability-checker",
                                         "/find-next-available",
                                         "/get-available-practitioners",
                                         "/get-location-practitioners",
                                         "/get-practitioner-services",
                                         "/get-practitioner-info",
                                         "/appointment-handler",
                                         "/cancel-appointment",
                                         "/reschedule-appointment",
                                         "/enhanced/find-next-available",
                                         "/enhanced/get-available-practitioners",
                                         kInitiation};

// The services, which remember all that they are asked and so begin anew with each input.
struct Services {
  test::FakeAvailabilityClient availability;
  test::FakeBookingClient booking;
  test::FakeKeyClient keys;
  test::FakeHealthClient health;
  test::FakeCallClient calls;
  test::FakeCacheClient cache;
};

// `error` with everything that an error may carry.
absl::Status ErrorWithDetails(DomainError error) {
  absl::Status status = MakeError(error, "told to");
  status = WithFacts(status, {{"practitioner", "Cameron Example"}, {"location", "City Rooms"}});
  status = WithMissing(status, {"practitioner", "date"});
  status =
      WithClarification(status, {.kind = ChoiceKind::kLocation,
                                 .choices = {{.id = "100000000000000101", .label = "City Rooms"},
                                             {.id = "", .label = "Harbour Rooms"}}});
  const DayOpenings morning = test::Openings(test::kTuesday, {{9, 0}, {10, 0}});
  return WithAlternatives(status, {&morning, 1});
}

void Succeed(Services& services) {
  services.booking.moved = RescheduleResult{.appointment = test::CaseysMassage(),
                                            .old_start = test::At(test::kTuesday - 1, 9)};
  services.booking.cancelled = CancelResult{.appointment = test::CaseysMassage(),
                                            .cancelled_at = test::At(test::kTuesday - 1, 12)};
}

void Fail(Services& services, const absl::Status& status) {
  services.availability.answer = [status](const AvailabilityQuery&) { return status; };
  services.availability.next = status;
  services.availability.free = status;
  services.availability.place = status;
  services.availability.confirm = [status](const LocationAnswer&) { return status; };
  services.availability.staff = status;
  services.availability.profile = status;
  services.booking.booked = status;
  services.booking.moved = status;
  services.booking.cancelled = status;
  services.calls.directory = status;
  services.calls.known = status;
}

// The gateway, and the services that it asks, which are others with each input.
struct Stage {
  std::optional<Services> services{std::in_place};
  FakeClock clock{test::At(test::kTuesday - 1, 12)};
  App app{{services->availability, services->booking, services->keys, services->health,
           services->calls, services->cache},
          clock,
          Deadlines(),
          /*cors_origins=*/{},
          kApiKeyHeader,
          /*platform_secrets=*/{},
          test::TestSlotIds()};
};

// Source: gateway/json/parse.h.
void RequireBounded(const JsonValue& value, int depth) {
  FRONTDESK_REQUIRE(depth <= kDeepestJson);
  const auto is_clean = [](const std::string& text) {
    for (const char c : text) {
      if (absl::ascii_iscntrl(static_cast<unsigned char>(c))) return false;
    }
    return true;
  };
  if (const std::string* text = value.string()) FRONTDESK_REQUIRE(is_clean(*text));
  if (const JsonValue::Array* array = value.array()) {
    for (const JsonValue& item : *array) RequireBounded(item, depth + 1);
  }
  if (const JsonValue::Object* object = value.object()) {
    std::set<absl::string_view> names;
    for (const auto& [name, member] : *object) {
      FRONTDESK_REQUIRE(is_clean(name));
      FRONTDESK_REQUIRE(names.insert(name).second);
      RequireBounded(member, depth + 1);
    }
  }
}

// What a webhook's rules may rely on.
void RequireBounded(const WebhookRequest& request) {
  FRONTDESK_REQUIRE(request.max_days >= 1 && request.max_days <= 60);
  for (const std::string& text :
       {request.session_id, request.dialed_number, request.caller_phone, request.patient_phone,
        request.patient_name, request.business.spoken_name, request.practitioner.spoken_name,
        request.service.spoken_name, request.date, request.time, request.slot_id,
        request.location_query, request.user_response}) {
    FRONTDESK_REQUIRE(text.size() <= kLongestText);
  }
  for (const std::string& text : {request.notes, request.reason, request.appointment_details}) {
    FRONTDESK_REQUIRE(text.size() <= kLongestNotes);
  }
}

// Every answer's envelope. Source: contract/webhooks.md, section 1.5.
void RequireEnvelope(const HttpResponse& response, const std::optional<DomainError>& told) {
  const json body = json::parse(response.body, nullptr, /*allow_exceptions=*/false);
  FRONTDESK_REQUIRE(body.is_object());
  FRONTDESK_REQUIRE(body.contains("success") && body["success"].is_boolean());
  FRONTDESK_REQUIRE(body.contains("sessionId") && body["sessionId"].is_string());
  FRONTDESK_REQUIRE(body.contains("message") && body["message"].is_string());
  FRONTDESK_REQUIRE(body["message"] != "");
  FRONTDESK_REQUIRE(response.status == 200 || body["success"] == false);
  if (body["success"] == true) return;
  FRONTDESK_REQUIRE(body.contains("error") && body["error"].is_string());
  const std::string error = body["error"];
  FRONTDESK_REQUIRE(DomainErrorFromName(error).has_value());
  // Else something threw.
  FRONTDESK_REQUIRE(error != "internal_error" || told == DomainError::kInternalError);
}

}  // namespace
}  // namespace frontdesk::gateway

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace frontdesk;           // NOLINT: a fuzz target is a function of C
  using namespace frontdesk::gateway;  // NOLINT
  static Stage& stage = *[] {
    log::SetLevel(log::Level::kOff);
    return new Stage;
  }();

  Input input(data, size);
  const std::string route(kRoutes[input.Choice(std::size(kRoutes))]);
  const std::size_t outcome = input.Choice(1 + ErrorTable().size());
  const std::string body(input.Rest());

  stage.services.emplace();
  Succeed(*stage.services);
  std::optional<DomainError> told;
  if (outcome > 0) {
    told = ErrorTable()[outcome - 1].error;
    Fail(*stage.services, ErrorWithDetails(*told));
  }

  const absl::StatusOr<JsonValue> value = ParseJsonObject(body);
  if (value.ok()) {
    RequireBounded(*value, /*depth=*/1);
    RequireBounded(ReadWebhookRequest(*value));
    FRONTDESK_REQUIRE(ReceivedJson(*value).is_object());
  }
  RequireBounded(ReadWebhookRequest(ParseForm(body)));

  const HttpResponse response = stage.app.Handle(
      {.method = "POST", .path = route, .headers = {{"X-API-Key", test::kKey}}, .body = body});
  if (route == kInitiation) {
    FRONTDESK_REQUIRE(response.status == 200);
    FRONTDESK_REQUIRE(json::parse(response.body, nullptr, /*allow_exceptions=*/false).is_object());
    return 0;
  }
  FRONTDESK_REQUIRE(response.status == (value.ok() ? 200 : 400));
  RequireEnvelope(response, told);
  return 0;
}
