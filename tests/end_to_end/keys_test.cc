// What an operator does about keys while two replicas answer calls: a gateway key that is revoked,
// and the key-encryption key that is replaced.
#include <gtest/gtest.h>

#include <atomic>
#include <cstddef>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/testing/process.h"
#include "tests/end_to_end/clinic_under_test.h"

namespace frontdesk {
namespace {

using nlohmann::json;
using test::ClinicUnderTest;
using test::Form;
using test::HttpAnswer;
using test::InTemp;
using test::Process;

// Source: tools/frontdeskctl/README.md.
constexpr absl::Duration kRevokedWithin = absl::Seconds(1);

class KeysTest : public ::testing::Test {
 protected:
  KeysTest() {
    house_.Start("frontdesk-2");
    for (const char* replica : {"frontdesk", "frontdesk-2"}) {
      house_.CallThrough(replica);
      EXPECT_TRUE(house_.AwaitReady()) << house_.Logs();
      addresses_.push_back(house_.gateway_address());
    }
  }

  // What the operator's command prints.
  std::string Ctl(const std::vector<std::string>& arguments) {
    std::vector<std::string> words = {"tools/frontdeskctl/frontdeskctl",
                                      "--database-url-file",
                                      InTemp("database_url"),
                                      "--keyring-file",
                                      InTemp("keyring"),
                                      "--cliniko-url",
                                      house_.cliniko().url()};
    words.insert(words.end(), arguments.begin(), arguments.end());
    Process process(words);
    EXPECT_EQ(process.Wait(), 0) << process.errors();
    return process.output();
  }

  HttpAnswer AskWith(const std::string& key, const std::string& address) {
    return test::PostTo(address, "/location-resolver",
                        json({{"dialedNumber", house_.number()}, {"locationQuery", "city"}}).dump(),
                        {{"X-API-Key", key}});
  }

  // Of a day that nobody asked for before, so that Cliniko must be asked.
  HttpAnswer AskClinikoThrough(const std::string& replica) {
    house_.CallThrough(replica);
    HttpAnswer answer;
    const json ask = house_.AskForTimes(absl::StrCat("in ", next_day_++, " days"));
    for (int i = 0; i < 10; ++i) {
      answer = house_.Post("/availability-checker", ask);
      if (answer.body.value("error", "") != "still_checking") break;
    }
    return answer;
  }

  void Restart(const std::string& replica) {
    EXPECT_EQ(house_.Stop(replica), 0);
    house_.Start(replica);
    house_.CallThrough(replica);
    EXPECT_TRUE(house_.AwaitReady()) << house_.Logs();
  }

  ClinicUnderTest house_{Form::kOneProcess, {.works_daily = true}};
  std::vector<std::string> addresses_;
  int next_day_ = 2;
};

TEST_F(KeysTest, ARevokedGatewayKeyIsRefusedByAllReplicasWithinASecond) {
  const json minted =
      json::parse(Ctl({"key", "mint", "--clinic", house_.number(), "--json"}), nullptr, false);
  const std::string key = minted.value("gateway_key", "");
  // Both replicas have the key in use all the time.
  std::atomic<bool> stop = false;
  struct Seen {
    absl::Time last_accepted = absl::InfinitePast();  // when it was sent
    int accepted = 0;
    int refused_after = 0;
  };
  std::vector<Seen> seen(2);
  std::vector<std::thread> callers;
  for (const std::string& address : addresses_) ASSERT_EQ(AskWith(key, address).status, 200);
  for (std::size_t i = 0; i < 2; ++i) {
    callers.emplace_back([&, i] {
      while (!stop) {
        const absl::Time sent = absl::Now();
        const HttpAnswer answer = AskWith(key, addresses_[i]);
        if (answer.status == 200) {
          seen[i].last_accepted = sent;
          ++seen[i].accepted;
          seen[i].refused_after = 0;
        } else {
          EXPECT_EQ(answer.status, 401) << answer.text;
          ++seen[i].refused_after;
        }
        absl::SleepFor(absl::Milliseconds(10));
      }
    });
  }
  absl::SleepFor(absl::Milliseconds(500));
  Ctl({"key", "revoke", "--clinic", house_.number(), "--key-id",
       minted.value("gateway_key_id", "")});
  const absl::Time revoked = absl::Now();
  absl::SleepFor(2 * kRevokedWithin);
  stop = true;
  for (std::thread& caller : callers) caller.join();

  for (const Seen& replica : seen) {
    EXPECT_GT(replica.accepted, 0);
    EXPECT_LT(replica.last_accepted - revoked, kRevokedWithin);
    EXPECT_GT(replica.refused_after, 0);
  }
  // The clinic's other key is none the worse for it.
  for (const std::string& address : addresses_)
    EXPECT_EQ(AskWith(house_.key(), address).status, 200);
}

TEST_F(KeysTest, TheKeyEncryptionKeyIsReplacedWhileCallsAreAnswered) {
  const std::string keyring = InTemp("keyring");
  Ctl({"keyring", "add", "--file", keyring, "--id", "k2"});
  for (const char* replica : {"frontdesk", "frontdesk-2"}) {
    Restart(replica);
    EXPECT_TRUE(AskClinikoThrough(replica).body.value("success", false)) << house_.Logs();
  }
  const json rotated = json::parse(Ctl({"key", "rotate", "--yes", "--json"}), nullptr, false);
  EXPECT_EQ(rotated.value("resealed", 0), 1) << rotated;
  for (const char* replica : {"frontdesk", "frontdesk-2"}) {
    const HttpAnswer answer = AskClinikoThrough(replica);
    EXPECT_TRUE(answer.body.value("success", false)) << answer.text << house_.Logs();
    EXPECT_FALSE(answer.body.value("stale", false)) << answer.text;
  }

  // The old line is taken out, and a replica that is started without it is as well.
  std::string newest;
  for (const absl::string_view line : absl::StrSplit(test::TextOf(keyring), '\n')) {
    if (line.substr(0, 3) == "k2 ") newest = std::string(line);
  }
  ASSERT_NE(newest, "");
  std::ofstream(keyring) << newest << "\n";
  Restart("frontdesk-2");
  const HttpAnswer answer = AskClinikoThrough("frontdesk-2");
  EXPECT_TRUE(answer.body.value("success", false)) << answer.text << house_.Logs();
}

// Whoever turns the order round hears of it, and it can be put right.
TEST_F(KeysTest, AReplicaThatWasNotRestartedBeforeTheRotationSaysSoUntilItIs) {
  Ctl({"keyring", "add", "--file", InTemp("keyring"), "--id", "k2"});
  Restart("frontdesk-2");
  Ctl({"key", "rotate", "--yes"});
  const absl::Time deadline = absl::Now() + absl::Seconds(30);
  HttpAnswer answer = AskClinikoThrough("frontdesk");
  while (answer.body.value("success", false) && absl::Now() < deadline) {
    absl::SleepFor(absl::Milliseconds(200));  // the key that it has opened before
    answer = AskClinikoThrough("frontdesk");
  }
  EXPECT_EQ(answer.status, 200);
  EXPECT_FALSE(answer.body.value("success", false)) << answer.text;
  EXPECT_NE(answer.body.value("message", ""), "") << answer.text;
  EXPECT_TRUE(AskClinikoThrough("frontdesk-2").body.value("success", false));

  Restart("frontdesk");
  EXPECT_TRUE(AskClinikoThrough("frontdesk").body.value("success", false)) << house_.Logs();
}

}  // namespace
}  // namespace frontdesk
