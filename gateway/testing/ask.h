#ifndef FRONTDESK_GATEWAY_TESTING_ASK_H_
#define FRONTDESK_GATEWAY_TESTING_ASK_H_

#include <string>

#include "gateway/webhooks/answer.h"
#include "gateway/webhooks/webhook.h"

namespace frontdesk::gateway::test {

// What `webhook` says to a body sent by the made-up clinic's agent, in a call with request id "r1".
WebhookAnswer Ask(Webhook& webhook, const std::string& body);

// Asks what is in the file and expects the answer that is in the file; golden.h.
void ExpectGolden(Webhook& webhook, const std::string& name);

}  // namespace frontdesk::gateway::test

#endif  // FRONTDESK_GATEWAY_TESTING_ASK_H_
