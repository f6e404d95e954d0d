#include "libs/directory_cache/directory_cache.h"

#include <cstdint>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "libs/clinics/clinic_changes.h"
#include "libs/status/domain_error.h"

namespace frontdesk::test {
namespace {

const ClinicId kClinic("c");

class DirectoryCacheTest : public ::testing::Test {
 protected:
  absl::StatusOr<std::shared_ptr<const Directory>> Load(std::int64_t known_version,
                                                        const CallContext& call) {
    ++loads_;
    given_ = call.deadline - clock_.Now();
    if (!failure_.ok()) return failure_;
    if (known_version == version_) return nullptr;
    auto directory = std::make_shared<Directory>();
    directory->version = version_;
    return directory;
  }
  std::int64_t VersionNow() {
    const auto directory = cache_.Get(kClinic, {.deadline = clock_.Now() + absl::Seconds(4)});
    return directory.ok() ? (*directory)->version : -1;
  }

  FakeClock clock_{absl::FromUnixSeconds(1'000'000)};
  std::int64_t version_ = 1;
  absl::Status failure_;
  int loads_ = 0;
  absl::Duration given_;   // the time that the last load was given
  ClinicChanges changes_;  // nobody tells anything unless a test does
  DirectoryCache cache_{[this](const ClinicId&, std::int64_t known, const CallContext& call) {
                          return Load(known, call);
                        },
                        clock_, changes_, absl::Seconds(5), absl::Milliseconds(100)};
};

TEST_F(DirectoryCacheTest, AsksOnceWhileItIsFresh) {
  EXPECT_EQ(VersionNow(), 1);
  EXPECT_EQ(VersionNow(), 1);
  EXPECT_EQ(loads_, 1);
}

TEST_F(DirectoryCacheTest, SharesWhatAnotherOfTheProcessHolds) {
  DirectoryCache other([this](const ClinicId&, std::int64_t known,
                              const CallContext& call) { return Load(known, call); },
                       clock_);
  const CallContext call{.deadline = clock_.Now() + absl::Seconds(4)};
  EXPECT_EQ(*cache_.Get(kClinic, call), *other.Get(kClinic, call));
  EXPECT_EQ(loads_, 2);
}

TEST_F(DirectoryCacheTest, NoticesANewVersionAfterAWhile) {
  EXPECT_EQ(VersionNow(), 1);
  version_ = 2;
  EXPECT_EQ(VersionNow(), 1);
  clock_.Advance(absl::Seconds(5));
  EXPECT_EQ(VersionNow(), 2);
}

TEST_F(DirectoryCacheTest, NoticesANewVersionAtOnceWhenItIsTold) {
  EXPECT_EQ(VersionNow(), 1);
  version_ = 2;
  cache_.Expect(kClinic, 2);
  EXPECT_EQ(VersionNow(), 2);
}

TEST_F(DirectoryCacheTest, AsksSeldomWhileItIsToldWhatChanges) {
  for (int i = 0; i < 10; ++i) {
    changes_.Confirm(clock_.Now());
    EXPECT_EQ(VersionNow(), 1);
    clock_.Advance(absl::Seconds(30));
  }
  EXPECT_EQ(loads_, 1);

  EXPECT_EQ(VersionNow(), 1);  // nobody tells any more
  EXPECT_EQ(loads_, 2);
}

// A replica that knew less used to be believed for good.
TEST_F(DirectoryCacheTest, AsksUntilItHasTheVersionThatItWasTold) {
  EXPECT_EQ(VersionNow(), 1);
  changes_.Tell(kClinic);
  changes_.Confirm(clock_.Now());
  cache_.Expect(kClinic, 2);
  EXPECT_EQ(VersionNow(), 1);
  version_ = 2;
  cache_.Expect(kClinic, 2);
  EXPECT_EQ(VersionNow(), 2);
}

TEST_F(DirectoryCacheTest, ChecksWhatItHoldsOnceAfterTheTellingWasInterrupted) {
  EXPECT_EQ(VersionNow(), 1);
  version_ = 2;
  clock_.Advance(absl::Minutes(1));
  changes_.TellAll();
  changes_.Confirm(clock_.Now());
  EXPECT_EQ(VersionNow(), 2);
  EXPECT_EQ(loads_, 2);
}

TEST_F(DirectoryCacheTest, KeepsWhatItHasWhenAskingFails) {
  EXPECT_EQ(VersionNow(), 1);
  failure_ = absl::UnavailableError("away");
  clock_.Advance(absl::Hours(1));
  EXPECT_EQ(VersionNow(), 1);
}

// A caller used to wait the whole deadline for a peer that hangs, with a good copy at hand.
TEST_F(DirectoryCacheTest, WaitsOnlyAMomentForNewsOfWhatItHolds) {
  EXPECT_EQ(VersionNow(), 1);
  EXPECT_EQ(given_, absl::Seconds(4));
  clock_.Advance(absl::Seconds(5));
  EXPECT_EQ(VersionNow(), 1);
  EXPECT_EQ(given_, absl::Milliseconds(100));
}

TEST_F(DirectoryCacheTest, WaitsLongerForNewsThatKeepsFailing) {
  EXPECT_EQ(VersionNow(), 1);
  failure_ = absl::DeadlineExceededError("slow");
  for (const int milliseconds : {100, 200, 400, 800, 800}) {
    clock_.Advance(absl::Seconds(5));
    EXPECT_EQ(VersionNow(), 1);
    EXPECT_EQ(given_, absl::Milliseconds(milliseconds));
  }
  failure_ = absl::OkStatus();
  for (const int milliseconds : {800, 100}) {
    clock_.Advance(absl::Seconds(5));
    EXPECT_EQ(VersionNow(), 1);
    EXPECT_EQ(given_, absl::Milliseconds(milliseconds));
  }
}

TEST_F(DirectoryCacheTest, FailsWhenItHasNothing) {
  failure_ = absl::UnavailableError("away");
  EXPECT_EQ(cache_.Get(kClinic, CallContext{}).status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(DirectoryCacheTest, BelievesThatAClinicIsGone) {
  EXPECT_EQ(VersionNow(), 1);
  failure_ = MakeError(DomainError::kClinicNotFound, "gone");
  clock_.Advance(absl::Seconds(5));
  EXPECT_EQ(VersionNow(), -1);
}

}  // namespace
}  // namespace frontdesk::test
