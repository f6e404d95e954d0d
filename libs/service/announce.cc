#include "libs/service/announce.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace frontdesk {

absl::Status Announce(const std::string& path,
                      const std::vector<std::pair<std::string, std::string>>& lines) {
  if (path.empty()) return absl::OkStatus();

  // A reader that polls for the file must never see half of it, hence the rename.
  const std::string draft = absl::StrCat(path, ".tmp");
  std::ofstream file(draft, std::ios::trunc);
  for (const auto& [name, value] : lines) file << name << '=' << value << '\n';
  file.close();
  if (!file || std::rename(draft.c_str(), path.c_str()) != 0) {
    return absl::InternalError(absl::StrCat("cannot write ", path, ": ", std::strerror(errno)));
  }
  return absl::OkStatus();
}

}  // namespace frontdesk
