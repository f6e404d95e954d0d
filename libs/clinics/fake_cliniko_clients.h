#ifndef FRONTDESK_LIBS_CLINICS_FAKE_CLINIKO_CLIENTS_H_
#define FRONTDESK_LIBS_CLINICS_FAKE_CLINIKO_CLIENTS_H_

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <utility>

#include "libs/clinics/cliniko_clients.h"
#include "libs/cliniko/call_priority.h"
#include "libs/status/domain_error.h"

namespace frontdesk {

// Hands out the clients that a test gave it. Thread-safe.
class FakeClinikoClients : public ClinikoClients {
 public:
  void Set(const ClinicId& clinic, std::shared_ptr<cliniko::Client> client) {
    const std::lock_guard lock(mutex_);
    clients_[clinic] = std::move(client);
  }

  using ClinikoClients::For;
  // Fails with kClinicNotFound for a clinic without a client.
  absl::StatusOr<std::shared_ptr<cliniko::Client>> For(const ClinicId& clinic,
                                                       cliniko::CallPriority priority,
                                                       absl::Time /*deadline*/) override {
    const std::lock_guard lock(mutex_);
    last_priority_ = priority;
    const auto found = clients_.find(clinic);
    if (found == clients_.end()) return MakeError(DomainError::kClinicNotFound, clinic.value());
    return found->second;
  }

  void SetDown(const ClinicId& clinic, bool down) {
    const std::lock_guard lock(mutex_);
    if (down) {
      down_.insert(clinic);
    } else {
      down_.erase(clinic);
    }
  }

  bool IsDown(const ClinicId& clinic) override {
    const std::lock_guard lock(mutex_);
    return down_.contains(clinic);
  }

  // With which a client was asked for last; empty: never.
  std::optional<cliniko::CallPriority> last_priority() {
    const std::lock_guard lock(mutex_);
    return last_priority_;
  }

 private:
  std::mutex mutex_;
  std::optional<cliniko::CallPriority> last_priority_;
  std::map<ClinicId, std::shared_ptr<cliniko::Client>> clients_;
  std::set<ClinicId> down_;
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CLINICS_FAKE_CLINIKO_CLIENTS_H_
