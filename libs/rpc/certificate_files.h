#ifndef FRONTDESK_LIBS_RPC_CERTIFICATE_FILES_H_
#define FRONTDESK_LIBS_RPC_CERTIFICATE_FILES_H_

#include <string>

#include "absl/status/status.h"

namespace frontdesk {

// Looks into PEM files before gRPC does, which only logs what is wrong with them and then refuses
// every call. InvalidArgument with a message that names the file.

// There is one certificate at least, and nothing that is none.
absl::Status CheckCertificates(const std::string& file);

// The key, without a passphrase, is that of the first certificate.
absl::Status CheckIdentity(const std::string& certificate_file, const std::string& key_file);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_RPC_CERTIFICATE_FILES_H_
