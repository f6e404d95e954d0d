#include "gateway/app.h"

#include <string>
#include <utility>
#include <vector>

#include "gateway/webhook_call.h"
#include "libs/civil/clock.h"

namespace frontdesk::gateway {

App::App(const Clients& clients, const Clock& clock, const Deadlines& deadlines,
         std::vector<std::string> cors_origins)
    : location_resolver_(clients.availability),
      confirm_location_(clients.availability),
      availability_checker_(clients.availability),
      appointment_handler_(clients.booking, availability_checker_),
      authenticator_(clients.keys, clock, AuthenticatorOptions()),
      caller_(authenticator_, clock, deadlines),
      pages_(clients.health, clock,
             {"/availability-checker", "/appointment-handler", "/healthz", "/readyz", "/health"}),
      cors_(std::move(cors_origins)),
      router_({{"/location-resolver", &location_resolver_},
               {"/confirm-location", &confirm_location_},
               {"/availability-checker", &availability_checker_},
               {"/appointment-handler", &appointment_handler_}},
              caller_, pages_, cors_, clock) {}

}  // namespace frontdesk::gateway
