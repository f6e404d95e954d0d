#include "services/booking/store/postgres_patient_index.h"

#include <cstdint>
#include <pqxx/result>
#include <pqxx/transaction>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/transaction.h"
#include "libs/postgres/values.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"

namespace frontdesk::booking {
namespace {

// Locks the row until the transaction ends, so that nobody takes the turn over in between.
constexpr char kKeepTurn[] = R"sql(
  UPDATE booking.patient_syncs
  SET held_until = greatest(held_until, now() + make_interval(secs => $3))
  WHERE clinic_id = $1::uuid AND holder = $2::uuid)sql";

constexpr char kLoad[] = R"sql(
  SELECT read_up_to::text, extract(epoch FROM now() - full_read_at)::float8, full_wanted,
         next_page, reads_as_of::text, extract(epoch FROM now() - began_at)::float8
  FROM booking.patient_syncs WHERE clinic_id = $1::uuid)sql";

// $2 to $8: one array a column.
constexpr char kSavePatients[] = R"sql(
  INSERT INTO booking.patients AS p
    (clinic_id, patient_id, first_name, last_name, preferred_first_name, archived, merged_into,
     unusable_numbers, full_read)
  SELECT $1::uuid, r.patient_id, r.first_name, r.last_name, r.preferred_first_name, r.archived,
         nullif(r.merged_into, ''), r.unusable_numbers, s.full_read
  FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::boolean[], $7::text[],
              $8::integer[]) AS r(patient_id, first_name, last_name, preferred_first_name, archived,
                                  merged_into, unusable_numbers)
  JOIN booking.patient_syncs s ON s.clinic_id = $1::uuid
  ORDER BY r.patient_id
  ON CONFLICT (clinic_id, patient_id) DO UPDATE
    SET first_name = excluded.first_name, last_name = excluded.last_name,
        preferred_first_name = excluded.preferred_first_name, archived = excluded.archived,
        merged_into = excluded.merged_into, unusable_numbers = excluded.unusable_numbers,
        full_read = excluded.full_read, updated_at = now())sql";

// $2: the patients; $3 and $4: their numbers, side by side.
constexpr char kDropPhones[] = R"sql(
  DELETE FROM booking.patient_phones n
  WHERE n.clinic_id = $1::uuid AND n.patient_id = ANY ($2::text[]) AND NOT EXISTS (
    SELECT FROM unnest($3::text[], $4::text[]) AS r(patient_id, phone_number)
    WHERE r.patient_id = n.patient_id AND r.phone_number = n.phone_number))sql";
constexpr char kAddPhones[] = R"sql(
  INSERT INTO booking.patient_phones (clinic_id, patient_id, phone_number)
  SELECT $1::uuid, r.* FROM unnest($2::text[], $3::text[]) AS r
  ON CONFLICT DO NOTHING)sql";

constexpr char kEndPoll[] = R"sql(
  UPDATE booking.patient_syncs SET read_up_to = $2::timestamptz WHERE clinic_id = $1::uuid)sql";

constexpr char kBeginFullRead[] = R"sql(
  UPDATE booking.patient_syncs
  SET full_read = full_read + 1, next_page = 1, began_at = now(), reads_as_of = NULL
  WHERE clinic_id = $1::uuid)sql";
constexpr char kTurnPage[] = R"sql(
  UPDATE booking.patient_syncs
  SET next_page = $2, reads_as_of = coalesce(reads_as_of, $3::timestamptz)
  WHERE clinic_id = $1::uuid)sql";

constexpr char kCountSeen[] = R"sql(
  SELECT count(*) FROM booking.patients p JOIN booking.patient_syncs s USING (clinic_id)
  WHERE p.clinic_id = $1::uuid AND p.full_read = s.full_read)sql";
constexpr char kUnseen[] = R"sql(
  SELECT p.patient_id FROM booking.patients p JOIN booking.patient_syncs s USING (clinic_id)
  WHERE p.clinic_id = $1::uuid AND p.full_read <> s.full_read AND p.updated_at < s.began_at
  ORDER BY p.patient_id LIMIT $2)sql";
constexpr char kRemove[] = R"sql(
  DELETE FROM booking.patients WHERE clinic_id = $1::uuid AND patient_id = ANY ($2::text[]))sql";
constexpr char kEndFullRead[] = R"sql(
  UPDATE booking.patient_syncs
  SET read_up_to = greatest(read_up_to, reads_as_of), full_read_at = now(), complete = $2,
      full_wanted = false, next_page = NULL, began_at = NULL, reads_as_of = NULL
  WHERE clinic_id = $1::uuid)sql";

constexpr char kWantFullRead[] = R"sql(
  INSERT INTO booking.patient_syncs (clinic_id, due_at, due_if_busy_at, full_wanted)
  SELECT clinic_id, now(), now(), true FROM schedule_cache.clinics
  WHERE clinic_id = $1::uuid AND active
  ON CONFLICT (clinic_id) DO UPDATE SET full_wanted = true)sql";
constexpr char kStatus[] = R"sql(
  SELECT
    (SELECT count(*) FROM booking.patients p WHERE p.clinic_id = c.clinic_id AND NOT p.archived),
    (SELECT count(DISTINCT n.phone_number) FROM booking.patient_phones n
     WHERE n.clinic_id = c.clinic_id),
    (SELECT coalesce(sum(p.unusable_numbers), 0) FROM booking.patients p
     WHERE p.clinic_id = c.clinic_id),
    coalesce(s.complete, false), coalesce(s.full_wanted OR s.next_page IS NOT NULL, false),
    s.finished_at::text, coalesce(s.failures, 0)
  FROM schedule_cache.clinics c LEFT JOIN booking.patient_syncs s USING (clinic_id)
  WHERE c.clinic_id = $1::uuid AND c.active)sql";

// Long enough for what is left of a transaction.
constexpr absl::Duration kForThisTransaction = absl::Seconds(30);

absl::Status NoSuchClinic(const ClinicId& clinic) {
  return MakeError(DomainError::kClinicNotFound, clinic.value());
}

absl::Status KeepTurn(pqxx::work& txn, const Turn& turn, absl::Duration lease) {
  const pqxx::result kept =
      txn.exec_params(kKeepTurn, turn.clinic.value(), turn.token, absl::ToDoubleSeconds(lease));
  if (kept.affected_rows() == 1) return absl::OkStatus();
  return absl::AbortedError("somebody else has taken over");
}

void SavePatients(pqxx::work& txn, const ClinicId& clinic,
                  const std::vector<IndexedPatient>& patients) {
  std::vector<std::string> ids, first, last, preferred, archived, merged, unusable, owners, phones;
  for (const IndexedPatient& patient : patients) {
    ids.push_back(patient.id.value());
    first.push_back(patient.first_name);
    last.push_back(patient.last_name);
    preferred.push_back(patient.preferred_first_name);
    archived.push_back(patient.archived ? "t" : "f");
    merged.push_back(patient.merged_into.value());
    unusable.push_back(absl::StrCat(patient.unusable_numbers));
    for (const std::string& phone : patient.phones) {
      owners.push_back(patient.id.value());
      phones.push_back(phone);
    }
  }
  txn.exec_params0(kSavePatients, clinic.value(), ToArray(ids), ToArray(first), ToArray(last),
                   ToArray(preferred), ToArray(archived), ToArray(merged), ToArray(unusable));
  txn.exec_params0(kDropPhones, clinic.value(), ToArray(ids), ToArray(owners), ToArray(phones));
  txn.exec_params0(kAddPhones, clinic.value(), ToArray(owners), ToArray(phones));
}

absl::StatusOr<PatientSyncState> ReadState(const pqxx::row& row) {
  PatientSyncState state;
  if (!row[0].is_null()) {
    ASSIGN_OR_RETURN(state.read_up_to, FromTimestamptz(row[0].as<std::string>()));
  }
  if (!row[1].is_null()) state.full_read_age = absl::Seconds(row[1].as<double>());
  state.full_wanted = row[2].as<bool>();
  if (row[3].is_null()) return state;
  OpenFullRead read{.next_page = row[3].as<int>(), .age = absl::Seconds(row[5].as<double>())};
  if (!row[4].is_null()) {
    ASSIGN_OR_RETURN(read.as_of, FromTimestamptz(row[4].as<std::string>()));
  }
  state.full_read = read;
  return state;
}

}  // namespace

absl::StatusOr<PatientSyncState> PostgresPatientIndex::Load(const Turn& turn, absl::Duration lease,
                                                            absl::Time deadline) {
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::StatusOr<PatientSyncState> {
    RETURN_IF_ERROR(KeepTurn(txn, turn, lease));
    return ReadState(txn.exec_params1(kLoad, turn.clinic.value()));
  });
}

absl::Status PostgresPatientIndex::Save(const Turn& turn,
                                        const std::vector<IndexedPatient>& patients,
                                        absl::Duration lease, absl::Time deadline) {
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::Status {
    RETURN_IF_ERROR(KeepTurn(txn, turn, lease));
    SavePatients(txn, turn.clinic, patients);
    return absl::OkStatus();
  });
}

absl::Status PostgresPatientIndex::EndPoll(const Turn& turn, absl::Time read_up_to,
                                           absl::Time deadline) {
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::Status {
    RETURN_IF_ERROR(KeepTurn(txn, turn, kForThisTransaction));
    txn.exec_params0(kEndPoll, turn.clinic.value(), ToTimestamptz(read_up_to));
    return absl::OkStatus();
  });
}

absl::Status PostgresPatientIndex::BeginFullRead(const Turn& turn, absl::Time deadline) {
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::Status {
    RETURN_IF_ERROR(KeepTurn(txn, turn, kForThisTransaction));
    txn.exec_params0(kBeginFullRead, turn.clinic.value());
    return absl::OkStatus();
  });
}

absl::Status PostgresPatientIndex::SavePage(const Turn& turn,
                                            const std::vector<IndexedPatient>& patients,
                                            int next_page, absl::Time as_of, absl::Duration lease,
                                            absl::Time deadline) {
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::Status {
    RETURN_IF_ERROR(KeepTurn(txn, turn, lease));
    if (!patients.empty()) SavePatients(txn, turn.clinic, patients);
    txn.exec_params0(kTurnPage, turn.clinic.value(), next_page, ToTimestamptz(as_of));
    return absl::OkStatus();
  });
}

absl::StatusOr<std::vector<PatientId>> PostgresPatientIndex::Unseen(const Turn& turn, int limit,
                                                                    absl::Time deadline) {
  return InTransaction(
      pool_, deadline, [&](pqxx::work& txn) -> absl::StatusOr<std::vector<PatientId>> {
        RETURN_IF_ERROR(KeepTurn(txn, turn, kForThisTransaction));
        std::vector<PatientId> unseen;
        for (const pqxx::row& row : txn.exec_params(kUnseen, turn.clinic.value(), limit)) {
          unseen.push_back(PatientId(row[0].as<std::string>()));
        }
        return unseen;
      });
}

absl::Status PostgresPatientIndex::Remove(const Turn& turn, const std::vector<PatientId>& patients,
                                          absl::Time deadline) {
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::Status {
    RETURN_IF_ERROR(KeepTurn(txn, turn, kForThisTransaction));
    txn.exec_params0(kRemove, turn.clinic.value(), ToIdArray(patients));
    return absl::OkStatus();
  });
}

absl::StatusOr<bool> PostgresPatientIndex::EndFullRead(const Turn& turn, std::optional<int> total,
                                                       absl::Time deadline) {
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::StatusOr<bool> {
    RETURN_IF_ERROR(KeepTurn(txn, turn, kForThisTransaction));
    const std::string& clinic = turn.clinic.value();
    const bool complete =
        total.has_value() && txn.exec_params1(kCountSeen, clinic)[0].as<std::int64_t>() == *total;
    txn.exec_params0(kEndFullRead, clinic, complete);
    return complete;
  });
}

absl::Status PostgresPatientIndex::WantFullRead(const ClinicId& clinic, absl::Time deadline) {
  if (!IsUuid(clinic.value())) return NoSuchClinic(clinic);
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::Status {
    if (txn.exec_params(kWantFullRead, clinic.value()).affected_rows() == 1) {
      return absl::OkStatus();
    }
    return NoSuchClinic(clinic);
  });
}

absl::StatusOr<PatientIndexStatus> PostgresPatientIndex::Status(const ClinicId& clinic,
                                                                absl::Time deadline) {
  if (!IsUuid(clinic.value())) return NoSuchClinic(clinic);
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::StatusOr<PatientIndexStatus> {
    const pqxx::result found = txn.exec_params(kStatus, clinic.value());
    if (found.empty()) return NoSuchClinic(clinic);
    PatientIndexStatus status{.patients = found[0][0].as<int>(),
                              .phones = found[0][1].as<int>(),
                              .unusable_numbers = found[0][2].as<int>(),
                              .complete = found[0][3].as<bool>(),
                              .full_read_pending = found[0][4].as<bool>(),
                              .failures = found[0][6].as<int>()};
    if (!found[0][5].is_null()) {
      ASSIGN_OR_RETURN(status.synced_at, FromTimestamptz(found[0][5].as<std::string>()));
    }
    return status;
  });
}

}  // namespace frontdesk::booking
