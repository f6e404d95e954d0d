#include "libs/phone/phone_number.h"

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "libs/phone/spoken_digits.h"
#include "libs/status/domain_error.h"
#include "phonenumbers/phonenumberutil.h"

namespace frontdesk {
namespace {

using i18n::phonenumbers::PhoneNumberUtil;
using LibraryNumber = i18n::phonenumbers::PhoneNumber;

// Of a number that could be one, with all that is dialled before it; libphonenumber takes seconds
// over thousands of digits.
constexpr std::size_t kMostDigits = 40;

constexpr char kProblemPayload[] = "frontdesk/phone_problem";

absl::string_view NameOf(PhoneProblem problem) {
  switch (problem) {
    case PhoneProblem::kMissing:
      return "missing";
    case PhoneProblem::kWrongLength:
      return "wrong length";
    case PhoneProblem::kWrongPrefix:
      return "wrong prefix";
  }
  return "";
}

// The text names only the problem: the number itself must not reach a log.
absl::Status Refuse(PhoneProblem problem) {
  absl::Status status =
      MakeError(DomainError::kInvalidPhoneNumber, absl::StrCat("phone number: ", NameOf(problem)));
  status.SetPayload(kProblemPayload, absl::Cord(NameOf(problem)));
  return status;
}

// A number that went through a JSON number may come back as "400000001.0".
absl::string_view WithoutFraction(absl::string_view lexeme) {
  const std::size_t dot = lexeme.find('.');
  if (dot == absl::string_view::npos || dot == 0 || dot + 1 == lexeme.size()) return lexeme;
  for (std::size_t i = 0; i < lexeme.size(); ++i) {
    if (i < dot && !absl::ascii_isdigit(lexeme[i])) return lexeme;
    if (i > dot && lexeme[i] != '0') return lexeme;
  }
  return lexeme.substr(0, dot);
}

// `digits` in national form, the leading zero included ("0400000001").
absl::StatusOr<std::string> AustralianE164(absl::string_view digits) {
  if (digits.size() != 10) return Refuse(PhoneProblem::kWrongLength);
  if (digits[0] != '0' || !absl::StrContains("23478", digits.substr(1, 1))) {
    return Refuse(PhoneProblem::kWrongPrefix);
  }
  return absl::StrCat("+61", digits.substr(1));
}

// `digits` behind "+61", where some people keep the national zero: "+61 (0)4...".
absl::StatusOr<std::string> AustralianE164AfterCode(absl::string_view digits) {
  return AustralianE164(absl::StartsWith(digits, "0") ? std::string(digits)
                                                      : absl::StrCat("0", digits));
}

// Any country but Australia: what libphonenumber holds possible. Its stricter check refuses the
// numbers that are set aside for fiction, and lags behind newly opened ranges.
absl::StatusOr<std::string> PossibleE164(const std::string& text, const std::string& country) {
  const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
  LibraryNumber number;
  switch (util.Parse(text, country, &number)) {
    case PhoneNumberUtil::NO_PARSING_ERROR:
      break;
    case PhoneNumberUtil::INVALID_COUNTRY_CODE_ERROR:
      return Refuse(PhoneProblem::kWrongPrefix);
    default:
      return Refuse(PhoneProblem::kWrongLength);
  }
  switch (util.IsPossibleNumberWithReason(number)) {
    case PhoneNumberUtil::IS_POSSIBLE:
      break;
    case PhoneNumberUtil::INVALID_COUNTRY_CODE:
      return Refuse(PhoneProblem::kWrongPrefix);
    default:
      return Refuse(PhoneProblem::kWrongLength);
  }
  // The North American plan has no area code or exchange that begins with 0 or 1.
  if (number.country_code() == 1) {
    const std::string national = absl::StrCat(number.national_number());
    if (national.size() != 10) return Refuse(PhoneProblem::kWrongLength);
    if (national[0] < '2' || national[3] < '2') return Refuse(PhoneProblem::kWrongPrefix);
  }
  std::string e164;
  util.Format(number, PhoneNumberUtil::E164, &e164);
  return e164;
}

absl::StatusOr<std::string> InternationalE164(absl::string_view digits) {
  if (absl::ConsumePrefix(&digits, "61")) return AustralianE164AfterCode(digits);
  return PossibleE164(absl::StrCat("+", digits), "ZZ");
}

absl::StatusOr<std::string> ToE164(absl::string_view text, const std::string& country) {
  if (absl::ConsumePrefix(&text, "+")) return InternationalE164(text);
  // "00" dials abroad in most of the world; "0011" does in Australia and "011" in North America.
  if (country == "AU" && absl::ConsumePrefix(&text, "0011")) return InternationalE164(text);
  if (absl::ConsumePrefix(&text, "00")) return InternationalE164(text);
  if (country != "AU") return PossibleE164(std::string(text), country);

  if (absl::StartsWith(text, "61") && (text.size() == 11 || text.size() == 12)) {
    return AustralianE164AfterCode(text.substr(2));
  }
  if (text.size() == 9 && text[0] != '0') return AustralianE164(absl::StrCat("0", text));
  return AustralianE164(text);
}

}  // namespace

std::string PhoneNumber::Masked() const {
  const absl::string_view digits = absl::StripPrefix(e164_, "+");
  if (digits.size() <= 5) return std::string(digits.size(), '*');
  return absl::StrCat(digits.substr(0, 3), std::string(digits.size() - 5, '*'),
                      digits.substr(digits.size() - 2));
}

absl::StatusOr<PhoneNumber> ParsePhone(absl::string_view spoken, absl::string_view country) {
  const std::string text = SpokenDigits(WithoutFraction(absl::StripAsciiWhitespace(spoken)));
  // "I don't have one" says a digit, but no number.
  const bool has_written_digit = spoken.find_first_of("0123456789") != absl::string_view::npos;
  if (text.empty() || text == "+" || (!has_written_digit && text.size() < 3)) {
    return Refuse(PhoneProblem::kMissing);
  }
  if (text.size() > kMostDigits) return Refuse(PhoneProblem::kWrongLength);
  absl::StatusOr<std::string> e164 = ToE164(text, absl::AsciiStrToUpper(country));
  if (!e164.ok()) return e164.status();
  // Of several zeros before a foreign number each reading takes one away, so it would never be the
  // same number twice.
  const absl::StatusOr<std::string> again = InternationalE164(absl::StripPrefix(*e164, "+"));
  if (!again.ok() || *again != *e164) return Refuse(PhoneProblem::kWrongPrefix);
  return PhoneNumber(*std::move(e164));
}

std::optional<PhoneProblem> PhoneProblemOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kProblemPayload);
  if (!payload.has_value()) return std::nullopt;
  for (const PhoneProblem problem :
       {PhoneProblem::kMissing, PhoneProblem::kWrongLength, PhoneProblem::kWrongPrefix}) {
    if (*payload == NameOf(problem)) return problem;
  }
  return std::nullopt;
}

}  // namespace frontdesk
