#include "tests/end_to_end/agent_call.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace frontdesk::test {

using nlohmann::json;

AgentCall::AgentCall(ClinicUnderTest& house, const AddedClinic& clinic, std::string session_id,
                     std::string phone)
    : house_(house),
      clinic_(clinic),
      session_id_(std::move(session_id)),
      phone_(std::move(phone)) {}

json AgentCall::Ask(const std::string& path, json more) const {
  more["dialedNumber"] = clinic_.number;
  more["sessionId"] = session_id_;
  if (!phone_.empty()) more["callerPhone"] = phone_;
  json answer;
  for (int i = 0; i < 10; ++i) {
    const HttpAnswer http = house_.Post(clinic_, path, more);
    EXPECT_EQ(http.status, 200) << path << http.text;
    EXPECT_TRUE(http.body.is_object()) << path << http.text;
    answer = http.body.is_object() ? http.body : json::object();
    EXPECT_NE(answer.value("message", ""), "") << path << http.text;
    EXPECT_EQ(answer.value("sessionId", ""), session_id_) << path << http.text;
    if (answer.value("error", "") != "still_checking") break;
  }
  return answer;
}

json OffersOf(const json& answer) {
  json offers = answer.at("slot_details");
  for (json& slot : offers) slot.erase("slotId");
  return offers;
}

}  // namespace frontdesk::test
