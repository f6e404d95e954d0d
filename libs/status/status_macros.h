#ifndef FRONTDESK_LIBS_STATUS_STATUS_MACROS_H_
#define FRONTDESK_LIBS_STATUS_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Abseil 20220623 has no status macros of its own.

// Returns from the function with the status of `expr` unless it is OK.
#define RETURN_IF_ERROR(expr)                                   \
  do {                                                          \
    if (absl::Status frontdesk_status = (expr); !frontdesk_status.ok()) { \
      return frontdesk_status;                                  \
    }                                                           \
  } while (false)

// ASSIGN_OR_RETURN(const T x, expr): x gets the value of the StatusOr, or the function returns its status.
#define ASSIGN_OR_RETURN(lhs, expr) \
  FRONTDESK_ASSIGN_OR_RETURN_(FRONTDESK_CONCAT_(frontdesk_status_or_, __LINE__), lhs, expr)

#define FRONTDESK_ASSIGN_OR_RETURN_(var, lhs, expr) \
  auto var = (expr);                                \
  if (!var.ok()) return std::move(var).status();    \
  lhs = *std::move(var)

#define FRONTDESK_CONCAT_(a, b) FRONTDESK_CONCAT_INNER_(a, b)
#define FRONTDESK_CONCAT_INNER_(a, b) a##b

#endif  // FRONTDESK_LIBS_STATUS_STATUS_MACROS_H_
