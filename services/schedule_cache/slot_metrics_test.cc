#include "services/schedule_cache/slot_metrics.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/telemetry/metrics.h"

namespace frontdesk::schedule_cache {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(ShowSlotStats, ShowsWhatIsCountedForAsLongAsItLives) {
  SlotStats stats{.memory_hits = 7, .misses = 2, .fetches_ok = 3, .entries = 41};
  {
    const auto shown = ShowSlotStats([&] { return stats; });
    const std::string text = metrics::Text();
    EXPECT_THAT(text, HasSubstr("frontdesk_slot_lookups_total{answered_by=\"memory\"} 7\n"));
    EXPECT_THAT(text, HasSubstr("frontdesk_slot_lookups_total{answered_by=\"nobody\"} 2\n"));
    EXPECT_THAT(text, HasSubstr("frontdesk_slot_fetches_total{outcome=\"ok\"} 3\n"));
    EXPECT_THAT(text, HasSubstr("frontdesk_slot_memory_days 41\n"));
    stats.memory_hits = 8;
    EXPECT_THAT(metrics::Text(),
                HasSubstr("frontdesk_slot_lookups_total{answered_by=\"memory\"} 8\n"));
  }
  EXPECT_THAT(metrics::Text(), Not(HasSubstr("frontdesk_slot_lookups_total{")));
}

}  // namespace
}  // namespace frontdesk::schedule_cache
