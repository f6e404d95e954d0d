#ifndef FRONTDESK_GATEWAY_SERVER_REQUEST_ARRIVAL_H_
#define FRONTDESK_GATEWAY_SERVER_REQUEST_ARRIVAL_H_

#include <cstddef>

#include "absl/strings/string_view.h"

namespace frontdesk::gateway {

inline constexpr std::size_t kLongestHead = 32 * 1024;  // bytes of request line and headers

// How much of one request has arrived. It is exact: a thread that is given to a whole request never
// waits for its peer. Looks at each byte about once, however small the pieces are.
class RequestArrival {
 public:
  enum class Progress {
    kPartial,
    kAwaitsContinue,  // as kPartial, and the sender waits for "100 Continue"; said once
    kWhole,
    kMalformed,  // 400: where it ends is unclear
    kTooLong,    // 413
  };

  explicit RequestArrival(std::size_t max_body_bytes) : max_body_bytes_(max_body_bytes) {}

  // `arrived` begins with the request, and with all of it that was shown before. Not asked again
  // once it is whole or refused.
  Progress Look(absl::string_view arrived);

  // Of a whole request, the bytes that it takes.
  std::size_t size() const { return seen_; }

  // No request of which this much has arrived is partial.
  static std::size_t MostBytes(std::size_t max_body_bytes) {
    return kLongestHead + 2 * max_body_bytes;  // chunks have their own heads
  }

 private:
  enum class Stage { kHead, kBody, kChunks };

  Progress LookAtHead(absl::string_view arrived);
  Progress ReadHead(absl::string_view head);
  Progress LookAtBody(absl::string_view arrived);
  Progress LookAtChunks(absl::string_view arrived);

  std::size_t max_body_bytes_;
  Stage stage_ = Stage::kHead;
  std::size_t seen_ = 0;         // up to here the request is known
  std::size_t body_begin_ = 0;   // after the head
  std::size_t body_length_ = 0;  // in chunks, of those that were seen
  bool expects_continue_ = false;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_SERVER_REQUEST_ARRIVAL_H_
