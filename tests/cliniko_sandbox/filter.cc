#include "tests/cliniko_sandbox/filter.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/cliniko_sandbox/time_text.h"

namespace frontdesk::sandbox {
namespace {

// The longer spellings come before those that they begin with.
constexpr std::pair<const char*, Operator> kSpellings[] = {
    {"!?", Operator::kNull},        {"!=", Operator::kNotEqual}, {">=", Operator::kGreaterOrEqual},
    {"<=", Operator::kLessOrEqual}, {"~~", Operator::kLike},     {">", Operator::kGreater},
    {"<", Operator::kLess},         {"=", Operator::kEqual},     {"~", Operator::kContains},
    {"?", Operator::kNotNull},      {"*", Operator::kAny},
};

bool IsOrdering(Operator op) {
  return op == Operator::kGreaterOrEqual || op == Operator::kGreater ||
         op == Operator::kLessOrEqual || op == Operator::kLess;
}

bool Allowed(FieldType type, Operator op) {
  if (op == Operator::kNull || op == Operator::kNotNull) return true;
  const bool is_equality = op == Operator::kEqual || op == Operator::kNotEqual;
  switch (type) {
    case FieldType::kNumber:
      return is_equality || IsOrdering(op);
    case FieldType::kString:
      return is_equality || op == Operator::kContains || op == Operator::kLike;
    case FieldType::kBoolean:
      return is_equality;
    case FieldType::kDate:
      return op == Operator::kEqual || IsOrdering(op);
    case FieldType::kDateTime:
      return IsOrdering(op) || op == Operator::kAny;
    case FieldType::kArray:
      return op == Operator::kContains;
  }
  return false;
}

// '%' in `pattern` stands for any text. Both are lower-case.
bool Like(absl::string_view text, absl::string_view pattern) {
  const std::vector<absl::string_view> parts = absl::StrSplit(pattern, '%');
  if (parts.size() == 1) return text == pattern;
  if (!absl::StartsWith(text, parts.front())) return false;
  text.remove_prefix(parts.front().size());
  for (size_t i = 1; i + 1 < parts.size(); ++i) {
    const size_t at = text.find(parts[i]);
    if (at == absl::string_view::npos) return false;
    text.remove_prefix(at + parts[i].size());
  }
  return absl::EndsWith(text, parts.back());
}

// '*' in `pattern` stands for one digit of "YYYY-MM-DD".
bool MatchesDate(absl::CivilDay day, absl::string_view pattern) {
  const std::string text = DateText(day);
  if (text.size() != pattern.size()) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (pattern[i] != '*' && pattern[i] != text[i]) return false;
  }
  return true;
}

template <typename T>
bool Ordered(Operator op, const T& value, const T& operand) {
  switch (op) {
    case Operator::kGreaterOrEqual:
      return value >= operand;
    case Operator::kGreater:
      return value > operand;
    case Operator::kLessOrEqual:
      return value <= operand;
    case Operator::kLess:
      return value < operand;
    case Operator::kNotEqual:
      return value != operand;
    default:
      return value == operand;
  }
}

bool MatchesText(const Condition& condition, const std::string& value) {
  const std::string text = absl::AsciiStrToLower(value);
  switch (condition.op) {
    case Operator::kContains:
      return absl::StrContains(text, condition.text);
    case Operator::kLike:
      return Like(text, condition.text);
    default:
      return Ordered(condition.op, text, condition.text);
  }
}

absl::Status WrongValue(const Condition& condition, absl::string_view wanted) {
  return absl::InvalidArgumentError(
      absl::StrCat("Filter value for ", condition.field, " must be a ", wanted));
}

absl::Status ReadOperand(FieldType type, Condition& condition) {
  switch (type) {
    case FieldType::kNumber:
      for (const absl::string_view part : absl::StrSplit(condition.text, ',')) {
        int64_t number = 0;
        if (!absl::SimpleAtoi(part, &number)) return WrongValue(condition, "number");
        condition.numbers.push_back(number);
      }
      if (condition.numbers.size() > 1 && condition.op != Operator::kEqual) {
        return WrongValue(condition, "number");
      }
      return absl::OkStatus();
    case FieldType::kDateTime: {
      const std::optional<absl::Time> time = ParseDateTime(absl::AsciiStrToUpper(condition.text));
      if (!time) return WrongValue(condition, "date and time");
      condition.time = *time;
      return absl::OkStatus();
    }
    case FieldType::kDate:
      if (!ParseDate(condition.text) &&
          (condition.op != Operator::kEqual || condition.text.size() != 10)) {
        return WrongValue(condition, "date");
      }
      return absl::OkStatus();
    case FieldType::kBoolean:
      if (condition.text != "true" && condition.text != "false") {
        return WrongValue(condition, "boolean");
      }
      return absl::OkStatus();
    case FieldType::kString:
    case FieldType::kArray:
      return absl::OkStatus();
  }
  return absl::OkStatus();
}

}  // namespace

absl::string_view FieldOfFilter(absl::string_view filter) {
  return filter.substr(0, std::min(filter.find(':'), filter.size()));
}

absl::StatusOr<Condition> ParseFilter(absl::string_view filter, FieldType type) {
  Condition condition;
  condition.field = std::string(FieldOfFilter(filter));
  absl::string_view rest = filter.substr(std::min(condition.field.size() + 1, filter.size()));
  const auto* const spelling =
      std::find_if(std::begin(kSpellings), std::end(kSpellings),
                   [&](const auto& entry) { return absl::StartsWith(rest, entry.first); });
  if (spelling == std::end(kSpellings) || !Allowed(type, spelling->second)) {
    return absl::InvalidArgumentError(
        absl::StrCat("Filter operator for ", condition.field, " is not supported"));
  }
  condition.op = spelling->second;
  rest.remove_prefix(absl::string_view(spelling->first).size());
  condition.text = absl::AsciiStrToLower(rest);
  if (condition.op == Operator::kAny || condition.op == Operator::kNull ||
      condition.op == Operator::kNotNull) {
    return condition;
  }
  if (absl::Status status = ReadOperand(type, condition); !status.ok()) return status;
  return condition;
}

bool Matches(const Condition& condition, const FieldValue& value) {
  const bool is_null = std::holds_alternative<std::monostate>(value);
  if (condition.op == Operator::kAny) return true;
  if (condition.op == Operator::kNull) return is_null;
  if (condition.op == Operator::kNotNull) return !is_null;
  if (is_null) return condition.op == Operator::kNotEqual;
  if (const auto* number = std::get_if<int64_t>(&value)) {
    return std::any_of(condition.numbers.begin(), condition.numbers.end(),
                       [&](int64_t operand) { return Ordered(condition.op, *number, operand); });
  }
  if (const auto* flag = std::get_if<bool>(&value)) {
    return Ordered(condition.op, *flag, condition.text == "true");
  }
  if (const auto* text = std::get_if<std::string>(&value)) return MatchesText(condition, *text);
  if (const auto* time = std::get_if<absl::Time>(&value)) {
    return Ordered(condition.op, *time, condition.time);
  }
  if (const auto* day = std::get_if<absl::CivilDay>(&value)) {
    if (condition.op == Operator::kEqual) return MatchesDate(*day, condition.text);
    return Ordered(condition.op, DateText(*day), condition.text);
  }
  const auto& words = std::get<std::vector<std::string>>(value);
  return std::find(words.begin(), words.end(), condition.text) != words.end();
}

bool Precedes(const FieldValue& a, const FieldValue& b) {
  const bool a_null = std::holds_alternative<std::monostate>(a);
  const bool b_null = std::holds_alternative<std::monostate>(b);
  if (a_null || b_null) return !a_null && b_null;
  return a < b;
}

}  // namespace frontdesk::sandbox
