#include "gateway/limits/seats.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "gateway/limits/ip_address.h"

namespace frontdesk::gateway {
namespace {

const IpAddress kOne = *IpAddress::Parse("192.0.2.1");
const IpAddress kOther = *IpAddress::Parse("192.0.2.2");

TEST(Seats, AreSoManyForEachAddress) {
  Seats seats(2);
  const Seat first = seats.Take(kOne);
  Seat second = seats.Take(kOne);
  EXPECT_NE(first, nullptr);
  EXPECT_NE(second, nullptr);
  EXPECT_EQ(seats.Take(kOne), nullptr);
  EXPECT_NE(seats.Take(kOther), nullptr);

  second.reset();
  EXPECT_NE(seats.Take(kOne), nullptr);
}

TEST(Seats, MayBeLeftAfterTheirEnd) {
  auto seats = std::make_unique<Seats>(1);
  Seat seat = seats->Take(kOne);
  seats.reset();
  seat.reset();
}

}  // namespace
}  // namespace frontdesk::gateway
