#include "tools/frontdeskctl/progress_bar.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/time.h"

namespace frontdesk::ctl {
namespace {

constexpr int kWidth = 40;
// A screen can take many, a log file should not.
constexpr absl::Duration kBetweenDrawings = absl::Milliseconds(100);
constexpr absl::Duration kBetweenLines = absl::Seconds(10);

constexpr int kTellThePace = 8;

}  // namespace

std::string RoughLength(absl::Duration length) {
  const std::int64_t seconds = std::max<std::int64_t>(absl::ToInt64Seconds(length), 0);
  if (seconds < 60) return absl::StrCat(seconds, " s");
  if (seconds < 3600) return absl::StrCat(seconds / 60, " min ", seconds % 60, " s");
  return absl::StrCat(seconds / 3600, " h ", seconds % 3600 / 60, " min");
}

void ProgressBar::Update(int done, int total) {
  const absl::Time now = clock_.Now();
  const absl::Duration pace = on_screen_ ? kBetweenDrawings : kBetweenLines;
  if (done < total && now - drawn_ < pace) return;
  drawn_ = now;
  if (on_screen_) {
    out_ << "\r\x1b[K" << Text(done, total) << std::flush;
    line_open_ = true;
  } else {
    out_ << Text(done, total) << std::endl;
  }
}

void ProgressBar::End() {
  if (line_open_) out_ << std::endl;
  line_open_ = false;
}

std::string ProgressBar::Text(int done, int total) const {
  const double part = total > 0 ? static_cast<double>(done) / total : 1;
  std::string text = absl::StrFormat("%3.0f%%  %d of %d %s", part * 100, done, total, unit_);
  if (on_screen_) {
    const std::size_t full = static_cast<std::size_t>(part * kWidth);
    text = absl::StrCat("[", std::string(full, '#'), std::string(kWidth - full, '.'), "] ", text);
  }
  const absl::Duration took = clock_.Now() - began_;
  if (done >= total) return absl::StrCat(text, ", took ", RoughLength(took));
  const absl::Duration left = Left(done, total);
  if (left <= absl::ZeroDuration()) return text;
  return absl::StrCat(text, ", about ", RoughLength(left), " left");
}

absl::Duration ProgressBar::Left(int done, int total) const {
  const absl::Duration took = clock_.Now() - began_;
  // Of the first few, several are on their way at a time: they tell nothing of the pace.
  absl::Duration left = done < kTellThePace ? absl::ZeroDuration() : took / done * (total - done);
  if (allowance_.most > 0) {
    // The pace until the first window is used up is not that of the rest.
    const int windows = (total - 1) / allowance_.most;
    left = windows == 0 || done >= windows * allowance_.most
               ? left
               : std::max(left, windows * allowance_.window - took);
  }
  return left;
}

}  // namespace frontdesk::ctl
