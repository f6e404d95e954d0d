#ifndef FRONTDESK_LIBS_CLINIKO_ENDPOINT_H_
#define FRONTDESK_LIBS_CLINIKO_ENDPOINT_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace frontdesk::cliniko {

// Where an API lives: "https://api.au2.cliniko.com/v1".
struct Endpoint {
  bool tls = true;
  std::string host{};  // lower case; an IPv6 address without its brackets
  int port = 443;
  std::string prefix{};  // "/v1"; empty or with a leading and without a trailing slash

  // Reads a URL. Fails with INVALID_ARGUMENT for another scheme than http and https, and for a URL
  // with a user, a query or a fragment.
  static absl::StatusOr<Endpoint> Parse(absl::string_view url);

  // 127.0.0.0/8, ::1 or localhost.
  bool IsLoopback() const;

  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

}  // namespace frontdesk::cliniko

#endif  // FRONTDESK_LIBS_CLINIKO_ENDPOINT_H_
