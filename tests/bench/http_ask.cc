#include "tests/bench/http_ask.h"

#include <httplib.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"

namespace frontdesk::bench {
namespace {

absl::StatusOr<std::string> BodyOf(const httplib::Result& result, const std::string& address) {
  if (result) return result->body;
  return absl::UnavailableError(
      absl::StrCat("no answer of ", address, ": ", httplib::to_string(result.error())));
}

httplib::Client ClientOf(const std::string& address) {
  httplib::Client client("http://" + address);
  client.set_read_timeout(30);
  return client;
}

}  // namespace

absl::StatusOr<std::string> HttpGet(const std::string& address, const std::string& path) {
  return BodyOf(ClientOf(address).Get(path), address);
}

absl::StatusOr<std::string> HttpPost(
    const std::string& address, const std::string& path, const std::string& body,
    const std::vector<std::pair<std::string, std::string>>& headers) {
  return BodyOf(ClientOf(address).Post(path, httplib::Headers(headers.begin(), headers.end()), body,
                                       "application/json"),
                address);
}

absl::StatusOr<std::string> HttpDelete(const std::string& address, const std::string& path) {
  return BodyOf(ClientOf(address).Delete(path), address);
}

std::string HostOf(const std::string& url) {
  const std::size_t begin = url.find("://") == std::string::npos ? 0 : url.find("://") + 3;
  return url.substr(begin, url.find('/', begin) - begin);
}

}  // namespace frontdesk::bench
