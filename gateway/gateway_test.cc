#include "gateway/gateway.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "frontdesk/v1/availability.grpc.pb.h"
#include "frontdesk/v1/booking.grpc.pb.h"
#include "frontdesk/v1/schedule_cache.grpc.pb.h"
#include "frontdesk/v1/session.grpc.pb.h"
#include "gateway/testing/fixture.h"
#include "gateway/testing/raw_client.h"
#include "grpcpp/server_context.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "libs/rpc/channel.h"
#include "libs/rpc/convert.h"
#include "libs/rpc/grpc_status.h"
#include "libs/rpc/rpc_server.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway::test {
namespace {

using nlohmann::json;

// Services that know one clinic, one free hour and one patient, and remember the last request.
class OneClinic : public v1::ScheduleCacheService::Service {
 public:
  grpc::Status AuthenticateKey(grpc::ServerContext* /*context*/,
                               const v1::AuthenticateKeyRequest* request,
                               v1::AuthenticateKeyResponse* response) override {
    if (request->key_sha256().size() != 32) return grpc::Status(grpc::StatusCode::INTERNAL, "hash");
    ToProto(CityClinic(), response->mutable_clinic());
    return grpc::Status::OK;
  }
};

class OneFreeHour : public v1::AvailabilityService::Service {
 public:
  grpc::Status CheckAvailability(grpc::ServerContext* context,
                                 const v1::CheckAvailabilityRequest* request,
                                 v1::CheckAvailabilityResponse* response) override {
    asked = *request;
    call = ContextOf(*context);
    ToProto(kTuesday, response->mutable_requested_day());
    ToProto(Openings(kTuesday + 1, {{9, 0}}), response->add_openings());
    ToProto(HarbourRooms(), response->add_other_businesses());
    response->set_reason(v1::NOTHING_FREE_REASON_FULLY_BOOKED);
    response->set_year_repaired(true);
    response->mutable_age()->set_stale(true);
    return grpc::Status::OK;
  }
  grpc::Status FindNextAvailable(grpc::ServerContext* /*context*/,
                                 const v1::FindNextAvailableRequest* request,
                                 v1::FindNextAvailableResponse* response) override {
    next_asked = *request;
    ToProto(Openings(kTuesday, {{9, 0}}), response->add_elsewhere());
    ToProto(Cameron(), response->mutable_practitioner());
    response->set_exhausted(true);
    return grpc::Status::OK;
  }
  grpc::Status ListAvailablePractitioners(
      grpc::ServerContext* /*context*/, const v1::ListAvailablePractitionersRequest* request,
      v1::ListAvailablePractitionersResponse* response) override {
    ToProto(CityRooms(), response->mutable_business());
    ToProto(kTuesday, response->mutable_day());
    auto& entry = *response->add_practitioners();
    ToProto(Cameron(), entry.mutable_practitioner());
    ToProto(Massage(), entry.add_appointment_types());
    ToProto(At(kTuesday, 9), entry.mutable_first_start_time());
    entry.set_slot_count(request->spoken_day() == "friday" ? 3 : 0);
    return grpc::Status::OK;
  }
  grpc::Status ResolveLocation(grpc::ServerContext* /*context*/,
                               const v1::ResolveLocationRequest* request,
                               v1::ResolveLocationResponse* response) override {
    ToProto(request->spoken_name() == "city" ? CityRooms() : HarbourRooms(),
            response->mutable_business());
    response->set_confidence(0.5);
    return grpc::Status::OK;
  }
  grpc::Status ConfirmLocation(grpc::ServerContext* /*context*/,
                               const v1::ConfirmLocationRequest* request,
                               v1::ConfirmLocationResponse* response) override {
    const bool second = request->answer() == "second" && request->offered_size() == 2 &&
                        request->offered(1).label() == "Harbour Rooms";
    ToProto(second ? HarbourRooms() : CityRooms(), response->mutable_business());
    return grpc::Status::OK;
  }
  grpc::Status ListPractitioners(grpc::ServerContext* /*context*/,
                                 const v1::ListPractitionersRequest* request,
                                 v1::ListPractitionersResponse* response) override {
    if (request->business().spoken_name() == "city") {
      ToProto(CityRooms(), response->mutable_business());
    }
    ToProto(Jordan(), response->add_practitioners());
    return grpc::Status::OK;
  }
  grpc::Status GetPractitioner(grpc::ServerContext* /*context*/,
                               const v1::GetPractitionerRequest* request,
                               v1::GetPractitionerResponse* response) override {
    ToProto(request->practitioner().spoken_name() == "Jordan" ? Jordan() : Cameron(),
            response->mutable_practitioner());
    ToProto(Massage(), response->add_appointment_types());
    ToProto(HarbourRooms(), response->add_businesses());
    return grpc::Status::OK;
  }
  v1::CheckAvailabilityRequest asked;
  v1::FindNextAvailableRequest next_asked;
  CallContext call;
};

class OnePatient : public v1::BookingService::Service {
 public:
  grpc::Status BookAppointment(grpc::ServerContext* /*context*/,
                               const v1::BookAppointmentRequest* request,
                               v1::BookAppointmentResponse* response) override {
    asked = *request;
    if (request->patient_name() == "Too Late") {
      return ToGrpc(WithAlternatives(MakeError(DomainError::kSlotTaken, "lost the race"),
                                     {Openings(kTuesday, {{10, 0}})}));
    }
    const Appointment casey = CaseysMassage();
    v1::Booking& booking = *response->mutable_booking();
    booking.set_appointment_id(casey.id.value());
    booking.set_patient_id(casey.patient_id.value());
    booking.set_patient_name(request->patient_name());
    ToProto(casey.practitioner, booking.mutable_practitioner());
    ToProto(casey.business, booking.mutable_business());
    ToProto(casey.service, booking.mutable_appointment_type());
    ToProto(casey.time.start, booking.mutable_start_time());
    ToProto(casey.time.end, booking.mutable_end_time());
    response->set_already_booked(true);
    return grpc::Status::OK;
  }
  v1::BookAppointmentRequest asked;
};

class GatewayTest : public ::testing::Test {
 protected:
  static std::unique_ptr<RpcServer> Run(grpc::Service& service) {
    absl::StatusOr<std::unique_ptr<RpcServer>> server = RpcServer::Start({}, service);
    EXPECT_TRUE(server.ok()) << server.status();
    return server.ok() ? *std::move(server) : nullptr;
  }

  void SetUp() override {
    Gateway::Options options;
    options.http.listen = "127.0.0.1:0";
    absl::StatusOr<std::unique_ptr<Gateway>> gateway =
        Gateway::Start(options,
                       {.availability = Connect(availability_server_->address()),
                        .booking = booking_server_->InProcessChannel(),
                        .schedule_cache = schedule_cache_server_->InProcessChannel(),
                        .session = session_server_->InProcessChannel()},
                       clock_);
    ASSERT_TRUE(gateway.ok()) << gateway.status();
    gateway_ = *std::move(gateway);
  }

  std::string Get(const std::string& path) {
    RawClient client(gateway_->url());
    client.Send(absl::StrCat("GET ", path, " HTTP/1.1\r\nHost: test\r\n\r\n"));
    return client.Receive();
  }
  json Post(const std::string& path, const std::string& body) {
    RawClient client(gateway_->url());
    client.Send(PostOf(path, body, absl::StrCat("X-API-Key: ", kKey, "\r\n")));
    const std::string response = client.Receive();
    EXPECT_EQ(StatusOf(response), 200) << response;
    return json::parse(BodyOf(response), nullptr, /*allow_exceptions=*/false);
  }

  const SystemClock clock_;
  OneClinic schedule_cache_;
  OneFreeHour availability_;
  OnePatient booking_;
  v1::SessionService::Service session_;
  std::unique_ptr<RpcServer> schedule_cache_server_ = Run(schedule_cache_);
  std::unique_ptr<RpcServer> availability_server_ = Run(availability_);
  std::unique_ptr<RpcServer> booking_server_ = Run(booking_);
  std::unique_ptr<RpcServer> session_server_ = Run(session_);
  std::unique_ptr<Gateway> gateway_;
};

TEST_F(GatewayTest, AsksTheAvailabilityServiceAndTellsAllItSays) {
  const json answer = Post("/availability-checker", R"({"dialedNumber":"0400000000","sessionId":"1",
      "callerPhone":"0400000001","practitioner":"Cameron","service":{"id":"300000000000000302"},
      "date":"tuesday","time_preference":"morning"})");

  EXPECT_EQ(availability_.asked.clinic_id(), CityClinic().id.value());
  EXPECT_EQ(availability_.asked.caller().session_id(), "1");
  EXPECT_EQ(availability_.asked.caller().phone(), "0400000001");
  EXPECT_EQ(availability_.asked.practitioner().spoken_name(), "Cameron");
  EXPECT_EQ(availability_.asked.appointment_type().appointment_type_id(), "300000000000000302");
  EXPECT_FALSE(availability_.asked.has_business());
  EXPECT_EQ(availability_.asked.spoken_day(), "tuesday");
  EXPECT_EQ(availability_.asked.part_of_day(), v1::PART_OF_DAY_MORNING);
  EXPECT_FALSE(availability_.call.request_id.empty());
  EXPECT_NE(availability_.call.deadline, absl::InfiniteFuture());

  EXPECT_EQ(answer["success"], true);
  EXPECT_EQ(answer["requestedDateAvailable"], false);
  EXPECT_EQ(answer["reason"], "fully_booked");
  EXPECT_EQ(answer["dateISO"], "2026-07-15");
  EXPECT_EQ(answer["dateCorrected"], true);
  EXPECT_EQ(answer["stale"], true);
  EXPECT_EQ(answer["option_names"], json({"Harbour Rooms"}));
}

TEST_F(GatewayTest, AsksForTheNextTimesAndTellsAllItHears) {
  const json answer =
      Post("/find-next-available", R"({"dialedNumber":"0400000000","service":"Massage",
      "practitioner":"Cameron","maxDays":7,"date":"friday","callerPhone":"0400000001"})");

  EXPECT_EQ(availability_.next_asked.max_days(), 7);
  EXPECT_EQ(availability_.next_asked.spoken_day(), "friday");
  EXPECT_EQ(availability_.next_asked.practitioner().spoken_name(), "Cameron");
  EXPECT_EQ(availability_.next_asked.appointment_type().spoken_name(), "Massage");
  EXPECT_EQ(availability_.next_asked.caller().phone(), "0400000001");
  EXPECT_FALSE(availability_.next_asked.has_business());
  EXPECT_EQ(answer["found"], false);
  EXPECT_EQ(answer["exhausted"], true);
  EXPECT_EQ(answer["elsewhere"][0]["location"], "City Rooms");
  EXPECT_EQ(answer["practitionerName"], "Cameron Example");
}

TEST_F(GatewayTest, AsksWhoAndWhereAndTellsAllItHears) {
  const std::string clinic = R"({"dialedNumber":"0400000000",)";
  EXPECT_EQ(Post("/location-resolver", clinic + R"("locationQuery":"city"})")["business_name"],
            "City Rooms");
  EXPECT_EQ(Post("/confirm-location", clinic + R"("userResponse":"second",
      "options":["City Rooms","Harbour Rooms"]})")["business_name"],
            "Harbour Rooms");
  const json free = Post("/get-available-practitioners", clinic + R"("date":"friday"})");
  EXPECT_EQ(free["available_practitioners"][0]["slot_count"], 3);
  EXPECT_EQ(free["available_practitioners"][0]["available_services"], json({"Massage"}));
  EXPECT_EQ(free["dateISO"], "2026-07-14");
  const json staff = Post("/get-location-practitioners", clinic + R"("location":"city"})");
  EXPECT_EQ(staff["locationName"], "City Rooms");
  EXPECT_EQ(staff["practitionerNames"], json({"Jordan Sample"}));
  const json info = Post("/get-practitioner-info", clinic + R"("practitioner":"Jordan"})");
  EXPECT_EQ(info["practitionerName"], "Jordan Sample");
  EXPECT_EQ(info["service_names"], json({"Massage"}));
  EXPECT_EQ(info["location_names"], json({"Harbour Rooms"}));
}

TEST_F(GatewayTest, AsksTheBookingServiceAndTellsWhatWasBooked) {
  const json answer = Post("/appointment-handler", R"({"dialedNumber":"0400000000","sessionId":"1",
      "patientName":"Casey Caller","patientPhone":"0400000001","practitioner":"Cameron",
      "appointmentType":"Massage","appointmentDate":"2026-07-14","appointmentTime":"09:00",
      "business_id":"100000000000000101","bookingFor":"other","notes":"sore back"})");

  EXPECT_EQ(booking_.asked.patient_phone(), "0400000001");
  EXPECT_EQ(booking_.asked.booking_for(), v1::BOOKING_FOR_OTHER);
  EXPECT_EQ(booking_.asked.business().business_id(), "100000000000000101");
  EXPECT_EQ(booking_.asked.spoken_start().day(), "2026-07-14");
  EXPECT_EQ(booking_.asked.spoken_start().time(), "09:00");
  EXPECT_EQ(booking_.asked.notes(), "sore back");

  EXPECT_EQ(answer["success"], true);
  EXPECT_EQ(answer["bookingId"], "400000000000000401");
  EXPECT_EQ(answer["duplicate"], true);
  EXPECT_EQ(answer["appointmentStart"], "2026-07-13T23:00:00Z");
}

struct Refusal {
  std::string request;
  int status;
  std::string error;
};

TEST_F(GatewayTest, RefusesWithTheShapeOfEveryError) {
  const std::string key = absl::StrCat("X-API-Key: ", kKey, "\r\n");
  const std::string path = "/appointment-handler";
  const Refusal refusals[] = {
      {PostOf(path, "{}"), 401, "unauthorized"},
      {PostOf(absl::StrCat(path, "?x_api_key=", kKey, "&X-API-Key=", kKey), "{}"), 401,
       "unauthorized"},
      {PostOf(path, "{}", "X-API-Key: \r\n"), 401, "unauthorized"},
      {PostOf(path, "{}", absl::StrCat("Authorization: Basic ", kKey, "\r\n")), 401,
       "unauthorized"},
      {PostOf(path, "", key), 400, "invalid_request"},
      {PostOf(path, "{\"patientName\":", key), 400, "invalid_request"},
      {PostOf(path, "[1,2]", key), 400, "invalid_request"},
      {PostOf(path, "{\"patientName\":\"\xc3\x28\"}", key), 400, "invalid_request"},
      {PostOf(path, std::string(60'000, '['), key), 400, "invalid_request"},
      {PostOf(path, "{\"maxDays\":1e9999}", key), 400, "invalid_request"},
      {PostOf(path, std::string(1 << 20, ' '), key), 413, "invalid_request"},
      {PostOf(path, "{}", key), 200, "clinic_not_found"},
      {PostOf(path, R"({"dialedNumber":"0400000000","patientName":{"first":["Casey"]}})", key), 200,
       "invalid_request"},
      {PostOf(path, R"({"dialedNumber":"0400000000","action":"dance"})", key), 200,
       "invalid_action"},
  };
  for (const Refusal& refusal : refusals) {
    SCOPED_TRACE(refusal.request.substr(0, 200));
    RawClient client(gateway_->url());
    client.Send(refusal.request);
    const std::string response = client.Receive();
    EXPECT_EQ(StatusOf(response), refusal.status);
    const json body = json::parse(BodyOf(response), nullptr, /*allow_exceptions=*/false);
    ASSERT_TRUE(body.is_object()) << response;
    EXPECT_EQ(body["success"], false);
    EXPECT_EQ(body["error"], refusal.error);
    EXPECT_TRUE(body["sessionId"].is_string());
    EXPECT_FALSE(body["message"].get<std::string>().empty());
    EXPECT_EQ(body["needs_clarification"], body["needsClarification"]);
  }
  EXPECT_EQ(booking_.asked.clinic_id(), "");  // nobody was asked to book anything
}

TEST_F(GatewayTest, ReadsOddButHonestRequests) {
  const std::string key = absl::StrCat("X-API-Key: ", kKey, "\r\n");
  const std::string body = R"({"dialedNumber":"0400000000"})";
  for (const std::string& request :
       {PostOf("/availability-checker/", body, key), PostOf("/availability-checker?x=1", body, key),
        PostOf("/availability-checker", "\xef\xbb\xbf" + body, key),
        PostOf("/availability-checker", body, key + "Content-Type: text/plain; charset=latin1\r\n"),
        PostOf("/availability-checker", body, key + "Content-Type: multipart/form-data\r\n"),
        PostOf("/availability-checker", body, key + "Accept-Encoding: gzip, deflate, br\r\n"),
        PostOf("/availability-checker", body,
               key + "Range: bytes=0-1\r\nUser-Agent: ElevenLabs/1.0\r\n"),
        PostOf("/availability-checker", body, absl::StrCat("x-aPi-kEy:   ", kKey, "  \r\n")),
        PostOf("/availability-checker", body, key + "X-API-Key: another\r\n"),
        PostOf("/availability-checker", body,
               absl::StrCat(key, "X-Long: ", std::string(4000, 'l'), "\r\n"))}) {
    SCOPED_TRACE(request.substr(0, 200));
    RawClient client(gateway_->url());
    client.Send(request);
    const std::string response = client.Receive();
    EXPECT_EQ(StatusOf(response), 200);
    EXPECT_EQ(json::parse(BodyOf(response), nullptr, false).value("success", false), true)
        << response;
  }
}

TEST_F(GatewayTest, TellsTheDetailsThatAnErrorCarries) {
  const json answer =
      Post("/appointment-handler", R"({"dialedNumber":"0400000000","patientName":"Too Late"})");

  EXPECT_EQ(answer["success"], false);
  EXPECT_EQ(answer["error"], "slot_taken");
  EXPECT_EQ(answer["availableTimes"], json({"10:00 AM"}));
}

TEST_F(GatewayTest, SaysSoWhereTheBookingServiceDoesNotKnowTheCall) {
  for (const auto& [action, error] :
       {std::pair("cancel", "cancellation_failed"), std::pair("reschedule", "reschedule_failed")}) {
    const json answer =
        Post("/appointment-handler",
             absl::StrCat(R"({"dialedNumber":"0400000000","appointmentId":"400000000000000401",)"
                          R"("newDate":"friday","action":")",
                          action, "\"}"));
    EXPECT_EQ(answer["error"], error);
  }
}

TEST_F(GatewayTest, NoticesWhichServiceIsAwayAndGoesOn) {
  EXPECT_EQ(StatusOf(Get("/readyz")), 200);

  availability_server_->Stop(absl::ZeroDuration());

  const std::string not_ready = Get("/readyz");
  EXPECT_EQ(StatusOf(not_ready), 503);
  EXPECT_EQ(json::parse(BodyOf(not_ready))["away"], json({"availability"}));
  EXPECT_EQ(Post("/availability-checker", R"({"dialedNumber":"0400000000"})")["error"],
            "booking_system_unavailable");
  EXPECT_EQ(StatusOf(Get("/healthz")), 200);
  EXPECT_EQ(Post("/appointment-handler", R"({"dialedNumber":"0400000000"})")["success"], true);
}

TEST_F(GatewayTest, SaysWhichServiceLacksTheKeyThatOpensClinicsKeys) {
  schedule_cache_server_->SetClinikoKeysOpen(true);
  EXPECT_EQ(json::parse(BodyOf(Get("/health")))["status"], "healthy");

  schedule_cache_server_->SetClinikoKeysOpen(false);

  const std::string degraded = Get("/health");
  EXPECT_EQ(StatusOf(degraded), 200);
  EXPECT_EQ(json::parse(BodyOf(degraded))["status"], "degraded");
  EXPECT_EQ(json::parse(BodyOf(degraded))["services"]["schedule_cache"], "degraded");
  EXPECT_EQ(json::parse(BodyOf(degraded))["services"]["session"], "ok");
  EXPECT_EQ(StatusOf(Get("/readyz")), 200);
}

TEST_F(GatewayTest, LeavesItsAddressToTheNextOneWhenItStops) {
  const std::string address = gateway_->url().substr(std::string("http://").size());
  gateway_->Stop(absl::Seconds(1));
  gateway_->Stop(absl::Seconds(1));

  Gateway::Options options;
  options.http.listen = address;
  const auto away = Connect("127.0.0.1:1");
  EXPECT_TRUE(Gateway::Start(options, {away, away, away, away}, clock_).ok());
}

}  // namespace
}  // namespace frontdesk::gateway::test
