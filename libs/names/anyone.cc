#include "libs/names/anyone.h"

#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "libs/names/filler.h"
#include "libs/names/plain_words.h"

namespace frontdesk {
namespace {

// What is left of the sentence once fillers are gone; separated by semicolons.
constexpr absl::string_view kAnyone =
    "any; anyone; anybody; any one; any body; anyone else; anybody else; someone; somebody; "
    "someone else; somebody else; whoever; whomever; whoever free; whoever soonest; "
    "whoever first; whoever earliest; whos free; who ever; whichever; either; either or; "
    "either fine; any fine; anyone fine; anybody fine; whoever fine; no preference; "
    "no preferences; no particular preference; dont have preference; dont preference; "
    "anyone who; anybody who; dont have any preference; dont mind; dont mind who; dont care; "
    "dont care who; not fussed; not fussy; not bothered; doesnt matter; doesnt matter who; "
    "doesnt matter me; no matter; all same; first; first free; first opening; next; next free; "
    "next opening; soonest; earliest; asap; any practitioner; any practitioners; any doctor; "
    "any therapist; any provider; any clinician; any person; anyone free; anybody free; "
    "any free; any staff; no one in particular; no one particular; noone particular; "
    "nobody particular; anyone whos free; anybody whos free; whoever whos free; "
    "whoever youve got; anyone youve got; next practitioner; first practitioner; "
    "no preference who; whoever soon; whoevers free; whoever works; anyone works; whatever; "
    "anyone soonest; anyone earliest; first person; next person; no particular one; "
    "no particular person";

}  // namespace

bool IsAnyone(absl::string_view said) {
  std::vector<std::string> left;
  for (const std::string& word : PlainWords(said)) {
    const bool is_pronoun_like = word == "no" || word == "one";
    if (!IsFiller(word) && !IsTitle(word)) {
      left.push_back(word);
    } else if (is_pronoun_like && !left.empty() && (left.back() == "no" || left.back() == "any")) {
      left.push_back(word);  // "no one in particular"
    }
  }
  const std::string rest = absl::StrJoin(left, " ");
  static const auto* const phrases =
      new absl::flat_hash_set<absl::string_view>(absl::StrSplit(kAnyone, "; "));
  return phrases->contains(rest);
}

}  // namespace frontdesk
