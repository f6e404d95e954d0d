// HTTP requests as they arrive: where one ends, and what its head says. The first letter picks the
// size of the pieces in which the rest arrives; a second request follows on the same connection.
#include "gateway/server/request_head.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gateway/server/http_message.h"
#include "gateway/server/request_arrival.h"
#include "tests/fuzz/input.h"
#include "tests/fuzz/require.h"

namespace frontdesk::gateway {
namespace {

using Progress = RequestArrival::Progress;

// Small, so that the limits are near.
constexpr RequestBounds kBounds{.body_bytes = 200, .head_bytes = 300, .headers = 8};

struct Seen {
  Progress progress = Progress::kPartial;
  std::size_t size = 0;  // of a whole request
  int continues = 0;

  friend bool operator==(const Seen&, const Seen&) = default;
};

// Shows `bytes` in pieces of `step`.
Seen Show(absl::string_view bytes, std::size_t step) {
  RequestArrival arrival(kBounds);
  Seen seen;
  for (std::size_t shown = 0; shown < bytes.size();) {
    shown = std::min(shown + step, bytes.size());
    seen.progress = arrival.Look(bytes.substr(0, shown));
    if (seen.progress == Progress::kAwaitsContinue) {
      ++seen.continues;
      continue;
    }
    if (seen.progress == Progress::kWhole) {
      seen.size = arrival.size();
      FRONTDESK_REQUIRE(seen.size > 0 && seen.size <= shown);
      FRONTDESK_REQUIRE(arrival.headers().size() <= kBounds.headers);
    }
    if (seen.progress != Progress::kPartial) return seen;
    FRONTDESK_REQUIRE(shown < kBounds.MostBytes() + step);
  }
  return seen;
}

// Source: gateway/server/request_head.h.
void RequireClear(absl::string_view head) {
  const std::optional<HttpHeaders> headers = HeadersOf(head);
  if (!headers.has_value()) return;
  const auto is_line = [](absl::string_view text) {
    return text.find_first_of(absl::string_view("\r\n\0", 3)) == absl::string_view::npos;
  };
  std::string again(head.substr(0, head.find("\r\n")));
  FRONTDESK_REQUIRE(is_line(again));
  for (const auto& [name, value] : *headers) {
    FRONTDESK_REQUIRE(!name.empty() && is_line(name) && is_line(value));
    FRONTDESK_REQUIRE(name.find_first_of(": \t") == std::string::npos);
    absl::StrAppend(&again, "\r\n", name, ": ", value);
  }
  // Written out, it says the same.
  FRONTDESK_REQUIRE(HeadersOf(again) == headers);
}

}  // namespace
}  // namespace frontdesk::gateway

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace frontdesk::gateway;  // NOLINT: a fuzz target is a function of C
  constexpr std::size_t kLongest = 2048;
  frontdesk::fuzz::Input input(data, std::min(size, kLongest));
  const std::size_t step = 1 + input.Choice(64);
  const absl::string_view bytes = input.Rest();
  RequireClear(bytes.substr(0, bytes.find(kBlankLine)));

  const Seen at_once = Show(bytes, kLongest);
  const Seen in_pieces = Show(bytes, step);
  if (at_once.progress == Progress::kWhole) {
    // Pieces change nothing about it, and nor does what comes after it.
    FRONTDESK_REQUIRE(in_pieces.progress == Progress::kWhole);
    FRONTDESK_REQUIRE(in_pieces.size == at_once.size);
    const std::string two = absl::StrCat(bytes.substr(0, at_once.size), "GET / HTTP/1.1\r\n\r\n");
    const Seen first_of_two = Show(two, two.size());
    FRONTDESK_REQUIRE(first_of_two.progress == Progress::kWhole);
    FRONTDESK_REQUIRE(first_of_two.size == at_once.size);
  }
  FRONTDESK_REQUIRE(in_pieces.continues <= 1);
  return 0;
}
