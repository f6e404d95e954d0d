#include "libs/clinics/sealed_key_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "libs/clinics/registered_clinic.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/seal/keyring.h"
#include "libs/telemetry/log_capture.h"
#include "libs/testing/scratch_database.h"

namespace frontdesk {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class SealedKeyWatchTest : public ::testing::Test {
 protected:
  SealedKeyWatchTest() { test::Register(pool_, clinic_, test::TestKeyring()); }

  void Hear(bool all_open) {
    const std::lock_guard lock(mutex_);
    heard_.push_back(all_open);
    changed_.notify_all();
  }
  bool Await(std::size_t count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, absl::ToChronoSeconds(absl::Seconds(30)),
                             [&] { return heard_.size() >= count; });
  }

  test::ScratchDatabase database_;
  PostgresPool pool_{{.url = database_.url(), .size = 1}};
  const NewClinic clinic_ = test::ANewClinic();
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<bool> heard_;  // guarded by mutex_
};

// A service without the newest key used to call itself healthy.
TEST_F(SealedKeyWatchTest, TellsWhenAKeyIsSealedUnderOneThatIsMissingAndWhenNoMore) {
  const test::LogCapture log;
  SealedKeyWatch watch(database_.url(), test::TestKeyring(), {.every = absl::Milliseconds(5)},
                       [this](bool all_open) { Hear(all_open); });
  ASSERT_TRUE(Await(1));
  database_.Execute("UPDATE schedule_cache.clinics SET cliniko_key_kek = 'k9'");
  ASSERT_TRUE(Await(2));
  const std::string lines = absl::StrJoin(log.Lines(), "\n");
  EXPECT_THAT(lines, AllOf(HasSubstr("cliniko_keys_not_openable"),
                           HasSubstr(R"("missing_key":"k9","clinics":1)")));
  EXPECT_THAT(lines, Not(HasSubstr("\"cliniko_keys_openable\"")));

  database_.Execute("UPDATE schedule_cache.clinics SET cliniko_key_kek = 'k1'");
  ASSERT_TRUE(Await(3));
  const std::lock_guard lock(mutex_);
  EXPECT_EQ(heard_, (std::vector<bool>{true, false, true}));
}

}  // namespace
}  // namespace frontdesk
