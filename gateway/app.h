#ifndef FRONTDESK_GATEWAY_APP_H_
#define FRONTDESK_GATEWAY_APP_H_

#include <string>
#include <vector>

#include "gateway/auth/authenticator.h"
#include "gateway/auth/platform_secrets.h"
#include "gateway/auth/presented_key.h"
#include "gateway/cache_stats.h"
#include "gateway/clients/availability_client.h"
#include "gateway/clients/booking_client.h"
#include "gateway/clients/cache_client.h"
#include "gateway/clients/call_client.h"
#include "gateway/clients/health_client.h"
#include "gateway/clients/key_client.h"
#include "gateway/cors.h"
#include "gateway/limits/doorkeeper.h"
#include "gateway/router.h"
#include "gateway/server/http_message.h"
#include "gateway/status_pages.h"
#include "gateway/webhook_call.h"
#include "gateway/webhooks/appointment_handler.h"
#include "gateway/webhooks/availability_checker.h"
#include "gateway/webhooks/cancel_appointment.h"
#include "gateway/webhooks/confirm_location.h"
#include "gateway/webhooks/conversation_initiation.h"
#include "gateway/webhooks/find_next_available.h"
#include "gateway/webhooks/get_available_practitioners.h"
#include "gateway/webhooks/get_location_practitioners.h"
#include "gateway/webhooks/get_practitioner_info.h"
#include "gateway/webhooks/get_practitioner_services.h"
#include "gateway/webhooks/late_outcomes.h"
#include "gateway/webhooks/location_resolver.h"
#include "gateway/webhooks/post_call.h"
#include "gateway/webhooks/reschedule_appointment.h"
#include "libs/civil/clock.h"
#include "libs/clinics/clinic_changes.h"
#include "libs/slot_ids/slot_ids.h"

namespace frontdesk::gateway {

// Everything that is asked of other processes.
struct Clients {
  AvailabilityClient& availability;
  BookingClient& booking;
  KeyClient& keys;
  HealthClient& health;
  CallClient& calls;
  CacheClient& cache;
  const ClinicChanges* changes = nullptr;  // of the clinics, where somebody follows them
};

// The gateway without its socket: all webhooks and pages, put together. Thread-safe.
class App {
 public:
  // What `clients` refers to and `clock` must outlive the object. `platform_secrets` are those with
  // which the voice platform signs its reports, `slot_ids` name the times that are offered.
  App(const Clients& clients, const Clock& clock, const Deadlines& deadlines,
      std::vector<std::string> cors_origins, std::string api_key_header = kApiKeyHeader,
      std::vector<PlatformSecret> platform_secrets = {},
      SlotIds slot_ids = SlotIds::OfThisProcess());

  HttpResponse Handle(const HttpRequest& request) { return router_.Handle(request); }
  Lane LaneOf(const std::string& path) const { return router_.LaneOf(path); }
  // The status with which a report with that head is refused unread; 0: it is to be read.
  int RefusalOfReport(const HttpRequest& head) const { return post_call_.RefusalOf(head); }

 private:
  // Every path and who answers there.
  Router::Webhooks Webhooks();
  Router::Endpoints Endpoints();
  std::vector<std::string> Paths();

  LocationResolver location_resolver_;
  ConfirmLocation confirm_location_;
  FindNextAvailable find_next_available_;
  AvailabilityChecker availability_checker_;
  FindNextAvailable enhanced_find_next_available_;
  GetAvailablePractitioners get_available_practitioners_;
  GetAvailablePractitioners enhanced_get_available_practitioners_;
  GetLocationPractitioners get_location_practitioners_;
  GetPractitionerServices get_practitioner_services_;
  GetPractitionerInfo get_practitioner_info_;
  CancelAppointment cancel_appointment_;
  CancelAppointment cancel_action_;  // of the appointment handler
  AppointmentHandler appointment_handler_;
  RescheduleAppointment reschedule_appointment_;
  Authenticator authenticator_;
  SlotIds slot_ids_;
  LateOutcomes late_outcomes_;
  WebhookCaller caller_;
  ConversationInitiation conversation_initiation_;
  PostCall post_call_;
  CacheStatsPage cache_stats_;
  StatusPages pages_;
  Cors cors_;
  Router router_;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_APP_H_
