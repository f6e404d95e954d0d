#ifndef FRONTDESK_TOOLS_FRONTDESKCTL_TABLE_H_
#define FRONTDESK_TOOLS_FRONTDESKCTL_TABLE_H_

#include <ostream>
#include <string>
#include <vector>

namespace frontdesk::ctl {

// Rows of cells in aligned columns, two spaces apart. The first row is the heading where there is
// one. Rows may be of different lengths.
void PrintTable(std::ostream& out, const std::vector<std::vector<std::string>>& rows);

}  // namespace frontdesk::ctl

#endif  // FRONTDESK_TOOLS_FRONTDESKCTL_TABLE_H_
