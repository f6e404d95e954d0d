#include "libs/postgres/pqxx_errors.h"

#include <exception>
#include <pqxx/except>
#include <string>
#include <typeinfo>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "libs/status/domain_error.h"

namespace frontdesk {
namespace {

constexpr char kSqlStatePayload[] = "frontdesk/sqlstate";
constexpr char kCommitPayload[] = "frontdesk/commit";

constexpr char kSerializationFailure[] = "40001";
constexpr char kDeadlockDetected[] = "40P01";

absl::Status Unavailable(absl::string_view text) {
  return MakeError(DomainError::kBookingSystemUnavailable, text);
}

absl::Status WithSqlState(absl::Status status, absl::string_view sqlstate) {
  if (!sqlstate.empty()) status.SetPayload(kSqlStatePayload, absl::Cord(sqlstate));
  return status;
}

// Whether the same statement may well succeed a little later.
// Source: PostgreSQL 15 manual, appendix A.
bool IsPassing(absl::string_view sqlstate) {
  return absl::StartsWith(sqlstate, "08") ||   // connection exception; PgBouncer's 08P01
         absl::StartsWith(sqlstate, "53") ||   // insufficient resources
         absl::StartsWith(sqlstate, "57P") ||  // shutting down, crashing, starting up
         sqlstate == "57014" ||                // query cancelled: its time was up
         sqlstate == "55P03" ||                // lock not available
         sqlstate == "25006" ||                // this server has become a standby
         sqlstate == "25P03" ||                // idle too long inside a transaction
         sqlstate == "XX000";                  // internal error of the server
}

// Without the lines that follow it, of which DETAIL repeats values: "Key (patient_phone)=(...)",
// "Failing row contains (...)".
absl::string_view FirstLineOf(absl::string_view said) {
  said = absl::StripLeadingAsciiWhitespace(said);
  return absl::StripAsciiWhitespace(said.substr(0, said.find('\n')));
}

absl::Status StatusOfSqlError(const pqxx::sql_error& error) {
  const std::string& sqlstate = error.sqlstate();
  std::string text = absl::StrCat("SQLSTATE ", sqlstate.empty() ? "unknown" : sqlstate);
  if (!absl::StartsWith(sqlstate, "22")) {
    absl::StrAppend(&text, ": ", FirstLineOf(error.what()));
  }
  if (IsPassing(sqlstate)) return WithSqlState(Unavailable(text), sqlstate);
  return WithSqlState(absl::InternalError(text), sqlstate);
}

absl::Status InDoubt(absl::string_view text) {
  absl::Status status = Unavailable(absl::StrCat("the answer to COMMIT got lost: ", text));
  status.SetPayload(kCommitPayload, absl::Cord("in_doubt"));
  return status;
}

}  // namespace

absl::Status StatusOfCurrentException() {
  try {
    throw;
  } catch (const pqxx::in_doubt_error& e) {
    return InDoubt(absl::StripAsciiWhitespace(e.what()));
  } catch (const pqxx::statement_completion_unknown& e) {
    return InDoubt(absl::StripAsciiWhitespace(e.what()));
  } catch (const pqxx::serialization_failure&) {
    return WithSqlState(Unavailable("a concurrent transaction was first"), kSerializationFailure);
  } catch (const pqxx::deadlock_detected&) {
    return WithSqlState(Unavailable("two transactions waited for each other"), kDeadlockDetected);
  } catch (const pqxx::transaction_rollback&) {
    return WithSqlState(Unavailable("the server rolled the transaction back"),
                        kSerializationFailure);
  } catch (const pqxx::broken_connection& e) {
    return Unavailable(absl::StrCat("no database: ", absl::StripAsciiWhitespace(e.what())));
  } catch (const pqxx::sql_error& e) {
    return StatusOfSqlError(e);
  } catch (const pqxx::conversion_error&) {
    return absl::InternalError("a value from the database has not the type it is read as");
  } catch (const pqxx::failure& e) {
    // libpq could not even send or receive: the connection is not to be trusted.
    return Unavailable(absl::StrCat("database: ", absl::StripAsciiWhitespace(e.what())));
  } catch (const std::exception& e) {
    // Not what it says, which nobody has looked through for values.
    return absl::InternalError(absl::StrCat("unexpected: ", typeid(e).name()));
  } catch (...) {
    return absl::InternalError("unexpected: an exception without a name");
  }
}

absl::Status StatusOfCurrentStatement() {
  try {
    throw;
  } catch (const pqxx::sql_error&) {
    // The server said that it did not happen.
    return StatusOfCurrentException();
  } catch (const pqxx::transaction_rollback&) {
    return StatusOfCurrentException();
  } catch (const pqxx::failure& e) {
    return InDoubt(absl::StripAsciiWhitespace(e.what()));
  } catch (...) {
    return StatusOfCurrentException();
  }
}

bool CommitInDoubt(const absl::Status& status) {
  return status.GetPayload(kCommitPayload).has_value();
}

bool IsConflict(const absl::Status& status) {
  const std::string sqlstate = SqlStateOf(status);
  return sqlstate == kSerializationFailure || sqlstate == kDeadlockDetected;
}

std::string SqlStateOf(const absl::Status& status) {
  const auto sqlstate = status.GetPayload(kSqlStatePayload);
  return sqlstate.has_value() ? std::string(*sqlstate) : std::string();
}

bool Violates(const absl::Status& status, absl::string_view constraint) {
  return absl::StartsWith(SqlStateOf(status), "23") &&
         absl::StrContains(status.message(), absl::StrCat("constraint \"", constraint, "\""));
}

}  // namespace frontdesk
