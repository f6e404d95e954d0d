#ifndef FRONTDESK_TOOLS_FRONTDESKCTL_TERMINAL_H_
#define FRONTDESK_TOOLS_FRONTDESKCTL_TERMINAL_H_

#include <iosfwd>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace frontdesk::ctl {

// Where a command reads and writes.
struct Terminal {
  std::istream& in;
  std::ostream& out;  // results: what a script reads
  std::ostream& err;  // progress and failures: what a person reads
  // Whether `in` is a person's keyboard, so that asking makes sense.
  bool interactive = false;
  // Whether `err` is a screen, so that a line can be drawn again.
  bool err_is_screen = false;
};

// Reads a secret from the file at `path`, or from standard input where that is "-", or else,
// without showing what is typed, from the person at the terminal. An end of line is no part of it.
// Fails with InvalidArgument where there is no file and nobody to ask, and where nothing comes.
absl::StatusOr<std::string> ReadSecret(Terminal& terminal, const std::string& path,
                                       absl::string_view prompt, absl::string_view flag);

}  // namespace frontdesk::ctl

#endif  // FRONTDESK_TOOLS_FRONTDESKCTL_TERMINAL_H_
