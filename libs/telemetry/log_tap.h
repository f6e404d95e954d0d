#ifndef FRONTDESK_LIBS_TELEMETRY_LOG_TAP_H_
#define FRONTDESK_LIBS_TELEMETRY_LOG_TAP_H_

#include <functional>

#include "absl/strings/string_view.h"
#include "libs/telemetry/log.h"

namespace frontdesk::log {

// Sees each finished line of level info and above besides where it goes, whatever SetLevel says.
// Called on the thread that logs, one call at a time, so it must be quick and must not log.
using Tap = std::function<void(Level level, absl::string_view event, absl::string_view line)>;

// There is one at a time; null is none. Once this returns, the one before is not called any more.
void SetTap(Tap tap);

}  // namespace frontdesk::log

#endif  // FRONTDESK_LIBS_TELEMETRY_LOG_TAP_H_
