#include "tools/frontdeskctl/clinic_fields.h"

#include <cstddef>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/civil/zone.h"

namespace frontdesk::ctl {

absl::StatusOr<std::string> CheckName(const std::string& said) {
  std::string name(absl::StripAsciiWhitespace(said));
  if (name.empty() || name.size() > 200) {
    return absl::InvalidArgumentError("--name is 1 to 200 characters");
  }
  return name;
}

absl::Status CheckContactEmail(const std::string& said) {
  const std::size_t at = said.find('@');
  if (at == std::string::npos || at == 0 || at + 1 == said.size()) {
    return absl::InvalidArgumentError("--contact-email is not an e-mail address");
  }
  return absl::OkStatus();
}

absl::Status CheckZone(const std::string& said) {
  if (LoadZone(said).ok()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("--time-zone is not a known IANA name such as Australia/Sydney: ", said));
}

}  // namespace frontdesk::ctl
