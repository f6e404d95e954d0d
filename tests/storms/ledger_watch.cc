#include "tests/storms/ledger_watch.h"

#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace frontdesk::test {
namespace {

constexpr absl::Duration kBetween = absl::Milliseconds(100);

}  // namespace

LedgerWatch::LedgerWatch(const Storm& storm) : storm_(storm), thread_([this] { Loop(); }) {}

void LedgerWatch::Stop() {
  if (stopping_.exchange(true)) return;
  thread_.join();
}

void LedgerWatch::Loop() {
  while (!stopping_) {
    seen_.merge(storm_.Overlaps());
    seen_.merge(storm_.BookedElsewhere());
    ++looks_;
    absl::SleepFor(kBetween);
  }
}

}  // namespace frontdesk::test
