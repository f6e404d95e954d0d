#ifndef FRONTDESK_LIBS_CIVIL_WORD_READER_H_
#define FRONTDESK_LIBS_CIVIL_WORD_READER_H_

#include <cstddef>
#include <initializer_list>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/civil/spoken_words.h"

namespace frontdesk {

// What every grammar over words needs. A rule of a grammar is a function that looks at the words
// from `i` on and, where it fits, moves `i` behind what it took; where it does not, `i` is
// anywhere.
class WordReader {
 protected:
  explicit WordReader(absl::Span<const SpokenWord> words) : words_(words) {}

  bool Is(std::size_t i, absl::string_view word) const {
    return i < words_.size() && words_[i].Is(word);
  }
  bool IsAny(std::size_t i, std::initializer_list<absl::string_view> options) const {
    for (const absl::string_view option : options) {
      if (Is(i, option)) return true;
    }
    return false;
  }
  // A sign that stands close to what is before it.
  bool IsSign(std::size_t i, absl::string_view sign) const {
    return Is(i, sign) && words_[i].glued;
  }
  bool Take(std::size_t& i, absl::string_view word) const {
    if (!Is(i, word)) return false;
    ++i;
    return true;
  }
  bool TakeAny(std::size_t& i, std::initializer_list<absl::string_view> options) const {
    if (!IsAny(i, options)) return false;
    ++i;
    return true;
  }
  // -1 where there is no number.
  int Number(std::size_t i) const { return i < words_.size() ? words_[i].number : -1; }
  // -1 also for an ordinal.
  int Cardinal(std::size_t i) const {
    return i < words_.size() && !words_[i].ordinal ? words_[i].number : -1;
  }

  absl::Span<const SpokenWord> words_;
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CIVIL_WORD_READER_H_
