#ifndef FRONTDESK_LIBS_DOMAIN_KEY_OWNER_H_
#define FRONTDESK_LIBS_DOMAIN_KEY_OWNER_H_

#include "libs/domain/directory.h"

namespace frontdesk {

// Whose gateway key it is.
struct KeyOwner {
  Clinic clinic;
  // The database could not be asked: this is what it said some time ago.
  bool from_memory = false;
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_DOMAIN_KEY_OWNER_H_
