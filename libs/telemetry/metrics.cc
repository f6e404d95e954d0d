#include "libs/telemetry/metrics.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "prometheus/counter.h"
#include "prometheus/family.h"
#include "prometheus/histogram.h"
#include "prometheus/metric_family.h"
#include "prometheus/registry.h"
#include "prometheus/text_serializer.h"

namespace frontdesk::metrics {
namespace {

// Seconds. Around the promises: 5 ms warm, 50 ms for the directory, 500 ms, 1.6 s, 8 s.
const prometheus::Histogram::BucketBoundaries kBounds = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 1.6, 3, 8, 15};

constexpr std::array<absl::string_view, 17> kCodes = {
    "OK",
    "CANCELLED",
    "UNKNOWN",
    "INVALID_ARGUMENT",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
    "UNAUTHENTICATED",
};

// Never destroyed: threads may still count while the process ends.
prometheus::Registry& Registry() {
  static auto& registry = *new prometheus::Registry();
  return registry;
}

struct OneReading {
  Reading::Kind kind;
  std::string name;
  std::string help;
  std::vector<prometheus::ClientMetric::Label> labels;
  std::function<double()> read;
};

struct AllReadings {
  std::mutex mutex;
  std::uint64_t next_id = 0;  // guarded by mutex
  std::map<std::uint64_t, OneReading, std::greater<>> by_id =
      {};  // guarded by mutex; the newest first
};

AllReadings& Readings() {
  static auto& readings = *new AllReadings();
  return readings;
}

std::uint64_t Add(OneReading reading) {
  AllReadings& all = Readings();
  const std::lock_guard lock(all.mutex);
  all.by_id.emplace(++all.next_id, std::move(reading));
  return all.next_id;
}

// Those of one name as one family: the text format wants each name once.
std::vector<prometheus::MetricFamily> Read() {
  AllReadings& all = Readings();
  std::map<std::string, prometheus::MetricFamily> families;
  std::set<std::pair<std::string, std::vector<prometheus::ClientMetric::Label>>> shown;
  const std::lock_guard lock(all.mutex);
  for (const auto& [id, reading] : all.by_id) {
    if (!shown.emplace(reading.name, reading.labels).second) continue;
    prometheus::MetricFamily& family = families[reading.name];
    family.name = reading.name;
    family.help = reading.help;
    const bool gauge = reading.kind == Reading::Kind::kGauge;
    family.type = gauge ? prometheus::MetricType::Gauge : prometheus::MetricType::Counter;
    prometheus::ClientMetric& metric = family.metric.emplace_back();
    metric.label = reading.labels;
    (gauge ? metric.gauge.value : metric.counter.value) = reading.read();
  }
  std::vector<prometheus::MetricFamily> read;
  for (auto& [name, family] : families) {
    std::ranges::reverse(family.metric);  // the oldest first again
    read.push_back(std::move(family));
  }
  return read;
}

std::vector<std::string> TextsOf(Labels labels) {
  std::vector<std::string> texts;
  for (const Name& label : labels) texts.emplace_back(label.text());
  return texts;
}

// What a thread has found once, it need not put labels together for again. Labels are lists that the
// program holds, so these are few.
template <typename Metric>
class FoundByThread {
 public:
  template <typename Find>
  Metric& Of(const void* family, Labels values, Find find) {
    key_.assign(reinterpret_cast<const char*>(&family), sizeof(family));
    for (const Name& value : values) absl::StrAppend(&key_, value.text(), "\n");
    Metric*& found = by_key_[key_];
    if (found == nullptr) found = &find();
    return *found;
  }

 private:
  std::string key_;
  absl::flat_hash_map<std::string, Metric*> by_key_;  // the registry keeps them for ever
};

std::map<std::string, std::string> Pairs(const std::vector<std::string>& labels, Labels values) {
  std::map<std::string, std::string> pairs;
  const std::size_t both = std::min(labels.size(), values.size());
  for (std::size_t i = 0; i < both; ++i) {
    pairs.emplace(labels[i], std::string((values.begin() + i)->text()));
  }
  return pairs;
}

}  // namespace

Name::Name(absl::StatusCode code) : text_("other") {
  const auto index = static_cast<std::size_t>(code);
  if (index < kCodes.size()) text_ = kCodes[index];
}

Names::Names(std::vector<std::string> texts)
    : texts_([&texts] {
        std::ranges::sort(texts);
        return std::move(texts);
      }()) {}

Name Names::Of(absl::string_view text) const {
  const auto found = std::lower_bound(texts_.begin(), texts_.end(), text);
  if (found == texts_.end() || *found != text) return "other";
  return Name(*found, Name::OnList());
}

Counter::Counter(const char* name, const char* help, Labels labels)
    : labels_(TextsOf(labels)),
      family_(&prometheus::BuildCounter().Name(name).Help(help).Register(Registry())) {}

void Counter::Add(Labels values, double by) {
  thread_local FoundByThread<prometheus::Counter> found;
  const auto find = [&]() -> auto& { return family_->Add(Pairs(labels_, values)); };
  found.Of(family_, values, find).Increment(by);
}

Histogram::Histogram(const char* name, const char* help, Labels labels)
    : labels_(TextsOf(labels)),
      family_(&prometheus::BuildHistogram().Name(name).Help(help).Register(Registry())) {}

void Histogram::Observe(Labels values, absl::Duration took) {
  thread_local FoundByThread<prometheus::Histogram> found;
  const auto find = [&]() -> auto& { return family_->Add(Pairs(labels_, values), kBounds); };
  found.Of(family_, values, find).Observe(absl::ToDoubleSeconds(took));
}

Reading::Reading(Kind kind, const char* name, const char* help, std::vector<Label> labels,
                 std::function<double()> read)
    : id_([&] {
        OneReading reading{
            .kind = kind, .name = name, .help = help, .labels = {}, .read = std::move(read)};
        for (const Label& label : labels) {
          reading.labels.push_back(
              {std::string(label.name.text()), std::string(label.value.text())});
        }
        return Add(std::move(reading));
      }()) {}

Reading::~Reading() {
  AllReadings& all = Readings();
  const std::lock_guard lock(all.mutex);
  all.by_id.erase(id_);
}

std::string Text() {
  std::vector<prometheus::MetricFamily> families = Registry().Collect();
  for (prometheus::MetricFamily& family : Read()) families.push_back(std::move(family));
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace frontdesk::metrics
