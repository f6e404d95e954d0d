#ifndef FRONTDESK_LIBS_CLINIKO_BUDGET_CLINIKO_BUDGET_H_
#define FRONTDESK_LIBS_CLINIKO_BUDGET_CLINIKO_BUDGET_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/cliniko/call_priority.h"
#include "libs/domain/ids.h"

namespace frontdesk {

// What the deployment says of every budget.
struct ClinikoBudgetOptions {
  int rate = 200;           // requests a window, for clinics that have no number of their own
  int window_seconds = 60;  // Cliniko's; another one only against the sandbox
};

// The requests that Cliniko allows a clinic, shared by all who ask it on the clinic's behalf.
// Implementations are thread-safe.
class ClinikoBudget {
 public:
  virtual ~ClinikoBudget() = default;

  // Takes one request, to be sent at once: what is not sent is lost, not saved. Does not wait until
  // one is free, and returns by `deadline` or within a second or so. Fails with
  //   kRateLimited and its reset   nothing is free before then, by our own clock;
  //   kUnreachable                 nobody can say what is free, so nothing may be sent.
  virtual absl::Status Take(const ClinicId& clinic, cliniko::CallPriority priority,
                            absl::Time deadline) = 0;

  // Cliniko has refused a request, all the same, until `reset` by our own clock: nobody gets one
  // before then.
  virtual void Block(const ClinicId& clinic, absl::Time reset) = 0;
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CLINIKO_BUDGET_CLINIKO_BUDGET_H_
