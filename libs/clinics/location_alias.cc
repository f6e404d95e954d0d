#include "libs/clinics/location_alias.h"

#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <string>

#include "absl/strings/string_view.h"

namespace frontdesk {
namespace {

constexpr UChar32 kReplacement = 0xFFFD;

icu::UnicodeString FromUtf8(absl::string_view text) {
  return icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
}

}  // namespace

std::string NormalizeAlias(absl::string_view alias) {
  icu::UnicodeString lower = FromUtf8(alias);
  lower.toLower(icu::Locale::getRoot());
  icu::UnicodeString normalized;
  bool space = false;
  for (int32_t i = 0; i < lower.length(); i = lower.moveIndex32(i, 1)) {
    const UChar32 c = lower.char32At(i);
    if (u_isUWhiteSpace(c)) {
      space = !normalized.isEmpty();
      continue;
    }
    if (u_iscntrl(c)) continue;
    if (space) normalized.append(UChar32{' '});
    space = false;
    normalized.append(c);
  }
  std::string result;
  normalized.toUTF8String(result);
  return result;
}

bool IsUsableAlias(absl::string_view normalized) {
  const icu::UnicodeString text = FromUtf8(normalized);
  return !text.isEmpty() && text.countChar32() <= static_cast<int32_t>(kLongestAlias) &&
         text.indexOf(kReplacement) < 0;
}

}  // namespace frontdesk
