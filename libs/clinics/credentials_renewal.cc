#include "libs/clinics/credentials_renewal.h"

#include <stop_token>
#include <thread>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/concurrency/pause.h"

namespace frontdesk {
namespace {

// As long as the registry believes that they are known.
constexpr absl::Duration kKnownWithin = absl::Seconds(1);
constexpr absl::Duration kAfterFailure = absl::Seconds(5);

}  // namespace

CredentialsRenewal::CredentialsRenewal(CachedClinicRegistry& registry, const ClinicChanges& changes,
                                       const Clock& clock, const CredentialsRenewalOptions& options)
    : registry_(registry), changes_(changes), clock_(clock), options_(options) {}

void CredentialsRenewal::Look() {
  const absl::Time now = clock_.Now();
  if (!changes_.Known(now, kKnownWithin)) return;
  // The other way round where the clock was set back.
  const bool due = next_ <= now || next_ > now + options_.every || changes_.AllSince(noted_);
  if (!due) return;
  noted_ = changes_.Now();
  // Whoever needs some of them reads those, as if nobody had tried.
  const bool read = registry_.RenewCredentials(absl::Now() + options_.read_limit).ok();
  next_ = now + (read ? options_.every : kAfterFailure);
}

void CredentialsRenewal::Start() {
  thread_ = std::jthread([this](const std::stop_token& stop) {
    do {
      Look();
    } while (Pause(options_.look_every, stop));
  });
}

}  // namespace frontdesk
