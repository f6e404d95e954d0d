#include "services/booking/domain/booking_mark.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace frontdesk::booking {
namespace {

TEST(BookingMark, IsFoundAmongTheWordsOfOthers) {
  const BookingId id("11111111-1111-4111-8111-111111111111");
  EXPECT_EQ(MarkedIn(absl::StrCat("knee\n", MarkOf(id), "\nrang (twice)")), id);
}

TEST(BookingMark, IsNotSeenWhereStaffCutIt) {
  EXPECT_EQ(MarkedIn(""), std::nullopt);
  EXPECT_EQ(MarkedIn("Booked by phone (Frontdesk )"), std::nullopt);
  EXPECT_EQ(MarkedIn("Booked by phone (Frontdesk 1111"), std::nullopt);
}

}  // namespace
}  // namespace frontdesk::booking
