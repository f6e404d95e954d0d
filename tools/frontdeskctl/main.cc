#include <unistd.h>

#include <exception>
#include <iostream>

#include "libs/civil/clock.h"
#include "libs/telemetry/log.h"
#include "tools/frontdeskctl/frontdeskctl.h"
#include "tools/frontdeskctl/terminal.h"

int main(int argc, char** argv) {
  // A person reads stderr here; what they need to know is said in words.
  frontdesk::log::SetLevel(frontdesk::log::Level::kError);
  const frontdesk::SystemClock clock;
  frontdesk::ctl::Terminal terminal = {.in = std::cin,
                                       .out = std::cout,
                                       .err = std::cerr,
                                       .interactive = ::isatty(STDIN_FILENO) == 1,
                                       .err_is_screen = ::isatty(STDERR_FILENO) == 1};
  try {
    return frontdesk::ctl::Frontdeskctl(argc, argv, terminal, clock);
  } catch (const std::exception& e) {
    std::cerr << "frontdeskctl: " << e.what() << "\n";
    return frontdesk::ctl::kFailure;
  }
}
