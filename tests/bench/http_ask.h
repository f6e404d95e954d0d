#ifndef FRONTDESK_TESTS_BENCH_HTTP_ASK_H_
#define FRONTDESK_TESTS_BENCH_HTTP_ASK_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace frontdesk::bench {

// One request to http://`address` (host:port), for what is set up rather than measured. The body of
// the answer, whatever its status. Fails where none came.
absl::StatusOr<std::string> HttpGet(const std::string& address, const std::string& path);
absl::StatusOr<std::string> HttpPost(
    const std::string& address, const std::string& path, const std::string& body,
    const std::vector<std::pair<std::string, std::string>>& headers = {});
absl::StatusOr<std::string> HttpDelete(const std::string& address, const std::string& path);

// host:port of "http://host:port/and/more".
std::string HostOf(const std::string& url);

}  // namespace frontdesk::bench

#endif  // FRONTDESK_TESTS_BENCH_HTTP_ASK_H_
