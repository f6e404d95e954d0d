#include "tests/bench/post.h"

#include <cstddef>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace frontdesk::bench {

Post::Post(absl::string_view path, absl::string_view headers, absl::string_view body)
    : bytes_(absl::StrCat("POST ", path, " HTTP/1.1\r\nHost: 127.0.0.1\r\n", headers,
                          "Content-Type: application/json\r\nContent-Length: ", body.size(),
                          "\r\n\r\n", body)),
      body_size_(body.size()) {
  const absl::string_view bytes = bytes_;
  for (std::size_t at = bytes.find(kNumberGoesHere); at != absl::string_view::npos;
       at = bytes.find(kNumberGoesHere, at + kNumberGoesHere.size())) {
    places_.push_back(at);
  }
}

absl::string_view Post::Numbered(std::size_t number) {
  for (const std::size_t place : places_) {
    std::size_t rest = number;
    for (std::size_t i = kNumberGoesHere.size(); i-- > 0; rest /= 10) {
      bytes_[place + i] = static_cast<char>('0' + rest % 10);
    }
  }
  return bytes_;
}

}  // namespace frontdesk::bench
