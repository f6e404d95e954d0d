#ifndef FRONTDESK_LIBS_TESTING_CERTIFICATE_AUTHORITY_H_
#define FRONTDESK_LIBS_TESTING_CERTIFICATE_AUTHORITY_H_

#include <openssl/types.h>

#include <memory>
#include <string>

namespace frontdesk::test {

// PEM files of a certificate and its key.
struct CertificateFiles {
  std::string certificate;
  std::string key;
};

// A self-made certificate authority. Its files lie in the test's own folder.
class CertificateAuthority {
 public:
  explicit CertificateAuthority(const std::string& name);

  // The authority's own certificate, by which others trust it.
  const std::string& file() const { return file_; }

  // A certificate for `common_name`, good at localhost and 127.0.0.1 for a day, as client and as
  // server. Written over the files of an earlier one with the same `file_name`; each file appears
  // whole, the certificate first.
  CertificateFiles Issue(const std::string& common_name, const std::string& file_name) const;

 private:
  using Key = std::shared_ptr<EVP_PKEY>;
  using Certificate = std::shared_ptr<X509>;

  const std::string name_;
  const Key key_;
  const Certificate certificate_;
  const std::string file_;
};

}  // namespace frontdesk::test

#endif  // FRONTDESK_LIBS_TESTING_CERTIFICATE_AUTHORITY_H_
