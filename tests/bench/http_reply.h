#ifndef FRONTDESK_TESTS_BENCH_HTTP_REPLY_H_
#define FRONTDESK_TESTS_BENCH_HTTP_REPLY_H_

#include <cstddef>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace frontdesk::bench {

// An answer over HTTP/1.1, in the bytes that it came in.
struct HttpReply {
  int status = 0;
  absl::string_view body;
  std::size_t size = 0;  // of all of it
};

// The answer that `arrived` begins with; nothing while a part is still missing. Knows answers with
// a Content-Length alone, which all servers here send. Fails for anything else.
absl::StatusOr<std::optional<HttpReply>> WholeReply(absl::string_view arrived);

}  // namespace frontdesk::bench

#endif  // FRONTDESK_TESTS_BENCH_HTTP_REPLY_H_
