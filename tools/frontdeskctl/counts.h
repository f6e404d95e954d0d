#ifndef FRONTDESK_TOOLS_FRONTDESKCTL_COUNTS_H_
#define FRONTDESK_TOOLS_FRONTDESKCTL_COUNTS_H_

#include <nlohmann/json_fwd.hpp>
#include <ostream>
#include <string>
#include <vector>

#include "services/schedule_cache/directory/directory_sync.h"

namespace frontdesk::ctl {

// How much a directory holds: as rows of a table, and as members of a JSON object.
std::vector<std::vector<std::string>> CountRows(const DirectoryCounts& counts);
nlohmann::ordered_json CountsJson(const DirectoryCounts& counts);

// Prints one JSON value and an end of line. What is not UTF-8 in it is replaced, not thrown over.
void PrintJsonLine(std::ostream& out, const nlohmann::ordered_json& json);

}  // namespace frontdesk::ctl

#endif  // FRONTDESK_TOOLS_FRONTDESKCTL_COUNTS_H_
