#include "gateway/testing/fake_clients.h"

#include <cstring>
#include <string>

#include "absl/status/statusor.h"
#include "gateway/testing/fixture.h"
#include "libs/domain/call_context.h"
#include "libs/status/domain_error.h"
#include "openssl/sha.h"

namespace frontdesk::gateway::test {
namespace {

std::string Sha256(const char* text) {
  std::string hash(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(text), std::strlen(text),
         reinterpret_cast<unsigned char*>(hash.data()));
  return hash;
}

}  // namespace

FakeKeyClient::FakeKeyClient() : known_(Sha256(kKey)) {}

absl::StatusOr<KeyOwner> FakeKeyClient::Authenticate(const std::string& key_sha256,
                                                     const CallContext& /*call*/) {
  ++asked;
  if (!failure.ok()) return failure;
  if (key_sha256 != known_) return MakeError(DomainError::kUnauthorized, "unknown key");
  return KeyOwner{.clinic = CityClinic()};
}

}  // namespace frontdesk::gateway::test
