#include "libs/names/service_match.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/names/likeness.h"
#include "libs/names/memo.h"
#include "libs/names/plain_words.h"
#include "libs/names/resolution.h"
#include "libs/names/service_words.h"

namespace frontdesk {
namespace {

constexpr double kWholeNameScore = 1.0;
constexpr double kSomeWordsScore = 0.85;
constexpr double kContradictedScore = 0.6;
constexpr double kFuzzyRatio = 0.75;

constexpr std::size_t kMostNames = 8 * 1024;  // that are kept ready

std::string WithoutParentheses(absl::string_view text) {
  std::string kept;
  int depth = 0;
  for (const char c : text) {
    if (c == '(') ++depth;
    if (depth == 0) kept.push_back(c);
    if (c == ')' && depth > 0) --depth;
  }
  return kept;
}

// Ratio counts for long; lengths that differ much need no counting.
bool IsFuzzy(const std::string& said, const std::string& name) {
  const double shorter = static_cast<double>(std::min(said.size(), name.size()));
  const double both = static_cast<double>(said.size() + name.size());
  return 2 * shorter >= kFuzzyRatio * both && Ratio(said, name) >= kFuzzyRatio;
}

// The name of a service in our own list.
struct ReadName {
  ServiceWords read;
  std::vector<std::string> plain;
  std::string joined;           // the plain words
  bool has_own_length = false;  // one that is no remark in parentheses
};

std::shared_ptr<const ReadName> NameOf(const ServiceName& service) {
  static auto* const memo = new Memo<ReadName>(kMostNames);
  return memo->Get(service.name, [&] {
    ReadName name{.read = ReadService(service.name), .plain = PlainWords(service.name)};
    name.joined = absl::StrJoin(name.plain, "");
    name.has_own_length = !name.read.minutes.empty() &&
                          !ReadService(WithoutParentheses(service.name)).minutes.empty();
    return name;
  });
}

// What was said, laid upon the name of one service.
struct Fitted {
  std::vector<Likeness> said;    // how well each word that was said fits
  std::vector<bool> is_literal;  // and whether the name has it as it was heard
  bool is_whole = true;          // every word of the name was said
  bool fits_lengths = true;      // it has every length that was said
  // The name has a length that belongs to it ("Osteo 90"; in parentheses it is a remark), and none
  // was said.
  bool ignores_length = false;
};

// How a service stands in the end.
struct Judged {
  double score = 0;
  bool is_accounted = false;  // it has everything that was said
};

Fitted FitService(const ServiceWords& said, const ServiceName& service) {
  const std::shared_ptr<const ReadName> known = NameOf(service);
  const ServiceWords& name = known->read;
  std::vector<bool> used(name.words.size(), false);
  Fitted fitted;
  for (const ServiceWord& word : said.words) {
    Likeness best;
    std::size_t best_at = 0;
    for (std::size_t at = 0; at < name.words.size(); ++at) {
      const Likeness likeness = LikenessOfService(word, name.words[at]);
      if (likeness > best) {
        best = likeness;
        best_at = at;
      }
    }
    if (best.fit > Fit::kNear) used[best_at] = true;
    fitted.said.push_back(best);
    fitted.is_literal.push_back(best.fit == Fit::kExact && word.heard == name.words[best_at].heard);
  }
  for (std::size_t at = 0; at < used.size(); ++at) {
    if (!used[at] && name.words[at].kind != WordKind::kFiller) fitted.is_whole = false;
  }
  for (const int minutes : said.minutes) {
    const bool fits =
        service.duration_minutes == minutes ||
        std::find(name.minutes.begin(), name.minutes.end(), minutes) != name.minutes.end();
    fitted.fits_lengths = fitted.fits_lengths && fits;
  }
  fitted.ignores_length = said.minutes.empty() && known->has_own_length;
  return fitted;
}

// All services of a clinic under what was said.
class Menu {
 public:
  Menu(ServiceWords said, absl::Span<const ServiceName> names) : said_(std::move(said)) {
    for (const ServiceName& name : names) services_.push_back(FitService(said_, name));
    for (std::size_t i = 0; i < said_.words.size(); ++i) {
      const ServiceWord& word = said_.words[i];
      has_content_ = has_content_ || word.kind == WordKind::kContent;
      // A generic word that no service has says nothing; what one has tells it from the others.
      holders_.push_back(HoldersOf(i));
      names_service_ = names_service_ || (word.kind == WordKind::kContent && !IsRephrased(i)) ||
                       (word.kind == WordKind::kCommon && !holders_[i].empty());
    }
  }

  const Fitted& operator[](std::size_t service) const { return services_[service]; }

  // True where nothing that was said could be the name of a service: "a treatment please".
  bool is_vague() const { return !names_service_ && said_.minutes.empty(); }

  Judged Judge(std::size_t index) const {
    const Fitted& service = services_[index];
    bool is_accounted = service.fits_lengths;
    // A length alone speaks of a service only where nothing else was said ("the 30 minute one").
    bool has_fit = !has_content_ && !said_.minutes.empty() && service.fits_lengths;
    double quality = 1.0;
    for (std::size_t i = 0; i < said_.words.size(); ++i) {
      const ServiceWord& word = said_.words[i];
      const Likeness& fit = service.said[i];
      if (fit.fit == Fit::kNone) {
        is_accounted = is_accounted && MayLack(index, i);
        continue;
      }
      has_fit = has_fit || word.kind == WordKind::kContent || word.kind == WordKind::kCommon ||
                !has_content_;
      is_accounted = is_accounted && fit.fit > Fit::kNear;
      quality = std::min(quality, fit.quality);
    }
    if (!has_fit) return {};
    const double base = !is_accounted      ? kContradictedScore
                        : service.is_whole ? kWholeNameScore
                                           : kSomeWordsScore;
    return {base * quality, is_accounted};
  }

 private:
  // "new" and "first" say something else as well where no service is called so.
  bool IsRephrased(std::size_t word) const {
    return said_.words[word].heard != said_.words[word].spelt.text &&
           (said_.words[word].spelt.text == "initial" ||
            said_.words[word].spelt.text == "followup") &&
           std::none_of(services_.begin(), services_.end(),
                        [&](const Fitted& one) { return one.is_literal[word]; });
  }

  std::vector<std::size_t> HoldersOf(std::size_t word) const {
    std::vector<std::size_t> holders;
    if (!said_.words[word].is_generic()) return holders;
    for (std::size_t at = 0; at < services_.size(); ++at) {
      if (services_[at].said[word].fit != Fit::kNone) holders.push_back(at);
    }
    return holders;
  }

  bool FitsContent(std::size_t service) const {
    for (std::size_t i = 0; i < said_.words.size(); ++i) {
      if (said_.words[i].kind == WordKind::kContent &&
          services_[service].said[i].fit != Fit::kNone) {
        return true;
      }
    }
    return false;
  }

  // May a service that has all the rest lack this word and still be meant?
  bool MayLack(std::size_t service, std::size_t word) const {
    switch (said_.words[word].kind) {
      case WordKind::kFiller:
        return true;
      case WordKind::kContent:
        return false;
      case WordKind::kCommon:
        return holders_[word].empty();
      case WordKind::kVague:
        break;
    }
    // "massage treatment" is "Massage", whatever else is called a treatment; "long treatment" is
    // not "Long Consultation" where there is a "Standard Treatment".
    return holders_[word].empty() ||
           (has_content_ && services_[service].is_whole &&
            std::none_of(holders_[word].begin(), holders_[word].end(),
                         [&](std::size_t holder) { return FitsContent(holder); }));
  }

  ServiceWords said_;
  std::vector<Fitted> services_;
  std::vector<std::vector<std::size_t>> holders_;  // of each generic word that was said
  bool has_content_ = false;
  bool names_service_ = false;
};

Resolution Conclude(std::vector<Scored> candidates) {
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Scored& a, const Scored& b) { return a.score > b.score; });
  const double confidence = candidates.empty() ? 0 : candidates.front().score;
  const auto verdict = candidates.empty()       ? Resolution::Verdict::kUnknown
                       : candidates.size() == 1 ? Resolution::Verdict::kResolved
                                                : Resolution::Verdict::kAmbiguous;
  return {.verdict = verdict, .candidates = std::move(candidates), .confidence = confidence};
}

// Something that was said is no part of it, or is no name: never chosen, only asked about.
Resolution Ask(std::vector<Scored> candidates) {
  Resolution resolution = Conclude(std::move(candidates));
  if (resolution.resolved()) resolution.verdict = Resolution::Verdict::kAmbiguous;
  return resolution;
}

}  // namespace

Resolution MatchService(absl::string_view said, absl::Span<const ServiceName> names) {
  const std::vector<std::string> plain = PlainWords(said);
  if (plain.empty()) return {};
  // The name as it stands in our own list, durations and all: agents send it back word for word.
  std::vector<Scored> exact;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (NameOf(names[i])->plain == plain) exact.push_back({i, kWholeNameScore});
  }
  if (!exact.empty()) return Conclude(std::move(exact));

  const Menu menu(ReadService(said), names);
  std::vector<Scored> whole;
  std::vector<Scored> some;
  std::vector<Scored> doubtful;
  bool has_complete = false;
  bool is_exact = false;
  const std::string joined = absl::StrJoin(plain, "");
  for (std::size_t i = 0; i < names.size(); ++i) {
    const Judged judged = menu.Judge(i);
    if (judged.score > 0) {
      const bool is_whole = judged.is_accounted && menu[i].is_whole;
      const bool is_complete = is_whole && !menu[i].ignores_length;
      has_complete = has_complete || is_complete;
      is_exact = is_exact || (is_complete && judged.score == kWholeNameScore);
      (!judged.is_accounted ? doubtful : is_whole ? whole : some).push_back({i, judged.score});
    } else if (IsFuzzy(joined, NameOf(names[i])->joined)) {
      doubtful.push_back({i, kContradictedScore});
    }
  }
  // "Osteo" is not all of "Osteo 90", so it says no more of that one than of "Osteo 45 - standard".
  if (!whole.empty() && !has_complete) {
    whole.insert(whole.end(), some.begin(), some.end());
  }
  if (is_exact) {
    whole.erase(std::remove_if(whole.begin(), whole.end(),
                               [](const Scored& one) { return one.score < kWholeNameScore; }),
                whole.end());
  }
  if (!whole.empty()) return Conclude(std::move(whole));
  if (!some.empty()) return menu.is_vague() ? Ask(std::move(some)) : Conclude(std::move(some));
  return Ask(std::move(doubtful));
}

std::vector<std::size_t> ServicesMentioned(absl::string_view text,
                                           absl::Span<const ServiceName> names) {
  const ServiceWords words = ReadService(text);
  std::vector<std::vector<bool>> said;  // which of the words that were said each service has
  for (const ServiceName& name : names) {
    const Fitted fitted = FitService(words, name);
    std::vector<bool>& has = said.emplace_back();
    for (std::size_t i = 0; i < words.words.size(); ++i) {
      has.push_back(words.words[i].kind == WordKind::kContent && fitted.said[i].fit > Fit::kNear);
    }
  }
  // True when `other` has every word that `one` has, and more: "remedial massage" is not "Massage".
  const auto says_more = [](const std::vector<bool>& other, const std::vector<bool>& one) {
    bool has_more = false;
    for (std::size_t i = 0; i < one.size(); ++i) {
      if (one[i] && !other[i]) return false;
      has_more = has_more || (other[i] && !one[i]);
    }
    return has_more;
  };
  std::vector<std::size_t> mentioned;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const bool has_any = std::find(said[i].begin(), said[i].end(), true) != said[i].end();
    const bool is_outdone = std::any_of(
        said.begin(), said.end(), [&](const auto& other) { return says_more(other, said[i]); });
    if (has_any && !is_outdone) mentioned.push_back(i);
  }
  return mentioned;
}

}  // namespace frontdesk
