#include "libs/telemetry/process_metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/notification.h"
#include "libs/telemetry/metrics.h"

namespace frontdesk {
namespace {

// -1: not shown
double Shown(absl::string_view name) {
  for (const absl::string_view line : absl::StrSplit(metrics::Text(), '\n')) {
    double value = -1;
    if (absl::StartsWith(line, absl::StrCat(name, " ")) &&
        absl::SimpleAtod(line.substr(name.size() + 1), &value)) {
      return value;
    }
  }
  return -1;
}

TEST(ProcessMetrics, ShowMemoryFilesAndTime) {
  const auto shown = ShowProcess();
  EXPECT_GT(Shown("process_resident_memory_bytes"), 1e6);
  EXPECT_GT(Shown("process_open_fds"), 2);
  EXPECT_GT(Shown("process_cpu_seconds_total"), 0);
  EXPECT_GT(Shown("process_start_time_seconds"), 1.7e9);
}

TEST(ProcessMetrics, CountThreads) {
  std::thread([] {}).join();  // with the first one ThreadSanitizer starts one of its own
  const auto shown = ShowProcess();
  const double before = Shown("process_threads");
  absl::Notification end;
  std::thread another([&] { end.WaitForNotification(); });
  EXPECT_EQ(Shown("process_threads"), before + 1);
  end.Notify();
  another.join();
}

}  // namespace
}  // namespace frontdesk
