#include "gateway/gateway.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/auth/authenticator.h"
#include "gateway/clients/grpc_availability_client.h"
#include "gateway/clients/grpc_booking_client.h"
#include "gateway/clients/grpc_health_client.h"
#include "gateway/clients/grpc_key_client.h"
#include "gateway/cors.h"
#include "gateway/error_page.h"
#include "gateway/router.h"
#include "gateway/server/http_message.h"
#include "gateway/server/http_server.h"
#include "gateway/status_pages.h"
#include "gateway/webhook_call.h"
#include "gateway/webhooks/appointment_handler.h"
#include "gateway/webhooks/availability_checker.h"
#include "libs/civil/clock.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/log.h"

namespace frontdesk {
namespace {

using namespace gateway;  // NOLINT: this file puts its parts together

// What the router answers is in its own log line.
std::string LoggedErrorPage(int http_status) {
  log::Info("refused", {{"status", http_status}});
  return ErrorPage(http_status);
}

// All parts, in the order in which they depend on each other.
class RunningGateway : public Gateway {
 public:
  RunningGateway(const Options& options, const GatewayChannels& channels, const Clock& clock)
      : availability_(MakeGrpcAvailabilityClient(channels.availability)),
        booking_(MakeGrpcBookingClient(channels.booking)),
        keys_(MakeGrpcKeyClient(channels.schedule_cache)),
        health_(MakeGrpcHealthClient({{"availability", channels.availability},
                                      {"booking", channels.booking},
                                      {"schedule_cache", channels.schedule_cache},
                                      {"session", channels.session}})),
        checker_(*availability_),
        appointments_(*booking_, checker_),
        authenticator_(*keys_, clock, AuthenticatorOptions()),
        caller_(authenticator_, clock, {.read = options.read_deadline, .write = options.write_deadline}),
        pages_(*health_, clock,
               {"/availability-checker", "/appointment-handler", "/healthz", "/readyz", "/health"}),
        cors_(options.cors_origins),
        router_({{"/availability-checker", &checker_}, {"/appointment-handler", &appointments_}},
                caller_, pages_, cors_, clock) {}

  absl::Status Listen(const Options& options) {
    ASSIGN_OR_RETURN(server_, HttpServer::Start({.listen = options.http_listen,
                                                 .max_body_bytes = options.max_body_bytes,
                                                 .error_page = LoggedErrorPage},
                                                [this](const HttpRequest& request) {
                                                  return router_.Handle(request);
                                                }));
    return absl::OkStatus();
  }

  const std::string& url() const override { return server_->url(); }
  void Stop(absl::Duration grace) override { server_->Stop(grace); }

 private:
  std::unique_ptr<AvailabilityClient> availability_;
  std::unique_ptr<BookingClient> booking_;
  std::unique_ptr<KeyClient> keys_;
  std::unique_ptr<HealthClient> health_;
  AvailabilityChecker checker_;
  AppointmentHandler appointments_;
  Authenticator authenticator_;
  WebhookCaller caller_;
  StatusPages pages_;
  Cors cors_;
  Router router_;
  std::unique_ptr<HttpServer> server_;  // last, so that it stops first
};

}  // namespace

absl::StatusOr<std::unique_ptr<Gateway>> Gateway::Start(const Options& options,
                                                        const GatewayChannels& channels,
                                                        const Clock& clock) {
  auto gateway = std::make_unique<RunningGateway>(options, channels, clock);
  RETURN_IF_ERROR(gateway->Listen(options));
  return gateway;
}

}  // namespace frontdesk
