#ifndef FRONTDESK_LIBS_NAMES_RESOLUTION_H_
#define FRONTDESK_LIBS_NAMES_RESOLUTION_H_

#include <cstddef>
#include <vector>

namespace frontdesk {

// One of the candidates that was handed to a matcher.
struct Scored {
  std::size_t index = 0;  // into the span of candidates
  double score = 0;       // 0..1, comparable within one resolution only

  friend bool operator==(const Scored&, const Scored&) = default;
};

// Who or what was meant. The rule above all scores: a confident wrong answer is worse than a
// question, so kResolved needs every content word of what was said to be accounted for by one
// candidate alone. Source: contract/webhooks.md, 4.4.
struct Resolution {
  enum class Verdict {
    kResolved,   // candidates[0] is meant
    kAmbiguous,  // ask which of the candidates is meant (one candidate: "did you mean ...?")
    kUnknown,    // nobody here; the candidates are what each matcher's comment says
  };

  Verdict verdict = Verdict::kUnknown;
  std::vector<Scored> candidates;  // best first
  double confidence = 0;           // of the best candidate; 0 when unknown

  bool resolved() const { return verdict == Verdict::kResolved; }
  // Where the one that is meant stands in the span. Only when resolved().
  std::size_t index() const { return candidates.front().index; }
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_NAMES_RESOLUTION_H_
