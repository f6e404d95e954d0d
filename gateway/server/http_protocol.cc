#include "gateway/server/http_protocol.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gateway/server/connection.h"
#include "gateway/server/http_message.h"
#include "httplib.h"

namespace frontdesk::gateway {
namespace {

constexpr char kJson[] = "application/json";

// The connection that this thread answers: a handler of cpp-httplib does not get to see it. Nor
// does it see path and headers as they were sent, and as they were judged: cpp-httplib decodes
// "%70" in the one and "%0d%0a" in the others.
thread_local Connection* answering = nullptr;
thread_local HttpRequest head_sent;
thread_local absl::Time begun;  // to answer

// What cpp-httplib would do on its own is not wanted here.
void Simplify(httplib::Request& request) {
  request.ranges.clear();  // answers are whole
  request.headers.erase(
      "Accept-Encoding");           // they are short too: compressing takes longer than sending
  request.headers.erase("Expect");  // answered before the body arrived
  request.headers.erase("Content-Type");  // JSON is expected whatever it says, never a form
}

}  // namespace

HttpProtocol::HttpProtocol(HttpHandler handler, ErrorPage error_page, MaxBody max_body_bytes,
                           IsLast is_last)
    : handler_(std::move(handler)),
      error_page_(std::move(error_page)),
      max_body_bytes_(std::move(max_body_bytes)),
      is_last_(std::move(is_last)) {
  set_pre_routing_handler([this](const httplib::Request& request, httplib::Response& response) {
    if (request.method == "POST") return HandlerResponse::Unhandled;
    if (answering->unread() > 0) answering->CloseAfterResponse();  // of a body
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
  set_post_routing_handler([this](const httplib::Request&, httplib::Response& response) {
    // Asked only now: while the handler worked, things may have come to an end.
    if (is_last_()) answering->CloseAfterResponse();
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
  const absl::Duration waited =
      std::max(begun - answering->request_arrived(), absl::ZeroDuration());
  const HttpResponse answer = handler_({.method = request.method,
                                        .path = std::move(head_sent.path),
                                        .headers = std::move(head_sent.headers),
                                        .body = std::move(body),
                                        .waited = waited,
                                        .key_was_known = head_sent.key_was_known});
  response.status = answer.status;
  for (const auto& [name, value] : answer.headers) response.set_header(name, value);
  response.set_content(answer.body, kJson);
}

void HttpProtocol::HandlePost(const httplib::Request& request, httplib::Response& response,
                              const httplib::ContentReader& read) const {
  std::string body;
  if (answering->unread() > 0) {
    // What was compressed is longer than what has arrived.
    const std::size_t most = max_body_bytes_(request.target);
    bool too_long = false;
    body.reserve(std::min(most, answering->unread()));
    const bool complete = read([&](const char* data, std::size_t size) {
      too_long = too_long || size > most - body.size();
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

void HttpProtocol::Answer(Connection& connection) {
  head_sent = connection.TakeHead();
  answering = &connection;
  begun = absl::Now();
  bool closed = false;
  const bool answered = process_request(connection, /*close_connection=*/false, closed, Simplify);
  answering = nullptr;
  if (!answered || closed || connection.unread() > 0) connection.CloseAfterResponse();
}

}  // namespace frontdesk::gateway
