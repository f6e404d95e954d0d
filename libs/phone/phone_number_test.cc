#include "libs/phone/phone_number.h"

#include <ostream>
#include <string>
#include <type_traits>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/phone/spoken_digits.h"
#include "libs/status/domain_error.h"

namespace frontdesk {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

template <typename T, typename = void>
struct IsPrintable : std::false_type {};
template <typename T>
struct IsPrintable<T, std::void_t<decltype(std::declval<std::ostream&>() << std::declval<T>())>>
    : std::true_type {};
static_assert(!IsPrintable<PhoneNumber>::value, "a phone number must not slip into a log");

struct Good {
  const char* said;
  const char* country;
  const char* e164;
};

constexpr Good kGood[] = {
    // National forms.
    {"0400000001", "AU", "+61400000001"},
    {"0400 000 000", "AU", "+61400000000"},
    {" 0400-000-001 ", "AU", "+61400000001"},
    {"0491 570 156", "AU", "+61491570156"},
    {"(02) 5550 0001", "AU", "+61255500001"},
    {"03 5550 0001", "AU", "+61355500001"},
    {"07.5550.0001", "AU", "+61755500001"},
    {"08/5550/0001", "AU", "+61855500001"},
    {"0400000001", "au", "+61400000001"},
    // With the country code.
    {"+61400000001", "AU", "+61400000001"},
    {"+61 400 000 001", "AU", "+61400000001"},
    {"+61 (0)400 000 001", "AU", "+61400000001"},
    {"+61 (0)2 5550 0001", "AU", "+61255500001"},
    {"61400000001", "AU", "+61400000001"},
    {"61 0400 000 001", "AU", "+61400000001"},
    {"0061 400 000 001", "AU", "+61400000001"},
    {"0061 (0)400 000 001", "AU", "+61400000001"},
    {"0011 61 400 000 001", "AU", "+61400000001"},
    {"+61400000001", "US", "+61400000001"},
    {"tel:+61-400-000-001", "AU", "+61400000001"},
    {"sip:+61400000001", "AU", "+61400000001"},
    // JSON numbers.
    {"400000001", "AU", "+61400000001"},
    {"255500001", "AU", "+61255500001"},
    {"400000001.0", "AU", "+61400000001"},
    {"61400000001.0", "AU", "+61400000001"},
    // Words around it and instead of it.
    {"my number is 0491 570 156", "AU", "+61491570156"},
    {"it's 0491 570 156, thanks", "AU", "+61491570156"},
    {"use this one: 0491 570 156", "AU", "+61491570156"},
    {"oh four nine one five seven oh one five six", "AU", "+61491570156"},
    {"zero four double zero, triple zero, double zero one", "AU", "+61400000001"},
    {"oh four hundred, triple zero, double oh one", "AU", "+61400000001"},
    {"oh four nine one double five seven one five six", "AU", "+61491557156"},
    {"oh four ninety one fifty seven oh one fifty six", "AU", "+61491570156"},
    {"plus six one four nine one five seven oh one five six", "AU", "+61491570156"},
    {"04 double 0 000 001", "AU", "+61400000001"},
    {"0255500001 ext 12", "AU", "+61255500001"},
    {"0400 000 001\xE2\x80\xAF", "AU", "+61400000001"},
    // Other countries.
    {"(212) 555-0123", "US", "+12125550123"},
    {"212.555.0198", "US", "+12125550198"},
    {"1-212-555-0123", "US", "+12125550123"},
    {"+1 212 555 0123", "AU", "+12125550123"},
    {"001 212 555 0123", "AU", "+12125550123"},
    {"011 61 400 000 001", "US", "+61400000001"},
    {"2125550123", "US", "+12125550123"},
    {"020 7946 0000", "GB", "+442079460000"},
    {"+44 (0)20 7946 0000", "AU", "+442079460000"},
    {"07700 900123", "GB", "+447700900123"},
    {"7700900123", "GB", "+447700900123"},
    {"021 000 0001", "NZ", "+64210000001"},
};

TEST(ParsePhone, ReadsWhatPeopleSayAndSystemsSend) {
  for (const Good& row : kGood) {
    SCOPED_TRACE(row.said);
    const absl::StatusOr<PhoneNumber> number = ParsePhone(row.said, row.country);
    ASSERT_TRUE(number.ok()) << number.status();
    EXPECT_EQ(number->e164(), row.e164);
  }
}

TEST(ParsePhone, ReadsItsOwnCanonicalFormTheSameInEveryCountry) {
  for (const Good& row : kGood) {
    for (const char* country : {"AU", "US", "GB"}) {
      SCOPED_TRACE(row.e164);
      const absl::StatusOr<PhoneNumber> number = ParsePhone(row.e164, country);
      ASSERT_TRUE(number.ok()) << number.status();
      EXPECT_EQ(number->e164(), row.e164);
    }
  }
}

struct Bad {
  const char* said;
  const char* country;
  PhoneProblem problem;
};

constexpr Bad kBad[] = {
    {"", "AU", PhoneProblem::kMissing},
    {"   ", "AU", PhoneProblem::kMissing},
    {"+", "AU", PhoneProblem::kMissing},
    {"I don't have one", "AU", PhoneProblem::kMissing},
    {"unknown", "AU", PhoneProblem::kMissing},
    {"0400 000 00", "AU", PhoneProblem::kWrongLength},
    {"0400 000 0011", "AU", PhoneProblem::kWrongLength},
    {"5550 0001", "AU", PhoneProblem::kWrongLength},
    {"+61 400 000", "AU", PhoneProblem::kWrongLength},
    {"12", "AU", PhoneProblem::kWrongLength},
    {"0500 000 001", "AU", PhoneProblem::kWrongPrefix},
    {"0100 000 001", "AU", PhoneProblem::kWrongPrefix},
    {"1300 000 001", "AU", PhoneProblem::kWrongPrefix},
    {"+61 500 000 001", "AU", PhoneProblem::kWrongPrefix},
    {"500000001", "AU", PhoneProblem::kWrongPrefix},
    {"+999 123 456 789", "AU", PhoneProblem::kWrongPrefix},
    {"555-0123", "US", PhoneProblem::kWrongLength},
    {"212-555-01234", "US", PhoneProblem::kWrongLength},
    {"012-555-0123", "US", PhoneProblem::kWrongLength},
    {"+1 112 555 0123", "AU", PhoneProblem::kWrongPrefix},
    {"+44 20", "AU", PhoneProblem::kWrongLength},
    // Each reading used to take one of the zeros away.
    {"+64 00 000 0001", "NZ", PhoneProblem::kWrongPrefix},
};

TEST(ParsePhone, TellsWhatIsWrong) {
  for (const Bad& row : kBad) {
    SCOPED_TRACE(row.said);
    const absl::StatusOr<PhoneNumber> number = ParsePhone(row.said, row.country);
    ASSERT_FALSE(number.ok()) << number->e164();
    EXPECT_TRUE(IsError(number.status(), DomainError::kInvalidPhoneNumber));
    const std::optional<PhoneProblem> problem = PhoneProblemOf(number.status());
    ASSERT_TRUE(problem.has_value());
    EXPECT_EQ(static_cast<int>(*problem), static_cast<int>(row.problem)) << number.status();
  }
}

// Thousands of digits used to take seconds.
TEST(ParsePhone, RefusesEndlessDigitsAtOnce) {
  const absl::StatusOr<PhoneNumber> number = ParsePhone("+" + std::string(100'000, '1'), "AU");
  EXPECT_EQ(PhoneProblemOf(number.status()), PhoneProblem::kWrongLength);
}

TEST(ParsePhone, KeepsTheRefusedNumberOutOfTheErrorText) {
  EXPECT_THAT(std::string(ParsePhone("0500 123 987", "AU").status().message()),
              Not(HasSubstr("123")));
}

TEST(PhoneProblemOf, IsEmptyForOtherErrors) {
  EXPECT_FALSE(PhoneProblemOf(absl::OkStatus()).has_value());
  EXPECT_FALSE(PhoneProblemOf(MakeError(DomainError::kSlotTaken, "x")).has_value());
}

TEST(PhoneNumber, MasksAllButTheFirstThreeAndTheLastTwoDigits) {
  EXPECT_EQ(ParsePhone("0491 570 156", "AU")->Masked(), "614******56");
  EXPECT_EQ(ParsePhone("212 555 0123", "US")->Masked(), "121******23");
}

TEST(PhoneNumber, IsTheSameHoweverItWasSaid) {
  EXPECT_EQ(*ParsePhone("0400 000 001", "AU"), *ParsePhone("+61 (0)400 000 001", "US"));
  EXPECT_NE(*ParsePhone("0400 000 001", "AU"), *ParsePhone("0400 000 002", "AU"));
}

TEST(SpokenDigits, LeavesOutAnExtension) {
  EXPECT_EQ(SpokenDigits("02 5550 0001 extension five"), "0255500001");
}

TEST(SpokenDigits, IsEmptyForWordsWithoutNumbers) { EXPECT_EQ(SpokenDigits("no thanks"), ""); }

}  // namespace
}  // namespace frontdesk
