#ifndef FRONTDESK_LIBS_CLINICS_PUNCTUAL_CLINIC_REGISTRY_H_
#define FRONTDESK_LIBS_CLINICS_PUNCTUAL_CLINIC_REGISTRY_H_

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/clinics/clinic_registry.h"
#include "libs/concurrency/in_time.h"
#include "libs/concurrency/thread_pool.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "libs/domain/key_owner.h"

namespace frontdesk {

// Another registry that answers about one clinic by the deadline, with DeadlineExceeded, even where
// the database says nothing, which takes the other a moment longer to notice: whoever has an old
// answer wants to go on with that. Thread-safe.
class PunctualClinicRegistry : public ClinicRegistry {
 public:
  // `source` must outlive the object. `threads`: questions at once; as many as there are
  // connections.
  PunctualClinicRegistry(ClinicRegistry& source, std::size_t threads)
      : source_(source), threads_(threads, kMostWaiting) {}

  absl::StatusOr<Clinic> Find(const ClinicId& id, absl::Time deadline) override {
    return By<Clinic>(deadline, [this, id, deadline] { return source_.Find(id, deadline); });
  }
  absl::StatusOr<Clinic> FindByNumber(absl::string_view e164, absl::Time deadline) override {
    return By<Clinic>(deadline, [this, number = std::string(e164), deadline] {
      return source_.FindByNumber(number, deadline);
    });
  }
  absl::StatusOr<KeyOwner> Authenticate(absl::string_view key_sha256,
                                        absl::Time deadline) override {
    return By<KeyOwner>(deadline, [this, hash = std::string(key_sha256), deadline] {
      return source_.Authenticate(hash, deadline);
    });
  }
  absl::StatusOr<ClinikoCredentials> FindCredentials(const ClinicId& id,
                                                     absl::Time deadline) override {
    return By<ClinikoCredentials>(
        deadline, [this, id, deadline] { return source_.FindCredentials(id, deadline); });
  }
  // Nobody waits for these.
  absl::StatusOr<std::map<ClinicId, ClinikoCredentials>> ListCredentials(
      absl::Time deadline) override {
    return source_.ListCredentials(deadline);
  }
  absl::StatusOr<std::vector<Clinic>> List(absl::Time deadline) override {
    return source_.List(deadline);
  }

 private:
  static constexpr std::size_t kMostWaiting = 512;

  template <typename Value>
  absl::StatusOr<Value> By(absl::Time deadline, std::function<absl::StatusOr<Value>()> ask) {
    auto answer = InTime<absl::StatusOr<Value>>(threads_, deadline, std::move(ask));
    if (answer.has_value()) return *std::move(answer);
    return absl::DeadlineExceededError("the database does not answer");
  }

  ClinicRegistry& source_;
  ThreadPool threads_;
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CLINICS_PUNCTUAL_CLINIC_REGISTRY_H_
