#include "libs/turns/postgres_turns.h"

#include <optional>
#include <pqxx/result>
#include <pqxx/transaction>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/domain/ids.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/transaction.h"
#include "libs/postgres/values.h"
#include "libs/status/domain_error.h"

namespace frontdesk {
namespace {

// TURNS stands for the table, BUSY for the condition that people are calling the clinic of `s`,
// SERVED for the condition that the clinic `c` is one to work for.

constexpr absl::string_view kAddAll =
    "INSERT INTO TURNS (clinic_id, due_at, due_if_busy_at) "
    "SELECT n.clinic_id, n.due, n.due FROM ("
    "  SELECT c.clinic_id, now() + random() * make_interval(secs => $1) AS due "
    "  FROM schedule_cache.clinics c "
    "  WHERE SERVED AND NOT EXISTS (SELECT FROM TURNS t WHERE t.clinic_id = c.clinic_id)) AS n "
    "ON CONFLICT DO NOTHING";
// With a row that is there already nothing happens; without an active clinic there is none to add.
constexpr absl::string_view kAddOne =
    "INSERT INTO TURNS (clinic_id, due_at, due_if_busy_at) "
    "SELECT clinic_id, now(), now() FROM schedule_cache.clinics "
    "WHERE clinic_id = $1::uuid AND active ON CONFLICT DO NOTHING";
constexpr absl::string_view kTakeDue =
    "UPDATE TURNS SET holder = $1::uuid, held_until = now() + make_interval(secs => $2) "
    "WHERE clinic_id = (SELECT s.clinic_id FROM TURNS s "
    "  JOIN schedule_cache.clinics c USING (clinic_id) "
    "  WHERE SERVED AND (s.held_until IS NULL OR s.held_until <= now()) "
    "  AND (s.due_at <= now() OR (s.due_if_busy_at <= now() AND BUSY)) "
    "  ORDER BY s.due_if_busy_at LIMIT 1 FOR UPDATE OF s SKIP LOCKED) "
    "RETURNING clinic_id::text, failures";
constexpr absl::string_view kTake =
    "UPDATE TURNS s SET holder = $1::uuid, held_until = now() + make_interval(secs => $2) "
    "FROM schedule_cache.clinics c WHERE c.clinic_id = s.clinic_id AND c.active "
    "AND s.clinic_id = $3::uuid AND (s.held_until IS NULL OR s.held_until <= now()) "
    "RETURNING s.clinic_id::text, s.failures";
constexpr char kIsClinic[] =
    "SELECT FROM schedule_cache.clinics WHERE clinic_id = $1::uuid AND active";

constexpr absl::string_view kKeep =
    "UPDATE TURNS SET held_until = now() + make_interval(secs => $3) "
    "WHERE clinic_id = $1::uuid AND holder = $2::uuid";
constexpr absl::string_view kDone =
    "UPDATE TURNS SET holder = NULL, held_until = NULL, failures = 0, finished_at = now(), "
    "due_at = now() + make_interval(secs => $3), "
    "due_if_busy_at = now() + make_interval(secs => $4) "
    "WHERE clinic_id = $1::uuid AND holder = $2::uuid";
constexpr absl::string_view kFailed =
    "UPDATE TURNS SET holder = NULL, held_until = NULL, failures = failures + 1, "
    "due_at = now() + make_interval(secs => $3), "
    "due_if_busy_at = now() + make_interval(secs => $3) "
    "WHERE clinic_id = $1::uuid AND holder = $2::uuid";
constexpr absl::string_view kGiveBack =
    "UPDATE TURNS SET holder = NULL, held_until = NULL, due_at = now(), due_if_busy_at = now() "
    "WHERE clinic_id = $1::uuid AND holder = $2::uuid";
constexpr absl::string_view kMakeDue =
    "UPDATE TURNS SET due_at = least(due_at, now()), due_if_busy_at = least(due_if_busy_at, now()) "
    "WHERE clinic_id = $1::uuid";

std::string Sql(absl::string_view text, const PostgresTurnsOptions& options) {
  const std::string busy = options.busy_clinics.empty()
                               ? "false"
                               : absl::StrCat("EXISTS (SELECT FROM ", options.busy_clinics,
                                              " b WHERE b.clinic_id = s.clinic_id)");
  return absl::StrReplaceAll(text,
                             {{"TURNS", options.table},
                              {"BUSY", busy},
                              {"SERVED", options.disabled_clinics_too ? "true" : "c.active"}});
}

std::optional<Turn> ToTurn(const pqxx::result& taken, const std::string& token) {
  if (taken.empty()) return std::nullopt;
  return Turn{.clinic = ClinicId(taken[0][0].as<std::string>()),
              .token = token,
              .failures = taken[0][1].as<int>()};
}

absl::Status NoSuchClinic(const ClinicId& clinic) {
  return MakeError(DomainError::kClinicNotFound, clinic.value());
}

}  // namespace

PostgresTurns::PostgresTurns(PostgresPool& pool, const PostgresTurnsOptions& options)
    : pool_(pool),
      first_within_seconds_(absl::ToDoubleSeconds(options.first_within)),
      add_all_(Sql(kAddAll, options)),
      add_one_(Sql(kAddOne, options)),
      take_due_(Sql(kTakeDue, options)),
      take_(Sql(kTake, options)),
      keep_(Sql(kKeep, options)),
      done_(Sql(kDone, options)),
      failed_(Sql(kFailed, options)),
      give_back_(Sql(kGiveBack, options)),
      make_due_(Sql(kMakeDue, options)) {}

absl::StatusOr<std::optional<Turn>> PostgresTurns::TakeDue(absl::Duration lease,
                                                           absl::Time deadline) {
  return InTransaction(
      pool_, deadline, [&](pqxx::work& txn) -> absl::StatusOr<std::optional<Turn>> {
        const std::string token = NewUuid();
        txn.exec_params(add_all_, first_within_seconds_);
        return ToTurn(txn.exec_params(take_due_, token, absl::ToDoubleSeconds(lease)), token);
      });
}

absl::StatusOr<std::optional<Turn>> PostgresTurns::Take(const ClinicId& clinic,
                                                        absl::Duration lease, absl::Time deadline) {
  if (!IsUuid(clinic.value())) return NoSuchClinic(clinic);
  return InTransaction(
      pool_, deadline, [&](pqxx::work& txn) -> absl::StatusOr<std::optional<Turn>> {
        const std::string token = NewUuid();
        if (txn.exec_params(kIsClinic, clinic.value()).empty()) return NoSuchClinic(clinic);
        txn.exec_params(add_one_, clinic.value());
        return ToTurn(txn.exec_params(take_, token, absl::ToDoubleSeconds(lease), clinic.value()),
                      token);
      });
}

absl::Status PostgresTurns::Keep(const Turn& turn, absl::Duration lease, absl::Time deadline) {
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::Status {
    const pqxx::result kept =
        txn.exec_params(keep_, turn.clinic.value(), turn.token, absl::ToDoubleSeconds(lease));
    if (kept.affected_rows() == 1) return absl::OkStatus();
    return absl::AbortedError("somebody else has taken over");
  });
}

absl::Status PostgresTurns::Done(const Turn& turn, const NextTurn& next, absl::Time deadline) {
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::Status {
    txn.exec_params(done_, turn.clinic.value(), turn.token, absl::ToDoubleSeconds(next.in),
                    absl::ToDoubleSeconds(next.in_if_busy));
    return absl::OkStatus();
  });
}

absl::Status PostgresTurns::Failed(const Turn& turn, absl::Duration again_in, absl::Time deadline) {
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::Status {
    txn.exec_params(failed_, turn.clinic.value(), turn.token, absl::ToDoubleSeconds(again_in));
    return absl::OkStatus();
  });
}

absl::Status PostgresTurns::GiveBack(const Turn& turn, absl::Time deadline) {
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::Status {
    txn.exec_params(give_back_, turn.clinic.value(), turn.token);
    return absl::OkStatus();
  });
}

absl::Status PostgresTurns::MakeDue(const ClinicId& clinic, absl::Time deadline) {
  if (!IsUuid(clinic.value())) return NoSuchClinic(clinic);
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::Status {
    if (txn.exec_params(kIsClinic, clinic.value()).empty()) return NoSuchClinic(clinic);
    txn.exec_params(add_one_, clinic.value());
    txn.exec_params(make_due_, clinic.value());
    return absl::OkStatus();
  });
}

}  // namespace frontdesk
