// The gateway as an operator runs it, seen by the tools that an operator has: openssl and curl.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/testing/certificate_authority.h"
#include "libs/testing/process.h"

namespace frontdesk::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// Its services are away, which some answers do not need.
std::vector<std::string> Gateway(const std::vector<std::string>& more) {
  std::vector<std::string> words = {"gateway/gateway"};
  for (const char* service : {"availability", "booking", "schedule-cache", "session"}) {
    words.insert(words.end(), {absl::StrCat("--", service, "-addr"), "127.0.0.1:1"});
  }
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

struct Said {
  int code = 0;
  std::string all;  // output and errors
};

Said Shell(const std::string& command) {
  Process shell({"/bin/sh", "-c", command});
  const int code = shell.Wait();
  return {.code = code, .all = absl::StrCat(shell.output(), shell.errors())};
}

class TlsProcessTest : public ::testing::Test {
 protected:
  TlsProcessTest() {
    std::remove(announce_.c_str());
    gateway_.emplace(
        Gateway({"--http-listen", "127.0.0.1:0", "--tls-certificate", files_.certificate,
                 "--tls-key", files_.key, "--announce-file", announce_}));
    url_ = AwaitAnnounced(announce_, "GATEWAY_URL");
    EXPECT_THAT(url_, StartsWith("https://127.0.0.1:")) << gateway_->errors();
    address_ = url_.substr(std::string("https://").size());
  }

  Said SClient(const std::string& more) const {
    return Shell(absl::StrCat("printf 'GET /healthz HTTP/1.1\\r\\nHost: x\\r\\nConnection: close",
                              "\\r\\n\\r\\n' | openssl s_client -ign_eof -connect ", address_,
                              " -CAfile ", authority_.file(), " -verify_return_error ", more));
  }

  const CertificateAuthority authority_{"operators"};
  const CertificateFiles files_ = authority_.Issue("the-gateway", "gateway");
  const std::string announce_ = InTemp("announced");
  std::optional<Process> gateway_;
  std::string url_;
  std::string address_;
};

TEST_F(TlsProcessTest, IsVerifiedByOpensslAndCurl) {
  const Said curl =
      Shell(absl::StrCat("curl -sS --cacert ", authority_.file(), " ", url_, "/healthz"));
  EXPECT_EQ(curl.code, 0) << curl.all;
  EXPECT_THAT(curl.all, HasSubstr("ok"));

  const Said openssl = SClient("-verify_ip 127.0.0.1 -alpn h2,http/1.1");
  EXPECT_EQ(openssl.code, 0) << openssl.all;
  EXPECT_THAT(openssl.all, HasSubstr("Verify return code: 0 (ok)"));
  EXPECT_THAT(openssl.all, HasSubstr("TLSv1.3"));
  EXPECT_THAT(openssl.all, HasSubstr("ALPN protocol: http/1.1"));
  EXPECT_THAT(openssl.all, HasSubstr("HTTP/1.1 200 OK"));
}

TEST_F(TlsProcessTest, SpeaksTls12AndNothingOlderOrWeaker) {
  EXPECT_THAT(SClient("-tls1_2").all, HasSubstr("HTTP/1.1 200 OK"));
  for (const char* weak : {"-tls1_1 -cipher ALL:@SECLEVEL=0", "-tls1 -cipher ALL:@SECLEVEL=0",
                           "-tls1_2 -cipher AES128-SHA:@SECLEVEL=0"}) {
    const Said refused = SClient(weak);
    EXPECT_NE(refused.code, 0) << weak;
    EXPECT_THAT(refused.all, Not(HasSubstr("HTTP/1.1"))) << weak;
    EXPECT_THAT(refused.all, HasSubstr("alert")) << weak;  // it was the gateway that refused
  }
}

TEST_F(TlsProcessTest, IsNotTrustedWithoutTheAuthority) {
  const Said curl = Shell(absl::StrCat("curl -sS ", url_, "/healthz"));
  EXPECT_EQ(curl.code, 60) << curl.all;  // CURLE_PEER_FAILED_VERIFICATION
  const Said plain = Shell(absl::StrCat("curl -sS http://", address_, "/healthz"));
  EXPECT_NE(plain.code, 0);
}

TEST_F(TlsProcessTest, GoesOnWithItsCertificateWhenARenewalIsBrokenAndTakesAWholeOne) {
  const std::string whom = absl::StrCat("openssl s_client -connect ", address_,
                                        " </dev/null 2>/dev/null | openssl x509 -noout -subject");
  EXPECT_THAT(Shell(whom).all, HasSubstr("the-gateway"));
  ASSERT_EQ(Shell(absl::StrCat("echo broken > ", files_.certificate)).code, 0);
  const absl::Time deadline = absl::Now() + absl::Seconds(15);
  while (gateway_->errors().find("tls_certificate_refused") == std::string::npos) {
    ASSERT_LT(absl::Now(), deadline) << gateway_->errors();
    absl::SleepFor(absl::Milliseconds(50));
  }
  EXPECT_THAT(Shell(whom).all, HasSubstr("the-gateway"));

  authority_.Issue("renewed", "gateway");
  while (Shell(whom).all.find("renewed") == std::string::npos) {
    ASSERT_LT(absl::Now(), deadline + absl::Seconds(15)) << gateway_->errors();
    absl::SleepFor(absl::Milliseconds(50));
  }
}

TEST(GatewayProcess, ServesOthersOnlyBehindTlsAndWithSlotIdsThatItShares) {
  Process open(Gateway({"--http-listen", "0.0.0.0:0"}));
  EXPECT_EQ(open.Wait(), 2);
  EXPECT_THAT(open.errors(), HasSubstr("--behind-tls-proxy"));

  // A gateway that others can reach is not the only one for long.
  Process alone(Gateway({"--http-listen", "0.0.0.0:0", "--behind-tls-proxy"}));
  EXPECT_EQ(alone.Wait(), 2);
  EXPECT_THAT(alone.errors(), HasSubstr("--slot-id-keyring-file"));

  const std::string keyring = InTemp("slot_id_keyring");
  ASSERT_EQ(Shell(absl::StrCat("umask 077 && echo k1 $(openssl rand -base64 32) > ", keyring)).code,
            0);
  const std::string announce = InTemp("proxied");
  Process proxied(Gateway({"--http-listen", "0.0.0.0:0", "--behind-tls-proxy",
                           "--slot-id-keyring-file", keyring, "--announce-file", announce}));
  EXPECT_THAT(AwaitAnnounced(announce, "GATEWAY_URL"), StartsWith("http://0.0.0.0:"));
  proxied.Signal(SIGTERM);
  EXPECT_EQ(proxied.Wait(), 0) << proxied.errors();
}

}  // namespace
}  // namespace frontdesk::test
