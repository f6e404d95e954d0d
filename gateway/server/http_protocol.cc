#include "gateway/server/http_protocol.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "gateway/server/connection.h"
#include "gateway/server/http_message.h"
#include "httplib.h"

namespace frontdesk::gateway {
namespace {

constexpr char kJson[] = "application/json";

// The connection that this thread answers: a handler of cpp-httplib does not get to see it.
thread_local Connection* answering = nullptr;

// How a request says how long its body is.
enum class Framing { kNoBody, kLength, kChunked, kBroken };

Framing FramingOf(const httplib::Request& request, std::size_t& length) {
  const std::size_t lengths = request.get_header_value_count("Content-Length");
  const std::size_t encodings = request.get_header_value_count("Transfer-Encoding");
  // Two opinions about where a request ends are how one request is smuggled inside another.
  if (lengths + encodings > 1) return Framing::kBroken;
  if (encodings == 1) {
    const bool chunked =
        absl::EqualsIgnoreCase(request.get_header_value("Transfer-Encoding"), "chunked");
    return chunked ? Framing::kChunked : Framing::kBroken;
  }
  if (lengths == 0) return Framing::kNoBody;
  const std::string text = request.get_header_value("Content-Length");
  const bool digits = std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
  if (!digits || !absl::SimpleAtoi(text, &length)) return Framing::kBroken;
  return length == 0 ? Framing::kNoBody : Framing::kLength;
}

// What cpp-httplib would do on its own is not wanted here.
void Simplify(httplib::Request& request) {
  request.ranges.clear();  // answers are whole
  request.headers.erase(
      "Accept-Encoding");  // they are short too: compressing takes longer than sending
  request.headers.erase("Content-Type");  // JSON is expected whatever it says, never a form
}

}  // namespace

HttpProtocol::HttpProtocol(HttpHandler handler, ErrorPage error_page, std::size_t max_body_bytes)
    : handler_(std::move(handler)),
      error_page_(std::move(error_page)),
      max_body_bytes_(max_body_bytes) {
  set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
    if (request.method == "POST") return HandlerResponse::Unhandled;
    std::size_t length = 0;
    if (FramingOf(request, length) != Framing::kNoBody) answering->CloseAfterResponse();
    Handle(request, "", response);
    return HandlerResponse::Handled;
  });
  Post(".*", [this](const httplib::Request& request, httplib::Response& response,
                    const httplib::ContentReader& read) { HandlePost(request, response, read); });
  // Also called for errors that a handler has answered itself.
  set_error_handler(Handler([this](const httplib::Request&, httplib::Response& response) {
    if (!response.body.empty()) return;
    answering->CloseAfterResponse();
    Refuse(response.status, response);
  }));
  set_exception_handler([this](const httplib::Request&, httplib::Response& response,
                               std::exception_ptr) { Refuse(200, response); });
  set_post_routing_handler([](const httplib::Request&, httplib::Response& response) {
    response.headers.erase("Keep-Alive");
    if (answering->closes_after_response() && !response.has_header("Connection")) {
      response.set_header("Connection", "close");
    }
  });
}

void HttpProtocol::Refuse(int status, httplib::Response& response) const {
  response.status = status;
  response.set_content(error_page_(status), kJson);
}

void HttpProtocol::Handle(const httplib::Request& request, std::string body,
                          httplib::Response& response) const {
  HttpRequest message{.method = request.method, .path = request.path, .body = std::move(body)};
  for (const auto& [name, value] : request.headers) message.headers.emplace_back(name, value);
  HttpResponse answer = handler_(message);
  response.status = answer.status;
  for (const auto& [name, value] : answer.headers) response.set_header(name, value);
  response.set_content(answer.body, kJson);
}

void HttpProtocol::HandlePost(const httplib::Request& request, httplib::Response& response,
                              const httplib::ContentReader& read) const {
  std::size_t length = 0;
  const Framing framing = FramingOf(request, length);
  if (framing == Framing::kBroken || (framing == Framing::kLength && length > max_body_bytes_)) {
    answering->CloseAfterResponse();
    return Refuse(framing == Framing::kBroken ? 400 : 413, response);
  }
  std::string body;
  if (framing != Framing::kNoBody) {
    // What arrives in chunks or compressed has no length that could be believed beforehand.
    bool too_long = false;
    const bool complete = read([&](const char* data, std::size_t size) {
      too_long = too_long || size > max_body_bytes_ - body.size();
      if (!too_long) body.append(data, size);
      return !too_long;
    });
    if (!complete || too_long) {
      answering->CloseAfterResponse();
      return Refuse(too_long ? 413 : 400, response);
    }
  }
  Handle(request, std::move(body), response);
}

bool HttpProtocol::Answer(Connection& connection, bool last) {
  answering = &connection;
  bool closed = false;
  const bool answered = process_request(connection, last, closed, Simplify);
  answering = nullptr;
  return connection.Flush() && answered && !closed && !last && !connection.closes_after_response();
}

}  // namespace frontdesk::gateway
