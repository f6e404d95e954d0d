#ifndef FRONTDESK_TOOLS_FRONTDESKCTL_PROGRESS_H_
#define FRONTDESK_TOOLS_FRONTDESKCTL_PROGRESS_H_

#include <ostream>

#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"

namespace frontdesk::ctl {

// Says what is being done, and how long each step took:
//
//   [2/4] Reading the directory from Cliniko ... 3 locations, 5 practitioners (0.41 s)
class Progress {
 public:
  // Both must outlive the object.
  Progress(std::ostream& out, const Clock& clock, int steps)
      : out_(out), clock_(clock), steps_(steps) {}

  void Begin(absl::string_view what) {
    began_ = clock_.Now();
    out_ << absl::StreamFormat("[%d/%d] %s ... ", ++step_, steps_, what) << std::flush;
  }
  void Done(absl::string_view result) {
    out_ << absl::StreamFormat("%s (%.2f s)\n", result,
                               absl::ToDoubleSeconds(clock_.Now() - began_))
         << std::flush;
  }
  // Ends the line of a step that did not succeed; why is said elsewhere.
  void Failed() { Done("failed"); }

 private:
  std::ostream& out_;
  const Clock& clock_;
  const int steps_;
  int step_ = 0;
  absl::Time began_;
};

}  // namespace frontdesk::ctl

#endif  // FRONTDESK_TOOLS_FRONTDESKCTL_PROGRESS_H_
