#ifndef FRONTDESK_LIBS_CLINIKO_BUDGET_CLINIKO_BUDGET_H_
#define FRONTDESK_LIBS_CLINIKO_BUDGET_CLINIKO_BUDGET_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/cliniko/call_priority.h"
#include "libs/domain/ids.h"

namespace frontdesk {

// What the deployment says of every budget.
struct ClinikoBudgetOptions {
  int rate = 200;           // requests a window, of clinics that have no number of their own
  int window_seconds = 60;  // Cliniko's; another one only against the sandbox
};

// Whose requests are counted together: Cliniko counts by the key, and clinics may share one.
struct ClinikoAccess {
  std::string key_sha256;          // as ApiKey::Fingerprint says
  std::optional<ClinicId> clinic;  // for whom it is used; empty: one that we do not have yet
};

// The requests that Cliniko allows the holders of a key, shared by all who use it. Where clinics
// with one key have different numbers, the smallest holds for all of them. Implementations are
// thread-safe.
class ClinikoBudget {
 public:
  virtual ~ClinikoBudget() = default;

  // Takes one request, to be sent at once: what is not sent is lost, not saved. Does not wait until
  // one is free, and returns by `deadline` or within a second or so. Fails with
  //   kRateLimited and its reset   nothing is free before then, by our own clock;
  //   kUnreachable                 nobody can say what is free, so nothing may be sent.
  virtual absl::Status Take(const ClinikoAccess& access, cliniko::CallPriority priority,
                            absl::Time deadline) = 0;

  // Cliniko has refused a request, all the same, until `reset` by our own clock: nobody gets one
  // before then.
  virtual void Block(const ClinikoAccess& access, absl::Time reset) = 0;
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CLINIKO_BUDGET_CLINIKO_BUDGET_H_
