#include "libs/call_trail/call_trail.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <mutex>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/status/domain_error.h"
#include "libs/telemetry/log.h"
#include "libs/telemetry/log_tap.h"
#include "libs/telemetry/metrics.h"

namespace frontdesk {
namespace {

constexpr absl::Duration kForABatch = absl::Seconds(5);

void Count(metrics::Name outcome, std::size_t lines) {
  static metrics::Counter events("frontdesk_call_events_total",
                                 "Lines about calls for `frontdeskctl call show`, by what became "
                                 "of them.",
                                 {"outcome"});
  if (lines > 0) events.Add({outcome}, static_cast<double>(lines));
}

// An id that is there, however its field is called.
bool IsOfARequest(absl::string_view line) {
  constexpr absl::string_view kField = "\"trace\":\"";
  const std::size_t id = line.rfind(kField);  // it comes from a scope, and these stand last
  return id != absl::string_view::npos && line[id + kField.size()] != '"';
}

}  // namespace

CallTrail::CallTrail(CallEvents& events, const CallTrailOptions& options)
    : events_(events), options_(options), thread_([this] { Run(); }) {
  log::SetTap([this](log::Level level, absl::string_view event, absl::string_view line) {
    Take(level, event, line);
  });
}

CallTrail::~CallTrail() {
  log::SetTap(nullptr);
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void CallTrail::Take(log::Level level, absl::string_view event, absl::string_view line) {
  if (event == "rpc" && level < log::Level::kWarn) return;  // the request's line says the same
  if (line.size() > kLongestCallEvent || !IsOfARequest(line)) return;
  const std::lock_guard lock(mutex_);
  if (waiting_.size() >= options_.waiting) return Count("dropped", 1);
  waiting_.emplace_back(line);
}

bool CallTrail::KeepSome(absl::Time deadline) {
  if (batch_.empty()) {
    const std::lock_guard lock(mutex_);
    const auto end =
        waiting_.begin() + static_cast<std::ptrdiff_t>(std::min(waiting_.size(), kMostCallEvents));
    batch_.assign(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
    waiting_.erase(waiting_.begin(), end);
  }
  if (batch_.empty()) return true;
  const absl::Status kept = events_.Keep(batch_, deadline);
  const bool worth_a_retry = !kept.ok() && RowOf(ClassifyError(kept)).retryable;
  if (!kept.ok() && !std::exchange(failing_, true)) {
    log::Warn("call_events_not_kept", {{"why", kept}});
  }
  if (worth_a_retry) return false;
  failing_ = !kept.ok();
  Count(kept.ok() ? metrics::Name("kept") : metrics::Name("failed"), batch_.size());
  batch_.clear();
  return true;
}

void CallTrail::Run() {
  const auto wait = absl::ToChronoMilliseconds(options_.every);
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      if (changed_.wait_for(lock, wait, [this] { return stopping_; })) break;
    }
    KeepSome(absl::Now() + kForABatch);
  }
  const absl::Time deadline = absl::Now() + options_.at_the_end;
  const auto left = [this] {
    const std::lock_guard lock(mutex_);
    return waiting_.size() + batch_.size();
  };
  while (left() > 0 && absl::Now() < deadline && KeepSome(deadline)) {
  }
  Count("dropped", left());
}

}  // namespace frontdesk
