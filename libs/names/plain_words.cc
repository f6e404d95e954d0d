#include "libs/names/plain_words.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
#include "unicode/normalizer2.h"
#include "unicode/translit.h"
#include "unicode/uchar.h"
#include "unicode/unistr.h"

namespace frontdesk {
namespace {

bool IsAscii(absl::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Letters that stay one letter under decomposition.
constexpr std::pair<char32_t, const char*> kUndecomposed[] = {
    {U'ß', "ss"}, {U'æ', "ae"}, {U'œ', "oe"}, {U'ø', "o"}, {U'ł', "l"}, {U'đ', "d"},
    {U'ð', "d"},  {U'þ', "th"}, {U'ı', "i"},  {U'ħ', "h"}, {U'’', "'"}, {U'‘', "'"},
    {U'ʼ', "'"},  {U'–', "-"},  {U'—', "-"},  {U'‐', "-"}, {U'‑', "-"},
};

// Lower case and without accents; letters of other scripts stay.
icu::UnicodeString WithoutAccents(const icu::UnicodeString& text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* const decompose = icu::Normalizer2::getNFKDInstance(status);
  icu::UnicodeString decomposed = text;
  decomposed.foldCase();
  if (U_SUCCESS(status)) decomposed = decompose->normalize(decomposed, status);
  icu::UnicodeString plain;
  for (int32_t i = 0; i < decomposed.length(); i = decomposed.moveIndex32(i, 1)) {
    const UChar32 c = decomposed.char32At(i);
    if (u_charType(c) == U_NON_SPACING_MARK) continue;
    const auto* const known =
        std::find_if(std::begin(kUndecomposed), std::end(kUndecomposed),
                     [&](const auto& row) { return static_cast<UChar32>(row.first) == c; });
    if (known != std::end(kUndecomposed)) {
      plain.append(icu::UnicodeString(known->second));
    } else if (u_isUWhiteSpace(c)) {
      plain.append(static_cast<UChar32>(' '));
    } else {
      plain.append(c);
    }
  }
  return plain;
}

// Making one costs milliseconds, and one serves one thread at a time.
const icu::Transliterator* ToLatin() {
  thread_local const std::unique_ptr<const icu::Transliterator> to_latin = [] {
    UErrorCode status = U_ZERO_ERROR;
    return std::unique_ptr<const icu::Transliterator>(icu::Transliterator::createInstance(
        "Any-Latin; Latin-ASCII; Lower", UTRANS_FORWARD, status));
  }();
  return to_latin.get();
}

std::string ToPlainAscii(absl::string_view text) {
  if (IsAscii(text)) return absl::AsciiStrToLower(text);
  icu::UnicodeString plain = WithoutAccents(icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size()))));
  std::string utf8;
  plain.toUTF8String(utf8);
  if (IsAscii(utf8)) return utf8;
  if (const icu::Transliterator* const to_latin = ToLatin()) {
    to_latin->transliterate(plain);
    utf8.clear();
    plain.toUTF8String(utf8);
  }
  return utf8;
}

}  // namespace

std::vector<std::string> PlainWords(absl::string_view text) {
  std::vector<std::string> words;
  bool is_inside = false;
  for (const char c : ToPlainAscii(text)) {
    if (c == '\'' || c == '`') continue;
    const bool is_part = absl::ascii_isalnum(c) || static_cast<unsigned char>(c) >= 0x80;
    if (is_part) {
      if (!is_inside) words.emplace_back();
      words.back().push_back(c);
    }
    is_inside = is_part;
  }
  return words;
}

absl::string_view WithoutPossessive(absl::string_view word) {
  if (word.size() >= 4 && word.back() == 's' && word[word.size() - 2] != 's') {
    word.remove_suffix(1);
  }
  return word;
}

}  // namespace frontdesk
