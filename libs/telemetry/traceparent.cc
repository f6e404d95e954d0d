#include "libs/telemetry/traceparent.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

#include "absl/random/random.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"

namespace frontdesk {
namespace {

// version "-" trace-id "-" parent-id "-" flags
constexpr std::size_t kTraceAt = 3;
constexpr std::size_t kTraceLength = 32;
constexpr std::size_t kParentAt = 36;
constexpr std::size_t kParentLength = 16;
constexpr std::size_t kFlagsAt = 53;
constexpr std::size_t kLength = 55;  // of version 00; later ones may go on after another hyphen

bool IsHex(absl::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool IsZero(absl::string_view text) {
  return text.find_first_not_of('0') == absl::string_view::npos;
}

bool IsValid(absl::string_view text) {
  if (text.size() < kLength) return false;
  const absl::string_view version = text.substr(0, 2);
  if (!IsHex(version) || version == "ff") return false;
  if (text.size() > kLength && (version == "00" || text[kLength] != '-')) return false;
  for (const std::size_t hyphen : {kTraceAt, kParentAt, kFlagsAt}) {
    if (text[hyphen - 1] != '-') return false;
  }
  const absl::string_view trace = text.substr(kTraceAt, kTraceLength);
  const absl::string_view parent = text.substr(kParentAt, kParentLength);
  return IsHex(trace) && !IsZero(trace) && IsHex(parent) && !IsZero(parent) &&
         IsHex(text.substr(kFlagsAt, 2));
}

// Never zero, which would be no id.
std::uint64_t RandomId() {
  thread_local absl::BitGen random;
  return absl::Uniform<std::uint64_t>(absl::IntervalClosed, random, 1,
                                      std::numeric_limits<std::uint64_t>::max());
}

}  // namespace

std::string TraceIdOf(absl::string_view traceparent) {
  if (!IsValid(traceparent)) return "";
  return std::string(traceparent.substr(kTraceAt, kTraceLength));
}

std::string ContinuedTraceparent(absl::string_view traceparent) {
  const std::string came = TraceIdOf(traceparent);
  const std::string trace =
      came.empty() ? absl::StrFormat("%016x%016x", RandomId(), RandomId()) : came;
  // Of the flags we know whether the trace is sampled; the others must be sent as 0.
  const bool sampled = !came.empty() && absl::string_view("13579bdf").find(
                                            traceparent[kFlagsAt + 1]) != absl::string_view::npos;
  return absl::StrCat("00-", trace, absl::StrFormat("-%016x-", RandomId()),
                      sampled ? "01" : "00");
}

}  // namespace frontdesk
