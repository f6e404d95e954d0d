#include "libs/cliniko/endpoint.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/strip.h"

namespace frontdesk::cliniko {
namespace {

absl::Status Invalid(absl::string_view why) {
  return absl::InvalidArgumentError(std::string("not a base URL: ").append(why.data(), why.size()));
}

bool IsHostCharacter(unsigned char c) {
  return absl::ascii_isalnum(c) || c == '-' || c == '.' || c == '_' || c == ':';
}

}  // namespace

absl::StatusOr<Endpoint> Endpoint::Parse(absl::string_view url) {
  Endpoint endpoint;
  if (absl::ConsumePrefix(&url, "http://")) {
    endpoint.tls = false;
    endpoint.port = 80;
  } else if (!absl::ConsumePrefix(&url, "https://")) {
    return Invalid("it begins with neither https:// nor http://");
  }
  if (url.find_first_of("?#@ \t\r\n") != absl::string_view::npos) {
    return Invalid("it has more than a host, a port and a path");
  }
  const size_t slash = url.find('/');
  absl::string_view authority = url.substr(0, slash);
  absl::string_view path = slash == absl::string_view::npos ? "" : url.substr(slash);
  while (absl::ConsumeSuffix(&path, "/")) {
  }
  endpoint.prefix = std::string(path);

  absl::string_view port;
  if (absl::ConsumePrefix(&authority, "[")) {
    const size_t bracket = authority.find(']');
    if (bracket == absl::string_view::npos) return Invalid("its address has no closing bracket");
    port = authority.substr(bracket + 1);
    authority = authority.substr(0, bracket);
  } else if (const size_t colon = authority.find(':'); colon != absl::string_view::npos) {
    port = authority.substr(colon);
    authority = authority.substr(0, colon);
  }
  if (!port.empty()) {
    if (!absl::ConsumePrefix(&port, ":") || !absl::SimpleAtoi(port, &endpoint.port) ||
        endpoint.port < 1 || endpoint.port > 65535) {
      return Invalid("its port is not one");
    }
  }
  if (authority.empty() || !std::all_of(authority.begin(), authority.end(), IsHostCharacter)) {
    return Invalid("its host is not one");
  }
  endpoint.host = absl::AsciiStrToLower(authority);
  return endpoint;
}

bool Endpoint::IsLoopback() const {
  if (host == "localhost" || host == "::1") return true;
  return absl::StartsWith(host, "127.") &&
         std::all_of(host.begin(), host.end(),
                     [](unsigned char c) { return absl::ascii_isdigit(c) || c == '.'; });
}

}  // namespace frontdesk::cliniko
