#ifndef FRONTDESK_TESTS_CLINIKO_SANDBOX_FILTER_H_
#define FRONTDESK_TESTS_CLINIKO_SANDBOX_FILTER_H_

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "tests/cliniko_sandbox/ids.h"

namespace frontdesk::sandbox {

// The filters of list routes: q[]=FIELD:OPERATORVALUE. Source: contract/cliniko.md, section 7.

enum class FieldType { kNumber, kString, kBoolean, kDate, kDateTime, kArray };

// The value of a field of one record; monostate is null. Ids are numbers; the members of an array
// are ids or words.
using FieldValue = std::variant<std::monostate, int64_t, bool, std::string, absl::Time,
                                absl::CivilDay, std::vector<std::string>>;

enum class Operator {
  kEqual,
  kNotEqual,
  kGreaterOrEqual,
  kGreater,
  kLessOrEqual,
  kLess,
  kContains,  // ~
  kLike,      // ~~ with % as the wildcard
  kNotNull,   // ?
  kNull,      // !?
  kAny,       // * : also what lists hide by default
};

struct Condition {
  std::string field;
  Operator op = Operator::kAny;
  std::string text;              // the operand as it was sent, lower-case
  std::vector<int64_t> numbers;  // of a number field; several only for kEqual
  absl::Time time;               // of a date-time field
};

// Splits "FIELD:..." at the first colon; no colon leaves the whole text.
absl::string_view FieldOfFilter(absl::string_view filter);

// Reads `filter` for a field of type `type`. Fails with the message that the API answers with 400.
absl::StatusOr<Condition> ParseFilter(absl::string_view filter, FieldType type);

bool Matches(const Condition& condition, const FieldValue& value);

// Orders two values of one field; null comes last.
bool Precedes(const FieldValue& a, const FieldValue& b);

}  // namespace frontdesk::sandbox

#endif  // FRONTDESK_TESTS_CLINIKO_SANDBOX_FILTER_H_
