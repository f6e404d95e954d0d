#ifndef FRONTDESK_TOOLS_FRONTDESKCTL_ELEVENLABS_MERGE_H_
#define FRONTDESK_TOOLS_FRONTDESKCTL_ELEVENLABS_MERGE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tools/frontdeskctl/elevenlabs_project.h"

namespace frontdesk::ctl {

// The file of a project that tells how we last wrote each of the others. It holds no secret.
inline constexpr char kExportRecord[] = ".frontdesk.json";

struct ExportMerge {
  ProjectFiles write;                 // what is new or ours to replace, with the record
  std::vector<std::string> replaced;  // there already, and as we left them
  std::vector<std::string> kept;      // there already, and changed by somebody else since
};

// What to write of `fresh` where `earlier` is there already; `record` is the text of kExportRecord,
// empty if there is none: then whatever differs counts as somebody else's. With `force` nothing is
// kept. Ids that `push` and `link` wrote, and how a file is laid out, are no change.
ExportMerge MergeExport(const ProjectFiles& earlier, const ProjectFiles& fresh,
                        const std::string& record, bool force);

}  // namespace frontdesk::ctl

#endif  // FRONTDESK_TOOLS_FRONTDESKCTL_ELEVENLABS_MERGE_H_
