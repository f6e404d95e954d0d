#ifndef FRONTDESK_TESTS_FUZZ_INPUT_H_
#define FRONTDESK_TESTS_FUZZ_INPUT_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "absl/strings/string_view.h"

namespace frontdesk::fuzz {

// What a target was handed, read from its beginning. Made of letters, lines and a rest, so that a
// kept input can be read and written with an editor.
class Input {
 public:
  // The bytes must outlive the object.
  Input(const std::uint8_t* data, std::size_t size)
      : left_(reinterpret_cast<const char*>(data), size) {}

  // One of `count` choices by the next character: 'a' is 0, 'b' 1 and so on. 0 at the end.
  std::size_t Choice(std::size_t count) {
    if (left_.empty()) return 0;
    const auto letter = static_cast<unsigned char>(left_[0]);
    left_.remove_prefix(1);
    return static_cast<unsigned char>(letter - 'a') % count;
  }

  // Up to the next line feed, which is taken too; all that is left where there is none.
  absl::string_view Line() {
    const absl::string_view line = left_.substr(0, left_.find('\n'));
    left_.remove_prefix(std::min(line.size() + 1, left_.size()));
    return line;
  }

  // All that is left.
  absl::string_view Rest() const { return left_; }
  bool AtEnd() const { return left_.empty(); }

 private:
  absl::string_view left_;
};

}  // namespace frontdesk::fuzz

#endif  // FRONTDESK_TESTS_FUZZ_INPUT_H_
