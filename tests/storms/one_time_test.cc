// Many callers want the same time at the same moment, through three replicas.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/storms/storm.h"

namespace frontdesk {
namespace {

using nlohmann::json;
using test::Storm;

constexpr int kCallers = 200;
constexpr char kLong[] = "Physiotherapy (60 min)";
constexpr char kShort[] = "Physiotherapy (30 min)";
constexpr char kDay[] = "tomorrow";
constexpr char kWho[] = "Dr Cameron Example";  // of whom Storm asks

class OneTimeTest : public ::testing::Test {
 protected:
  std::vector<json> Successes(const std::vector<json>& answers) {
    std::vector<json> successes;
    std::ranges::copy_if(answers, std::back_inserter(successes),
                         [](const json& answer) { return answer.value("success", false); });
    return successes;
  }

  // What those who came too late are told.
  void ExpectCleanRefusal(const json& answer, const std::set<std::string>& taken) {
    static const std::set<std::string> kRefusals = {"slot_taken", "time_not_available"};
    EXPECT_TRUE(kRefusals.contains(answer.value("error", ""))) << answer;
    EXPECT_NE(answer.value("message", ""), "") << answer;
    ASSERT_TRUE(answer.contains("availableTimes")) << answer;
    EXPECT_FALSE(answer.at("availableTimes").empty()) << answer;
    for (const json& slot : answer.at("slot_details")) {
      // The same time on another day, or with somebody else, is as free as it was.
      if (slot.at("date") != answer.at("dateISO") || slot.at("practitioner") != kWho) continue;
      EXPECT_FALSE(taken.contains(slot.value("time", ""))) << answer;
    }
  }

  Storm storm_;
};

TEST_F(OneTimeTest, GoesToOneOfTwoHundredCallers) {
  const std::string time = storm_.FreeTimes(kLong, kDay).at(0);
  const int live = storm_.clinic().cliniko().LiveAppointments();
  const int patients = storm_.PatientsIn();
  std::vector<json> requests;
  for (int i = 0; i < kCallers; ++i) requests.push_back(storm_.Booking(i, kLong, kDay, time));

  const std::vector<json> answers = storm_.AskAtOnce(requests);

  EXPECT_EQ(Successes(answers).size(), 1U);
  for (const json& answer : answers) {
    if (!answer.value("success", false)) ExpectCleanRefusal(answer, {time});
    storm_.ExpectTrue(answer);
  }
  EXPECT_EQ(storm_.clinic().cliniko().LiveAppointments(), live + 1);
  EXPECT_EQ(storm_.PatientsIn(), patients + 1);
  storm_.ExpectAgreement();
}

// Appointments of an hour and of half an hour that all need the half hour from 10:30.
TEST_F(OneTimeTest, GoesToOneOfManyThatOverlap) {
  constexpr char kFreeDay[] = "in 2 days";
  const std::vector<std::pair<std::string, std::string>> wishes = {
      {kLong, "10:00"}, {kLong, "10:30"}, {kShort, "10:30"}};
  const int live = storm_.clinic().cliniko().LiveAppointments();
  const int patients = storm_.PatientsIn();
  std::vector<json> requests;
  for (int i = 0; i < kCallers; ++i) {
    const auto& [service, time] = wishes[static_cast<std::size_t>(i) % wishes.size()];
    ASSERT_THAT(storm_.FreeTimes(service, kFreeDay), ::testing::Contains(time));
    requests.push_back(storm_.Booking(i, service, kFreeDay, time));
  }

  const std::vector<json> answers = storm_.AskAtOnce(requests);

  const std::vector<json> successes = Successes(answers);
  ASSERT_EQ(successes.size(), 1U);
  const std::string start = successes[0].at("timeSlot").at("time");
  const bool is_long = successes[0].at("service").at("duration") == 60;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    storm_.ExpectTrue(answers[i]);
    if (answers[i].value("success", false)) continue;
    // Every start that would overlap what was booked.
    std::set<std::string> taken = {start};
    if (is_long) taken.insert(start == "10:00" ? "10:30" : "11:00");
    if (requests[i].at("appointmentType") == kLong) {
      taken.insert(start == "10:00" ? "09:30" : "10:00");
    }
    ExpectCleanRefusal(answers[i], taken);
  }
  EXPECT_EQ(storm_.clinic().cliniko().LiveAppointments(), live + 1);
  EXPECT_EQ(storm_.PatientsIn(), patients + 1);
  storm_.ExpectAgreement();
}

// Every time of a whole day, in both lengths, by more callers than the day has room for.
TEST_F(OneTimeTest, NeverOverlapsWhenAWholeDayIsWanted) {
  std::vector<std::pair<std::string, std::string>> wishes;
  for (const char* service : {kLong, kShort}) {
    for (const std::string& time : storm_.FreeTimes(service, kDay))
      wishes.emplace_back(service, time);
  }
  ASSERT_GT(wishes.size(), 10U);
  std::vector<json> requests;
  for (int i = 0; i < kCallers; ++i) {
    const auto& [service, time] = wishes[static_cast<std::size_t>(i) % wishes.size()];
    requests.push_back(storm_.Booking(i, service, kDay, time));
  }

  const std::vector<json> answers = storm_.AskAtOnce(requests);

  EXPECT_GT(Successes(answers).size(), 4U);
  EXPECT_LE(Successes(answers).size(), wishes.size());
  for (const json& answer : answers) storm_.ExpectTrue(answer);
  storm_.ExpectAgreement();
}

TEST_F(OneTimeTest, IsBookedOnceHoweverOftenTheSameIsAsked) {
  constexpr int kTimes = 50;
  const std::string time = storm_.FreeTimes(kLong, kDay).at(0);
  const int live = storm_.clinic().cliniko().LiveAppointments();
  const int patients = storm_.PatientsIn();
  const std::vector<json> requests(kTimes, storm_.Booking(7, kLong, kDay, time));

  std::vector<json> answers = storm_.AskAtOnce(requests);

  for (json& answer : answers) {
    EXPECT_TRUE(answer.value("success", false)) << answer;
    storm_.ExpectTrue(answer);
    // Whoever came when it was done is told so, and nothing else differs.
    answer.erase("duplicate");
    EXPECT_EQ(answer, answers.front());
  }
  EXPECT_EQ(storm_.clinic().cliniko().LiveAppointments(), live + 1);
  EXPECT_EQ(storm_.PatientsIn(), patients + 1);
  storm_.ExpectAgreement();
}

}  // namespace
}  // namespace frontdesk
