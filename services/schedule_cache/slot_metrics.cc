#include "services/schedule_cache/slot_metrics.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace frontdesk::schedule_cache {

using metrics::Reading;

std::vector<std::unique_ptr<Reading>> ShowSlotStats(std::function<SlotStats()> read) {
  std::vector<std::unique_ptr<Reading>> shown;
  const auto show = [&](Reading::Kind kind, const char* name, const char* help,
                        std::vector<metrics::Label> labels, auto SlotStats::*field) {
    shown.push_back(std::make_unique<Reading>(kind, name, help, std::move(labels), [read, field] {
      return static_cast<double>(read().*field);
    }));
  };
  const auto lookups = [&](metrics::Name answered_by, std::int64_t SlotStats::*field) {
    show(Reading::Kind::kCounter, "frontdesk_slot_lookups_total",
         "Days of offerings that were asked for, by where a fresh list was found.",
         {{"answered_by", answered_by}}, field);
  };
  lookups("memory", &SlotStats::memory_hits);
  lookups("database", &SlotStats::store_hits);
  lookups("nobody", &SlotStats::misses);

  const auto wanting = [&](metrics::Name how, std::int64_t SlotStats::*field) {
    show(Reading::Kind::kCounter, "frontdesk_slot_days_wanting_total",
         "Days of offerings that were answered from older data, or not at all.", {{"how", how}},
         field);
  };
  wanting("stale", &SlotStats::stale_days);
  wanting("missing", &SlotStats::missing_days);

  const auto answers = [&](metrics::Name how, std::int64_t SlotStats::*field) {
    show(Reading::Kind::kCounter, "frontdesk_slot_answers_wanting_total",
         "Answers that were not whole and fresh.", {{"how", how}}, field);
  };
  answers("partial", &SlotStats::partial_answers);
  answers("failed", &SlotStats::failed_answers);
  answers("without_database", &SlotStats::without_store);

  const auto fetches = [&](metrics::Name outcome, std::int64_t SlotStats::*field) {
    show(Reading::Kind::kCounter, "frontdesk_slot_fetches_total",
         "Fetches of open slots from Cliniko; joined and spared ones asked nothing of it.",
         {{"outcome", outcome}}, field);
  };
  fetches("ok", &SlotStats::fetches_ok);
  fetches("failed", &SlotStats::fetches_failed);
  fetches("joined", &SlotStats::fetches_joined);
  fetches("spared", &SlotStats::fetches_spared);
  show(Reading::Kind::kCounter, "frontdesk_slot_refreshes_total",
       "Days that were fetched again before anybody had to wait.", {}, &SlotStats::refreshes);

  const auto evictions = [&](metrics::Name why, std::int64_t SlotStats::*field) {
    show(Reading::Kind::kCounter, "frontdesk_slot_evictions_total",
         "What left memory: whole practitioners or clinics that changed, or days for want of room.",
         {{"why", why}}, field);
  };
  evictions("changed", &SlotStats::practitioner_evictions);
  evictions("room", &SlotStats::entry_evictions);

  const auto polls = [&](metrics::Name outcome, std::int64_t SlotStats::*field) {
    show(Reading::Kind::kCounter, "frontdesk_slot_polls_total",
         "Questions to the database about what changed elsewhere.", {{"outcome", outcome}}, field);
  };
  polls("ok", &SlotStats::polls_ok);
  polls("failed", &SlotStats::polls_failed);

  show(Reading::Kind::kGauge, "frontdesk_slot_memory_days", "Days of offerings in memory.", {},
       &SlotStats::entries);
  show(Reading::Kind::kGauge, "frontdesk_slot_memory_bytes", "What they take, about.", {},
       &SlotStats::bytes);
  return shown;
}

}  // namespace frontdesk::schedule_cache
