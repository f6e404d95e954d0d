#include "libs/postgres/pqxx_errors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <pqxx/except>
#include <stdexcept>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/status/domain_error.h"
#include "libs/testing/status_matchers.h"

namespace frontdesk {
namespace {

using test::FailsWith;
using test::IsOkAndHolds;
using test::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

template <typename Exception>
absl::Status StatusFor(const Exception& exception) {
  return CatchingPqxx([&]() -> absl::Status { throw exception; });
}

absl::Status StatusForSqlState(const std::string& sqlstate, const std::string& text = "ERROR:  x") {
  return StatusFor(pqxx::sql_error(text, "SELECT", sqlstate.c_str()));
}

TEST(CatchingPqxx, PassesOnWhatTheBodyReturns) {
  EXPECT_THAT(CatchingPqxx([]() -> absl::StatusOr<int> { return 7; }), IsOkAndHolds(7));
  EXPECT_THAT(CatchingPqxx([]() -> absl::StatusOr<int> {
                return MakeError(DomainError::kSlotTaken, "nine");
              }),
              FailsWith(DomainError::kSlotTaken));
}

TEST(CatchingPqxx, TellsALostConnectionAsAnUnavailableSystem) {
  EXPECT_THAT(StatusFor(pqxx::broken_connection("gone")),
              FailsWith(DomainError::kBookingSystemUnavailable));
  EXPECT_THAT(StatusFor(pqxx::too_many_connections("full")),
              FailsWith(DomainError::kBookingSystemUnavailable));
}

TEST(CatchingPqxx, TellsWhatPassesByItselfAsAnUnavailableSystem) {
  for (const char* sqlstate : {"08006", "08P01", "53300", "57P01", "57014", "55P03", "25006"}) {
    SCOPED_TRACE(sqlstate);
    const absl::Status status = StatusForSqlState(sqlstate);
    EXPECT_THAT(status, FailsWith(DomainError::kBookingSystemUnavailable));
    EXPECT_EQ(SqlStateOf(status), sqlstate);
    EXPECT_FALSE(IsConflict(status));
    EXPECT_FALSE(CommitInDoubt(status));
  }
}

TEST(CatchingPqxx, TellsALostCommitFromEveryOtherFailure) {
  const absl::Status status = StatusFor(pqxx::in_doubt_error("connection lost"));
  EXPECT_TRUE(CommitInDoubt(status));
  EXPECT_THAT(status, FailsWith(DomainError::kBookingSystemUnavailable));
  EXPECT_FALSE(CommitInDoubt(StatusFor(pqxx::broken_connection("gone"))));
  EXPECT_FALSE(CommitInDoubt(absl::OkStatus()));
}

TEST(CatchingPqxx, TellsALostRaceAsAConflict) {
  EXPECT_TRUE(IsConflict(StatusFor(pqxx::serialization_failure("late"))));
  EXPECT_TRUE(IsConflict(StatusFor(pqxx::deadlock_detected("both"))));
  EXPECT_FALSE(IsConflict(StatusFor(pqxx::broken_connection("gone"))));
}

TEST(CatchingPqxx, KeepsTheSqlStateAndTheConstraintOfAViolation) {
  const absl::Status status = StatusFor(pqxx::unique_violation(
      "ERROR:  duplicate key value violates unique constraint \"bookings_key\"", "INSERT",
      kUniqueViolation));
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInternal));
  EXPECT_EQ(SqlStateOf(status), kUniqueViolation);
  EXPECT_TRUE(Violates(status, "bookings_key"));
  EXPECT_FALSE(Violates(status, "bookings"));
}

TEST(CatchingPqxx, NeverRepeatsAValueThatTheServerCouldNotRead) {
  EXPECT_THAT(StatusForSqlState("22P02", "ERROR:  invalid input syntax for type uuid: \"Casey\""),
              StatusIs(absl::StatusCode::kInternal, Not(HasSubstr("Casey"))));
  EXPECT_THAT(StatusFor(pqxx::conversion_error("Could not convert 'Casey' to int")),
              StatusIs(absl::StatusCode::kInternal, Not(HasSubstr("Casey"))));
}

// What a table's row or key holds used to come along in the lines after the first.
TEST(CatchingPqxx, NeverRepeatsTheRowThatAConstraintRefused) {
  const absl::Status status = StatusFor(pqxx::check_violation(
      "ERROR:  new row for relation \"bookings\" violates check constraint \"phone_check\"\n"
      "DETAIL:  Failing row contains (7, Casey Caller, 0491570110).\n",
      "INSERT", kCheckViolation));
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInternal,
                               AllOf(HasSubstr("phone_check"), Not(HasSubstr("DETAIL")),
                                     Not(HasSubstr("Casey")), Not(HasSubstr("0491570110")))));
  EXPECT_TRUE(Violates(status, "phone_check"));
  EXPECT_THAT(StatusForSqlState("P0001", "ERROR:  refused\nCONTEXT:  Casey"),
              StatusIs(absl::StatusCode::kInternal, Not(HasSubstr("Casey"))));
  EXPECT_THAT(StatusFor(std::runtime_error("Casey")),
              StatusIs(absl::StatusCode::kInternal, Not(HasSubstr("Casey"))));
}

TEST(CatchingPqxx, LetsNothingThroughThatIsThrown) {
  EXPECT_THAT(StatusFor(std::runtime_error("odd")), StatusIs(absl::StatusCode::kInternal));
  EXPECT_THAT(StatusFor(7), StatusIs(absl::StatusCode::kInternal));
}

}  // namespace
}  // namespace frontdesk
