#ifndef FRONTDESK_GATEWAY_SERVER_REQUEST_HEAD_H_
#define FRONTDESK_GATEWAY_SERVER_REQUEST_HEAD_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "gateway/server/http_message.h"

namespace frontdesk::gateway {

inline constexpr absl::string_view kBlankLine = "\r\n\r\n";  // ends a head

// The headers of `head` (request line and header lines, without the blank line), with their values
// as they were sent. Nothing for a head that two parsers could read in two ways, which is how one
// request is smuggled inside another: bare CR or LF and other control characters, folded lines, and
// names that are no tokens, such as one with a space before its colon (RFC 9112, 2.2 and 5).
std::optional<HttpHeaders> HeadersOf(absl::string_view head);

// The path of a request line such as "POST /path?query HTTP/1.1", as it was sent; empty without
// one.
std::string PathOf(absl::string_view request_line);

// Whether the sender of the request that `arrived` begins with expects the connection to stay.
bool StaysOpen(absl::string_view arrived);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_SERVER_REQUEST_HEAD_H_
