// What must not work: every answer is the contract's error shape with the right status, nothing is
// written, and the process lives on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "tests/cliniko_sandbox/request_log.h"
#include "tests/cliniko_sandbox/sandbox.h"
#include "tests/end_to_end/clinic_under_test.h"

namespace frontdesk {
namespace {

using nlohmann::json;
using test::ClinicUnderTest;
using test::Form;
using test::HttpAnswer;
using Headers = std::vector<std::pair<std::string, std::string>>;

class HostileInputTest : public ::testing::Test {
 protected:
  // Every failure has the whole envelope of contract/webhooks.md, section 1.5.
  static void ExpectRefusal(const HttpAnswer& answer, int status, const std::string& error) {
    EXPECT_EQ(answer.status, status) << answer.text;
    ASSERT_TRUE(answer.body.is_object()) << answer.text;
    EXPECT_EQ(answer.body.value("success", true), false) << answer.text;
    EXPECT_EQ(answer.body.value("error", ""), error) << answer.text;
    EXPECT_TRUE(answer.body.contains("sessionId")) << answer.text;
    EXPECT_NE(answer.body.value("message", ""), "") << answer.text;
    EXPECT_LE(answer.body.value("message", "").size(), 300u) << answer.text;
  }

  Headers Key() const { return {{"X-API-Key", clinic_.key()}}; }

  ClinicUnderTest clinic_{Form::kOneProcess};
};

TEST_F(HostileInputTest, IsRefusedCleanlyAndChangesNothing) {
  const std::vector<std::string> routes = {"/availability-checker", "/appointment-handler"};
  for (const std::string& route : routes) {
    SCOPED_TRACE(route);
    const json good = {{"dialedNumber", clinic_.number()}, {"sessionId", "s"}};

    ExpectRefusal(clinic_.PostRaw(route, good.dump(), {}), 401, "unauthorized");
    ExpectRefusal(clinic_.PostRaw(route, good.dump(), {{"X-API-Key", "wrong"}}), 401,
                  "unauthorized");
    ExpectRefusal(clinic_.PostRaw(route + "?x_api_key=" + clinic_.key(), good.dump(), {}), 401,
                  "unauthorized");

    ExpectRefusal(clinic_.PostRaw(route, "{", Key()), 400, "invalid_request");
    ExpectRefusal(clinic_.PostRaw(route, "", Key()), 400, "invalid_request");
    ExpectRefusal(clinic_.PostRaw(route, "[1,2]", Key()), 400, "invalid_request");
    ExpectRefusal(clinic_.PostRaw(route, "{\"dialedNumber\":\"\xff\xfe\"}", Key()), 400,
                  "invalid_request");
    ExpectRefusal(clinic_.PostRaw(route, std::string(60'000, '['), Key()), 400, "invalid_request");
    ExpectRefusal(clinic_.PostRaw(route, json{{"x", std::string(1 << 20, 'a')}}.dump(), Key()), 413,
                  "invalid_request");

    ExpectRefusal(clinic_.Post(route, {{"test", "data"}}), 200, "clinic_not_found");
    ExpectRefusal(clinic_.Post(route, {{"dialedNumber", "0400 999 999"}}), 200, "clinic_not_found");
    ExpectRefusal(clinic_.Post(route, {{"dialedNumber", {1, {2, {3}}}}}), 200, "clinic_not_found");
  }
  const json call = {{"dialedNumber", clinic_.number()}, {"sessionId", "s"}};
  ExpectRefusal(clinic_.Post("/appointment-handler", call), 200, "missing_information");
  json wrong_types = call;
  wrong_types.update({{"patientName", 12},
                      {"practitioner", true},
                      {"appointmentType", {1, 2}},
                      {"appointmentDate", 5},
                      {"appointmentTime", json::object()},
                      {"business_id", 3.5}});
  const HttpAnswer odd = clinic_.Post("/appointment-handler", wrong_types);
  EXPECT_EQ(odd.status, 200) << odd.text;
  EXPECT_FALSE(odd.body.value("success", true)) << odd.text;

  EXPECT_EQ(clinic_.PostRaw("/no-such-route", "{}", Key()).status, 404);
  EXPECT_EQ(clinic_.Get("/availability-checker").status, 405);

  EXPECT_EQ(clinic_.database().Execute("SELECT count(*) FROM booking.bookings"), "0");
  EXPECT_EQ(clinic_.cliniko().sandbox().log().CountOf("POST", "/patients"), 0);
  EXPECT_EQ(clinic_.Get("/healthz").status, 200);
  EXPECT_TRUE(clinic_.FreeTimes().body.value("success", false));
}

}  // namespace
}  // namespace frontdesk
