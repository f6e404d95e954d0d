#include "gateway/clients/grpc_booking_client.h"

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "frontdesk/v1/booking.grpc.pb.h"
#include "gtest/gtest.h"
#include "libs/rpc/channel.h"
#include "libs/rpc/rpc_server.h"
#include "libs/status/domain_error.h"
#include "libs/testing/status_matchers.h"
#include "libs/testing/wire.h"

namespace frontdesk::gateway {
namespace {

using ::frontdesk::test::FailsWith;
using ::frontdesk::test::IsOk;

class Booking : public v1::BookingService::Service {
 public:
  grpc::Status CancelAppointment(grpc::ServerContext*, const v1::CancelAppointmentRequest*,
                                 v1::CancelAppointmentResponse*) override {
    ++calls;
    if (wire != nullptr) wire->Cut();
    return grpc::Status::OK;
  }

  std::atomic<int> calls = 0;
  test::Wire* wire = nullptr;  // is cut before the answer has left
};

std::unique_ptr<RpcServer> Serve(Booking& service, const std::string& listen = "127.0.0.1:0") {
  auto server = RpcServer::Start({.listen = listen}, service);
  EXPECT_THAT(server, IsOk());
  return server.ok() ? *std::move(server) : nullptr;
}

absl::Status Cancel(BookingClient& client) {
  return client.Cancel({}, {.deadline = absl::Now() + absl::Seconds(30)}).status();
}

// A replica's successor may be there before we have heard of it.
TEST(GrpcBookingClient, WaitsForAMomentWhereNobodyIsThere) {
  Booking service;
  std::unique_ptr<RpcServer> server = Serve(service);
  const std::string address = server->address();
  server.reset();
  const auto client = MakeGrpcBookingClient(Connect(address));
  EXPECT_EQ(Cancel(*client).code(), absl::StatusCode::kUnavailable);  // nobody comes

  std::thread starter([&] {
    absl::SleepFor(absl::Milliseconds(100));
    server = Serve(service, address);
  });
  EXPECT_THAT(Cancel(*client), IsOk());
  starter.join();
  EXPECT_EQ(service.calls, 1);
}

TEST(GrpcBookingClient, NeverRepeatsWhatMayHaveBeenDone) {
  Booking service;
  const std::unique_ptr<RpcServer> server = Serve(service);
  test::Wire wire(server->address());
  service.wire = &wire;

  EXPECT_THAT(Cancel(*MakeGrpcBookingClient(Connect(wire.address()))),
              FailsWith(DomainError::kStillChecking));

  EXPECT_EQ(service.calls, 1);
}

}  // namespace
}  // namespace frontdesk::gateway
