#ifndef FRONTDESK_SERVICES_BOOKING_DOMAIN_FAKE_PATIENT_INDEX_H_
#define FRONTDESK_SERVICES_BOOKING_DOMAIN_FAKE_PATIENT_INDEX_H_

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "libs/civil/clock.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"
#include "libs/turns/fake_turns.h"
#include "services/booking/domain/patient_index.h"
#include "services/booking/domain/patient_store.h"

namespace frontdesk::booking {

// The index of one clinic in memory, for tests; the bookings' side of it too. Thread-safe.
class FakePatientIndex : public PatientIndex, public PatientStore {
 public:
  // Both must outlive the object.
  FakePatientIndex(FakeTurns& turns, const Clock& clock) : turns_(turns), clock_(clock) {}

  // How many calls changed something.
  int writes() {
    const std::lock_guard lock(mutex_);
    return writes_;
  }
  // All writes of the sync fail with this until it is OK again.
  void FailWith(absl::Status status) {
    const std::lock_guard lock(mutex_);
    failure_ = std::move(status);
  }

  absl::StatusOr<PatientSyncState> Load(const Turn& turn, absl::Duration lease,
                                        absl::Time deadline) override {
    RETURN_IF_ERROR(turns_.Keep(turn, lease, deadline));
    const std::lock_guard lock(mutex_);
    PatientSyncState state{.read_up_to = read_up_to_, .full_wanted = full_wanted_};
    if (full_read_at_.has_value()) state.full_read_age = clock_.Now() - *full_read_at_;
    if (next_page_.has_value()) {
      state.full_read =
          OpenFullRead{.next_page = *next_page_, .as_of = as_of_, .age = clock_.Now() - began_at_};
    }
    return state;
  }
  absl::Status Save(const Turn& turn, const std::vector<IndexedPatient>& patients,
                    absl::Duration lease, absl::Time deadline) override {
    return Write(turn, lease, deadline, [&] { Put(patients); });
  }
  absl::Status EndPoll(const Turn& turn, absl::Time read_up_to, absl::Time deadline) override {
    return Write(turn, absl::Minutes(1), deadline, [&] { read_up_to_ = read_up_to; });
  }
  absl::Status BeginFullRead(const Turn& turn, absl::Time deadline) override {
    return Write(turn, absl::Minutes(1), deadline, [&] {
      ++full_read_;
      next_page_ = 1;
      began_at_ = clock_.Now();
      as_of_.reset();
    });
  }
  absl::Status SavePage(const Turn& turn, const std::vector<IndexedPatient>& patients,
                        int next_page, absl::Time as_of, absl::Duration lease,
                        absl::Time deadline) override {
    return Write(turn, lease, deadline, [&] {
      Put(patients);
      next_page_ = next_page;
      if (!as_of_.has_value()) as_of_ = as_of;
    });
  }
  absl::StatusOr<std::vector<PatientId>> Unseen(const Turn& turn, int limit,
                                                absl::Time deadline) override {
    RETURN_IF_ERROR(turns_.Keep(turn, absl::Minutes(1), deadline));
    const std::lock_guard lock(mutex_);
    std::vector<PatientId> unseen;
    for (const auto& [id, row] : rows_) {
      if (row.full_read == full_read_ || row.saved_at >= began_at_) continue;
      if (static_cast<int>(unseen.size()) < limit) unseen.push_back(id);
    }
    return unseen;
  }
  absl::Status Remove(const Turn& turn, const std::vector<PatientId>& patients,
                      absl::Time deadline) override {
    return Write(turn, absl::Minutes(1), deadline, [&] {
      for (const PatientId& patient : patients) rows_.erase(patient);
    });
  }
  absl::StatusOr<bool> EndFullRead(const Turn& turn, std::optional<int> total,
                                   absl::Time deadline) override {
    RETURN_IF_ERROR(Write(turn, absl::Minutes(1), deadline, [&] {
      const auto seen = std::ranges::count_if(
          rows_, [&](const auto& row) { return row.second.full_read == full_read_; });
      complete_ = total.has_value() && seen == *total;
      read_up_to_ = std::max(read_up_to_.value_or(absl::InfinitePast()), *as_of_);
      full_read_at_ = clock_.Now();
      full_wanted_ = false;
      next_page_.reset();
    }));
    return complete_;
  }
  absl::Status WantFullRead(const ClinicId& /*clinic*/, absl::Time /*deadline*/) override {
    const std::lock_guard lock(mutex_);
    full_wanted_ = true;
    return absl::OkStatus();
  }
  absl::StatusOr<PatientIndexStatus> Status(const ClinicId& clinic,
                                            absl::Time /*deadline*/) override {
    const int failures = turns_.failures(clinic);
    const std::lock_guard lock(mutex_);
    PatientIndexStatus status{.complete = complete_,
                              .full_read_pending = full_wanted_ || next_page_.has_value(),
                              .synced_at = full_read_at_,
                              .failures = failures};
    std::set<std::string> phones;
    for (const auto& [id, row] : rows_) {
      status.patients += row.patient.archived ? 0 : 1;
      status.unusable_numbers += row.patient.unusable_numbers;
      phones.insert(row.patient.phones.begin(), row.patient.phones.end());
    }
    status.phones = static_cast<int>(phones.size());
    return status;
  }

  absl::StatusOr<std::vector<KnownPatient>> FindByPhone(const ClinicId& /*clinic*/,
                                                        const std::string& phone,
                                                        absl::Time /*deadline*/) override {
    const std::lock_guard lock(mutex_);
    std::map<PatientId, KnownPatient> found;
    for (const auto& [id, row] : rows_) {
      if (std::ranges::count(row.patient.phones, phone) == 0) continue;
      auto owner = rows_.find(id);
      for (int merges = 0;
           merges < 5 && owner != rows_.end() && !owner->second.patient.merged_into.empty();
           ++merges) {
        owner = rows_.find(owner->second.patient.merged_into);
      }
      if (owner == rows_.end() || owner->second.patient.archived) continue;
      const IndexedPatient& patient = owner->second.patient;
      found[patient.id] = {patient.id, patient.first_name, patient.last_name,
                           patient.preferred_first_name};
    }
    std::vector<KnownPatient> patients;
    for (auto& [id, patient] : found) patients.push_back(std::move(patient));
    return patients;
  }
  absl::Status Save(const ClinicId& /*clinic*/, const KnownPatient& patient,
                    const std::string& phone, absl::Time /*deadline*/) override {
    const std::lock_guard lock(mutex_);
    Row& row = rows_[patient.id];
    row.saved_at = clock_.Now();
    row.patient.id = patient.id;
    row.patient.first_name = patient.first_name;
    row.patient.last_name = patient.last_name;
    row.patient.preferred_first_name = patient.preferred_first_name;
    row.patient.archived = false;
    row.patient.merged_into = PatientId();
    if (std::ranges::count(row.patient.phones, phone) == 0) row.patient.phones.push_back(phone);
    return absl::OkStatus();
  }
  // There is one replica: it is always its turn.
  absl::StatusOr<std::optional<PatientTurn>> TakeTurn(const ClinicId& clinic,
                                                      const std::string& phone,
                                                      absl::Duration /*lease*/,
                                                      absl::Time /*deadline*/) override {
    return PatientTurn{clinic, phone, "turn"};
  }
  absl::Status GiveBack(const PatientTurn& /*turn*/, absl::Time /*deadline*/) override {
    return absl::OkStatus();
  }

  absl::Status Forget(const ClinicId& /*clinic*/, const PatientId& patient,
                      absl::Time /*deadline*/) override {
    const std::lock_guard lock(mutex_);
    rows_.erase(patient);
    return absl::OkStatus();
  }

 private:
  struct Row {
    IndexedPatient patient;
    int full_read = 0;  // the last one that saw them
    absl::Time saved_at{};
  };

  absl::Status Write(const Turn& turn, absl::Duration lease, absl::Time deadline,
                     absl::FunctionRef<void()> change) {
    RETURN_IF_ERROR(turns_.Keep(turn, lease, deadline));
    const std::lock_guard lock(mutex_);
    if (!failure_.ok()) return failure_;
    ++writes_;
    change();
    return absl::OkStatus();
  }
  void Put(const std::vector<IndexedPatient>& patients) {
    for (const IndexedPatient& patient : patients) {
      rows_[patient.id] = {.patient = patient, .full_read = full_read_, .saved_at = clock_.Now()};
    }
  }

  FakeTurns& turns_;
  const Clock& clock_;
  std::mutex mutex_;
  std::map<PatientId, Row> rows_;
  std::optional<absl::Time> read_up_to_, full_read_at_, as_of_;
  absl::Time began_at_{};
  std::optional<int> next_page_;
  int full_read_ = 0;
  int writes_ = 0;
  bool full_wanted_ = false;
  bool complete_ = false;
  absl::Status failure_;
};

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_DOMAIN_FAKE_PATIENT_INDEX_H_
