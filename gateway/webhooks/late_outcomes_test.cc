#include "gateway/webhooks/late_outcomes.h"

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "gateway/testing/fake_clients.h"
#include "gateway/testing/fixture.h"
#include "gateway/webhooks/answer.h"
#include "gateway/webhooks/request.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "libs/civil/format.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway::test {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

// Says always the same.
class Parrot : public Webhook {
 public:
  bool Changes(const WebhookRequest& /*request*/) const override { return changes; }
  WebhookAnswer Handle(const WebhookRequest& /*request*/, const Clinic& /*clinic*/,
                       const CallContext& /*call*/) override {
    return Written(body);
  }
  bool changes = false;
  Json body = Envelope(true, "1", "Cameron has 9:00 AM free.");
};

class LateOutcomesTest : public ::testing::Test {
 protected:
  Json Ask() {
    WebhookRequest request;
    request.session_id = "conv_1";
    request.caller_phone = "0400 000 001";
    request.arrived = At(kTuesday - 1, 12);
    return Json::parse(outcomes_.Ask(parrot_, request, CityClinic(), {}).body);
  }

  Parrot parrot_;
  FakeBookingClient booking_;
  FakeClock clock_{At(kTuesday - 1, 12)};
  LateOutcomes outcomes_{booking_, clock_};
};

TEST_F(LateOutcomesTest, ChangeNothingWhereThereAreNone) {
  EXPECT_EQ(Ask(), Json::parse(Written(parrot_.body).body));
  EXPECT_EQ(booking_.asked_for_outcomes.session_id, "conv_1");
  EXPECT_EQ(booking_.asked_for_outcomes.phone, "0400 000 001");

  booking_.outcomes = absl::UnavailableError("down");
  EXPECT_EQ(Ask(), Json::parse(Written(parrot_.body).body));
}

TEST_F(LateOutcomesTest, AreToldBeforeTheAnswer) {
  booking_.outcomes = std::vector<LateOutcome>{{AskedFor::kBooking, true, CaseysMassage()}};
  const Json answer = Ask();
  EXPECT_THAT(answer["message"].get<std::string>(),
              StartsWith("Your booking is confirmed now: Massage with Cameron Example on"));
  EXPECT_THAT(answer["message"].get<std::string>(), HasSubstr("Cameron has 9:00 AM free."));
  EXPECT_EQ(answer["lateOutcomes"][0]["action"], "book");
  EXPECT_EQ(answer["lateOutcomes"][0]["success"], true);
  EXPECT_EQ(answer["lateOutcomes"][0]["appointmentDetails"]["confirmationNumber"], "APT-000401");

  booking_.outcomes = std::vector<LateOutcome>{{AskedFor::kBooking, false, CaseysMassage()}};
  EXPECT_THAT(Ask()["message"].get<std::string>(), HasSubstr("nothing is booked"));
  booking_.outcomes = std::vector<LateOutcome>{{AskedFor::kMove, false, CaseysMassage()}};
  EXPECT_THAT(Ask()["message"].get<std::string>(), HasSubstr("still at its old time"));
  booking_.outcomes = std::vector<LateOutcome>{{AskedFor::kCancellation, true, CaseysMassage()}};
  EXPECT_THAT(Ask()["message"].get<std::string>(), HasSubstr("is cancelled now"));
}

TEST_F(LateOutcomesTest, AreNotToldTwiceWhereTheAnswerIsTheOutcome) {
  booking_.outcomes = std::vector<LateOutcome>{{AskedFor::kBooking, true, CaseysMassage()}};
  parrot_.body["appointmentId"] = CaseysMassage().id.value();
  EXPECT_EQ(Ask(), Json::parse(Written(parrot_.body).body));
}

TEST_F(LateOutcomesTest, AreNotToldWhereWhatFailedIsBookedByTheAnswer) {
  booking_.outcomes = std::vector<LateOutcome>{{AskedFor::kBooking, false, CaseysMassage()}};
  parrot_.body["appointmentId"] = "400000000000000499";
  parrot_.body["appointmentStart"] = UtcText(CaseysMassage().time.start);
  EXPECT_EQ(Ask(), Json::parse(Written(parrot_.body).body));

  parrot_.body["appointmentStart"] = UtcText(CaseysMassage().time.start + absl::Hours(1));
  EXPECT_THAT(Ask()["message"].get<std::string>(), HasSubstr("nothing is booked"));
}

TEST_F(LateOutcomesTest, AreNotAskedForWhereNothingIsOpen) {
  booking_.open_calls = std::vector<OpenCall>{{CityClinic().id, "conv_2"}};
  Ask();
  EXPECT_EQ(booking_.times_asked_for_outcomes, 1);
  Ask();
  EXPECT_EQ(booking_.times_asked_for_outcomes, 1);

  // After a change the next request of that call asks, though nothing open was named.
  parrot_.changes = true;
  Ask();
  EXPECT_EQ(booking_.times_asked_for_outcomes, 1);
  parrot_.changes = false;
  booking_.outcomes = std::vector<LateOutcome>{{AskedFor::kBooking, true, CaseysMassage()}};
  EXPECT_TRUE(Ask().contains("lateOutcomes"));
}

TEST_F(LateOutcomesTest, AreAskedForByACallThatIsOpen) {
  booking_.open_calls = std::vector<OpenCall>{{CityClinic().id, "conv_1"}};
  for (int times = 1; times <= 3; ++times) {
    Ask();
    EXPECT_EQ(booking_.times_asked_for_outcomes, times);
  }
}

}  // namespace
}  // namespace frontdesk::gateway::test
