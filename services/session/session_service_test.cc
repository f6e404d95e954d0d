#include "services/session/session_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "frontdesk/v1/session.grpc.pb.h"
#include "frontdesk/v1/session.pb.h"
#include "grpcpp/channel.h"
#include "grpcpp/server_context.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "libs/domain/search.h"
#include "libs/rpc/rpc_server.h"
#include "libs/status/domain_error.h"
#include "libs/testing/scratch_database.h"
#include "libs/testing/status_matchers.h"
#include "services/session/client/grpc_session_client.h"
#include "services/session/client/session_client.h"

// The service as a whole: from the client through gRPC to PostgreSQL and back.
namespace frontdesk {
namespace {

using test::FailsWith;
using test::IsOk;
using test::IsOkAndHolds;
using test::StatusIs;
using ::testing::ElementsAre;
using ::testing::Not;

const BusinessId kCityRooms("100000000000000101");
const Caller kCasey = {.session_id = "1", .phone = "0400 000 001"};
const Caller kRobin = {.session_id = "1", .phone = "0400 000 002"};

Clinic AClinic() {
  return {.id = ClinicId("3f2c8f0e-0000-4000-8000-000000000001"), .country = "AU"};
}

SearchCriteria Massage() {
  return {.appointment_types = {AppointmentTypeId("300000000000000301")}};
}

class SessionServiceTest : public ::testing::Test {
 protected:
  SessionServiceTest() {
    database_.Execute(
        "INSERT INTO schedule_cache.clinics (clinic_id, clinic_name, country, time_zone,"
        " contact_email, cliniko_key_sealed, cliniko_key_kek, cliniko_shard) VALUES ("
        "'3f2c8f0e-0000-4000-8000-000000000001', 'Example Clinic', 'AU', 'Australia/Sydney',"
        " 'desk@clinic.example', '', 'k', 'au1')");
  }

  const SlotKey slot_ = {PractitionerId("200000000000000201"), kCityRooms,
                         absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now())) + absl::Hours(24)};
  const CallContext call_{.deadline = absl::Now() + absl::Minutes(1), .request_id = "r-1"};
  const test::ScratchDatabase database_;
  const std::unique_ptr<SessionService> service_ =
      SessionService::Create({.database_url = database_.UrlAs("frontdesk_session")}).value();
  const std::unique_ptr<RpcServer> server_ = RpcServer::Start({}, service_->service()).value();
  const std::unique_ptr<SessionClient> client_ = MakeGrpcSessionClient(server_->InProcessChannel());
};

TEST_F(SessionServiceTest, OffersTheSameAgainToARetry) {
  EXPECT_THAT(client_->BeginSearch(call_, AClinic(), kCasey, Massage()),
              IsOkAndHolds(SearchStart()));
  EXPECT_THAT(client_->RecordOffer(call_, AClinic(), kCasey, Massage(), {slot_}), IsOk());
  // However slow this machine is, the offer is younger than two seconds.
  database_.Execute(
      "UPDATE session.session_rejected_slots SET offered_at = offered_at + interval '10 minutes'");

  const absl::StatusOr<SearchStart> again =
      client_->BeginSearch(call_, AClinic(), kCasey, Massage());

  ASSERT_THAT(again, IsOk());
  EXPECT_THAT(again->offer_again, ElementsAre(slot_));
  EXPECT_THAT(client_->BeginSearch(call_, AClinic(), kRobin, Massage()),
              IsOkAndHolds(SearchStart()));
}

TEST_F(SessionServiceTest, MovesOnFromAnOfferThatWasHeard) {
  EXPECT_THAT(client_->BeginSearch(call_, AClinic(), kCasey, Massage()), IsOk());
  EXPECT_THAT(client_->RecordOffer(call_, AClinic(), kCasey, Massage(), {slot_}), IsOk());
  database_.Execute(
      "UPDATE session.session_rejected_slots SET offered_at = offered_at - interval '1 minute'");

  EXPECT_THAT(client_->BeginSearch(call_, AClinic(), kCasey, Massage()),
              IsOkAndHolds(SearchStart{.refused = {slot_}}));
  EXPECT_THAT(client_->GetSession(call_, AClinic(), kCasey),
              IsOkAndHolds(SessionView{.refused = {slot_}}));
}

TEST_F(SessionServiceTest, MakesAnOfferUnlessItWasTurnedDown) {
  SearchOffer offer{.criteria = Massage(), .times = {slot_}};
  EXPECT_THAT(client_->MakeOffer(call_, AClinic(), kCasey, offer),
              IsOkAndHolds(OfferAnswer{.recorded = true}));
  database_.Execute(
      "UPDATE session.session_rejected_slots SET offered_at = offered_at - interval '1 minute'");

  EXPECT_THAT(client_->MakeOffer(call_, AClinic(), kCasey, offer),
              IsOkAndHolds(OfferAnswer{.start = {.refused = {slot_}}}));

  offer.times[0].start += absl::Hours(1);
  offer.start_known = true;
  EXPECT_THAT(client_->MakeOffer(call_, AClinic(), kCasey, offer),
              IsOkAndHolds(OfferAnswer{.recorded = true}));
  EXPECT_THAT(client_->GetSession(call_, AClinic(), kCasey),
              IsOkAndHolds(SessionView{.refused = {slot_}, .offered = offer.times}));
}

// What a search that takes a second finds is a second later than the search.
TEST_F(SessionServiceTest, CountsFromTheBeginningOfASearch) {
  SearchOffer offer{.criteria = Massage(), .times = {slot_}};
  EXPECT_THAT(client_->MakeOffer(call_, AClinic(), kCasey, offer), IsOk());
  database_.Execute(
      "UPDATE session.session_rejected_slots SET offered_at = offered_at - interval '10 seconds'");
  offer.searched_for = absl::Seconds(30);

  EXPECT_THAT(client_->MakeOffer(call_, AClinic(), kCasey, offer),
              IsOkAndHolds(OfferAnswer{.recorded = true}));
}

// More than an offer holds used to be no answer for its client, and then nothing was refused.
TEST_F(SessionServiceTest, TellsOfMoreRefusalsThanOneOfferHolds) {
  std::vector<SlotKey> all;
  for (int offers = 0; offers < 2; ++offers) {
    SearchOffer offer{.criteria = Massage(), .start_known = true};
    for (int i = 0; i < 100; ++i) {
      offer.times.push_back(slot_);
      offer.times.back().start += absl::Minutes(all.size());
      all.push_back(offer.times.back());
    }
    ASSERT_THAT(client_->MakeOffer(call_, AClinic(), kCasey, offer), IsOk());
    database_.Execute(
        "UPDATE session.session_rejected_slots SET offered_at = offered_at - interval '1 minute'");
  }

  EXPECT_THAT(
      client_->MakeOffer(call_, AClinic(), kCasey, {.criteria = Massage(), .times = {slot_}}),
      IsOkAndHolds(OfferAnswer{.start = {.refused = all}}));
}

// A session service that knows no MakeOffer.
class VersionBefore : public v1::SessionService::Service {
 public:
  explicit VersionBefore(grpc::Service& now) : now_(dynamic_cast<Service&>(now)) {}
  grpc::Status BeginSearch(grpc::ServerContext* context, const v1::BeginSearchRequest* request,
                           v1::BeginSearchResponse* response) override {
    return now_.BeginSearch(context, request, response);
  }
  grpc::Status RecordOffer(grpc::ServerContext* context, const v1::RecordOfferRequest* request,
                           v1::RecordOfferResponse* response) override {
    return now_.RecordOffer(context, request, response);
  }

 private:
  Service& now_;
};

TEST_F(SessionServiceTest, MakesOffersWithTheVersionBefore) {
  VersionBefore before(service_->service());
  const std::unique_ptr<RpcServer> server = RpcServer::Start({}, before).value();
  const std::unique_ptr<SessionClient> client = MakeGrpcSessionClient(server->InProcessChannel());
  SearchOffer offer{.criteria = Massage(), .times = {slot_}};
  EXPECT_THAT(client->MakeOffer(call_, AClinic(), kCasey, offer),
              IsOkAndHolds(OfferAnswer{.recorded = true}));
  database_.Execute(
      "UPDATE session.session_rejected_slots SET offered_at = offered_at - interval '1 minute'");

  EXPECT_THAT(client->MakeOffer(call_, AClinic(), kCasey, offer),
              IsOkAndHolds(OfferAnswer{.start = {.refused = {slot_}}}));

  offer.times[0].start += absl::Hours(1);
  offer.start_known = true;
  EXPECT_THAT(client->MakeOffer(call_, AClinic(), kCasey, offer), IsOk());
  EXPECT_THAT(client_->GetSession(call_, AClinic(), kCasey),
              IsOkAndHolds(SessionView{.refused = {slot_}, .offered = offer.times}));
}

TEST_F(SessionServiceTest, ForgetsRefusalsAndThenTheWholeCall) {
  EXPECT_THAT(client_->RecordOffer(call_, AClinic(), kCasey, Massage(), {slot_}), IsOk());
  EXPECT_THAT(client_->RememberLocation(call_, AClinic(), kCasey, kCityRooms), IsOk());

  EXPECT_THAT(client_->ClearRefusals(call_, AClinic(), kCasey), IsOk());
  EXPECT_THAT(client_->GetSession(call_, AClinic(), kCasey),
              IsOkAndHolds(SessionView{.business = kCityRooms, .preferred_business = kCityRooms}));

  EXPECT_THAT(client_->EndSession(call_, AClinic(), kCasey), IsOk());
  EXPECT_THAT(client_->GetSession(call_, AClinic(), kCasey),
              IsOkAndHolds(SessionView{.preferred_business = kCityRooms}));
}

TEST_F(SessionServiceTest, ForgetsRefusalsAfterABookingAndRemembersItsPlace) {
  EXPECT_THAT(client_->RecordOffer(call_, AClinic(), kCasey, Massage(), {slot_}), IsOk());

  EXPECT_THAT(client_->ClearRefusalsAfterBooking(call_, AClinic(), kCasey, kCityRooms), IsOk());

  EXPECT_THAT(client_->GetSession(call_, AClinic(), kCasey),
              IsOkAndHolds(SessionView{.business = kCityRooms, .preferred_business = kCityRooms}));
}

TEST_F(SessionServiceTest, RefusesAClinicThatItDoesNotKnow) {
  const Clinic stranger = {.id = ClinicId("3f2c8f0e-0000-4000-8000-000000000009"), .country = "AU"};

  EXPECT_THAT(client_->BeginSearch(call_, stranger, kCasey, Massage()),
              FailsWith(DomainError::kClinicNotFound));
  EXPECT_THAT(client_->BeginSearch(call_, {.id = ClinicId("no uuid")}, kCasey, Massage()),
              FailsWith(DomainError::kInvalidRequest));
}

TEST_F(SessionServiceTest, RecoversWhenTheDatabaseComesBack) {
  database_.cluster().Stop();
  EXPECT_THAT(client_->GetSession({.deadline = absl::Now() + absl::Seconds(2)}, AClinic(), kCasey),
              Not(IsOk()));
  database_.cluster().Start();

  EXPECT_THAT(client_->GetSession(call_, AClinic(), kCasey), IsOkAndHolds(SessionView()));
}

TEST(SessionService, IsNotMadeForAMalformedUrl) {
  EXPECT_THAT(SessionService::Create({.database_url = "postgresql://["}).status(),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace frontdesk
