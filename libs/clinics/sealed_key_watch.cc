#include "libs/clinics/sealed_key_watch.h"

#include <optional>
#include <stop_token>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/clinics/sealed_under.h"
#include "libs/concurrency/pause.h"
#include "libs/telemetry/log.h"
#include "libs/telemetry/seldom.h"

namespace frontdesk {
namespace {

constexpr absl::Duration kForOneLook = absl::Seconds(2);
constexpr absl::Duration kBetweenLines = absl::Minutes(1);

}  // namespace

SealedKeyWatch::SealedKeyWatch(std::string database_url, Keyring keyring,
                               const SealedKeyWatchOptions& options,
                               std::function<void(bool all_open)> on_change)
    : pool_({.url = std::move(database_url), .size = 1}),
      keyring_(std::move(keyring)),
      options_(options),
      on_change_(std::move(on_change)),
      shown_(metrics::Reading::Kind::kGauge, "frontdesk_cliniko_keys_not_openable",
             "Clinics whose Cliniko key this process has nothing to open with.", {},
             [this] { return static_cast<double>(not_openable_); }),
      thread_([this](const std::stop_token& stop) { Watch(stop); }) {}

void SealedKeyWatch::Watch(const std::stop_token& stop) {
  log::Seldom lines(kBetweenLines);
  std::optional<bool> all_were_open;
  do {
    const auto sealed_under = CountSealedUnder(pool_, absl::Now() + kForOneLook);
    if (!sealed_under.ok()) continue;
    int not_openable = 0;
    for (const auto& [key_id, clinics] : *sealed_under) {
      if (keyring_.Has(key_id)) continue;
      not_openable += clinics;
      if (!lines.Due(key_id, absl::Now()).has_value()) continue;
      log::Error("cliniko_keys_not_openable",
                 {{"missing_key", log::Ours(key_id)}, {"clinics", clinics}});
    }
    not_openable_ = not_openable;
    const bool all_open = not_openable == 0;
    if (all_open && all_were_open == false) log::Info("cliniko_keys_openable");
    if (std::exchange(all_were_open, all_open) != all_open) on_change_(all_open);
  } while (Pause(options_.every, stop));
}

}  // namespace frontdesk
