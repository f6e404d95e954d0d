#ifndef FRONTDESK_LIBS_CLINIKO_CERTIFICATES_H_
#define FRONTDESK_LIBS_CLINIKO_CERTIFICATES_H_

#include <string>

namespace frontdesk::test {

// A certificate authority that exists for one test, and a server's certificate signed by it; PEM
// files under TEST_TMPDIR. `subject` is the server's subjectAltName, such as "DNS:localhost" or
// "IP:127.0.0.1".
struct Certificates {
  std::string ca_file;
  std::string certificate_file;
  std::string key_file;
};
Certificates MakeCertificates(const std::string& name, const std::string& subject);

}  // namespace frontdesk::test

#endif  // FRONTDESK_LIBS_CLINIKO_CERTIFICATES_H_
