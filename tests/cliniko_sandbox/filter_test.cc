#include "tests/cliniko_sandbox/filter.h"

#include <string>

#include "gtest/gtest.h"
#include "tests/cliniko_sandbox/time_text.h"

namespace frontdesk::sandbox {
namespace {

// Whether "field:`filter`" matches `value`.
bool Passes(const std::string& filter, FieldType type, const FieldValue& value) {
  const absl::StatusOr<Condition> condition = ParseFilter("field:" + filter, type);
  EXPECT_TRUE(condition.ok()) << filter << ": " << condition.status();
  return condition.ok() && Matches(*condition, value);
}

std::string Refusal(const std::string& filter, FieldType type) {
  return std::string(ParseFilter("field:" + filter, type).status().message());
}

struct Case {
  const char* filter;
  bool passes;
};

TEST(NumberFilters, CompareAndTakeLists) {
  for (const Case& c : {Case{"=5", true},
                        {"=4", false},
                        {"=1,5,9", true},
                        {"=1,9", false},
                        {"!=5", false},
                        {"!=4", true},
                        {">4", true},
                        {">5", false},
                        {">=5", true},
                        {"<5", false},
                        {"<=5", true},
                        {"?", true},
                        {"!?", false}}) {
    EXPECT_EQ(Passes(c.filter, FieldType::kNumber, int64_t{5}), c.passes) << c.filter;
  }
}

TEST(NumberFilters, KeepAll64Bits) {
  const int64_t id = 1390726237298631771;
  EXPECT_TRUE(Passes("=1390726237298631771", FieldType::kNumber, id));
  EXPECT_FALSE(Passes("=1390726237298631770", FieldType::kNumber, id));
}

TEST(NumberFilters, RefuseWhatIsNoNumber) {
  EXPECT_EQ(Refusal("=abc", FieldType::kNumber), "Filter value for field must be a number");
  EXPECT_EQ(Refusal("=1,x", FieldType::kNumber), "Filter value for field must be a number");
  EXPECT_EQ(Refusal(">", FieldType::kNumber), "Filter value for field must be a number");
}

TEST(StringFilters, IgnoreCase) {
  for (const Case& c : {Case{"=smith", true},
                        {"=SMITH", true},
                        {"=smit", false},
                        {"!=jones", true},
                        {"~MIT", true},
                        {"~xyz", false},
                        {"~~sm%", true},
                        {"~~%th", true},
                        {"~~s%t%h", true},
                        {"~~%mit%", true},
                        {"~~mit%", false},
                        {"~~smith", true},
                        {"~~sm%th%x", false},
                        {"?", true}}) {
    EXPECT_EQ(Passes(c.filter, FieldType::kString, std::string("Smith")), c.passes) << c.filter;
  }
}

TEST(DateFilters, KnowWildcards) {
  const FieldValue birthday = absl::CivilDay(1980, 5, 14);
  for (const Case& c : {Case{"=1980-05-14", true},
                        {"=****-05-**", true},
                        {"=****-06-**", false},
                        {"=1980-**-**", true},
                        {">1980-05-13", true},
                        {">1980-05-14", false},
                        {">=1980-05-14", true},
                        {"<1980-05-15", true},
                        {"<=1979-01-01", false}}) {
    EXPECT_EQ(Passes(c.filter, FieldType::kDate, birthday), c.passes) << c.filter;
  }
  EXPECT_FALSE(Passes("=****-**-**", FieldType::kDate, FieldValue()));
  EXPECT_EQ(Refusal(">****-05-**", FieldType::kDate), "Filter value for field must be a date");
}

TEST(DateTimeFilters, OrderInstantsAndKnowNoEquality) {
  const FieldValue nine = *ParseDateTime("2026-03-02T09:00:00Z");
  for (const Case& c : {Case{">=2026-03-02T09:00:00Z", true},
                        {">2026-03-02T09:00:00Z", false},
                        {"<2026-03-02T20:00:01+11:00", true},
                        {"<=2026-03-02T08:59:59Z", false},
                        {"?", true},
                        {"!?", false},
                        {"*", true}}) {
    EXPECT_EQ(Passes(c.filter, FieldType::kDateTime, nine), c.passes) << c.filter;
  }
  EXPECT_EQ(Refusal("=2026-03-02T09:00:00Z", FieldType::kDateTime),
            "Filter operator for field is not supported");
  EXPECT_EQ(Refusal(">soon", FieldType::kDateTime),
            "Filter value for field must be a date and time");
}

TEST(BooleanFilters, Compare) {
  EXPECT_TRUE(Passes("=true", FieldType::kBoolean, true));
  EXPECT_FALSE(Passes("=false", FieldType::kBoolean, true));
  EXPECT_TRUE(Passes("!=false", FieldType::kBoolean, true));
  EXPECT_EQ(Refusal("=1", FieldType::kBoolean), "Filter value for field must be a boolean");
}

TEST(ArrayFilters, FindWholeMembers) {
  const FieldValue ids = std::vector<std::string>{"12", "345"};
  EXPECT_TRUE(Passes("~345", FieldType::kArray, ids));
  EXPECT_FALSE(Passes("~34", FieldType::kArray, ids));
  EXPECT_EQ(Refusal("=12", FieldType::kArray), "Filter operator for field is not supported");
}

TEST(Filters, TreatNullAsAbsent) {
  EXPECT_TRUE(Passes("!?", FieldType::kDateTime, FieldValue()));
  EXPECT_FALSE(Passes("?", FieldType::kDateTime, FieldValue()));
  EXPECT_TRUE(Passes("*", FieldType::kDateTime, FieldValue()));
  EXPECT_FALSE(Passes("~a", FieldType::kString, FieldValue()));
  EXPECT_TRUE(Passes("!=a", FieldType::kString, FieldValue()));
}

TEST(Filters, NeedAnOperator) {
  EXPECT_FALSE(ParseFilter("field", FieldType::kString).ok());
  EXPECT_FALSE(ParseFilter("field:", FieldType::kString).ok());
  EXPECT_FALSE(ParseFilter("field:like:x", FieldType::kString).ok());
}

TEST(Ordering, PutsNullLast) {
  EXPECT_TRUE(Precedes(FieldValue(int64_t{1}), FieldValue(int64_t{2})));
  EXPECT_TRUE(Precedes(FieldValue(int64_t{1}), FieldValue()));
  EXPECT_FALSE(Precedes(FieldValue(), FieldValue(int64_t{1})));
}

}  // namespace
}  // namespace frontdesk::sandbox
