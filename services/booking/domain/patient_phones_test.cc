#include "services/booking/domain/patient_phones.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace frontdesk::booking {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

PatientPhones Of(std::vector<cliniko::PatientPhone> phones, const char* country = "AU") {
  return PhonesOf({.id = PatientId("7"), .phones = std::move(phones)}, country);
}

TEST(PatientPhones, ReadsNumbersAsPeopleTypeThem) {
  EXPECT_THAT(
      Of({{.number = "0491 570 156"}, {.number = "(02) 5550-0100"}, {.number = "+61 491 570 156"}})
          .numbers,
      ElementsAre("+61255500100", "+61491570156"));
  EXPECT_THAT(Of({{.number = "(212) 555-0142"}}, "US").numbers, ElementsAre("+12125550142"));
}

TEST(PatientPhones, TrustsWhatClinikoMadeOfANumberThatWeCannotRead) {
  EXPECT_THAT(Of({{.number = "mobile: see notes", .normalized = "61491570156"}}).numbers,
              ElementsAre("+61491570156"));
}

TEST(PatientPhones, CountsWhatNobodyCanCall) {
  const PatientPhones phones =
      Of({{.number = "ask mum"}, {.number = "12"}, {.number = "", .normalized = "000"}});
  EXPECT_THAT(phones.numbers, IsEmpty());
  EXPECT_EQ(phones.unusable, 3);
}

}  // namespace
}  // namespace frontdesk::booking
