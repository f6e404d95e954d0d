#include "libs/rpc/certificate_files.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "libs/status/status_macros.h"

namespace frontdesk {
namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free_all)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

absl::Status Refusal(const std::string& file, absl::string_view what) {
  ERR_clear_error();
  return absl::InvalidArgumentError(absl::StrCat(file, ": ", what));
}

int NoPassphrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*unused*/) { return 0; }

absl::StatusOr<Bio> Open(const std::string& file) {
  ERR_clear_error();
  Bio bio(BIO_new_file(file.c_str(), "rb"), BIO_free_all);
  if (bio == nullptr) return Refusal(file, "cannot be read");
  return bio;
}

Certificate NextCertificate(const Bio& bio) {
  return {PEM_read_bio_X509(bio.get(), nullptr, NoPassphrase, nullptr), X509_free};
}

}  // namespace

absl::Status CheckCertificates(const std::string& file) {
  ASSIGN_OR_RETURN(const Bio bio, Open(file));
  int found = 0;
  while (NextCertificate(bio) != nullptr) ++found;
  const bool at_the_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  if (found == 0 || !at_the_end) return Refusal(file, "not a certificate in PEM");
  ERR_clear_error();
  return absl::OkStatus();
}

absl::Status CheckIdentity(const std::string& certificate_file, const std::string& key_file) {
  RETURN_IF_ERROR(CheckCertificates(certificate_file));
  ASSIGN_OR_RETURN(const Bio certificates, Open(certificate_file));
  const Certificate own = NextCertificate(certificates);
  ASSIGN_OR_RETURN(const Bio keys, Open(key_file));
  const Key key(PEM_read_bio_PrivateKey(keys.get(), nullptr, NoPassphrase, nullptr), EVP_PKEY_free);
  if (own == nullptr || key == nullptr || X509_check_private_key(own.get(), key.get()) != 1) {
    return Refusal(key_file, absl::StrCat("not the key, in PEM and without a passphrase, of ",
                                          certificate_file));
  }
  return absl::OkStatus();
}

}  // namespace frontdesk
