#include "libs/status/domain_error.h"

#include <cstddef>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "gtest/gtest.h"

namespace frontdesk::test {
namespace {

TEST(ErrorTable, HasOneRowForEachErrorInTheOrderOfTheEnum) {
  ASSERT_EQ(ErrorTable().size(), static_cast<std::size_t>(DomainError::kInternalError) + 1);
  for (std::size_t i = 0; i < ErrorTable().size(); ++i) {
    EXPECT_EQ(static_cast<std::size_t>(ErrorTable()[i].error), i) << ErrorTable()[i].webhook_code;
  }
}

TEST(ErrorTable, NamesEachWebhookCodeOnce) {
  std::set<std::string> codes;
  for (const ErrorRow& row : ErrorTable()) {
    EXPECT_TRUE(codes.insert(std::string(row.webhook_code)).second) << row.webhook_code;
    EXPECT_NE(row.grpc_code, absl::StatusCode::kOk) << row.webhook_code;
  }
}

TEST(MakeError, CarriesItsReason) {
  const absl::Status status = MakeError(DomainError::kSlotTaken, "contested");

  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_TRUE(IsError(status, DomainError::kSlotTaken));
  EXPECT_FALSE(IsError(status, DomainError::kTimeNotAvailable));
}

TEST(DomainErrorOf, IsEmptyForAStatusOfSomebodyElse) {
  EXPECT_EQ(DomainErrorOf(absl::OkStatus()), std::nullopt);
  EXPECT_EQ(DomainErrorOf(absl::AbortedError("contested")), std::nullopt);
}

TEST(DomainErrorFromName, KnowsReasonsAndWebhookCodes) {
  EXPECT_EQ(DomainErrorFromName("SLOT_TAKEN"), DomainError::kSlotTaken);
  EXPECT_EQ(DomainErrorFromName("slot_taken"), DomainError::kSlotTaken);
  EXPECT_EQ(DomainErrorFromName("nothing"), std::nullopt);
}

}  // namespace
}  // namespace frontdesk::test
