#include "tools/frontdeskctl/terminal.h"

#include <termios.h>
#include <unistd.h>

#include <csignal>
#include <cstddef>
#include <iostream>
#include <iterator>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "libs/service/secret_file.h"

namespace frontdesk::ctl {
namespace {

// How the terminal was before it was silenced. Global, since a signal handler has no other way to
// it.
termios g_before;

extern "C" void RestoreEchoAndDie(int signal) {
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &g_before);
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

// What is typed at standard input stays invisible while this lives, of which there is one at a
// time. Whoever gives up with Ctrl-C gets a terminal back that shows what they type.
class WithoutEcho {
 public:
  WithoutEcho() {
    if (tcgetattr(STDIN_FILENO, &g_before) != 0) return;
    termios silent = g_before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    for (std::size_t i = 0; i < std::size(kSignals); ++i) {
      handlers_[i] = ::signal(kSignals[i], RestoreEchoAndDie);
    }
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    changed_ = true;
  }
  ~WithoutEcho() {
    if (!changed_) return;
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &g_before);
    for (std::size_t i = 0; i < std::size(kSignals); ++i) ::signal(kSignals[i], handlers_[i]);
  }
  WithoutEcho(const WithoutEcho&) = delete;
  WithoutEcho& operator=(const WithoutEcho&) = delete;

 private:
  static constexpr int kSignals[] = {SIGINT, SIGTERM, SIGHUP};
  void (*handlers_[std::size(kSignals)])(int) = {};
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
