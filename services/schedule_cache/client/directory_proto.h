#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_CLIENT_DIRECTORY_PROTO_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_CLIENT_DIRECTORY_PROTO_H_

#include "absl/status/statusor.h"
#include "libs/domain/directory.h"

namespace frontdesk {

namespace v1 {
class Directory;
}

void ToProto(const Directory& directory, v1::Directory* out);
absl::StatusOr<Directory> FromProto(const v1::Directory& directory);

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_CLIENT_DIRECTORY_PROTO_H_
