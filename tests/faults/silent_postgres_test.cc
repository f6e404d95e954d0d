// Postgres says nothing any more, which is worse than being away: connections stand, statements
// are taken, no answer comes. Callers get theirs in time all the same, whatever waits for Postgres
// on their behalf, and all is well once it speaks again.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/testing/scratch_cluster.h"
#include "tests/end_to_end/clinic_under_test.h"
#include "tests/faults/stalls.h"

namespace frontdesk {
namespace {

using nlohmann::json;
using test::ClinicUnderTest;
using test::Form;
using test::HttpAnswer;

// Promised are 500 ms where something is known and 1.6 s else, and on a busy machine every hop adds
// to them. Whoever waits for Postgres itself to give up needs 300 ms more.
constexpr absl::Duration kKnown = absl::Milliseconds(500);
constexpr absl::Duration kUnknown = absl::Milliseconds(1600);
constexpr absl::Duration kHops = absl::Milliseconds(150);

class Silence {
 public:
  explicit Silence(test::ScratchCluster& postgres) : postgres_(postgres) { postgres_.Freeze(); }
  ~Silence() { postgres_.Thaw(); }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

 private:
  test::ScratchCluster& postgres_;
};

class SilentPostgresTest : public ::testing::TestWithParam<Form> {
 protected:
  json Question(const std::string& session, const std::string& day) const {
    json question = clinic_.AskForTimes(day);
    question["sessionId"] = session;
    question["callerPhone"] = "0491 570 156";
    return question;
  }

  // The answer, which has to be there within `promised`.
  HttpAnswer InTime(absl::Duration promised, const std::string& path, const json& question) {
    const absl::Time asked = absl::Now();
    const HttpAnswer answer = clinic_.Post(path, question);
    const absl::Time answered = absl::Now();
    EXPECT_LE(answered - asked, promised + kHops + stalls_.During(asked, answered)) << path;
    EXPECT_EQ(answer.status, 200) << answer.text;
    EXPECT_NE(answer.body.value("message", ""), "") << answer.text;
    return answer;
  }

  bool IsWellAgain() {
    for (const absl::Time end = absl::Now() + absl::Seconds(15); absl::Now() < end;
         absl::SleepFor(absl::Milliseconds(100))) {
      const HttpAnswer times =
          clinic_.Post("/availability-checker", Question("after", "in 9 days"));
      if (times.body.value("success", false) && !times.body.value("stale", false)) return true;
    }
    return false;
  }

  test::Stalls stalls_;
  ClinicUnderTest clinic_{GetParam(), {.works_daily = true}};
};

INSTANTIATE_TEST_SUITE_P(BothForms, SilentPostgresTest,
                         ::testing::Values(Form::kOneProcess, Form::kFiveProcesses),
                         [](const ::testing::TestParamInfo<Form>& param) {
                           return param.param == Form::kOneProcess ? "OneProcess" : "FiveProcesses";
                         });

TEST_P(SilentPostgresTest, KeepsNobodyWaiting) {
  const json known = Question("before", "in 2 days");
  json next = known;
  next.erase("date");
  for (const char* path : {"/availability-checker", "/get-practitioner-services"}) {
    ASSERT_TRUE(clinic_.Post(path, known).body.value("success", false)) << path;
  }
  ASSERT_TRUE(clinic_.Post("/find-next-available", next).body.value("success", false));
  {
    const Silence silence(clinic_.database().cluster());
    for (int i = 0; i < 5; ++i) {
      EXPECT_TRUE(InTime(kKnown, "/get-practitioner-services", Question("during", "in 2 days"))
                      .body.value("success", false));
      EXPECT_TRUE(InTime(kKnown, "/availability-checker", Question("during", "in 2 days"))
                      .body.value("success", false));
      // A new call each time, of which the session service would have to look up what it refused.
      next["sessionId"] = "new_" + std::to_string(i);
      InTime(kKnown, "/find-next-available", next);
      EXPECT_FALSE(InTime(kUnknown, "/availability-checker",
                          Question("during", "in " + std::to_string(20 + i) + " days"))
                       .body.value("success", false));
    }
  }
  EXPECT_TRUE(IsWellAgain());
}

}  // namespace
}  // namespace frontdesk
