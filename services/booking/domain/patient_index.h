#ifndef FRONTDESK_SERVICES_BOOKING_DOMAIN_PATIENT_INDEX_H_
#define FRONTDESK_SERVICES_BOOKING_DOMAIN_PATIENT_INDEX_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/domain/ids.h"
#include "libs/turns/turns.h"

namespace frontdesk::booking {

// A patient as the index keeps them.
struct IndexedPatient {
  PatientId id{};
  std::string first_name{};  // names: empty for an archived one
  std::string last_name{};
  std::string preferred_first_name{};
  bool archived = false;
  PatientId merged_into{};            // empty: not merged
  std::vector<std::string> phones{};  // E.164; empty for an archived one who was not merged
  int unusable_numbers = 0;
};

// A read of all patients that has begun and not ended.
struct OpenFullRead {
  int next_page = 1;
  std::optional<absl::Time> as_of{};  // Cliniko's time at its first page; empty before that
  absl::Duration age{};
};

// How far a clinic's index has come.
struct PatientSyncState {
  // All that changed in Cliniko before this moment is in the index. Empty: nothing was read yet.
  std::optional<absl::Time> read_up_to{};
  std::optional<absl::Duration> full_read_age{};  // since the end of the last one; empty: none
  bool full_wanted = false;                       // somebody asked for one
  std::optional<OpenFullRead> full_read{};
};

// For whoever looks at the index from outside.
struct PatientIndexStatus {
  int patients = 0;  // without archived ones
  int phones = 0;    // different numbers
  int unusable_numbers = 0;
  bool complete = false;                  // as the last full read found
  bool full_read_pending = false;         // under way or asked for
  std::optional<absl::Time> synced_at{};  // the last sync that succeeded; empty: none
  int failures = 0;                       // in a row since then
};

// The index of a clinic's patients as the sync writes it. What takes a turn fails with Aborted, and
// changes nothing, once the turn is somebody else's, and keeps it for `lease` otherwise.
// Implementations are thread-safe; errors as BookingStore.
class PatientIndex {
 public:
  virtual ~PatientIndex() = default;

  virtual absl::StatusOr<PatientSyncState> Load(const Turn& turn, absl::Duration lease,
                                                absl::Time deadline) = 0;

  // Puts these in the place of what the index has of them. None comes twice.
  virtual absl::Status Save(const Turn& turn, const std::vector<IndexedPatient>& patients,
                            absl::Duration lease, absl::Time deadline) = 0;
  // All up to `read_up_to` is saved.
  virtual absl::Status EndPoll(const Turn& turn, absl::Time read_up_to, absl::Time deadline) = 0;

  // A new one, from the first page; one that was open is forgotten.
  virtual absl::Status BeginFullRead(const Turn& turn, absl::Time deadline) = 0;
  // Saves one page, and that the next one is `next_page`, together. `as_of` counts on the first.
  virtual absl::Status SavePage(const Turn& turn, const std::vector<IndexedPatient>& patients,
                                int next_page, absl::Time as_of, absl::Duration lease,
                                absl::Time deadline) = 0;
  // At most `limit` of the patients whom the open full read did not see and who were in the index
  // before it began. They may have vanished, or have slipped through as the list moved.
  virtual absl::StatusOr<std::vector<PatientId>> Unseen(const Turn& turn, int limit,
                                                        absl::Time deadline) = 0;
  // Cliniko does not have them any more.
  virtual absl::Status Remove(const Turn& turn, const std::vector<PatientId>& patients,
                              absl::Time deadline) = 0;
  // Returns whether the read saw as many patients as Cliniko told: `total`, if it did.
  virtual absl::StatusOr<bool> EndFullRead(const Turn& turn, std::optional<int> total,
                                           absl::Time deadline) = 0;

  // Makes the next sync a full read.
  virtual absl::Status WantFullRead(const ClinicId& clinic, absl::Time deadline) = 0;
  virtual absl::StatusOr<PatientIndexStatus> Status(const ClinicId& clinic,
                                                    absl::Time deadline) = 0;
};

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_DOMAIN_PATIENT_INDEX_H_
