#include "libs/service/grpc_flags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/rpc/security.h"
#include "libs/service/flags.h"
#include "libs/testing/certificate_authority.h"
#include "libs/testing/process.h"

namespace frontdesk {
namespace {

using ::testing::HasSubstr;
using test::CertificateAuthority;
using test::CertificateFiles;

class GrpcFlagsTest : public ::testing::Test {
 protected:
  GrpcFlagsTest() { AddGrpcFlags(app_, security_); }

  absl::StatusOr<Asked> Parse(const std::vector<std::string>& said) {
    std::vector<const char*> arguments = {"booking"};
    for (const std::string& one : said) arguments.push_back(one.c_str());
    return ParseFlags(app_, static_cast<int>(arguments.size()), arguments.data());
  }

  CLI::App app_{"Books.", "booking"};
  RpcSecurity security_;
  const CertificateAuthority authority_{"ours"};
  const CertificateFiles booking_ = authority_.Issue("booking", "booking");
  const CertificateFiles session_ = authority_.Issue("session", "session");
};

TEST_F(GrpcFlagsTest, TakeFilesThatFitTogether) {
  EXPECT_TRUE(Parse({"--grpc-certificate", booking_.certificate, "--grpc-key", booking_.key,
                     "--grpc-ca", authority_.file(), "--grpc-client-ca", authority_.file()})
                  .ok());
  EXPECT_EQ(security_.key_file, booking_.key);
  EXPECT_TRUE(Parse({}).ok());
}

// gRPC would start with any of these, and refuse every call.
TEST_F(GrpcFlagsTest, AreRefusedByNameForFilesThatWouldRefuseEveryCall) {
  const std::string prose = test::InTemp("prose.pem");
  std::ofstream(prose) << "to be filled in\n";
  const struct {
    std::vector<std::string> said;
    std::string flag;
    std::string file;
  } cases[] = {
      {{"--grpc-certificate", booking_.certificate, "--grpc-key", session_.key},
       "--grpc-certificate",
       session_.key},
      {{"--grpc-certificate", prose, "--grpc-key", booking_.key}, "--grpc-certificate", prose},
      {{"--grpc-certificate", booking_.certificate}, "--grpc-key", ""},
      {{"--grpc-ca", prose}, "--grpc-ca", prose},
      {{"--grpc-client-ca", prose}, "--grpc-client-ca", prose},
      {{"--grpc-ca", test::InTemp("none.pem")}, "--grpc-ca", "none.pem"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.flag + " " + c.file);
    const absl::StatusOr<Asked> asked = Parse(c.said);
    EXPECT_TRUE(absl::IsInvalidArgument(asked.status()));
    EXPECT_THAT(std::string(asked.status().message()), HasSubstr(c.flag));
    EXPECT_THAT(std::string(asked.status().message()), HasSubstr(c.file));
  }
}

}  // namespace
}  // namespace frontdesk
