#ifndef FRONTDESK_LIBS_SERVICE_SECRET_FILE_H_
#define FRONTDESK_LIBS_SERVICE_SECRET_FILE_H_

#include <string>

#include "absl/status/statusor.h"

namespace frontdesk {

// The content of the file at `path` without the one newline that editors leave at its end. Fails
// with InvalidArgument for a file that cannot be read, is empty or exceeds 64 KiB; the message
// names the path and never the content.
absl::StatusOr<std::string> ReadSecretFile(const std::string& path);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_SERVICE_SECRET_FILE_H_
