#ifndef FRONTDESK_TOOLS_FRONTDESKCTL_ONBOARDING_H_
#define FRONTDESK_TOOLS_FRONTDESKCTL_ONBOARDING_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/cliniko/api_key.h"
#include "libs/cliniko/client.h"
#include "libs/cliniko/types.h"
#include "libs/domain/ids.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/seal/keyring.h"
#include "services/schedule_cache/directory/directory_snapshot.h"
#include "services/schedule_cache/directory/directory_sync.h"
#include "services/schedule_cache/directory/weekday_numbering.h"
#include "tools/frontdeskctl/progress.h"

namespace frontdesk::ctl {

// What an operator knows of a clinic to be added. All of it has been checked.
struct OnboardingRequest {
  std::string name;
  std::string phone_number;  // E.164
  std::string country;       // ISO 3166-1 alpha-2
  std::string zone_name;     // IANA; empty: what Cliniko says
  std::string contact_email;
  cliniko::ApiKey cliniko_key;
};

struct OnboardedClinic {
  ClinicId id;
  std::string zone_name;
  std::string gateway_key;  // the only time that it is seen
  std::string gateway_key_id;
  DirectoryCounts counts;
  std::vector<std::string> hidden;    // what callers cannot book, and why
  std::vector<std::string> warnings;  // for the operator
};

// Makes a clinic of a Cliniko account.
class Onboarding {
 public:
  static constexpr int kSteps = 4;

  // All must outlive the object.
  Onboarding(cliniko::Client& client, PostgresPool& pool, const Keyring& keyring,
             const Clock& clock, Progress& progress)
      : client_(client), pool_(pool), keyring_(keyring), clock_(clock), progress_(progress) {}

  // Tries the key, learns the time zone, reads the directory, and only then stores the clinic, its
  // directory and a gateway key in one transaction: a failure leaves nothing behind. Fails as
  // cliniko::Client does; with InvalidArgument where no time zone can be learned; with
  // AlreadyExists where the number leads to a clinic.
  absl::StatusOr<OnboardedClinic> Run(const OnboardingRequest& request);

  // The same without the storing: neither id nor gateway key come of it.
  absl::StatusOr<OnboardedClinic> TryOut(const OnboardingRequest& request);

 private:
  // Everything before the storing.
  absl::StatusOr<DirectorySnapshot> Look(const OnboardingRequest& request, OnboardedClinic& clinic);
  absl::Status TryKey();
  absl::StatusOr<std::string> LearnZone(const std::string& wanted);
  absl::StatusOr<ClinikoDirectory> ReadDirectory(absl::TimeZone zone, absl::CivilDay today);
  absl::Status Store(const OnboardingRequest& request, const DirectorySnapshot& snapshot,
                     const OnboardedClinic& clinic);

  cliniko::Client& client_;
  PostgresPool& pool_;
  const Keyring& keyring_;
  const Clock& clock_;
  Progress& progress_;
  cliniko::User user_;  // of the key
  std::vector<std::string> warnings_;
  std::optional<KnownWeekdays> weekdays_;  // as the directory's hours told them
};

}  // namespace frontdesk::ctl

#endif  // FRONTDESK_TOOLS_FRONTDESKCTL_ONBOARDING_H_
