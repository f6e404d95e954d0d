#include "gateway/testing/ask.h"

#include <string>

#include "absl/status/statusor.h"
#include "gateway/json/parse.h"
#include "gateway/json/value.h"
#include "gateway/testing/fixture.h"
#include "gateway/testing/golden.h"
#include "gateway/webhooks/answer.h"
#include "gateway/webhooks/request.h"
#include "gateway/webhooks/webhook.h"
#include "gtest/gtest.h"

namespace frontdesk::gateway::test {

WebhookAnswer Ask(Webhook& webhook, const std::string& body) {
  const absl::StatusOr<JsonValue> value = ParseJsonObject(body);
  EXPECT_TRUE(value.ok()) << body;
  if (!value.ok()) return {};
  WebhookRequest request = ReadWebhookRequest(*value);
  request.slots = TestSlots();
  return webhook.Handle(request, CityClinic(), {.request_id = "r1"});
}

void ExpectGolden(Webhook& webhook, const std::string& name) {
  ExpectGoldenAnswer(name, Ask(webhook, GoldenRequest(name)).body);
}

}  // namespace frontdesk::gateway::test
