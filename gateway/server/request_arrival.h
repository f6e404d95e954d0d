#ifndef FRONTDESK_GATEWAY_SERVER_REQUEST_ARRIVAL_H_
#define FRONTDESK_GATEWAY_SERVER_REQUEST_ARRIVAL_H_

#include <cstddef>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "gateway/server/http_message.h"

namespace frontdesk::gateway {

// What one request may have.
struct RequestBounds {
  std::size_t body_bytes = 64 * 1024;
  std::size_t head_bytes = 32 * 1024;  // of request line and headers
  std::size_t headers = 100;
  // What is posted to one path may be longer; none if empty. A trailing slash is the same path.
  std::string long_path = {};
  std::size_t long_body_bytes = 0;

  // No request of which this much has arrived is partial.
  std::size_t MostBytes() const {
    return head_bytes + 2 * body_bytes;
  }  // chunks have their own heads

  // Whether a request with that target (path and query), as it was sent, may be long.
  bool IsLong(absl::string_view target) const;
  std::size_t BodyBytesOf(absl::string_view target) const;
};

// How much of one request has arrived. It is exact: a thread that is given to a whole request never
// waits for its peer. Looks at each byte about once, however small the pieces are.
class RequestArrival {
 public:
  enum class Progress {
    kPartial,
    kAwaitsContinue,  // as kPartial, and the sender waits for "100 Continue"; said once
    kWhole,
    kMalformed,    // 400: where it ends is unclear
    kTooLong,      // 413
    kTooMuchHead,  // 431
  };

  static bool IsRefused(Progress progress) {
    return progress == Progress::kMalformed || progress == Progress::kTooLong ||
           progress == Progress::kTooMuchHead;
  }

  explicit RequestArrival(const RequestBounds& bounds) : bounds_(bounds) {}

  // `arrived` begins with the request, and with all of it that was shown before. Not asked again
  // once it is whole or refused.
  Progress Look(absl::string_view arrived);

  // Whether the head has arrived, said once.
  bool TakeHead() { return stage_ != Stage::kHead && !std::exchange(head_taken_, true); }

  // Whether it may be long, as its head tells.
  bool is_long() const { return is_long_; }

  // How much of it is worth reading: what it says to be, once its head has told.
  std::size_t MostBytes() const;

  // Of a whole request, the bytes that it takes, and those of its body.
  std::size_t size() const { return seen_; }
  std::size_t body_bytes() const { return body_length_; }

  // Of a request whose head has arrived, as they were sent.
  const HttpHeaders& headers() const { return headers_; }
  // For who needs nothing more of it.
  HttpHeaders TakeHeaders() { return std::move(headers_); }

 private:
  enum class Stage { kHead, kBody, kChunks };

  Progress LookAtHead(absl::string_view arrived);
  Progress ReadHead(absl::string_view head);
  Progress LookAtBody(absl::string_view arrived);
  Progress LookAtChunks(absl::string_view arrived);

  RequestBounds bounds_;
  HttpHeaders headers_;
  Stage stage_ = Stage::kHead;
  std::size_t seen_ = 0;         // up to here the request is known
  std::size_t body_begin_ = 0;   // after the head
  std::size_t body_length_ = 0;  // in chunks, of those that were seen
  bool expects_continue_ = false;
  bool is_long_ = false;
  bool head_taken_ = false;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_SERVER_REQUEST_ARRIVAL_H_
