#include "libs/seal/key_file.h"

#include <sys/stat.h>

namespace frontdesk {

bool IsKeptFromOthers(mode_t mode, uid_t owner, uid_t reader) {
  const bool group_may_read = owner == 0 && reader != 0;
  const mode_t forbidden = S_IRWXO | (group_may_read ? S_IWGRP | S_IXGRP : S_IRWXG);
  return (mode & forbidden) == 0;
}

}  // namespace frontdesk
