#include "libs/service/secret_file.h"

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <fstream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace frontdesk {
namespace {

constexpr std::size_t kLongestSecret = std::size_t{64} << 10;

absl::Status Refusal(const std::string& path, const std::string& why) {
  return absl::InvalidArgumentError(absl::StrCat("secret file ", path, ": ", why));
}

}  // namespace

absl::StatusOr<std::string> ReadSecretFile(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::string text(kLongestSecret + 1, '\0');
  // A folder opens well and fails only here.
  if (file) file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.is_open() || file.bad()) return Refusal(path, std::strerror(errno));

  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > kLongestSecret) return Refusal(path, "longer than 64 KiB");
  const std::string secret(absl::StripSuffix(absl::StripSuffix(text, "\n"), "\r"));
  if (secret.empty()) return Refusal(path, "empty");
  return secret;
}

}  // namespace frontdesk
