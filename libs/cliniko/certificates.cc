#include "libs/cliniko/certificates.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <cstdlib>
#include <memory>

#include "absl/strings/str_cat.h"

namespace frontdesk::test {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

void Must(bool ok) {
  if (!ok) std::abort();
}

Key MakeKey() { return {EVP_EC_gen("P-256"), &EVP_PKEY_free}; }

void Extend(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  Must(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1);
  X509_EXTENSION_free(extension);
}

Certificate MakeCertificate(const std::string& name, EVP_PKEY* key, X509* issuer, EVP_PKEY* signer,
                            int extension, const std::string& value) {
  Certificate certificate(X509_new(), &X509_free);
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), issuer == nullptr ? 1 : 2);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_ASC,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509* const by = issuer == nullptr ? certificate.get() : issuer;
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(by));
  X509_set_pubkey(certificate.get(), key);
  Extend(certificate.get(), by, extension, value);
  Must(X509_sign(certificate.get(), signer, EVP_sha256()) > 0);
  return certificate;
}

template <typename Write>
std::string WriteFile(const std::string& name, Write write) {
  const char* folder = std::getenv("TEST_TMPDIR");
  Must(folder != nullptr);
  const std::string path = absl::StrCat(folder, "/", name);
  std::FILE* file = std::fopen(path.c_str(), "w");
  Must(file != nullptr && write(file) == 1);
  std::fclose(file);
  return path;
}

}  // namespace

Certificates MakeCertificates(const std::string& name, const std::string& subject) {
  const Key ca_key = MakeKey();
  const Certificate ca =
      MakeCertificate(absl::StrCat("Test authority ", name), ca_key.get(), nullptr, ca_key.get(),
                      NID_basic_constraints, "critical,CA:TRUE");
  const Key key = MakeKey();
  const Certificate certificate = MakeCertificate("Test server", key.get(), ca.get(), ca_key.get(),
                                                  NID_subject_alt_name, subject);
  const auto write_certificate = [](X509* one) {
    return [one](std::FILE* file) { return PEM_write_X509(file, one); };
  };
  return {.ca_file = WriteFile(absl::StrCat(name, "_ca.pem"), write_certificate(ca.get())),
          .certificate_file =
              WriteFile(absl::StrCat(name, ".pem"), write_certificate(certificate.get())),
          .key_file = WriteFile(absl::StrCat(name, "_key.pem"), [&](std::FILE* file) {
            return PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
          })};
}

}  // namespace frontdesk::test
