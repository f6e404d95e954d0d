#include "libs/telemetry/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/domain/ids.h"
#include "libs/phone/phone_number.h"
#include "libs/telemetry/log_capture.h"

namespace frontdesk {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

nlohmann::json OnlyLine(const test::LogCapture& capture) {
  const std::vector<std::string> lines = capture.Lines();
  EXPECT_THAT(lines, SizeIs(1));
  return lines.empty() ? nlohmann::json() : nlohmann::json::parse(lines.front());
}

TEST(Log, WritesOneJsonObjectWithEachKindOfField) {
  const test::LogCapture capture;

  log::Info("slot_booked", {{"clinic", ClinicId("c-1")},
                            {"route", "book"},
                            {"url", log::Ours("http://127.0.0.1:8080")},
                            {"code", absl::StatusCode::kNotFound},
                            {"why", absl::NotFoundError("no such clinic")},
                            {"session_id", SessionId("conv_01jxd5y165f6")},
                            {"took_ms", 12},
                            {"big", std::int64_t{9007199254740993}},
                            {"ratio", 0.5},
                            {"cached", true}});

  const nlohmann::json line = OnlyLine(capture);
  EXPECT_EQ(line["level"], "info");
  EXPECT_EQ(line["event"], "slot_booked");
  EXPECT_EQ(line["clinic"], "c-1");
  EXPECT_EQ(line["route"], "book");
  EXPECT_EQ(line["url"], "http://127.0.0.1:8080");
  EXPECT_EQ(line["code"], "NOT_FOUND");
  EXPECT_EQ(line["why"], "no such clinic");
  EXPECT_EQ(line["session_id"], "conv_01jxd5y165f6");
  EXPECT_EQ(line["took_ms"], 12);
  EXPECT_EQ(line["big"], std::int64_t{9007199254740993});
  EXPECT_EQ(line["ratio"], 0.5);
  EXPECT_EQ(line["cached"], true);
}

TEST(Log, StampsEachLineWithTheInstantInUtc) {
  const test::LogCapture capture;

  log::Info("started");

  const std::string stamp = OnlyLine(capture)["ts"].get<std::string>();
  absl::Time parsed;
  std::string error;
  EXPECT_TRUE(absl::ParseTime("%Y-%m-%dT%H:%M:%E6SZ", stamp, &parsed, &error)) << stamp << error;
}

TEST(Log, KeepsALineWholeWhateverATextHolds) {
  const test::LogCapture capture;

  log::Warn("odd", {{"text", log::Ours("line\nbreak \"quoted\" \x01 and \xff not UTF-8")}});

  const std::vector<std::string> lines = capture.Lines();
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_EQ(lines[0].find('\n'), std::string::npos);
  EXPECT_EQ(nlohmann::json::parse(lines[0])["text"],
            "line\nbreak \"quoted\" \x01 and \xEF\xBF\xBD not UTF-8");
}

TEST(Log, SpellsOutNumbersThatJsonCannotHold) {
  const test::LogCapture capture;

  log::Info("odd", {{"ratio", std::numeric_limits<double>::quiet_NaN()}});

  EXPECT_EQ(OnlyLine(capture)["ratio"], "nan");
}

TEST(Log, DropsWhatIsBelowItsLevel) {
  const test::LogCapture capture;
  ASSERT_TRUE(log::SetLevel("warn"));

  log::Debug("quiet");
  log::Info("quiet");
  EXPECT_THAT(capture.Lines(), IsEmpty());

  log::Warn("loud");
  log::Error("louder");
  EXPECT_THAT(capture.Lines(), ElementsAre(HasSubstr("\"loud\""), HasSubstr("\"louder\"")));
}

TEST(Log, KeepsItsLevelWhenTheNameOfALevelIsUnknown) {
  const test::LogCapture capture;
  ASSERT_TRUE(log::SetLevel("error"));

  EXPECT_FALSE(log::SetLevel("chatty"));

  log::Warn("quiet");
  EXPECT_THAT(capture.Lines(), IsEmpty());
}

TEST(Log, NamesTheServiceOnceItIsConfigured) {
  const test::LogCapture capture;
  log::Configure("booking");

  log::Info("started");
  log::Configure("");

  EXPECT_EQ(OnlyLine(capture)["service"], "booking");
}

TEST(Log, CannotBeGivenAFieldThatReplacesTheEvent) {
  const test::LogCapture capture;

  log::Info("started", {{"event", "forged"}, {"level", "forged"}});

  const nlohmann::json line = OnlyLine(capture);
  EXPECT_EQ(line["event"], "started");
  EXPECT_EQ(line["level"], "info");
}

TEST(ScopedFields, AreInEveryLineOfTheirThreadWhileTheyLive) {
  const test::LogCapture capture;
  {
    const log::ScopedFields request({{"request", "r-1"}});
    log::Info("inside");
    std::thread([] { log::Info("elsewhere"); }).join();
  }
  log::Info("after");

  EXPECT_THAT(capture.Lines(), ElementsAre(HasSubstr("\"request\":\"r-1\""),
                                           Not(HasSubstr("request")), Not(HasSubstr("request"))));
}

TEST(ScopedFields, GiveWayToAnInnerScopeAndToTheEventsOwnFields) {
  const test::LogCapture capture;
  const log::ScopedFields outer({{"request", "outer"}, {"clinic", "c-1"}});
  const log::ScopedFields inner({{"request", "inner"}, {"step", "scope"}});

  log::Info("inside", {{"step", "own"}});

  const nlohmann::json line = OnlyLine(capture);
  EXPECT_EQ(line["request"], "inner");
  EXPECT_EQ(line["clinic"], "c-1");
  EXPECT_EQ(line["step"], "own");
  EXPECT_THAT(capture.Lines().front(), Not(HasSubstr("outer")));
}

TEST(ScopedFields, CanBeCarriedToAThreadThatWorksForTheirs) {
  const test::LogCapture capture;
  const log::ScopedFields outer({{"request_id", "r-1"}, {"trace", "outer"}});
  const log::ScopedFields inner({{"trace", "inner"}});
  const log::CarriedFields carried;
  std::thread([&carried] {
    EXPECT_TRUE(log::CarriedFields().empty());
    const log::ScopedFields scope(carried);
    log::Info("done");
  }).join();

  EXPECT_THAT(capture.Lines(),
              ElementsAre(HasSubstr(R"("event":"done","trace":"inner","request_id":"r-1"})")));
}

TEST(Log, KeepsLinesApartWhenThreadsWriteAtOnce) {
  const test::LogCapture capture;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([thread] {
      for (int i = 0; i < 100; ++i) log::Info("tick", {{"thread", thread}, {"i", i}});
    });
  }
  for (std::thread& thread : threads) thread.join();

  const std::vector<std::string> lines = capture.Lines();
  EXPECT_THAT(lines, SizeIs(400));
  for (const std::string& line : lines) EXPECT_TRUE(nlohmann::json::accept(line)) << line;
}

TEST(Log, WritesToStderrWhenNobodyCaptures) {
  ::testing::internal::CaptureStderr();
  log::Info("started", {{"port", 8080}});
  const std::string written = ::testing::internal::GetCapturedStderr();

  ASSERT_FALSE(written.empty());
  EXPECT_EQ(written.back(), '\n');
  EXPECT_EQ(nlohmann::json::parse(written)["port"], 8080);
}

TEST(Log, WithholdsANumberThatGotIntoATextOfOurs) {
  const test::LogCapture capture;

  log::Warn("odd", {{"why", absl::InternalError("cannot read +61 491 570 110")},
                    {"text", log::Ours("0491570110")}});

  EXPECT_EQ(OnlyLine(capture)["why"], "cannot read (number withheld)");
  EXPECT_EQ(OnlyLine(capture)["text"], "(number withheld)");
}

TEST(Log, WithholdsASessionIdThatIsNoIdentifier) {
  for (const std::string id : {"Casey Caller", "0491570110", "call of 0491570110", "+61491570110",
                               "\xff", "a/b", "0491-570-110"}) {
    const test::LogCapture capture;
    log::Info("odd", {{"session_id", SessionId(id)}});
    EXPECT_THAT(OnlyLine(capture)["session_id"].get<std::string>(), HasSubstr("withheld)")) << id;
  }
  const test::LogCapture capture;
  log::Info("odd", {{"session_id", SessionId(std::string(1000, 'x'))}});
  EXPECT_EQ(OnlyLine(capture)["session_id"], "(withheld)");
}

// What somebody's name, number or words are kept in does not go into a line.
static_assert(!std::is_constructible_v<log::FieldValue, std::string>);
static_assert(!std::is_constructible_v<log::FieldValue, absl::string_view>);
static_assert(!std::is_constructible_v<log::FieldValue, const char*>);
static_assert(!std::is_constructible_v<log::FieldValue, PhoneNumber>);
static_assert(!std::is_constructible_v<log::FieldValue, const std::vector<std::string>&>);
static_assert(!std::is_convertible_v<std::string, log::Event>);
static_assert(!std::is_convertible_v<std::string, log::Literal>);
static_assert(!std::is_convertible_v<std::string, log::Ours>);

}  // namespace
}  // namespace frontdesk
