#ifndef FRONTDESK_SERVICES_AVAILABILITY_DOMAIN_QUESTIONS_H_
#define FRONTDESK_SERVICES_AVAILABILITY_DOMAIN_QUESTIONS_H_

#include <algorithm>

#include "absl/time/time.h"
#include "libs/domain/call_context.h"

// How the questions that make up one answer share its time.
namespace frontdesk::availability {

// For a question whose answer is at hand.
inline constexpr absl::Duration kQuickQuestion = absl::Milliseconds(50);

// What a caller was offered and turned down is worth waiting for, but not worth the answer.
inline constexpr absl::Duration kSessionPatience = absl::Milliseconds(150);

// The first of several: leaves time for another whose answer is at hand.
inline CallContext FirstOfSeveral(CallContext call) {
  call.answer_by -= kQuickQuestion;
  return call;
}

// A further one, once something is known that can be told: it does not hold that up.
inline CallContext Further(CallContext call, absl::Time now) {
  call.deadline = std::min(call.deadline, std::max(call.answer_by, now + kQuickQuestion));
  return call;
}

}  // namespace frontdesk::availability

#endif  // FRONTDESK_SERVICES_AVAILABILITY_DOMAIN_QUESTIONS_H_
