#ifndef FRONTDESK_TESTS_BENCH_STATEMENTS_H_
#define FRONTDESK_TESTS_BENCH_STATEMENTS_H_

#include <cstddef>
#include <functional>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"

namespace frontdesk::bench {

// Reads what a client sends to PostgreSQL (protocol 3.0, in the clear) as it comes, and tells each
// round trip: a simple query, or what ends with a Sync.
class StatementReader {
 public:
  // Called with the text of each, as it was sent.
  explicit StatementReader(std::function<void(absl::string_view)> on_statement)
      : on_statement_(std::move(on_statement)) {}

  // The next bytes, cut anywhere.
  void Read(absl::string_view bytes);

 private:
  // Of the message that `unread_` begins with, once it is there; else 0.
  std::size_t ReadMessage();

  const std::function<void(absl::string_view)> on_statement_;
  std::string unread_;
  std::string parsed_;    // the text of the last Parse
  bool started_ = false;  // what comes before has no type
};

// On one line, at most `most` characters, for people.
std::string ShortStatement(absl::string_view text, std::size_t most = 100);

}  // namespace frontdesk::bench

#endif  // FRONTDESK_TESTS_BENCH_STATEMENTS_H_
