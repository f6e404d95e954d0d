#include "tests/storms/caller_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace frontdesk {
namespace {

using test::CallerModel;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Outcome = CallerModel::Change::Outcome;

TEST(CallerModel, KnowsWhatWasBooked) {
  CallerModel model;
  EXPECT_EQ(model.Booked("nine", "1"), "");
  EXPECT_EQ(model.Booked("nine", "1"), "");
  EXPECT_THAT(model.WrongWith({{"1", "nine"}}), IsEmpty());
  EXPECT_THAT(model.WrongWith({}), SizeIs(1));
  EXPECT_THAT(model.WrongWith({{"1", "ten"}}), SizeIs(1));
  EXPECT_THAT(model.WrongWith({{"1", "nine"}, {"2", "nine"}}), SizeIs(1));
}

TEST(CallerModel, DoesNotBelieveThatOneWishIsTwoAppointments) {
  CallerModel model;
  EXPECT_EQ(model.Booked("nine", "1"), "");
  EXPECT_NE(model.Booked("nine", "2"), "");
  EXPECT_NE(model.Booked("ten", "1"), "");
}

TEST(CallerModel, LeavesAnUnknownBookingOpenUntilItIsRefused) {
  CallerModel model;
  model.BookingUnknown("nine");
  EXPECT_THAT(model.WrongWith({}), IsEmpty());
  EXPECT_THAT(model.WrongWith({{"1", "nine"}}), IsEmpty());
  EXPECT_THAT(model.WrongWith({{"1", "nine"}, {"2", "nine"}}), SizeIs(1));
  EXPECT_EQ(model.BookingRefused("nine"), "");
  EXPECT_THAT(model.WrongWith({{"1", "nine"}}), SizeIs(1));
}

TEST(CallerModel, DoesNotTakeARefusalOfWhatTheCallerHas) {
  CallerModel model;
  EXPECT_EQ(model.Booked("nine", "1"), "");
  EXPECT_NE(model.BookingRefused("nine"), "");
  EXPECT_EQ(model.BookingRefused("ten"), "");
  EXPECT_EQ(model.Changed("1", {{Outcome::kUnknown, "ten"}}), "");
  EXPECT_EQ(model.BookingRefused("nine"), "");
}

TEST(CallerModel, FollowsMovesAndCancellations) {
  CallerModel model;
  EXPECT_EQ(model.Booked("nine", "1"), "");
  EXPECT_EQ(model.Changed("1", {{Outcome::kRefused, "ten"}}), "");
  EXPECT_NE(model.NotFound("1"), "");
  EXPECT_THAT(model.WrongWith({{"1", "ten"}}), SizeIs(1));
  EXPECT_EQ(model.Changed("1", {{Outcome::kUnknown, "ten"}}), "");
  EXPECT_THAT(model.WrongWith({{"1", "nine"}}), IsEmpty());
  EXPECT_THAT(model.WrongWith({{"1", "ten"}}), IsEmpty());
  EXPECT_EQ(model.Changed("1", {{Outcome::kDone, "noon"}}), "");
  EXPECT_THAT(model.WrongWith({{"1", "ten"}}), SizeIs(1));
  EXPECT_THAT(model.WrongWith({{"1", "noon"}}), IsEmpty());
  EXPECT_EQ(model.Changed("1", {{Outcome::kDone, ""}, {Outcome::kUnknown, "ten"}}), "");
  EXPECT_THAT(model.WrongWith({{"1", "ten"}}), SizeIs(1));
  EXPECT_THAT(model.WrongWith({}), IsEmpty());
  EXPECT_EQ(model.NotFound("1"), "");
  EXPECT_NE(model.Changed("1", {{Outcome::kDone, "nine"}}), "");
  EXPECT_THAT(model.appointments(), IsEmpty());
}

}  // namespace
}  // namespace frontdesk
