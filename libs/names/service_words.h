#ifndef FRONTDESK_LIBS_NAMES_SERVICE_WORDS_H_
#define FRONTDESK_LIBS_NAMES_SERVICE_WORDS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "libs/names/likeness.h"

namespace frontdesk {

// What a word about a service is good for.
enum class WordKind {
  kFiller,  // nothing: "please"
  kVague,   // what people call any service: "treatment"; tells services apart, but names none
  kCommon,  // "consultation": the same, and is a service where only one is called so
  kContent,
};

// A word ready to be compared: "first" is "initial", "five" is 5, "kids" are "children".
struct ServiceWord {
  explicit ServiceWord(std::string word) : ServiceWord(word, word) {}
  ServiceWord(std::string word, std::string heard);

  SpeltWord spelt;
  std::string heard;  // before it became another: "first"
  WordKind kind;
  std::string stem;  // without its ending: one for "podiatry" and "podiatrist"

  bool is_generic() const { return kind == WordKind::kVague || kind == WordKind::kCommon; }
};

// What was said about a service, or the name of one.
struct ServiceWords {
  std::vector<ServiceWord> words;  // without lengths
  std::vector<int> minutes;        // "an hour and a half" is 90
};

ServiceWords ReadService(absl::string_view text);

// How well a word that was said fits a word of a name; fillers fit only when spelt the same, and
// generic words only words of their own family.
Likeness LikenessOfService(const ServiceWord& said, const ServiceWord& word);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_NAMES_SERVICE_WORDS_H_
