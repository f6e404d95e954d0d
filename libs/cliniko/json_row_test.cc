#include "libs/cliniko/json_row.h"

#include <string>

#include "gtest/gtest.h"
#include "libs/cliniko/failure.h"
#include "nlohmann/json.hpp"

namespace frontdesk::cliniko {
namespace {

std::string IdIn(const std::string& json) { return IdOf(*ParseJson(json)); }

TEST(ParseJson, RefusesWhatIsNotJson) {
  for (const std::string& text :
       {std::string(""), std::string("<html>"), std::string("{\"a\":1"), std::string("{} {}"),
        std::string("\"\xff\""), std::string(100000, '[')}) {
    EXPECT_TRUE(IsFailure(ParseJson(text).status(), Failure::kMalformedAnswer))
        << text.substr(0, 9);
  }
}

TEST(ParseJson, CountsNoBracketsInsideText) {
  EXPECT_TRUE(ParseJson("{\"a\":\"\\\"" + std::string(1000, '[') + "\"}").ok());
}

TEST(Id, IsAStringOfDigitsOrAnInteger) {
  EXPECT_EQ(IdIn("\"836447129235883061\""), "836447129235883061");
  EXPECT_EQ(IdIn("836447129235883061"), "836447129235883061");
  EXPECT_EQ(IdIn("18446744073709551615"), "18446744073709551615");
  EXPECT_EQ(IdIn("\"99999999999999999999\""), "99999999999999999999");
  EXPECT_EQ(IdIn("1"), "1");
}

// An id that went through a double is another record's.
TEST(Id, IsNeverAFloatingPointNumber) {
  for (const char* json :
       {"8.36447129235883e17", "1.0", "99999999999999999999", "-5", "\"\"", "\"12a\"", "\"-5\"",
        "\" 5\"", "\"123456789012345678901\"", "null", "true", "{}"}) {
    EXPECT_EQ(IdIn(json), "") << json;
  }
}

TEST(Id, IsAtTheEndOfALink) {
  EXPECT_EQ(IdOfLink("https://api.au1.cliniko.com/v1/patients/17?q=1"), "17");
  EXPECT_EQ(IdOfLink("http://api.cliniko.com/v1/internal/patients/17#x"), "17");
  EXPECT_EQ(IdOfLink("/v1/patients/17"), "17");
  EXPECT_EQ(IdOfLink("/v1/patients"), "");
  EXPECT_EQ(IdOfLink("/v1/patients/"), "");
  EXPECT_EQ(IdOfLink(""), "");
}

TEST(Instant, HasAnOffsetAndMayHaveAFraction) {
  const absl::Time noon = absl::FromCivil(absl::CivilHour(2026, 4, 9, 12), absl::UTCTimeZone());
  EXPECT_EQ(ParseInstant("2026-04-09T12:00:00Z"), noon);
  EXPECT_EQ(ParseInstant("2026-04-09T22:00:00+10:00"), noon);
  EXPECT_EQ(ParseInstant("2026-04-09T12:00:00.250Z"), noon + absl::Milliseconds(250));
}

TEST(Instant, IsNothingElse) {
  for (const char* text : {"", "2026-04-09", "infinite-future", "2026-04-09T12:00:00", "12:00",
                           "tomorrow", "2026-13-09T12:00:00Z", "2026-04-09T12:00:00Z and more"}) {
    EXPECT_EQ(ParseInstant(text), std::nullopt) << text;
  }
}

TEST(JsonRow, TakesOmittedNullAndEmptyRelationsAlike) {
  for (const char* text :
       {"{}", R"({"patient":null})", R"({"patient":{}})", R"({"patient":{"links":null}})",
        R"({"patient":{"links":{}}})", R"({"patient":"17"})"}) {
    const Json json = *ParseJson(text);
    EXPECT_EQ(JsonRow(json).LinkId("patient"), "") << text;
  }
}

TEST(JsonRow, TakesAnEmptyDateAsNone) {
  const Json json = *ParseJson(R"({"archived_at":"","deleted_at":null})");
  JsonRow row(json);
  EXPECT_EQ(row.FirstInstant({"archived_at", "deleted_at", "merged_at"}), std::nullopt);
  EXPECT_TRUE(row.Done(0).ok());
}

TEST(JsonRow, NamesTheFirstFieldThatIsWrong) {
  const Json json = *ParseJson(R"({"id":"1","starts_at":"soon"})");
  JsonRow row(json);
  row.Id();
  row.Instant("starts_at");
  row.Instant("ends_at");
  const absl::Status status = row.Done(0).status();
  EXPECT_TRUE(IsFailure(status, Failure::kMalformedAnswer));
  EXPECT_EQ(status.message(), "cliniko: a record has no proper starts_at");
}

TEST(JsonRow, ReadsNumbersThatFit) {
  const Json json = *ParseJson(R"({"a":45,"b":"45","c":5000000000,"d":4.5,"e":null,"f":"x"})");
  const JsonRow row(json);
  EXPECT_EQ(row.Number("a"), 45);
  EXPECT_EQ(row.Number("b"), 45);
  for (const char* key : {"c", "d", "e", "f", "g"}) EXPECT_EQ(row.Number(key), std::nullopt) << key;
}

TEST(JsonRow, WhatIsNoRecordIsMalformed) {
  const Json json = *ParseJson("[]");
  EXPECT_FALSE(JsonRow(json).Done(0).ok());
}

}  // namespace
}  // namespace frontdesk::cliniko
