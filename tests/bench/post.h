#ifndef FRONTDESK_TESTS_BENCH_POST_H_
#define FRONTDESK_TESTS_BENCH_POST_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace frontdesk::bench {

// Where the running number of a request stands in its body: a session of its own for each call.
// As long as what takes its place.
inline constexpr absl::string_view kNumberGoesHere = "########";

// A request, made once and sent many times.
class Post {
 public:
  // `headers`: whole lines, each with its "\r\n".
  Post(absl::string_view path, absl::string_view headers, absl::string_view body);

  // The bytes with `number` in all the places for it; only its last eight digits are told. Good
  // until the next call.
  absl::string_view Numbered(std::size_t number);

  std::size_t body_size() const { return body_size_; }

 private:
  std::string bytes_;
  std::size_t body_size_;
  std::vector<std::size_t> places_;
};

}  // namespace frontdesk::bench

#endif  // FRONTDESK_TESTS_BENCH_POST_H_
