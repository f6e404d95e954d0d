#ifndef FRONTDESK_GATEWAY_CLIENTS_CANCELLATION_REASON_H_
#define FRONTDESK_GATEWAY_CLIENTS_CANCELLATION_REASON_H_

#include "absl/strings/string_view.h"
#include "frontdesk/v1/booking.pb.h"

namespace frontdesk::gateway {

// Which of Cliniko's reasons a caller's words give: sick, at work, or OTHER for all else. Whole
// words count, as they are meant: neither "I will be away" and "I'll be late" tell of an illness,
// nor "the time doesn't work for me" of a job. Source: contract/webhooks.md, section 2.8.
v1::CancellationReason CancellationReasonOf(absl::string_view said);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_CLIENTS_CANCELLATION_REASON_H_
