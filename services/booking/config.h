#ifndef FRONTDESK_SERVICES_BOOKING_CONFIG_H_
#define FRONTDESK_SERVICES_BOOKING_CONFIG_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "libs/service/flags.h"
#include "services/booking/booking_service.h"

namespace CLI {
class App;
}

namespace frontdesk {

// Adds the flags that say how often patients are synced and staff's changes followed, to be stored
// in `options` when `app` is parsed.
void AddPatientSyncFlags(CLI::App& app, BookingServiceOptions& options);

// Adds the flags that say how long personal data is kept.
void AddRetentionFlags(CLI::App& app, BookingServiceOptions& options);

// All that the process is told.
struct BookingConfig {
  ServiceFlags process;
  BookingServiceOptions service;
  std::string schedule_cache_address;
  std::string session_address;

  // From flags, else the environment; secrets from the files that are named there. Empty if help
  // was asked for and printed. Fails with InvalidArgument.
  static absl::StatusOr<std::optional<BookingConfig>> Load(int argc, const char* const* argv);
};

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_BOOKING_CONFIG_H_
