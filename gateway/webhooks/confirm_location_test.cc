#include "gateway/webhooks/confirm_location.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/clients/availability_client.h"
#include "gateway/testing/ask.h"
#include "gateway/testing/fake_clients.h"
#include "gateway/testing/fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/domain/directory.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"

namespace frontdesk::gateway::test {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

class ConfirmLocationTest : public ::testing::Test {
 protected:
  void Expect(const std::string& name, const absl::StatusOr<Business>& business) {
    client_.confirm = [business](const LocationAnswer&) { return business; };
    ExpectGolden(confirm_, name);
  }

  static absl::Status Asking(const std::string& problem, const std::vector<Choice>& choices) {
    return WithFacts(
        WithClarification(MakeError(DomainError::kLocationClarificationNeeded, problem),
                          {ChoiceKind::kLocation, choices}),
        {{"problem", problem}});
  }

  std::vector<Choice> OfferedBy(const std::string& options) {
    client_.location_answers.clear();
    Ask(confirm_, R"({"userResponse":"first","options":)" + options + "}");
    EXPECT_THAT(client_.location_answers, SizeIs(1));
    return client_.location_answers.empty() ? std::vector<Choice>()
                                            : client_.location_answers.front().offered;
  }

  const Choice city_ = {"100000000000000101", "City Rooms"};
  const Choice harbour_ = {"100000000000000102", "Harbour Rooms"};
  FakeAvailabilityClient client_;
  ConfirmLocation confirm_{client_};
};

TEST_F(ConfirmLocationTest, ConfirmsTheOneThatWasChosen) {
  Expect("confirm_chosen", HarbourRooms());
}

TEST_F(ConfirmLocationTest, ExplainsHowToChooseOfTwo) {
  Expect("confirm_unclear", Asking("unclear", {city_, harbour_}));
}

TEST_F(ConfirmLocationTest, AsksYesOrNoOfOneAndSendsItBackAsItCame) {
  Expect("confirm_unclear_one", Asking("unclear", {city_}));
}

TEST_F(ConfirmLocationTest, AsksAgainOfThreeAndSendsThemBackAsTheyCame) {
  Expect("confirm_unclear_three",
         Asking("unclear", {city_, harbour_, {"100000000000000103", "Hill Rooms"}}));
}

TEST_F(ConfirmLocationTest, SendsEncodedOptionsBackEncoded) {
  Expect("confirm_encoded_options", Asking("unclear", {city_, harbour_}));
}

TEST_F(ConfirmLocationTest, OffersTheOthersAfterANo) {
  Expect("confirm_no", Asking("no", {harbour_}));
}

TEST_F(ConfirmLocationTest, SaysHowManyThereAreToAnOrdinalBeyond) {
  Expect("confirm_out_of_range", Asking("out_of_range", {city_, harbour_}));
}

TEST_F(ConfirmLocationTest, ListsAllWhereNothingWasOffered) {
  Expect("confirm_nothing_offered", Asking("nothing_offered", {city_, harbour_}));
}

TEST_F(ConfirmLocationTest, AsksWhichWhereNothingWasAnswered) {
  Expect("confirm_no_answer", Asking("unclear", {city_, harbour_}));
}

TEST_F(ConfirmLocationTest, SaysThatAnOptionIsNotHere) {
  Expect("confirm_unknown_option", WithClarification(MakeError(DomainError::kLocationNotFound, ""),
                                                     {ChoiceKind::kLocation, {city_, harbour_}}));
}

TEST_F(ConfirmLocationTest, SaysThatTheSystemIsAwayWhenItIs) {
  Expect("confirm_away", absl::UnavailableError("refused"));
}

TEST_F(ConfirmLocationTest, ReadsOptionsInEveryForm) {
  EXPECT_THAT(OfferedBy(R"(["City Rooms",{"id":100000000000000102,"name":"Harbour Rooms"}])"),
              ElementsAre(Choice{"", "City Rooms"}, harbour_));
  EXPECT_THAT(OfferedBy(R"([{"business_id":"100000000000000101","business_name":"City Rooms"}])"),
              ElementsAre(city_));
  EXPECT_THAT(OfferedBy(R"([{"location_id":"100000000000000101"},{},null,[],"",7])"),
              ElementsAre(Choice{"100000000000000101", "100000000000000101"}, Choice{"", "7"}));
  EXPECT_THAT(OfferedBy(R"("[{\"id\":100000000000000102,\"name\":\"Harbour Rooms\"}]")"),
              ElementsAre(harbour_));
  EXPECT_THAT(OfferedBy(R"("City Rooms, Harbour Rooms")"),
              ElementsAre(Choice{"", "City Rooms"}, Choice{"", "Harbour Rooms"}));
  EXPECT_THAT(OfferedBy(R"("[City Rooms")"), ElementsAre(Choice{"", "[City Rooms"}));
  EXPECT_THAT(OfferedBy(R"({"id":"100000000000000101","name":"City Rooms"})"), ElementsAre(city_));
  EXPECT_THAT(OfferedBy("null"), SizeIs(0));
}

TEST_F(ConfirmLocationTest, PassesOnTheAnswerAndWhoseItIs) {
  Ask(confirm_,
      R"({"sessionId":"7","callerPhone":"0400000001","userResponse":"none","options":["A","B"]})");

  ASSERT_THAT(client_.location_answers, SizeIs(1));
  EXPECT_EQ(client_.location_answers.front().clinic, CityClinic().id);
  EXPECT_EQ(client_.location_answers.front().caller.session_id, "7");
  EXPECT_EQ(client_.location_answers.front().caller.phone, "0400000001");
  EXPECT_EQ(client_.location_answers.front().words, "none");
}

TEST_F(ConfirmLocationTest, ConfirmsAnIdOfThisClinicDirectly) {
  Ask(confirm_, R"({"location_id":"100000000000000101","location_name":"City Rooms"})");

  ASSERT_THAT(client_.location_answers, SizeIs(1));
  EXPECT_EQ(client_.location_answers.front().words, "100000000000000101");
  EXPECT_THAT(client_.location_answers.front().offered,
              ElementsAre(Choice{"100000000000000101", "100000000000000101"}));
}

TEST_F(ConfirmLocationTest, ListensToTheAnswerWhereTheIdIsNotOfThisClinic) {
  client_.confirm = [](const LocationAnswer& answer) -> absl::StatusOr<Business> {
    if (answer.words == "900000000000000901")
      return MakeError(DomainError::kLocationNotFound, "other clinic's");
    return HarbourRooms();
  };
  const std::string body = Ask(confirm_, R"({"location_id":"900000000000000901",
      "userResponse":"the harbour one","options":["City Rooms","Harbour Rooms"]})")
                               .body;

  EXPECT_THAT(body, ::testing::HasSubstr(R"("location_id":"100000000000000102")"));
}

TEST_F(ConfirmLocationTest, TakesNoIdForAYesWhereTheCallerSaysNo) {
  for (
      const char* body : {
          R"({"userResponse":"no","location_id":"100000000000000102","options":["Harbour Rooms"]})",
          R"({"userResponse":"No thanks","location_id":"100000000000000102"})",
          R"({"userResponse":"neither","location_id":"100000000000000102",
               "options":["City Rooms","Harbour Rooms"]})",
      }) {
    client_.location_answers.clear();
    Ask(confirm_, body);

    ASSERT_THAT(client_.location_answers, SizeIs(1)) << body;
    EXPECT_NE(client_.location_answers.front().words, "100000000000000102") << body;
    EXPECT_FALSE(client_.location_answers.front().offered.empty()) << body;
  }
}

}  // namespace
}  // namespace frontdesk::gateway::test
