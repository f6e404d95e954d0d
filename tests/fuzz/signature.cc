// What the voice platform signs: the header's reading, the verification and, of a report that is
// truly signed, the reading. The first line is the header, the rest the body.
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "gateway/auth/platform_signature.h"
#include "gateway/json/value.h"
#include "gateway/server/http_message.h"
#include "gateway/testing/fake_clients.h"
#include "gateway/webhook_call.h"
#include "gateway/webhooks/post_call.h"
#include "libs/civil/clock.h"
#include "libs/telemetry/log.h"
#include "tests/fuzz/input.h"
#include "tests/fuzz/require.h"

namespace frontdesk::gateway {
namespace {

using Verdict = SignatureVerdict;

constexpr char kSecret[] = "wsec_example_3f9a1c7e5b2d4860";  // made up, as in the contract
constexpr char kOlderSecret[] = "wsec_example_older";
constexpr char kStrangersSecret[] = "wsec_example_of_a_stranger";
const absl::Time kNow = absl::FromUnixSeconds(1'767'225'600);

std::string Signed(absl::string_view secret, absl::string_view body, absl::Time at) {
  const std::string time = absl::StrCat(absl::ToUnixSeconds(at));
  const std::string message = absl::StrCat(time, ".", body);
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(message.data()), message.size(), mac, &length);
  const absl::string_view bytes(reinterpret_cast<const char*>(mac), length);
  return absl::StrCat("t=", time, ",v0=", absl::BytesToHexString(bytes));
}

Verdict VerdictOn(absl::string_view header, absl::string_view body) {
  return VerifyPlatformSignature(header, body, {kSecret, kOlderSecret}, kNow);
}

// Source: contract/elevenlabs.md, section 5.2.
void RequireVerdicts(absl::string_view header, absl::string_view body) {
  for (const char* secret : {kSecret, kOlderSecret}) {
    FRONTDESK_REQUIRE(VerdictOn(Signed(secret, body, kNow), body) == Verdict::kGood);
  }
  const std::string good = Signed(kSecret, body, kNow);
  FRONTDESK_REQUIRE(VerdictOn(good, absl::StrCat(body, " ")) == Verdict::kForged);
  FRONTDESK_REQUIRE(VerdictOn(Signed(kStrangersSecret, body, kNow), body) == Verdict::kForged);
  FRONTDESK_REQUIRE(VerdictOn(Signed(kSecret, body, kNow - absl::Minutes(31)), body) ==
                    Verdict::kStale);
  FRONTDESK_REQUIRE(VerdictOn(Signed(kSecret, body, kNow + absl::Minutes(6)), body) ==
                    Verdict::kStale);
  FRONTDESK_REQUIRE(VerifyPlatformSignature(good, body, {}, kNow) == Verdict::kForged);

  std::string changed = good;
  const std::size_t hex = good.find("v0=") + 3;
  char& letter = changed[hex + header.size() % (changed.size() - hex)];
  letter = letter == '0' ? '1' : '0';
  FRONTDESK_REQUIRE(VerdictOn(changed, body) != Verdict::kGood);
  // A stranger's header does not spoil a good signature that stands behind it, nor the other way
  // round.
  const std::string both =
      absl::StrCat(Signed(kStrangersSecret, body, kNow), ",", good.substr(good.find("v0=")));
  FRONTDESK_REQUIRE(VerdictOn(both, body) == Verdict::kGood);
}

// What is known of a call that was reported. Source: gateway/clients/call_client.h.
void RequireSound(const CallReport& report) {
  FRONTDESK_REQUIRE(report.numbers.size() <= 4);
  FRONTDESK_REQUIRE(report.duration >= absl::ZeroDuration() && report.duration <= absl::Hours(24));
  FRONTDESK_REQUIRE(report.reported_at >= absl::UnixEpoch());
  FRONTDESK_REQUIRE(report.reported_at < absl::FromUnixSeconds(253'402'300'800));
}

}  // namespace
}  // namespace frontdesk::gateway

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace frontdesk;           // NOLINT: a fuzz target is a function of C
  using namespace frontdesk::gateway;  // NOLINT
  static const bool quiet = [] {
    log::SetLevel(log::Level::kOff);
    return true;
  }();
  FRONTDESK_REQUIRE(quiet);
  fuzz::Input input(data, size);
  const absl::string_view header = input.Line();
  const std::string body(input.Rest());

  RequireVerdicts(header, body);
  const FakeClock clock(kNow);
  test::FakeCallClient calls;
  PostCall post_call(calls, clock, {{.text = kSecret}, {.text = kOlderSecret}});
  // The one signature that a kept input may have got right is that of the contract's example.
  const bool good = VerdictOn(header, body) == Verdict::kGood;
  const WebhookOutcome sent = post_call.Answer(
      {.headers = {{"ElevenLabs-Signature", std::string(header)}}, .body = body}, {});
  FRONTDESK_REQUIRE(good == (sent.status != 401));
  FRONTDESK_REQUIRE(good || calls.reports.empty());

  const absl::StatusOr<JsonValue> event = ParseReport(body);
  if (event.ok()) RequireSound(ReportOf(*event));
  const WebhookOutcome truly = post_call.Answer(
      {.headers = {{"ElevenLabs-Signature", Signed(kSecret, body, kNow)}}, .body = body}, {});
  FRONTDESK_REQUIRE(truly.status == (event.ok() ? 200 : 400));
  return 0;
}
