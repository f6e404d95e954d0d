#ifndef FRONTDESK_LIBS_SEAL_KEY_FILE_H_
#define FRONTDESK_LIBS_SEAL_KEY_FILE_H_

#include <sys/types.h>

namespace frontdesk {

// Whether a file of keys with that mode and owner is kept from those that are not `reader`, the
// process's effective user. Nobody but its owner may read or change it; where root owns it and the
// process is not root, its group may read it too, for whoever chose that group is root: as
// Kubernetes mounts secrets for a pod's fsGroup, and as PostgreSQL takes its own key.
bool IsKeptFromOthers(mode_t mode, uid_t owner, uid_t reader);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_SEAL_KEY_FILE_H_
