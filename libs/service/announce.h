#ifndef FRONTDESK_LIBS_SERVICE_ANNOUNCE_H_
#define FRONTDESK_LIBS_SERVICE_ANNOUNCE_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"

namespace frontdesk {

// Tells whoever started the process that it is ready, and where: writes a line NAME=value for each
// pair to `path`, which appears complete or not at all. An empty path does nothing.
absl::Status Announce(const std::string& path,
                      const std::vector<std::pair<std::string, std::string>>& lines);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_SERVICE_ANNOUNCE_H_
