#include "gateway/auth/platform_secrets.h"

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "libs/domain/ids.h"
#include "libs/service/secret_file.h"
#include "libs/status/status_macros.h"

namespace frontdesk::gateway {

namespace {

bool IsUuid(absl::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    if (hyphen ? text[i] != '-' : !absl::ascii_isxdigit(text[i])) return false;
  }
  return text.size() == 36;
}

}  // namespace

absl::StatusOr<std::vector<PlatformSecret>> ReadPlatformSecrets(const std::string& path) {
  std::vector<PlatformSecret> secrets;
  if (path.empty()) return secrets;
  ASSIGN_OR_RETURN(const std::string content, ReadSecretFile(path));
  int line = 0;
  for (const absl::string_view text : absl::StrSplit(content, '\n')) {
    ++line;
    const std::vector<std::string> words =
        absl::StrSplit(text, absl::ByAnyChar(" \t\r"), absl::SkipEmpty());
    if (words.empty()) continue;
    if (words.size() > 2 || (words.size() == 2 && !IsUuid(words[1]))) {
      return absl::InvalidArgumentError(absl::StrCat(
          path, ", line ", line, ": a secret, then nothing or a clinic's id (a UUID)"));
    }
    secrets.push_back({.text = words[0]});
    if (words.size() == 2) secrets.back().clinic = ClinicId(absl::AsciiStrToLower(words[1]));
  }
  if (secrets.empty()) return absl::InvalidArgumentError(absl::StrCat(path, " holds no secret"));
  return secrets;
}

}  // namespace frontdesk::gateway
