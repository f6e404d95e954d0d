// Servers and channels of ours with and without certificates, over the network.
#include "libs/rpc/security.h"

#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "frontdesk/v1/operations.grpc.pb.h"
#include "frontdesk/v1/operations.pb.h"
#include "frontdesk/v1/session.grpc.pb.h"
#include "grpcpp/grpcpp.h"
#include "libs/rpc/channel.h"
#include "libs/rpc/rpc_server.h"
#include "libs/testing/certificate_authority.h"

namespace frontdesk {
namespace {

using test::CertificateAuthority;
using test::CertificateFiles;

class SecurityTest : public ::testing::Test {
 protected:
  // Of a service that asks its clients for a certificate.
  RpcSecurity Service() const {
    return {.certificate_file = service_.certificate,
            .key_file = service_.key,
            .client_ca_file = authority_.file()};
  }
  RpcSecurity Gateway() const {
    return {.certificate_file = gateway_.certificate,
            .key_file = gateway_.key,
            .ca_file = authority_.file()};
  }

  std::unique_ptr<RpcServer> Serve(const RpcSecurity& security) {
    auto server = RpcServer::Start({.security = security}, session_);
    EXPECT_TRUE(server.ok()) << server.status();
    return server.ok() ? *std::move(server) : nullptr;
  }

  static grpc::StatusCode Call(const RpcServer& server, const RpcSecurity& security) {
    const auto stub = v1::OperationsService::NewStub(Connect(server.address(), security));
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(10)));
    v1::GetStatusResponse response;
    return stub->GetStatus(&context, v1::GetStatusRequest(), &response).error_code();
  }

  const CertificateAuthority authority_{"ours"};
  const CertificateAuthority stranger_{"strangers"};
  const CertificateFiles service_ = authority_.Issue("service", "service");
  const CertificateFiles gateway_ = authority_.Issue("gateway", "gateway");
  v1::SessionService::Service session_;
};

TEST_F(SecurityTest, LetsClientsWithACertificateOfOursIn) {
  const auto server = Serve(Service());
  EXPECT_EQ(Call(*server, Gateway()), grpc::StatusCode::OK);
}

TEST_F(SecurityTest, KeepsOutWhoHasNoneOrAnothers) {
  const auto server = Serve(Service());
  EXPECT_EQ(Call(*server, {}), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(Call(*server, {.ca_file = authority_.file()}), grpc::StatusCode::UNAVAILABLE);
  const CertificateFiles forged = stranger_.Issue("gateway", "forged");
  EXPECT_EQ(Call(*server, {.certificate_file = forged.certificate,
                           .key_file = forged.key,
                           .ca_file = authority_.file()}),
            grpc::StatusCode::UNAVAILABLE);
}

TEST_F(SecurityTest, AsksNoClientForACertificateUnlessTold) {
  RpcSecurity service = Service();
  service.client_ca_file.clear();
  const auto server = Serve(service);
  EXPECT_EQ(Call(*server, {.ca_file = authority_.file()}), grpc::StatusCode::OK);
  EXPECT_EQ(Call(*server, Gateway()), grpc::StatusCode::OK);
}

TEST_F(SecurityTest, CallsNoServerOfAnotherAuthority) {
  const auto server = Serve(Service());
  RpcSecurity client = Gateway();
  client.ca_file = stranger_.file();
  EXPECT_EQ(Call(*server, client), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(SecurityTest, TakesNewCertificatesWithoutARestart) {
  const auto server = Serve(Service());
  ASSERT_EQ(Call(*server, Gateway()), grpc::StatusCode::OK);
  // From now on the service is somebody else's, so that ours no longer call it.
  stranger_.Issue("service", "service");
  const absl::Time deadline = absl::Now() + absl::Seconds(20);
  while (Call(*server, Gateway()) == grpc::StatusCode::OK) {
    ASSERT_LT(absl::Now(), deadline);
    absl::SleepFor(absl::Milliseconds(50));
  }
  authority_.Issue("service", "service");
  while (Call(*server, Gateway()) != grpc::StatusCode::OK) {
    ASSERT_LT(absl::Now(), deadline + absl::Seconds(20));
    absl::SleepFor(absl::Milliseconds(50));
  }
}

TEST_F(SecurityTest, StartsNoServerThatStrangersCanCallByMistake) {
  for (const char* everywhere : {"0.0.0.0:0", "[::]:0"}) {
    RpcServerOptions options = {.listen = everywhere};
    EXPECT_TRUE(absl::IsInvalidArgument(RpcServer::Start(options, session_).status()));
    options.security = {.certificate_file = service_.certificate, .key_file = service_.key};
    EXPECT_TRUE(absl::IsInvalidArgument(RpcServer::Start(options, session_).status()));
    options.security = Service();
    EXPECT_TRUE(RpcServer::Start(options, session_).ok());
    options.security = {.private_network = true};
    EXPECT_TRUE(RpcServer::Start(options, session_).ok());
  }
}

TEST_F(SecurityTest, StartsNothingWithHalfAnIdentity) {
  for (const RpcSecurity& half :
       {RpcSecurity{.certificate_file = service_.certificate},
        RpcSecurity{.key_file = service_.key}, RpcSecurity{.client_ca_file = authority_.file()}}) {
    EXPECT_TRUE(absl::IsInvalidArgument(RpcServer::Start({.security = half}, session_).status()));
  }
}

}  // namespace
}  // namespace frontdesk
