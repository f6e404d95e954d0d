#ifndef FRONTDESK_GATEWAY_SERVER_TLS_FILES_H_
#define FRONTDESK_GATEWAY_SERVER_TLS_FILES_H_

#include <string>

namespace frontdesk::gateway {

// PEM files. Both are named, or neither, which is plain HTTP.
struct TlsFiles {
  std::string certificate_file;  // the server's own certificate first, then those that signed it
  std::string key_file;          // without a passphrase: nobody is there to type it

  bool empty() const { return certificate_file.empty() && key_file.empty(); }
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_SERVER_TLS_FILES_H_
