#include "gateway/json/flat_object.h"

#include <cstddef>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gateway/json/parse.h"
#include "gateway/json/value.h"
#include "gtest/gtest.h"

namespace frontdesk::gateway::test {
namespace {

std::string TextOf(const JsonValue& value) {
  if (value.is_null()) return "null";
  if (value.boolean() != nullptr) return *value.boolean() ? "true" : "false";
  if (value.number() != nullptr) return value.number()->lexeme;
  if (value.string() != nullptr) return absl::StrCat("\"", *value.string(), "\"");
  if (value.object() == nullptr) return "[]";
  std::string text;
  for (const auto& [name, member] : *value.object()) {
    absl::StrAppend(&text, "\"", name, "\":", TextOf(member), ",");
  }
  return text;
}

std::string ReadText(absl::string_view body) {
  const std::optional<JsonValue> read = ReadFlatObject(body);
  return read.has_value() ? TextOf(*read) : "(not flat)";
}

// What is read is what the parser reads that knows all of JSON: ParseJsonMembers, with every name
// that is there.
void ExpectAsTheParserReads(absl::string_view body) {
  const std::optional<JsonValue> read = ReadFlatObject(body);
  if (!read.has_value()) return;
  JsonNames names;
  for (const auto& [name, value] : *read->object()) names.insert(name);
  const absl::StatusOr<JsonValue> parsed = ParseJsonMembers(body, names);
  ASSERT_TRUE(parsed.ok()) << body << ": " << parsed.status();
  EXPECT_EQ(TextOf(*read), TextOf(*parsed)) << body;
}

TEST(ReadFlatObject, ReadsTextsWholeNumbersAndLiterals) {
  EXPECT_EQ(ReadText(R"( { "a" : "b c" ,"n":0,"id":100000000000000101,"t":true,"f":false,)"
                     "\n\t\r\"x\":null } "),
            R"("a":"b c","n":0,"id":100000000000000101,"t":true,"f":false,"x":null,)");
  EXPECT_EQ(ReadText("{}"), "");
  EXPECT_EQ(ReadText(R"({"date":"monday","b":1,"date":"tuesday"})"), R"("date":"tuesday","b":1,)");
}

TEST(ReadFlatObject, LeavesAllElseToTheParser) {
  for (const absl::string_view body : {"",
                                       "{",
                                       "[]",
                                       "null",
                                       "{}x",
                                       "{\"a\"}",
                                       "{\"a\":}",
                                       "{\"a\":1,}",
                                       "{,}",
                                       "{\"a\":[]}",
                                       "{\"a\":{}}",
                                       "{\"a\":1.5}",
                                       "{\"a\":-1}",
                                       "{\"a\":01}",
                                       "{\"a\":1e3}",
                                       "{\"a\":nullx}",
                                       "{\"a\":\"\\n\"}",
                                       "{\"a\":\"b\x7f\"}",
                                       "{\"a\":\"\n\"}",
                                       "{\"a\":\"Zo\xc3\xab\"}",
                                       "{\"a\":1000000000000000000}",
                                       "\xef\xbb\xbf{}",
                                       "{'a':1}",
                                       "{\"a\":\"b"}) {
    EXPECT_EQ(ReadText(body), "(not flat)") << body;
  }
  std::string many = "{\"a\":0";
  for (int i = 0; i < 64; ++i) absl::StrAppend(&many, ",\"", i, "\":0");
  EXPECT_EQ(ReadText(many + "}"), "(not flat)");
}

TEST(ReadFlatObject, ReadsNothingOtherwiseThanTheParser) {
  const std::string flat =
      R"({"a": "b {c}:,","n" :19,"t":true,"f":false ,"x":null,"a":"d","":"0"})";
  ASSERT_NE(ReadText(flat), "(not flat)");
  for (std::size_t at = 0; at < flat.size(); ++at) {
    ExpectAsTheParserReads(flat.substr(0, at) + flat.substr(at + 1));
    for (int byte = 0; byte < 256; ++byte) {
      const std::string one(1, static_cast<char>(byte));
      ExpectAsTheParserReads(flat.substr(0, at) + one + flat.substr(at + 1));
      ExpectAsTheParserReads(flat.substr(0, at) + one + flat.substr(at));
    }
  }
}

}  // namespace
}  // namespace frontdesk::gateway::test
