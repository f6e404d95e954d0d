#include "gateway/app.h"

#include <string>
#include <utility>
#include <vector>

#include "gateway/webhook_call.h"
#include "gateway/webhooks/answer.h"
#include "gateway/webhooks/variant.h"
#include "libs/civil/clock.h"
#include "libs/slot_ids/slot_ids.h"

namespace frontdesk::gateway {

App::App(const Clients& clients, const Clock& clock, const Deadlines& deadlines,
         std::vector<std::string> cors_origins, std::string api_key_header,
         std::vector<PlatformSecret> platform_secrets, SlotIds slot_ids)
    : location_resolver_(clients.availability),
      confirm_location_(clients.availability),
      find_next_available_(clients.availability, clock, RouteVariant::kPlain),
      availability_checker_(clients.availability, clock, find_next_available_),
      enhanced_find_next_available_(clients.availability, clock, RouteVariant::kEnhanced),
      get_available_practitioners_(clients.availability, clock, RouteVariant::kPlain),
      enhanced_get_available_practitioners_(clients.availability, clock, RouteVariant::kEnhanced),
      get_location_practitioners_(clients.availability, get_available_practitioners_),
      get_practitioner_services_(clients.availability),
      get_practitioner_info_(clients.availability),
      cancel_appointment_(clients.booking, AnswerFamily::kDirectory),
      cancel_action_(clients.booking, AnswerFamily::kAppointment),
      appointment_handler_(clients.booking, clients.availability, availability_checker_,
                           cancel_action_),
      reschedule_appointment_(appointment_handler_),
      authenticator_(clients.keys, clock, AuthenticatorOptions(), clients.changes),
      slot_ids_(std::move(slot_ids)),
      late_outcomes_(clients.booking, clock),
      caller_(authenticator_, slot_ids_, late_outcomes_, clock, deadlines, api_key_header),
      conversation_initiation_(authenticator_, clients.calls, clock, api_key_header),
      post_call_(clients.calls, clock, std::move(platform_secrets)),
      cache_stats_(authenticator_, clients.cache, clock, std::move(api_key_header)),
      pages_(clients.health, clock, Paths()),
      cors_(std::move(cors_origins)),
      router_(Webhooks(), Endpoints(), caller_, pages_, cors_, clock) {}

Router::Webhooks App::Webhooks() {
  return {{"/location-resolver", &location_resolver_},
          {"/confirm-location", &confirm_location_},
          {"/availability-checker", &availability_checker_},
          {"/find-next-available", &find_next_available_},
          {"/find-next-available-parallel", &find_next_available_},
          {"/enhanced/find-next-available", &enhanced_find_next_available_},
          {"/get-available-practitioners", &get_available_practitioners_},
          {"/get-available-practitioners-parallel", &get_available_practitioners_},
          {"/enhanced/get-available-practitioners", &enhanced_get_available_practitioners_},
          {"/get-location-practitioners", &get_location_practitioners_},
          {"/get-location-practitioners-parallel", &get_location_practitioners_},
          {"/get-practitioner-services", &get_practitioner_services_},
          {"/get-practitioner-info", &get_practitioner_info_},
          {"/appointment-handler", &appointment_handler_},
          {"/reschedule-appointment", &reschedule_appointment_},
          {"/cancel-appointment", &cancel_appointment_}};
}

Router::Endpoints App::Endpoints() {
  return {{"/conversation-initiation", &conversation_initiation_},
          {"/post-call-webhook", &post_call_},
          {"/cache-stats", &cache_stats_}};
}

std::vector<std::string> App::Paths() {
  std::vector<std::string> paths;
  for (const auto& [path, webhook] : Webhooks()) paths.push_back(path);
  for (const auto& [path, endpoint] : Endpoints()) paths.push_back(path);
  return paths;
}

}  // namespace frontdesk::gateway
