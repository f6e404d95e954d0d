#include "libs/rpc/service_config.h"

#include <string>

#include "frontdesk/v1/booking.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace frontdesk {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(ServiceConfig, RepeatsWhatReadsAndNothingThatBooks) {
  v1::GetBookingRequest::descriptor();  // so that the file is in the program

  const std::string config = ServiceConfig();

  EXPECT_THAT(config,
              HasSubstr(R"({"service":"frontdesk.v1.BookingService","method":"GetBooking"})"));
  for (const char* changes :
       {"BookAppointment", "RescheduleAppointment", "CancelAppointment", "TellOutcomes"}) {
    EXPECT_THAT(config, Not(HasSubstr(changes)));
  }
}

}  // namespace
}  // namespace frontdesk
