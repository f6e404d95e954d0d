// Five processes that know each other by certificates, and nobody else.
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "frontdesk/v1/operations.grpc.pb.h"
#include "frontdesk/v1/operations.pb.h"
#include "grpcpp/grpcpp.h"
#include "libs/rpc/channel.h"
#include "libs/rpc/security.h"
#include "libs/testing/certificate_authority.h"
#include "tests/end_to_end/clinic_under_test.h"

namespace frontdesk {
namespace {

using test::ClinicUnderTest;
using test::Form;

grpc::StatusCode Ask(const std::string& address, const RpcSecurity& security) {
  const auto stub = v1::OperationsService::NewStub(Connect(address, security));
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(10)));
  v1::GetStatusResponse response;
  return stub->GetStatus(&context, v1::GetStatusRequest(), &response).error_code();
}

TEST(MutualTls, JoinsTheProcessesAndKeepsOthersOut) {
  const test::CertificateAuthority authority("signer");
  const test::CertificateFiles own = authority.Issue("frontdesk", "own");
  // Every process takes its flags from here.
  setenv("FRONTDESK_GRPC_CERTIFICATE", own.certificate.c_str(), /*overwrite=*/1);
  setenv("FRONTDESK_GRPC_KEY", own.key.c_str(), 1);
  setenv("FRONTDESK_GRPC_CA", authority.file().c_str(), 1);
  setenv("FRONTDESK_GRPC_CLIENT_CA", authority.file().c_str(), 1);
  ClinicUnderTest house(Form::kFiveProcesses, {.works_daily = true});

  const test::HttpAnswer answer = house.FreeTimes();
  EXPECT_TRUE(answer.body.value("success", false)) << answer.text << house.Logs();

  for (const char* service : {"session", "schedule_cache", "booking", "availability"}) {
    SCOPED_TRACE(service);
    const std::string address = house.AddressOf(service);
    EXPECT_EQ(Ask(address, {.certificate_file = own.certificate,
                            .key_file = own.key,
                            .ca_file = authority.file()}),
              grpc::StatusCode::OK);
    EXPECT_EQ(Ask(address, {.ca_file = authority.file()}), grpc::StatusCode::UNAVAILABLE);
    EXPECT_EQ(Ask(address, {}), grpc::StatusCode::UNAVAILABLE);
  }
}

}  // namespace
}  // namespace frontdesk
