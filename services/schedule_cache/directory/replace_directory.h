#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_DIRECTORY_REPLACE_DIRECTORY_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_DIRECTORY_REPLACE_DIRECTORY_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/domain/ids.h"
#include "services/schedule_cache/directory/directory_snapshot.h"
#include "services/schedule_cache/directory/directory_store.h"

namespace pqxx {
class transaction_base;
}

namespace frontdesk {

// DirectoryStore::Replace within a transaction of the caller's, for a clinic that is made in the
// same one. Holds the clinic's row until it ends, so replacements of one clinic come one after the
// other. Throws libpqxx's exceptions.
absl::StatusOr<DirectoryChange> ReplaceDirectory(pqxx::transaction_base& txn,
                                                 const ClinicId& clinic,
                                                 const DirectorySnapshot& snapshot,
                                                 absl::Time synced_at);

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_DIRECTORY_REPLACE_DIRECTORY_H_
