#include "libs/cliniko/call_metrics.h"

#include "libs/cliniko/call_observer.h"
#include "libs/cliniko/failure.h"
#include "libs/telemetry/metrics.h"

namespace frontdesk::cliniko {
namespace {

const metrics::Names& Methods() {
  static const metrics::Names methods({"DELETE", "GET", "PATCH", "POST"});
  return methods;
}

const metrics::Names& Routes() {
  static const metrics::Names routes({
      "/appointment_types",
      "/availability_blocks",
      "/bookings",
      "/businesses",
      "/businesses/{id}/practitioners/{id}/appointment_types/{id}/available_times",
      "/businesses/{id}/practitioners/{id}/appointment_types/{id}/next_available_time",
      "/daily_availabilities",
      "/individual_appointments",
      "/individual_appointments/{id}",
      "/individual_appointments/{id}/archive",
      "/individual_appointments/{id}/cancel",
      "/individual_appointments/{id}/conflicts",
      "/patients",
      "/patients/{id}",
      "/practitioners",
      "/services",
      "/settings/public",
      "/user",
  });
  return routes;
}

void Measure(const CallRecord& call) {
  static metrics::Counter calls("frontdesk_cliniko_calls_total", "Requests to Cliniko.",
                                {"method", "route", "outcome"});
  static metrics::Histogram durations("frontdesk_cliniko_duration_seconds",
                                      "Time from a request to Cliniko to its answer.", {"route"});
  const metrics::Name route = Routes().Of(call.route);
  calls.Add({Methods().Of(call.method), route, OutcomeOf(call)});
  durations.Observe({route}, call.took);
}

}  // namespace

metrics::Name OutcomeOf(const CallRecord& call) {
  if (!call.failure.has_value()) return "ok";
  switch (*call.failure) {
    case Failure::kInvalidKey:
      return "invalid_key";
    case Failure::kForbidden:
      return "forbidden";
    case Failure::kNotFound:
      return "not_found";
    case Failure::kNotBookableOnline:
      return "not_bookable_online";
    case Failure::kInvalidWindow:
      return "invalid_window";
    case Failure::kInvalidRequest:
      return "invalid_request";
    case Failure::kValidation:
      return "validation";
    case Failure::kRateLimited:
      return "rate_limited";
    case Failure::kTimeout:
      return "timeout";
    case Failure::kUnreachable:
      return "unreachable";
    case Failure::kUntrustedServer:
      return "untrusted_server";
    case Failure::kServerError:
      return "server_error";
    case Failure::kMalformedAnswer:
      return "malformed_answer";
  }
  return "other";
}

CallObserver MeasuringObserver() { return Measure; }

}  // namespace frontdesk::cliniko
