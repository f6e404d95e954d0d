#include "libs/rpc/certificate_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "absl/status/status.h"
#include "libs/testing/certificate_authority.h"
#include "libs/testing/process.h"

namespace frontdesk {
namespace {

using ::testing::HasSubstr;
using test::CertificateAuthority;
using test::CertificateFiles;

class CertificateFilesTest : public ::testing::Test {
 protected:
  static std::string Written(const std::string& name, const std::string& text) {
    const std::string path = test::InTemp(name);
    std::ofstream(path) << text;
    return path;
  }
  static std::string TextOf(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  const CertificateAuthority authority_{"ours"};
  const CertificateFiles booking_ = authority_.Issue("booking", "booking");
  const CertificateFiles session_ = authority_.Issue("session", "session");
};

TEST_F(CertificateFilesTest, MayHoldACertificateAndItsChain) {
  EXPECT_TRUE(CheckCertificates(authority_.file()).ok());
  const std::string chain =
      Written("chain.pem", TextOf(booking_.certificate) + TextOf(authority_.file()));
  EXPECT_TRUE(CheckCertificates(chain).ok());
  EXPECT_TRUE(CheckIdentity(chain, booking_.key).ok());
}

TEST_F(CertificateFilesTest, AreRefusedByNameIfTheyHoldAnythingElse) {
  const std::string whole = TextOf(booking_.certificate);
  for (const std::string& broken :
       {Written("empty.pem", ""), Written("prose.pem", "to be filled in\n"),
        Written("half.pem", whole.substr(0, whole.size() / 2)),
        Written("second.pem", whole + whole.substr(0, whole.size() / 2)),
        Written("key.pem", TextOf(booking_.key)), test::InTemp("none.pem")}) {
    SCOPED_TRACE(broken);
    const absl::Status refused = CheckCertificates(broken);
    EXPECT_TRUE(absl::IsInvalidArgument(refused));
    EXPECT_THAT(std::string(refused.message()), HasSubstr(broken));
  }
}

TEST_F(CertificateFilesTest, AreRefusedIfTheKeyIsNotThatOfTheCertificate) {
  EXPECT_TRUE(CheckIdentity(booking_.certificate, booking_.key).ok());
  for (const std::string& other :
       {session_.key, booking_.certificate, Written("no.key", ""), test::InTemp("none.key")}) {
    SCOPED_TRACE(other);
    const absl::Status refused = CheckIdentity(booking_.certificate, other);
    EXPECT_TRUE(absl::IsInvalidArgument(refused));
    EXPECT_THAT(std::string(refused.message()), HasSubstr(other));
  }
}

}  // namespace
}  // namespace frontdesk
