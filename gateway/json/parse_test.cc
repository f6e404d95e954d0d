#include "gateway/json/parse.h"

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gateway/json/value.h"
#include "gtest/gtest.h"
#include "libs/status/domain_error.h"

namespace frontdesk::gateway::test {
namespace {

JsonValue Parsed(absl::string_view body) {
  const absl::StatusOr<JsonValue> value = ParseJsonObject(body);
  EXPECT_TRUE(value.ok()) << value.status();
  return value.ok() ? *value : JsonValue();
}

std::string TextOf(const JsonValue& object, absl::string_view key) {
  const JsonValue* value = object.Find(key);
  if (value == nullptr) return "(absent)";
  if (value->number() != nullptr) return value->number()->lexeme;
  return value->string() != nullptr ? *value->string() : "(not text)";
}

std::string Nested(int levels) {
  return absl::StrCat("{\"a\":", std::string(levels - 1, '['), std::string(levels - 1, ']'), "}");
}

TEST(ParseJsonObject, KeepsEveryDigitOfAnId) {
  const JsonValue body =
      Parsed(R"({"id":100000000000000101,"huge":123456789012345678901234567890})");

  EXPECT_EQ(TextOf(body, "id"), "100000000000000101");
  EXPECT_EQ(TextOf(body, "huge"), "123456789012345678901234567890");
}

TEST(ParseJsonObject, KeepsADecimalAsItWasWritten) {
  EXPECT_EQ(TextOf(Parsed(R"({"maxDays":14.0})"), "maxDays"), "14.0");
}

TEST(ParseJsonObject, TakesTheLastOfTwoEqualKeys) {
  EXPECT_EQ(TextOf(Parsed(R"({"date":"monday","date":"tuesday"})"), "date"), "tuesday");
}

TEST(ParseJsonObject, SkipsAByteOrderMark) {
  EXPECT_EQ(TextOf(Parsed("\xef\xbb\xbf{\"a\":\"b\"}"), "a"), "b");
}

TEST(ParseJsonObject, TakesControlCharactersOutOfStrings) {
  EXPECT_EQ(TextOf(Parsed(R"({"a":"C\u0000a\u0007s\ney"})"), "a"), "Cas ey");
}

TEST(ParseJsonObject, ReadsNestedValues) {
  const JsonValue body = Parsed(R"({"service":{"name":"Massage","tags":[1,null,true]}})");

  const JsonValue* service = body.Find("service");
  ASSERT_NE(service, nullptr);
  EXPECT_EQ(TextOf(*service, "name"), "Massage");
  ASSERT_NE(service->Find("tags"), nullptr);
  ASSERT_NE(service->Find("tags")->array(), nullptr);
  EXPECT_EQ(service->Find("tags")->array()->size(), 3u);
}

TEST(ParseJsonObject, RefusesWhatIsNotAJsonObject) {
  for (const absl::string_view body :
       {"", " ", "not json", "[]", "\"text\"", "1", "null", "{", "{\"a\":}", "{} trailing",
        "{'a':1}", "{\"a\":1,}", "{\"a\":NaN}", "{\"a\":\"\xff\xfe\"}", "{\"a\":\"\\ud800\"}",
        "{\"a\":1e999}"}) {
    const absl::StatusOr<JsonValue> value = ParseJsonObject(body);
    EXPECT_TRUE(IsError(value.status(), DomainError::kInvalidRequest)) << body;
    EXPECT_FALSE(value.status().message().empty()) << body;
  }
}

TEST(ParseJsonObject, BoundsTheDepth) {
  EXPECT_TRUE(ParseJsonObject(Nested(kDeepestJson)).ok());
  EXPECT_FALSE(ParseJsonObject(Nested(kDeepestJson + 1)).ok());
  EXPECT_FALSE(ParseJsonObject(std::string(200'000, '[')).ok());
}

TEST(ParseJsonObject, BoundsTheNumberOfValues) {
  std::string body = "{\"a\":[0";
  for (int i = 0; i < kMostJsonValues; ++i) body += ",0";
  EXPECT_FALSE(ParseJsonObject(body + "]}").ok());
}

TEST(ParseJsonObject, BoundsTheMembersOfAnObject) {
  std::string body = "{\"a\":0";
  for (int i = 0; i < kMostJsonMembers; ++i) absl::StrAppend(&body, ",\"", i, "\":0");
  EXPECT_FALSE(ParseJsonObject(body + "}").ok());
}

}  // namespace
}  // namespace frontdesk::gateway::test
