#include "libs/clinics/punctual_clinic_registry.h"

#include <gtest/gtest.h>

#include <atomic>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/clinics/fake_clinic_registry.h"
#include "libs/cliniko/api_key.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "libs/domain/key_owner.h"
#include "libs/testing/status_matchers.h"

namespace frontdesk {
namespace {

using ::frontdesk::test::FailsWith;
using ::frontdesk::test::IsOk;

const ClinicId kClinic("00000000-0000-4000-8000-000000000001");

// Says nothing about a key until it is released.
class HangingRegistry : public FakeClinicRegistry {
 public:
  absl::StatusOr<KeyOwner> Authenticate(absl::string_view key_sha256,
                                        absl::Time deadline) override {
    ++asked;
    release.WaitForNotification();
    return FakeClinicRegistry::Authenticate(key_sha256, deadline);
  }

  std::atomic<int> asked = 0;
  absl::Notification release;
};

TEST(PunctualClinicRegistry, GivesWhatTheOtherSays) {
  FakeClinicRegistry source;
  source.Add({.id = kClinic, .name = "Harbour"},
             {.api_key = *cliniko::ApiKey::Parse("made-up-au1"), .contact_email = ""});
  source.AddKey("hash", kClinic);
  PunctualClinicRegistry registry(source, /*threads=*/2);
  const absl::Time soon = absl::Now() + absl::Seconds(30);

  EXPECT_THAT(registry.Find(kClinic, soon), IsOk());
  EXPECT_THAT(registry.Authenticate("hash", soon), IsOk());
  EXPECT_THAT(registry.FindCredentials(kClinic, soon), IsOk());
  EXPECT_THAT(registry.Authenticate("another", soon), FailsWith(DomainError::kUnauthorized));
}

TEST(PunctualClinicRegistry, ComesBackAtTheDeadlineWhereTheOtherDoesNot) {
  HangingRegistry source;
  PunctualClinicRegistry registry(source, /*threads=*/1);
  while (source.asked == 0) {
    const auto owner = registry.Authenticate("hash", absl::Now() + absl::Milliseconds(50));
    EXPECT_EQ(owner.status().code(), absl::StatusCode::kDeadlineExceeded);
  }
  source.release.Notify();
}

}  // namespace
}  // namespace frontdesk
