#ifndef FRONTDESK_TOOLS_FRONTDESKCTL_PROGRESS_BAR_H_
#define FRONTDESK_TOOLS_FRONTDESKCTL_PROGRESS_BAR_H_

#include <ostream>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"

namespace frontdesk::ctl {

// What may be done at most in each window of time: the first of it goes as fast as can be, the rest
// waits. Zero: as much as one likes.
struct Allowance {
  int most = 0;
  absl::Duration window = absl::Minutes(1);
};

// How far a long piece of work is, and how long the rest may take at the pace so far:
//
//   [##########..............................]  25%  212 of 848 requests, about 3 min 10 s left
//
// On a screen it is one line that is drawn again and again; elsewhere, now and then a line.
class ProgressBar {
 public:
  // `unit`: what is counted, "requests". `out` and `clock` must outlive the object.
  ProgressBar(std::ostream& out, const Clock& clock, bool on_screen, absl::string_view unit,
              Allowance allowance = {})
      : out_(out),
        clock_(clock),
        on_screen_(on_screen),
        unit_(unit),
        allowance_(allowance),
        began_(clock.Now()) {}

  // `total` may change on the way.
  void Update(int done, int total);
  // Leaves the line, so that others can write.
  void End();

 private:
  std::string Text(int done, int total) const;
  // How long the rest takes; zero or less where that cannot be told yet.
  absl::Duration Left(int done, int total) const;

  std::ostream& out_;
  const Clock& clock_;
  const bool on_screen_;
  const std::string unit_;
  const Allowance allowance_;
  const absl::Time began_;
  absl::Time drawn_ = absl::InfinitePast();
  bool line_open_ = false;
};

// "45 s", "3 min 10 s", "2 h 5 min": to two places.
std::string RoughLength(absl::Duration length);

}  // namespace frontdesk::ctl

#endif  // FRONTDESK_TOOLS_FRONTDESKCTL_PROGRESS_BAR_H_
