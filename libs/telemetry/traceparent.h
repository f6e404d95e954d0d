#ifndef FRONTDESK_LIBS_TELEMETRY_TRACEPARENT_H_
#define FRONTDESK_LIBS_TELEMETRY_TRACEPARENT_H_

#include <string>

#include "absl/strings/string_view.h"

// The header by which a trace is continued from one system to the next. Source: W3C Trace Context,
// https://www.w3.org/TR/trace-context/, section 3.2.
namespace frontdesk {

// The trace's id, 32 hexadecimal digits; empty if `traceparent` is not a valid one, be it of a later
// version than ours.
std::string TraceIdOf(absl::string_view traceparent);

// What we pass on of a request that came with `traceparent`: the same trace, and ourselves as the
// parent. If it is not valid, of a new trace, which nobody asked to be sampled.
std::string ContinuedTraceparent(absl::string_view traceparent);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_TELEMETRY_TRACEPARENT_H_
