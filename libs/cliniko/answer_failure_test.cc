#include "libs/cliniko/answer_failure.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace frontdesk::cliniko {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr Route kRead{"GET", "/patients/{id}"};
constexpr Route kWrite{"POST", "/patients"};
constexpr Route kTimes{"GET", "/available_times", Failure::kNotBookableOnline};
const absl::Time kNow = absl::FromUnixSeconds(1790000000);

absl::Status Answered(const Route& route, int status, const std::string& body = "") {
  return StatusOfAnswer(route, {.status = status, .body = body}, kNow);
}

TEST(StatusOfAnswer, TellsEachRefusalApart) {
  const struct {
    Route route;
    int status;
    const char* body;
    Failure failure;
  } kCases[] = {
      {kRead, 400, R"({"message":"x is not filterable"})", Failure::kInvalidRequest},
      {kTimes, 400,
       R"({"message":"Invalid time frame definition. Please check from/to param limitations."})",
       Failure::kInvalidWindow},
      {kRead, 401, "HTTP Basic: Access denied", Failure::kInvalidKey},
      {kRead, 403, "", Failure::kForbidden},
      {kRead, 404, "", Failure::kNotFound},
      {kTimes, 404, R"({"status":"404","error":"Not Found"})", Failure::kNotBookableOnline},
      {kRead, 410, "", Failure::kNotFound},
      {kWrite, 418, "", Failure::kInvalidRequest},
      {kWrite, 422, "", Failure::kValidation},
      {kRead, 429, "", Failure::kRateLimited},
      {kRead, 500, "<html>", Failure::kServerError},
      {kRead, 503, "", Failure::kServerError},
      {kRead, 301, "", Failure::kMalformedAnswer},
      {kRead, 101, "", Failure::kMalformedAnswer},
  };
  for (const auto& [route, status, body, failure] : kCases) {
    SCOPED_TRACE(absl::StrCat(status, " ", body));
    EXPECT_EQ(FailureOf(Answered(route, status, body)), failure);
  }
  for (const int status : {200, 201, 204}) EXPECT_TRUE(Answered(kWrite, status).ok());
}

TEST(StatusOfAnswer, OnlyAWriteThatBrokeOnTheirSideMayHaveTakenEffect) {
  EXPECT_TRUE(MayHaveTakenEffect(Answered(kWrite, 500)));
  EXPECT_FALSE(MayHaveTakenEffect(Answered(kRead, 500)));
  for (const int status : {400, 401, 403, 404, 422, 429, 301}) {
    EXPECT_FALSE(MayHaveTakenEffect(Answered(kWrite, status))) << status;
  }
}

TEST(StatusOfAnswer, NamesTheRefusedFieldsWhateverTheirMessagesLookLike) {
  const absl::Status status = Answered(
      kWrite, 422,
      "{\"message\":\"Validation Failed\",\"errors\":{\"patient_id\":\"can\xe2\x80\x99t be blank\","
      "\"content\":null,\"base\":[\"Joe Bloggs has been archived.\"]}}");

  EXPECT_THAT(InvalidFieldsOf(status), ElementsAre("base", "content", "patient_id"));
  EXPECT_FALSE(absl::StrContains(status.ToString(), "Joe"));
}

TEST(StatusOfAnswer, SurvivesAnyBody) {
  for (const char* body : {"", "null", "[]", "<html>", "{\"errors\":[]}", "{\"errors\":\"x\"}"}) {
    EXPECT_THAT(InvalidFieldsOf(Answered(kWrite, 422, body)), IsEmpty()) << body;
  }
}

TEST(StatusOfAnswer, TellsWhenTheLimitResets) {
  const auto reset = [](const std::string& header, const std::string& retry_after) {
    return RateLimitResetOf(StatusOfAnswer(
        kRead, {.status = 429, .rate_limit_reset = header, .retry_after = retry_after}, kNow));
  };
  EXPECT_EQ(reset("1790000030", ""), kNow + absl::Seconds(30));
  EXPECT_EQ(reset("1790000030", "5"), kNow + absl::Seconds(30));
  EXPECT_EQ(reset("", "5"), kNow + absl::Seconds(5));
  EXPECT_EQ(reset("soon", "Tue, 15 Nov 1994 08:12:31 GMT"), std::nullopt);
  EXPECT_EQ(reset("1999999999", ""), kNow + absl::Seconds(65));
}

}  // namespace
}  // namespace frontdesk::cliniko
