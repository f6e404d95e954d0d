#include "libs/testing/certificate_authority.h"

#include <gtest/gtest.h>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "libs/testing/process.h"

namespace frontdesk::test {
namespace {

constexpr long kHour = 3600;

std::shared_ptr<EVP_PKEY> NewKey() { return {EVP_EC_gen("P-256"), EVP_PKEY_free}; }

void AddExtension(X509* certificate, X509* issuer, int id, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, id, value);
  ASSERT_NE(extension, nullptr) << value;
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

// `issuer` and `issuer_key` are null for one that signs itself.
std::shared_ptr<X509> NewCertificate(const std::string& common_name, EVP_PKEY* key, X509* issuer,
                                     EVP_PKEY* issuer_key) {
  std::shared_ptr<X509> certificate(X509_new(), X509_free);
  X509* const raw = certificate.get();
  X509_set_version(raw, 2);  // which is spoken of as 3
  std::uint32_t serial = 0;
  RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof(serial));
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(raw), serial);
  X509_gmtime_adj(X509_getm_notBefore(raw), -kHour);
  X509_gmtime_adj(X509_getm_notAfter(raw), 24 * kHour);
  X509_set_pubkey(raw, key);
  X509_NAME* const name = X509_get_subject_name(raw);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1,
                             0);
  const bool own = issuer == nullptr;
  X509_set_issuer_name(raw, own ? name : X509_get_subject_name(issuer));
  AddExtension(raw, own ? raw : issuer, NID_basic_constraints,
               own ? "critical,CA:TRUE" : "critical,CA:FALSE");
  if (own) {
    AddExtension(raw, raw, NID_key_usage, "critical,keyCertSign,cRLSign");
  } else {
    AddExtension(raw, issuer, NID_ext_key_usage, "serverAuth,clientAuth");
    AddExtension(raw, issuer, NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1");
  }
  EXPECT_GT(X509_sign(raw, own ? key : issuer_key, EVP_sha256()), 0);
  return certificate;
}

std::string TextOf(BIO* bio) {
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio, &text);
  return std::string(text, static_cast<std::size_t>(size));
}

std::string PemOf(X509* certificate) {
  const std::unique_ptr<BIO, void (*)(BIO*)> bio(BIO_new(BIO_s_mem()), BIO_free_all);
  EXPECT_EQ(PEM_write_bio_X509(bio.get(), certificate), 1);
  return TextOf(bio.get());
}

std::string PemOf(EVP_PKEY* key) {
  const std::unique_ptr<BIO, void (*)(BIO*)> bio(BIO_new(BIO_s_mem()), BIO_free_all);
  EXPECT_EQ(PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr), 1);
  return TextOf(bio.get());
}

std::string Write(const std::string& file_name, const std::string& text) {
  const std::string path = InTemp(file_name);
  std::ofstream(path + ".new") << text;
  EXPECT_EQ(std::rename((path + ".new").c_str(), path.c_str()), 0);
  return path;
}

}  // namespace

CertificateAuthority::CertificateAuthority(const std::string& name)
    : name_(name),
      key_(NewKey()),
      certificate_(NewCertificate(name, key_.get(), nullptr, nullptr)),
      file_(Write(absl::StrCat(name, ".ca.pem"), PemOf(certificate_.get()))) {}

CertificateFiles CertificateAuthority::Issue(const std::string& common_name,
                                             const std::string& file_name) const {
  const Key key = NewKey();
  const Certificate certificate =
      NewCertificate(common_name, key.get(), certificate_.get(), key_.get());
  return {.certificate = Write(absl::StrCat(file_name, ".pem"), PemOf(certificate.get())),
          .key = Write(absl::StrCat(file_name, ".key"), PemOf(key.get()))};
}

}  // namespace frontdesk::test
