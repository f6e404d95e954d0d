#include "libs/telemetry/phone_like.h"

#include <gtest/gtest.h>

#include <string>

namespace frontdesk {
namespace {

TEST(WithoutPhoneNumbers, WithholdsANumberInAnySpelling) {
  for (const std::string number :
       {"0491570110", "0491 570 110", "+61491570110", "+61 491 570 110", "+61 (0)491 570 110",
        "(02) 9000 0001", "0491-570-110", "61491570110", "491570110", "00 61 491 570 110"}) {
    SCOPED_TRACE(number);
    EXPECT_EQ(WithoutPhoneNumbers(number).find_first_of("0123456789"), std::string::npos);
    const std::string said = WithoutPhoneNumbers("call " + number + ", please");
    EXPECT_EQ(said.find_first_of("0123456789"), std::string::npos) << said;
    EXPECT_EQ(said.substr(0, 5), "call ");
  }
}

// The second of two used to be kept, since a digit stands before it.
TEST(WithoutPhoneNumbers, WithholdsBothNumbersOfTwoThatNothingSeparates) {
  for (const std::string two : {"0491570110+61491570111", "2026-07-140491570110"}) {
    const std::string kept = WithoutPhoneNumbers(two);
    EXPECT_EQ(kept.find("4915701"), std::string::npos) << kept;
  }
}

TEST(WithoutPhoneNumbers, LeavesWhatIsNoTelephoneNumber) {
  for (const std::string text :
       {"", "no digits", "+", "1 + 1", "SQLSTATE 23505", "took 1234567 ms",
        "booking 11111111-1111-4111-8111-111111111111 not booked", "2026-07-14",
        "2026-07-14T09:00:00+10:00", "400000000000000401", "http://127.0.0.1:43210",
        "00a1234567890bcd", "conv_01jxd5y165f62a0v7gtr6bkg56"}) {
    EXPECT_EQ(WithoutPhoneNumbers(text), text);
  }
}

TEST(MayHoldPhoneNumber, SeesOneHoweverItIsSpelt) {
  for (const std::string id :
       {"0491570158", "0491.570.158", "0491_570_158", "0491:570:158", "tel0491570158",
        "0491570158x", "0491570158049157015", "call-0491-570-158", "61491570158",
        "2026-07-14-0491570158", "11111111-1111-4111-8111-111111111111:0491570158"}) {
    EXPECT_TRUE(MayHoldPhoneNumber(id)) << id;
  }
}

TEST(MayHoldPhoneNumber, KnowsTheIdsOfMachines) {
  for (const std::string id :
       {"", "1", "conv_docs_1", "conv_01jxd5y165f62a0v7gtr6bkg56", "conv_7301k4123456789bbcc02",
        "11111111-1111-4111-8111-111111111111", "call-11111111-1111-4111-8111-111111111111",
        "4bf92f3577b34da6a3ce929d0e0e4736", "CA00112233445566778899aabbccddeeff", "2026-07-14",
        "load-1234567", "127.0.0.1"}) {
    EXPECT_FALSE(MayHoldPhoneNumber(id)) << id;
  }
}

}  // namespace
}  // namespace frontdesk
