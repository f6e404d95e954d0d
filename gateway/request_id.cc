#include "gateway/request_id.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "absl/random/random.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "gateway/server/http_message.h"
#include "libs/telemetry/phone_like.h"

namespace frontdesk::gateway {

std::string RequestIdOf(const HttpRequest& request) {
  std::string id = request.Header("X-Request-Id");
  const bool usable =
      !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
        return absl::ascii_isalnum(c) || c == '.' || c == '_' || c == '-';
      });
  if (usable && !MayHoldPhoneNumber(id)) return id;
  thread_local absl::BitGen random;
  do {
    id = absl::StrCat(absl::Hex(absl::Uniform<std::uint64_t>(random), absl::kZeroPad16));
  } while (MayHoldPhoneNumber(id));
  return id;
}

}  // namespace frontdesk::gateway
