#ifndef FRONTDESK_LIBS_CLINICS_CLINIKO_CLIENTS_H_
#define FRONTDESK_LIBS_CLINICS_CLINIKO_CLIENTS_H_

#include <memory>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/cliniko/call_priority.h"
#include "libs/cliniko/client.h"
#include "libs/domain/ids.h"

namespace frontdesk {

// Opens the Cliniko accounts of our clinics. Implementations are thread-safe.
class ClinikoClients {
 public:
  virtual ~ClinikoClients() = default;

  // The client of the clinic's account, never null. Calls of one clinic and priority share it, and
  // with it its connections, until the clinic's key changes; whoever holds the old one may finish
  // with it. What it asks goes by the clinic's budget, which it shares with all others, with this
  // priority. Fails with the errors of ClinicRegistry::FindCredentials.
  virtual absl::StatusOr<std::shared_ptr<cliniko::Client>> For(const ClinicId& clinic,
                                                               cliniko::CallPriority priority,
                                                               absl::Time deadline) = 0;

  // Whether the clinic's Cliniko has not been answering, so that a call now would be refused
  // without being sent. False where nothing is known; quick, and asks nobody.
  virtual bool IsDown(const ClinicId& clinic) = 0;

  // For a caller.
  absl::StatusOr<std::shared_ptr<cliniko::Client>> For(const ClinicId& clinic,
                                                       absl::Time deadline) {
    return For(clinic, cliniko::CallPriority::kCaller, deadline);
  }
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CLINICS_CLINIKO_CLIENTS_H_
