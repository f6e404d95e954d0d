#ifndef FRONTDESK_LIBS_POSTGRES_PQXX_ERRORS_H_
#define FRONTDESK_LIBS_POSTGRES_PQXX_ERRORS_H_

#include <string>
#include <type_traits>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

// The wall at which libpqxx exceptions end.
//
// clang-format off
//   what was thrown                                     what comes out
//   no connection, lost connection, server going down   kBookingSystemUnavailable
//   statement or lock time-out, too many connections    kBookingSystemUnavailable, with its SQLSTATE
//   serialization failure, deadlock                     kBookingSystemUnavailable; IsConflict() is true
//   the answer to COMMIT got lost                       kBookingSystemUnavailable; CommitInDoubt() is true
//   anything else, constraint violations included       absl::InternalError, with its SQLSTATE
// clang-format on
//
// Messages carry the first line of what the server said, except where that would repeat a value
// (class 22: data exceptions), so that no personal data gets into a log this way. The lines after
// it would: "Key (patient_phone)=(...) already exists", "Failing row contains (...)".
namespace frontdesk {

// SQLSTATEs that a store looks at. libpqxx 6.4 has no class of its own for the first.
inline constexpr char kExclusionViolation[] = "23P01";
inline constexpr char kUniqueViolation[] = "23505";
inline constexpr char kForeignKeyViolation[] = "23503";
inline constexpr char kCheckViolation[] = "23514";

// The status of the exception being handled: only for use inside a catch block.
absl::Status StatusOfCurrentException();

// Runs `body`, which returns an absl::Status or an absl::StatusOr<T>, and turns what it throws into
// one.
template <typename Body>
std::invoke_result_t<Body> CatchingPqxx(Body&& body) {
  try {
    return std::forward<Body>(body)();
  } catch (...) {
    return StatusOfCurrentException();
  }
}

// The same for a statement that commits by itself: where the connection is lost before its answer,
// CommitInDoubt() is true.
absl::Status StatusOfCurrentStatement();
template <typename Body>
std::invoke_result_t<Body> CatchingPqxxInDoubt(Body&& body) {
  try {
    return std::forward<Body>(body)();
  } catch (...) {
    return StatusOfCurrentStatement();
  }
}

// True if a commit may or may not have happened: neither a success nor a failure. The caller must
// look at the database before it tells anybody either.
bool CommitInDoubt(const absl::Status& status);

// True if the transaction lost against a concurrent one and may succeed when run again as a whole.
bool IsConflict(const absl::Status& status);

// The SQLSTATE that the server gave ("23505"); empty if the status has none.
std::string SqlStateOf(const absl::Status& status);

// True if `status` tells of a violation of the constraint or unique index named `constraint`.
bool Violates(const absl::Status& status, absl::string_view constraint);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_POSTGRES_PQXX_ERRORS_H_
