#include "tests/cliniko_sandbox/phone.h"

#include "gtest/gtest.h"

namespace frontdesk::sandbox {
namespace {

TEST(NormalizedPhones, AreDigitsWithTheCountryCode) {
  struct Case {
    const char* number;
    const char* country;
    const char* normalized;
  };
  for (const Case& c : {Case{"0491 570 156", "AU", "61491570156"},
                        {"+61 491 570 156", "AU", "61491570156"},
                        {"61491570156", "AU", "61491570156"},
                        {"0011 61 491 570 156", "AU", "61491570156"},
                        {"(02) 5550-0101", "AU", "61255500101"},
                        {"(212) 555-0143", "US", "12125550143"},
                        {"1-212-555-0143", "US", "12125550143"},
                        {"+44 20 7946 0123", "US", "442079460123"},
                        {"020 7946 0123", "GB", "442079460123"},
                        {"12 34", "XX", "1234"},
                        {"", "AU", ""}}) {
    EXPECT_EQ(NormalizePhone(c.number, c.country), c.normalized) << c.number;
  }
}

}  // namespace
}  // namespace frontdesk::sandbox
