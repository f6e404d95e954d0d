#ifndef FRONTDESK_LIBS_TESTING_STATUS_MATCHERS_H_
#define FRONTDESK_LIBS_TESTING_STATUS_MATCHERS_H_

#include <gmock/gmock.h>

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/status/domain_error.h"

// Matchers for absl::Status and absl::StatusOr<T>; Abseil 20220623 has none of its own.
//
//   EXPECT_THAT(store.Load(id), IsOkAndHolds(Eq(booking)));
//   EXPECT_THAT(store.Load(unknown), FailsWith(DomainError::kAppointmentNotFound));
namespace frontdesk::test {

inline const absl::Status& StatusOf(const absl::Status& status) { return status; }
template <typename T>
const absl::Status& StatusOf(const absl::StatusOr<T>& result) {
  return result.status();
}

// Matches a status or result that is OK.
MATCHER(IsOk, negation ? "is not OK" : "is OK") {
  *result_listener << "whose status is " << StatusOf(arg);
  return StatusOf(arg).ok();
}

// Matches a result that is OK and whose value matches `matcher`.
MATCHER_P(IsOkAndHolds, matcher, "is OK and holds a value that matches") {
  if (!arg.ok()) {
    *result_listener << "whose status is " << arg.status();
    return false;
  }
  return ::testing::ExplainMatchResult(matcher, *arg, result_listener);
}

// Matches a status or result that failed with `error`.
MATCHER_P(FailsWith, error,
          std::string(negation ? "does not fail with " : "fails with ") +
              std::string(RowOf(error).webhook_code)) {
  *result_listener << "whose status is " << StatusOf(arg);
  return IsError(StatusOf(arg), error);
}

// Matches a status or result with `code`.
MATCHER_P(StatusIs, code,
          std::string(negation ? "does not have code " : "has code ") +
              absl::StatusCodeToString(code)) {
  *result_listener << "whose status is " << StatusOf(arg);
  return StatusOf(arg).code() == code;
}

// Matches a status or result with `code` and a message that matches `message`.
MATCHER_P2(StatusIs, code, message,
           std::string(negation ? "does not have code " : "has code ") +
               absl::StatusCodeToString(code) + " and the message") {
  *result_listener << "whose status is " << StatusOf(arg);
  return StatusOf(arg).code() == code &&
         ::testing::ExplainMatchResult(message, std::string(StatusOf(arg).message()),
                                       result_listener);
}

}  // namespace frontdesk::test

#endif  // FRONTDESK_LIBS_TESTING_STATUS_MATCHERS_H_
