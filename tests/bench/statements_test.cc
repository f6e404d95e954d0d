#include "tests/bench/statements.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace frontdesk::bench {
namespace {

using ::testing::ElementsAre;

std::string Number(std::uint32_t number) {
  std::string bytes(4, '\0');
  for (std::size_t i = 4; i-- > 0; number >>= 8) bytes[i] = static_cast<char>(number & 0xff);
  return bytes;
}

std::string Message(absl::string_view type, const std::string& body) {
  return absl::StrCat(type, Number(static_cast<std::uint32_t>(body.size() + 4)), body);
}

const std::string kNul(1, '\0');
const std::string kStart = Message("", Number(196608) + "user" + kNul + "x" + kNul + kNul);

std::vector<std::string> StatementsIn(const std::string& bytes, std::size_t step) {
  std::vector<std::string> statements;
  StatementReader reader([&](absl::string_view text) { statements.emplace_back(text); });
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    reader.Read(absl::string_view(bytes).substr(at, step));
  }
  return statements;
}

TEST(StatementReader, TellsEachRoundTripOnceWhereverTheBytesAreCut) {
  const std::string bytes =
      absl::StrCat(Message("", Number(80877103)),  // asks for encryption first
                   kStart, Message("Q", "BEGIN" + kNul),
                   Message("P", kNul + "INSERT INTO t VALUES ($1)" + kNul + std::string(2, '\0')),
                   Message("B", "anything"), Message("E", "anything"), Message("S", ""),
                   Message("Q", "COMMIT" + kNul), Message("X", ""));
  for (const std::size_t step : {std::size_t{1}, std::size_t{7}, bytes.size()}) {
    EXPECT_THAT(StatementsIn(bytes, step),
                ElementsAre("BEGIN", "INSERT INTO t VALUES ($1)", "COMMIT"));
  }
}

TEST(StatementReader, CountsWhatWasPreparedBefore) {
  EXPECT_THAT(StatementsIn(absl::StrCat(kStart, Message("B", "x"), Message("S", "")), 1000),
              ElementsAre("(prepared before)"));
}

TEST(ShortStatement, IsOneLineThatFitsATable) {
  EXPECT_EQ(ShortStatement("SELECT a\n  FROM t\n"), "SELECT a FROM t");
  EXPECT_EQ(ShortStatement("SELECT a || `b`"), "SELECT a b");
  EXPECT_EQ(ShortStatement("SELECT something", 9), "SELECT...");
}

TEST(ShortStatement, IsTheSameWhateverTheDeadline) {
  EXPECT_EQ(ShortStatement("SET LOCAL statement_timeout = 7984; SET LOCAL x_timeout = 60"),
            "SET LOCAL statement_timeout = ...; SET LOCAL x_timeout = ...");
}

}  // namespace
}  // namespace frontdesk::bench
