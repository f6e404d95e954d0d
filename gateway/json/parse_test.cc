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

TEST(ParseJsonMembers, KeepsWhatIsNamedAndOfArraysThatTheyAreThere) {
  const absl::StatusOr<JsonValue> read = ParseJsonMembers(
      R"({"skip":{"a":1,"in":{"a":2}},"a":"first","list":[{"a":3},[4]],"in":{"skip":[5],"a":null,
          "b":true},"more":"x","a":"last"})",
      {"a", "in", "list"});
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->object()->size(), 3u);
  EXPECT_EQ(*read->Find("a")->string(), "last");
  ASSERT_NE(read->Find("list")->array(), nullptr);
  EXPECT_TRUE(read->Find("list")->array()->empty());
  EXPECT_EQ(read->Find("in")->object()->size(), 1u);
  EXPECT_TRUE(read->Find("in")->Find("a")->is_null());
}

TEST(ParseJsonMembers, BoundsWhatItKeepsAlone) {
  std::string body = R"({"skip":[0)";
  for (int i = 0; i < kMostJsonValues; ++i) body += ",0";
  body += R"(],"deep":)" + Nested(10'000) + R"(,"a":1})";
  EXPECT_TRUE(ParseJsonMembers(body, {"a"}).ok());
  std::string deep = "1";
  for (int i = 0; i < kDeepestJson; ++i) deep = absl::StrCat("{\"a\":", deep, "}");
  EXPECT_TRUE(ParseJsonMembers(deep, {"a"}).ok());
  EXPECT_FALSE(ParseJsonMembers(absl::StrCat("{\"a\":", deep, "}"), {"a"}).ok());
}

TEST(ParseJsonMembers, RefusesWhatIsNoObjectOrNoJson) {
  for (const char* body : {"", "[1]", "[]", "1", R"({"skip":[1,})", R"({"skip":{"a":1})", "{]"}) {
    EXPECT_FALSE(ParseJsonMembers(body, {"a"}).ok()) << body;
  }
}

}  // namespace
}  // namespace frontdesk::gateway::test
