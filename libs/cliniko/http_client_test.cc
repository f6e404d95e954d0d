#include "libs/cliniko/http_client.h"

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/cliniko/failure.h"
#include "libs/cliniko/scripted_server.h"

namespace frontdesk::cliniko {
namespace {

using test::RawServer;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr char kUser[] = R"({"id":"1","role":"receptionist","time_zone":"Melbourne"})";
constexpr char kSentence[] =
    R"({"message":"Invalid time frame definition. Please check from/to param limitations."})";
constexpr char kOffering[] = "/businesses/1/practitioners/2/appointment_types/3";
const BusinessId kBusiness("1");
const PractitionerId kPractitioner("2");
const AppointmentTypeId kType("3");
const absl::CivilDay kMonday(2026, 9, 21);

class HttpClientTest : public ::testing::Test {
 protected:
  HttpClientTest() { Make({}); }

  void Make(HttpClientOptions options) {
    if (options.base_url.empty()) options.base_url = server_.Url();
    options.contact_email = "ops@clinic.example";
    options.sleep = [this](absl::Duration duration) {
      slept_.push_back(duration);
      clock_.Advance(duration);
    };
    options.observer = [this](const CallRecord& record) {
      observed_.push_back(absl::StrCat(record.method, " ", record.route, " ", record.http_status,
                                       " #", record.attempt));
    };
    client_ = *HttpClient::Create(*ApiKey::Parse("made-up-au2"), std::move(options), clock_);
  }
  absl::Time Soon() const { return clock_.Now() + absl::Seconds(10); }
  std::string InSeconds(int seconds) const {
    return absl::StrCat("X-RateLimit-Reset: ", absl::ToUnixSeconds(clock_.Now()) + seconds, "\r\n");
  }
  static std::string Block(int id) {
    return absl::StrCat(R"({"id":")", id, R"(","starts_at":"2026-09-21T00:00:00Z",)",
                        R"("ends_at":"2026-09-21T01:00:00Z",)",
                        R"("business":{"links":{"self":"/v1/businesses/1"}},)",
                        R"("practitioner":{"links":{"self":"/v1/practitioners/2"}}})");
  }
  static std::string Blocks(const std::string& rows, const std::string& next = "") {
    return absl::StrCat(R"({"availability_blocks":[)", rows, R"(],"links":{"self":"x")",
                        next.empty() ? "" : absl::StrCat(R"(,"next":")", next, "\""), "}}");
  }
  absl::StatusOr<std::vector<std::string>> BlockIds() {
    const auto blocks = client_->ListAvailabilityBlocks(clock_.Now(), Soon());
    if (!blocks.ok()) return blocks.status();
    std::vector<std::string> ids;
    for (const AvailabilityBlock& block : *blocks) ids.push_back(block.id);
    return ids;
  }

  FakeClock clock_{absl::FromUnixSeconds(1790000000)};
  std::vector<absl::Duration> slept_;
  std::vector<std::string> observed_;
  test::ScriptedServer server_;
  std::unique_ptr<HttpClient> client_;
};

TEST_F(HttpClientTest, SaysWhoItIs) {
  server_.On("GET /user", 200, kUser);

  const absl::StatusOr<User> user = client_->GetUser(Soon());

  ASSERT_TRUE(user.ok()) << user.status();
  EXPECT_EQ(user->role, "receptionist");
  RawServer::Request request = server_.Last();
  EXPECT_EQ(request.target, "/v1/user");
  EXPECT_EQ(request.headers["authorization"], "Basic " + absl::Base64Escape("made-up-au2:"));
  EXPECT_EQ(request.headers["user-agent"], "Frontdesk (ops@clinic.example)");
  EXPECT_EQ(request.headers["accept"], "application/json");
  EXPECT_EQ(request.headers.count("content-type"), 0u);
}

TEST_F(HttpClientTest, SendsBodiesAsJson) {
  server_.On(
      "POST /patients", 201,
      R"({"id":"7","created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z"})");

  ASSERT_TRUE(client_->CreatePatient({.first_name = "Jo", .last_name = "X"}, Soon()).ok());

  EXPECT_EQ(server_.Last().headers["content-type"], "application/json");
  EXPECT_EQ(server_.Last().body, R"({"first_name":"Jo","last_name":"X"})");
}

TEST(HttpClientCreate, RefusesWhatWouldEndBadly) {
  const SystemClock clock;
  const ApiKey key = *ApiKey::Parse("madeup-au2");
  const auto create = [&](HttpClientOptions options) {
    return HttpClient::Create(key, std::move(options), clock).ok();
  };
  EXPECT_TRUE(create({.contact_email = "a@b.example"}));
  EXPECT_TRUE(create({.base_url = "http://127.0.0.1:9/v1", .contact_email = "a@b.example"}));
  EXPECT_TRUE(create(
      {.base_url = "http://sandbox/v1", .contact_email = "a@b.example", .allow_plain_http = true}));
  EXPECT_FALSE(create({.base_url = "http://sandbox/v1", .contact_email = "a@b.example"}));
  EXPECT_FALSE(create({.base_url = "nonsense", .contact_email = "a@b.example"}));
  EXPECT_FALSE(create({.contact_email = ""}));
  EXPECT_FALSE(create({.contact_email = "nobody"}));
  EXPECT_FALSE(create({.contact_email = "a@b.example\r\nX-Evil: 1"}));
  EXPECT_FALSE(create({.user_agent_name = "", .contact_email = "a@b.example"}));
  EXPECT_FALSE(create({.contact_email = "a@b.example", .ca_file = "/does/not/exist"}));
}

TEST_F(HttpClientTest, ReadsAllPagesAndEachRowOnce) {
  server_.On("GET /availability_blocks", 200,
             Blocks(Block(1) + "," + Block(2), server_.Url() + "/availability_blocks?page=2"));
  server_.On("GET /availability_blocks", 200,
             Blocks(Block(2) + "," + Block(3), "/v1/availability_blocks?page=3"));
  server_.On("GET /availability_blocks", 200, Blocks(Block(4)));

  const auto ids = BlockIds();

  ASSERT_TRUE(ids.ok()) << ids.status();
  EXPECT_THAT(*ids, ElementsAre("1", "2", "3", "4"));
  EXPECT_THAT(
      server_.Lines(),
      ElementsAre(AllOf(HasSubstr("starts_at%3A%3E%3D"), HasSubstr("per_page=100")),
                  "GET /v1/availability_blocks?page=2", "GET /v1/availability_blocks?page=3"));
}

// Cliniko's own next link once led back to the first page for ever.
TEST_F(HttpClientTest, StopsWhereAPageBringsNothingNew) {
  server_.On("GET /availability_blocks", 200, Blocks(Block(1), "/v1/availability_blocks?page=1"));

  const auto ids = BlockIds();

  ASSERT_TRUE(ids.ok()) << ids.status();
  EXPECT_THAT(*ids, ElementsAre("1"));
  EXPECT_THAT(server_.Requests(), SizeIs(2));
}

TEST_F(HttpClientTest, CountsPagesInsteadOfTakingTheKeyElsewhere) {
  RawServer elsewhere([](const RawServer::Request&, RawServer::Peer& peer) { peer.Close(); });
  server_.On("GET /availability_blocks", 200,
             Blocks(Block(1), elsewhere.Url() + "/availability_blocks?page=2"));
  server_.On("GET /availability_blocks", 200, Blocks(Block(2)));

  const auto ids = BlockIds();

  ASSERT_TRUE(ids.ok()) << ids.status();
  EXPECT_THAT(*ids, ElementsAre("1", "2"));
  EXPECT_THAT(server_.Last().target, AllOf(HasSubstr("starts_at"), HasSubstr("&page=2")));
  EXPECT_EQ(elsewhere.Connections(), 0);
}

TEST_F(HttpClientTest, AListThatIsNotOneIsMalformed) {
  for (const char* body : {"[]", "{}", R"({"availability_blocks":{}})", "<html>", "",
                           R"({"availability_blocks":[1]})", R"({"availability_blocks":[{}]})"}) {
    test::ScriptedServer server;
    server.On("GET /availability_blocks", 200, body);
    Make({.base_url = server.Url()});
    EXPECT_TRUE(IsFailure(BlockIds().status(), Failure::kMalformedAnswer)) << body;
  }
}

TEST_F(HttpClientTest, RepeatsAReadThatBroke) {
  server_.HangUpOn("GET /user");
  server_.On("GET /user", 503, "<html>");
  server_.On("GET /user", 200, kUser);

  EXPECT_TRUE(client_->GetUser(Soon()).ok());

  EXPECT_THAT(observed_, ElementsAre("GET /user 0 #1", "GET /user 503 #2", "GET /user 200 #3"));
  EXPECT_THAT(slept_, SizeIs(2));
}

TEST_F(HttpClientTest, GivesUpAfterSomeAttempts) {
  server_.On("GET /user", 500, "");

  EXPECT_TRUE(IsFailure(client_->GetUser(Soon()).status(), Failure::kServerError));

  EXPECT_THAT(server_.Requests(), SizeIs(3));
}

TEST_F(HttpClientTest, SendsAWriteOnceWhateverHappens) {
  const auto create = [&] { return client_->CreatePatient({.first_name = "Jo"}, Soon()).status(); };
  server_.HangUpOn("POST /patients");
  server_.On("POST /patients", 500, "");
  server_.On("POST /patients", 201, "{oops");
  server_.On("POST /patients", 422, R"({"errors":{"last_name":"can't be blank"}})");

  EXPECT_TRUE(MayHaveTakenEffect(create()));
  EXPECT_TRUE(MayHaveTakenEffect(create()));
  const absl::Status malformed = create();
  EXPECT_TRUE(IsFailure(malformed, Failure::kMalformedAnswer));
  EXPECT_TRUE(MayHaveTakenEffect(malformed));
  const absl::Status refused = create();
  EXPECT_FALSE(MayHaveTakenEffect(refused));
  EXPECT_THAT(InvalidFieldsOf(refused), ElementsAre("last_name"));
  EXPECT_THAT(server_.Requests(), SizeIs(4));
}

TEST_F(HttpClientTest, ADeadlineInThePastSendsNothing) {
  EXPECT_TRUE(IsFailure(client_->GetUser(clock_.Now()).status(), Failure::kTimeout));
  EXPECT_THAT(server_.Requests(), SizeIs(0));
}

TEST_F(HttpClientTest, WaitsForTheLimitToResetIfThereIsTime) {
  server_.On("GET /user", 429, "", InSeconds(4));
  server_.On("GET /user", 200, kUser);

  EXPECT_TRUE(client_->GetUser(Soon()).ok());

  ASSERT_THAT(slept_, SizeIs(1));
  EXPECT_GE(slept_[0], absl::Seconds(4));
  EXPECT_LE(slept_[0], absl::Seconds(5));
}

TEST_F(HttpClientTest, TellsAtOnceOfALimitThatOutlastsTheDeadlineAndSpendsNoRequestOnItAgain) {
  server_.On("GET /user", 429, "", InSeconds(40));
  const absl::Time reset = clock_.Now() + absl::Seconds(40);

  for (int i = 0; i < 3; ++i) {
    const absl::Status status = client_->GetUser(Soon()).status();
    EXPECT_TRUE(IsFailure(status, Failure::kRateLimited)) << status;
    EXPECT_EQ(RateLimitResetOf(status), reset);
  }
  EXPECT_FALSE(MayHaveTakenEffect(client_->CreatePatient({}, Soon()).status()));

  EXPECT_THAT(slept_, SizeIs(0));
  EXPECT_THAT(server_.Requests(), SizeIs(1));
}

TEST_F(HttpClientTest, AsksBeforeEachExchangeWhetherItMay) {
  int asked = 0;
  Make({.admit = [&](absl::Time) {
    ++asked;
    return asked < 3 ? absl::OkStatus() : absl::ResourceExhaustedError("budget");
  }});
  server_.On("GET /user", 500, "");

  const absl::Status status = client_->GetUser(Soon()).status();

  EXPECT_TRUE(IsFailure(status, Failure::kRateLimited)) << status;
  EXPECT_FALSE(MayHaveTakenEffect(status));
  EXPECT_THAT(server_.Requests(), SizeIs(2));
}

TEST_F(HttpClientTest, AvailableTimesAreSortedAndEachThereOnce) {
  server_.On(absl::StrCat("GET ", kOffering, "/available_times"), 200,
             R"({"available_times":[{"appointment_start":"2026-09-21T03:00:00Z"},
                 {"appointment_start":"2026-09-21T01:00:00Z"},
                 {"appointment_start":"2026-09-21T11:00:00+10:00"}]})");

  const auto times =
      client_->AvailableTimes(kBusiness, kPractitioner, kType, {kMonday, kMonday + 6}, Soon());

  ASSERT_TRUE(times.ok()) << times.status();
  const absl::Time one = absl::FromCivil(absl::CivilHour(2026, 9, 21, 1), absl::UTCTimeZone());
  EXPECT_THAT(*times, ElementsAre(one, one + absl::Hours(2)));
  EXPECT_THAT(server_.Last().target, HasSubstr("available_times?from=2026-09-21&to=2026-09-27"));
}

TEST_F(HttpClientTest, AsksForNoMoreThanSevenDays) {
  for (const DayRange& days : {DayRange{kMonday, kMonday + 7}, DayRange{kMonday, kMonday - 1}}) {
    const auto times = client_->AvailableTimes(kBusiness, kPractitioner, kType, days, Soon());
    EXPECT_TRUE(IsFailure(times.status(), Failure::kInvalidWindow));
  }
  EXPECT_THAT(server_.Requests(), SizeIs(0));
}

TEST_F(HttpClientTest, WhatIsNotBookableOnlineIsNotCalledFull) {
  const DayRange days{kMonday, kMonday};
  EXPECT_TRUE(
      IsFailure(client_->AvailableTimes(kBusiness, kPractitioner, kType, days, Soon()).status(),
                Failure::kNotBookableOnline));
  EXPECT_TRUE(
      IsFailure(client_->NextAvailableTime(kBusiness, kPractitioner, kType, days, Soon()).status(),
                Failure::kNotBookableOnline));
}

TEST_F(HttpClientTest, ReadsEveryWayOfSayingThatNothingIsFree) {
  const std::string route = absl::StrCat("GET ", kOffering, "/next_available_time");
  server_.On(route, 200, R"({"appointment_start":null,"total_entries":0})");
  server_.On(route, 200, R"({"links":{}})");
  server_.On(route, 204, "");
  server_.On(route, 200, R"({"appointment_start":"2026-09-21T01:00:00Z"})");
  const auto next = [&] {
    return client_->NextAvailableTime(kBusiness, kPractitioner, kType, {kMonday, kMonday + 27},
                                      Soon());
  };
  for (int i = 0; i < 3; ++i) EXPECT_EQ(*next(), std::nullopt);
  EXPECT_TRUE((*next()).has_value());
}

TEST_F(HttpClientTest, SearchesWeekByWeekWhereTheAccountWantsDates) {
  const std::string route = absl::StrCat("GET ", kOffering, "/next_available_time");
  server_.On(route, 400, kSentence);
  server_.On(route, 200, R"({"appointment_start":null})");
  server_.On(route, 200, R"({"appointment_start":"2026-09-29T01:00:00Z"})");
  const auto next = [&] {
    return client_->NextAvailableTime(kBusiness, kPractitioner, kType, {kMonday, kMonday + 9},
                                      Soon());
  };

  EXPECT_TRUE((*next()).has_value());
  EXPECT_TRUE((*next()).has_value());

  const std::string path = absl::StrCat("GET /v1", kOffering, "/next_available_time");
  EXPECT_THAT(server_.Lines(), ElementsAre(path, path + "?from=2026-09-21&to=2026-09-27",
                                           path + "?from=2026-09-28&to=2026-09-30",
                                           path + "?from=2026-09-21&to=2026-09-27"));
}

TEST_F(HttpClientTest, ShutsOutIdsThatWouldNameAnotherResource) {
  for (const char* id : {"", "../user", "1/cancel", "1?q=2", "abc", "123456789012345678901"}) {
    EXPECT_FALSE(client_->GetPatient(PatientId(id), Soon()).ok());
    EXPECT_FALSE(client_->GetAppointment(AppointmentId(id), Soon()).ok());
    EXPECT_FALSE(client_->ArchiveAppointment(AppointmentId(id), Soon()).ok());
    EXPECT_FALSE(
        client_->AvailableTimes(BusinessId(id), kPractitioner, kType, {kMonday, kMonday}, Soon())
            .ok());
  }
  EXPECT_FALSE(client_->FindAppointments({.patient = PatientId("1,2")}, Soon()).ok());
  EXPECT_THAT(server_.Requests(), SizeIs(0));
}

TEST_F(HttpClientTest, KeepsKeyNamesAndNumbersOutOfEveryStatus) {
  server_.On("GET /patients", 400, "Filter value Hortensia is bad");
  server_.On(
      "POST /patients", 422,
      R"({"message":"Hortensia +61400000001","errors":{"Hortensia +61400000001":"made-up-au2"}})");
  server_.On("GET /patients/5", 200,
             R"({"id":"5","first_name":"Hortensia","created_at":"Hortensia"})");

  for (const absl::Status& status :
       {client_->FindPatients({.first_name = "Hortensia"}, Soon()).status(),
        client_->CreatePatient({.first_name = "Hortensia", .phone = "+61400000001"}, Soon())
            .status(),
        client_->GetPatient(PatientId("5"), Soon()).status()}) {
    EXPECT_FALSE(status.ok());
    EXPECT_THAT(status.ToString(), Not(HasSubstr("Hortensia")));
    EXPECT_THAT(status.ToString(), Not(HasSubstr("61400000001")));
    EXPECT_THAT(status.ToString(), Not(HasSubstr("made-up")));
  }
  for (const std::string& line : observed_) EXPECT_THAT(line, Not(HasSubstr("Hortensia")));
}

}  // namespace
}  // namespace frontdesk::cliniko
