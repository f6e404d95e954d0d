#include "gateway/auth/platform_secrets.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "libs/service/secret_file.h"
#include "libs/status/status_macros.h"

namespace frontdesk::gateway {

absl::StatusOr<std::vector<std::string>> ReadPlatformSecrets(const std::string& path) {
  std::vector<std::string> secrets;
  if (path.empty()) return secrets;
  ASSIGN_OR_RETURN(const std::string content, ReadSecretFile(path));
  for (const absl::string_view line : absl::StrSplit(content, '\n')) {
    const absl::string_view secret = absl::StripAsciiWhitespace(line);
    if (!secret.empty()) secrets.emplace_back(secret);
  }
  if (secrets.empty()) return absl::InvalidArgumentError(absl::StrCat(path, " holds no secret"));
  return secrets;
}

}  // namespace frontdesk::gateway
