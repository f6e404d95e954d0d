#include "services/booking/store/postgres_patient_store.h"

#include <optional>
#include <pqxx/nontransaction>
#include <pqxx/result>
#include <pqxx/transaction>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/single_read.h"
#include "libs/postgres/transaction.h"
#include "libs/postgres/values.h"

namespace frontdesk::booking {
namespace {

constexpr char kFindByPhone[] = "SELECT * FROM booking.patients_of_number($1::uuid, $2)";

constexpr char kSavePatient[] = R"sql(
  INSERT INTO booking.patients (clinic_id, patient_id, first_name, last_name, preferred_first_name)
  VALUES ($1::uuid, $2, $3, $4, $5)
  ON CONFLICT (clinic_id, patient_id) DO UPDATE
    SET first_name = excluded.first_name, last_name = excluded.last_name,
        preferred_first_name = excluded.preferred_first_name, archived = false,
        merged_into = NULL, updated_at = now())sql";

constexpr char kSavePhone[] = R"sql(
  INSERT INTO booking.patient_phones (clinic_id, phone_number, patient_id)
  VALUES ($1::uuid, $2, $3)
  ON CONFLICT DO NOTHING)sql";

constexpr char kForgetPatient[] = R"sql(
  DELETE FROM booking.patients WHERE clinic_id = $1::uuid AND patient_id = $2)sql";

constexpr char kTakeTurn[] = R"sql(
  INSERT INTO booking.patient_claims AS c (clinic_id, phone_number, holder, held_until)
  VALUES ($1::uuid, $2, $3::uuid, now() + $4::interval)
  ON CONFLICT (clinic_id, phone_number) DO UPDATE
    SET holder = excluded.holder, held_until = excluded.held_until
    WHERE c.held_until <= now())sql";

constexpr char kGiveBack[] = R"sql(
  DELETE FROM booking.patient_claims
  WHERE clinic_id = $1::uuid AND phone_number = $2 AND holder = $3::uuid)sql";

}  // namespace

absl::StatusOr<std::vector<KnownPatient>> PostgresPatientStore::FindByPhone(
    const ClinicId& clinic, const std::string& phone, absl::Time deadline) {
  return SingleRead(
      pool_, deadline,
      [&](pqxx::nontransaction& read) -> absl::StatusOr<std::vector<KnownPatient>> {
        std::vector<KnownPatient> patients;
        for (const pqxx::row& row : read.exec_params(kFindByPhone, clinic.value(), phone)) {
          patients.push_back({.id = PatientId(row[0].as<std::string>()),
                              .first_name = row[1].as<std::string>(),
                              .last_name = row[2].as<std::string>(),
                              .preferred_first_name = row[3].as<std::string>()});
        }
        return patients;
      });
}

absl::Status PostgresPatientStore::Save(const ClinicId& clinic, const KnownPatient& patient,
                                        const std::string& phone, absl::Time deadline) {
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::Status {
    txn.exec_params(kSavePatient, clinic.value(), patient.id.value(), patient.first_name,
                    patient.last_name, patient.preferred_first_name);
    txn.exec_params(kSavePhone, clinic.value(), phone, patient.id.value());
    return absl::OkStatus();
  });
}

absl::StatusOr<std::optional<PatientTurn>> PostgresPatientStore::TakeTurn(const ClinicId& clinic,
                                                                          const std::string& phone,
                                                                          absl::Duration lease,
                                                                          absl::Time deadline) {
  const PatientTurn turn{.clinic = clinic, .phone = phone, .token = NewUuid()};
  return InTransaction(
      pool_, deadline, [&](pqxx::work& txn) -> absl::StatusOr<std::optional<PatientTurn>> {
        const pqxx::result taken =
            txn.exec_params(kTakeTurn, clinic.value(), phone, turn.token,
                            absl::StrCat(absl::ToInt64Milliseconds(lease), " milliseconds"));
        if (taken.affected_rows() == 1) return turn;
        return std::nullopt;
      });
}

absl::Status PostgresPatientStore::GiveBack(const PatientTurn& turn, absl::Time deadline) {
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::Status {
    txn.exec_params(kGiveBack, turn.clinic.value(), turn.phone, turn.token);
    return absl::OkStatus();
  });
}

absl::Status PostgresPatientStore::Forget(const ClinicId& clinic, const PatientId& patient,
                                          absl::Time deadline) {
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::Status {
    txn.exec_params(kForgetPatient, clinic.value(), patient.value());
    return absl::OkStatus();
  });
}

}  // namespace frontdesk::booking
