#ifndef FRONTDESK_TOOLS_FRONTDESKCTL_FRONTDESKCTL_H_
#define FRONTDESK_TOOLS_FRONTDESKCTL_FRONTDESKCTL_H_

#include "libs/civil/clock.h"
#include "tools/frontdeskctl/terminal.h"

namespace frontdesk::ctl {

// Exit codes.
inline constexpr int kSuccess = 0;
inline constexpr int kFailure = 1;
inline constexpr int kUsageError = 2;  // the command line, or a file that it names, is not right
inline constexpr int kInterrupted = 130;  // stopped by Ctrl-C or SIGTERM; what was done stays done

// The operator's command, from its command line to its exit code.
int Frontdeskctl(int argc, const char* const* argv, Terminal& terminal, const Clock& clock);

}  // namespace frontdesk::ctl

#endif  // FRONTDESK_TOOLS_FRONTDESKCTL_FRONTDESKCTL_H_
