#include "tools/frontdeskctl/terminal.h"

#include <termios.h>
#include <unistd.h>

#include <iostream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "libs/service/secret_file.h"

namespace frontdesk::ctl {
namespace {

// What is typed at standard input stays invisible while this lives.
class WithoutEcho {
 public:
  WithoutEcho() {
    changed_ = tcgetattr(STDIN_FILENO, &before_) == 0;
    if (!changed_) return;
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    changed_ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0;
  }
  ~WithoutEcho() {
    if (changed_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  WithoutEcho(const WithoutEcho&) = delete;
  WithoutEcho& operator=(const WithoutEcho&) = delete;

 private:
  termios before_{};
  bool changed_ = false;
};

absl::StatusOr<std::string> ReadLine(std::istream& in) {
  std::string line;
  std::getline(in, line);
  absl::StripAsciiWhitespace(&line);
  if (line.empty()) return absl::InvalidArgumentError("nothing came from standard input");
  return line;
}

}  // namespace

absl::StatusOr<std::string> ReadSecret(Terminal& terminal, const std::string& path,
                                       absl::string_view prompt, absl::string_view flag) {
  if (path == "-") return ReadLine(terminal.in);
  if (!path.empty()) return ReadSecretFile(path);
  if (!terminal.interactive) {
    return absl::InvalidArgumentError(
        absl::StrCat(flag, " is missing: name a file, or - for standard input"));
  }
  terminal.err << prompt << ": " << std::flush;
  const WithoutEcho silence;
  absl::StatusOr<std::string> line = ReadLine(terminal.in);
  terminal.err << "\n";
  return line;
}

}  // namespace frontdesk::ctl
