#include "services/schedule_cache/domain/slot_cache.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/log.h"

namespace frontdesk::schedule_cache {
namespace {

// What memory holds may be older: see SlotMemory::Trusted.
constexpr absl::Duration kMoment = absl::Milliseconds(100);
constexpr std::size_t kMostChecks = 1000;

absl::Status CheckOfferings(const Directory& directory, const std::vector<Offering>& offerings) {
  for (const Offering& offering : offerings) {
    if (std::ranges::find(directory.offerings, offering) == directory.offerings.end()) {
      return MakeError(
          DomainError::kInvalidRequest,
          absl::StrCat("the clinic does not offer type ", offering.appointment_type.value(),
                       " by practitioner ", offering.practitioner.value(), " at business ",
                       offering.business.value()));
    }
  }
  return absl::OkStatus();
}

}  // namespace

// One call of ListOpenSlots.
class SlotCache::Inquiry {
 public:
  Inquiry(SlotCache& cache, const Directory& directory, const OpenSlotsQuery& query,
          absl::Time deadline, absl::Time answer_by)
      : cache_(cache),
        directory_(directory),
        clinic_(directory.clinic.id),
        query_(query),
        now_(cache.clock_.Now()),
        oldest_(now_ - query.max_age.value_or(cache.options_.fresh_for)),
        last_moment_(deadline - cache.options_.reply_time),
        answer_by_(answer_by - cache.options_.reply_time),
        days_{std::max(query.days.first, absl::ToCivilDay(now_, directory.clinic.zone)),
              query.days.last} {}

  absl::StatusOr<OpenSlots> Answer() {
    RaiseQuestions();
    if (FreshInMemory() || AsFreshAsCanBe()) return Tell();
    if (!query_.to_book.empty() && AnsweredByCliniko()) return Tell();
    if (const absl::Status loaded = LoadFromStore(); !loaded.ok()) {
      if (!AnswerFromMemoryAlone()) return loaded;
      return Tell();
    }
    AskClinikoForTheRest();
    SettleAndKeep();
    return Tell();
  }

 private:
  // An offering on a day.
  struct Question {
    const Offering* offering;
    absl::CivilDay day;
    SlotMemory::Day held;          // what memory has, of whatever age
    std::optional<CachedDay> raw;  // what the store or Cliniko has, our own bookings not taken out
    std::uint64_t generation = 0;  // before that was read
    bool live = false;             // whether Cliniko was asked
    SlotMemory::Day answer;
  };

  // The days that are worth asking for: from today on, and not known to be days off.
  void RaiseQuestions() {
    const std::vector<Offering>& offerings = query_.offerings;
    if (days_.last < days_.first) return;
    questions_.reserve(offerings.size() * static_cast<std::size_t>(days_.last - days_.first + 1));
    for (auto offering = offerings.begin(); offering != offerings.end(); ++offering) {
      if (std::find(offerings.begin(), offering, *offering) != offering) continue;  // named twice
      for (absl::CivilDay day = days_.first; day <= days_.last; ++day) {
        if (directory_.WorksOn(offering->practitioner, offering->business, day).value_or(true)) {
          questions_.push_back({.offering = &*offering, .day = day});
        }
      }
    }
  }

  bool FreshInMemory() {
    if (query_.max_age.has_value() && query_.to_book.empty()) return questions_.empty();
    trusted_ = cache_.memory_.Trusted(now_);
    std::size_t hits = 0;
    for (Question& question : questions_) {
      question.held =
          cache_.memory_.Find(clinic_, *question.offering, question.day, directory_.version, now_);
      if (trusted_ && question.held != nullptr && question.held->fetched_at >= oldest_) {
        question.answer = question.held;
        ++hits;
      } else if (query_.max_age.has_value()) {
        question.held = nullptr;  // will not do, whatever else fails
      }
    }
    SlotCounters::Add(cache_.counters_.memory_hits, hits);
    return hits == questions_.size();
  }

  // While Cliniko is down nothing newer is to be had, and many may ask. A replica that found it up
  // again sooner than this one may have stored something, but this one looks every few seconds.
  bool AsFreshAsCanBe() {
    if (!trusted_ || query_.max_age.has_value() || !cache_.fetcher_.IsDown(clinic_)) return false;
    if (std::ranges::find(questions_, nullptr, &Question::held) != questions_.end()) return false;
    for (Question& question : questions_) question.answer = question.held;
    return true;
  }

  // False: none of the starts is open, and the store knows.
  bool AnsweredByCliniko() {
    if (SeenOpenJustNow()) return true;
    PrepareToLearn();
    std::vector<CachedDay> read;
    FetchTheRest(/*with_store=*/false, last_moment_ - cache_.options_.reread_time, &read);
    if (read.empty()) return true;  // and nothing can be told
    const bool open = std::ranges::any_of(questions_, [&](const Question& question) {
      return question.raw.has_value() && IsOpenIn(*question.raw);
    });
    if (!open) {
      // Whoever asks for other times next is not to hear of this one.
      if (const absl::Status saved = cache_.store_.Save(clinic_, read, last_moment_); !saved.ok()) {
        log::Warn("slot_save_failed", {{"clinic", clinic_}, {"why", saved}});
      }
      return false;
    }
    const std::lock_guard lock(cache_.checks_mutex_);
    if (cache_.checks_.size() >= kMostChecks) {
      absl::erase_if(cache_.checks_,
                     [&](const auto& check) { return check.second.day->fetched_at < oldest_; });
    }
    for (Question& question : questions_) {
      if (question.answer != nullptr || !question.raw.has_value()) continue;
      question.answer = std::make_shared<CachedDay>(*std::move(question.raw));
      cache_.checks_[KeyOf(question)] = {question.answer, question.generation};
    }
    return true;
  }

  // Whether Cliniko has said so to somebody else. That none is open it is asked itself: one may
  // have become free.
  bool SeenOpenJustNow() {
    bool open = false;
    const std::lock_guard lock(cache_.checks_mutex_);
    for (Question& question : questions_) {
      if (question.answer != nullptr) continue;
      const auto check = cache_.checks_.find(KeyOf(question));
      if (check == cache_.checks_.end() || check->second.day->fetched_at < oldest_ ||
          check->second.generation !=
              cache_.memory_.GenerationOf(clinic_, question.offering->practitioner)) {
        return false;
      }
      open |= IsOpenIn(*check->second.day);
    }
    if (!open) return false;
    for (Question& question : questions_) {
      if (question.answer == nullptr) question.answer = cache_.checks_[KeyOf(question)].day;
    }
    return true;
  }

  bool IsOpenIn(const CachedDay& day) const {
    return std::ranges::any_of(day.starts, [&](absl::Time start) {
      return std::ranges::any_of(query_.to_book, [&](absl::Time wanted) {
        return absl::AbsDuration(start - wanted) <= kSameStart;
      });
    });
  }

  CheckKey KeyOf(const Question& question) const {
    return {clinic_, {*question.offering, question.day}};
  }

  void PrepareToLearn() {
    unanswered_.clear();
    for (Question& question : questions_) {
      if (question.answer != nullptr) continue;
      // Before anything is read, so that a change in between is noticed.
      question.generation = cache_.memory_.GenerationOf(clinic_, question.offering->practitioner);
      if (unanswered_.empty() || unanswered_.back() != *question.offering) {
        unanswered_.push_back(*question.offering);
      }
      by_day_.try_emplace({*question.offering, question.day}, &question);
    }
  }

  absl::Status LoadFromStore() {
    absl::Time load_by = last_moment_;
    for (const Question& question : questions_) {
      if (question.held != nullptr) load_by = std::min(load_by, answer_by_);
    }
    PrepareToLearn();
    looked_at_ = absl::Now();
    ASSIGN_OR_RETURN(SlotStore::Known known,
                     cache_.store_.Load(clinic_, unanswered_, days_, Within(), load_by));
    taken_ = std::move(known.taken);
    Learn(std::move(known.days), /*live=*/false);
    return absl::OkStatus();
  }

  // Where the store cannot be reached nobody can book, so what is held may be old but is not taken.
  bool AnswerFromMemoryAlone() {
    bool something = false;
    for (Question& question : questions_) {
      if (question.answer == nullptr) question.answer = question.held;
      something |= question.answer != nullptr;
    }
    if (something) SlotCounters::Add(cache_.counters_.without_store);
    without_store_ = something;
    return something;
  }

  void AskClinikoForTheRest() {
    absl::Time until = last_moment_;
    const bool something_known = std::ranges::any_of(questions_, [](const Question& question) {
      return question.answer != nullptr || question.raw.has_value();
    });
    // Who sets a limit of their own wants fresh data or none.
    if (something_known && !query_.max_age.has_value()) until = std::min(until, answer_by_);
    const absl::Time began_to_wait = absl::Now();
    std::vector<CachedDay> read;
    const bool asked =
        FetchTheRest(/*with_store=*/true, until - cache_.options_.reread_time, &read);
    if (!asked || (read.empty() && absl::Now() - began_to_wait < kMoment)) return;
    // What was booked while we waited must not be offered. Where that cannot be read any more, what
    // was known before must do: the booking itself is refused where it collides.
    auto taken = cache_.store_.LoadTaken(clinic_, unanswered_, Within(), until);
    if (taken.ok()) taken_ = *std::move(taken);
  }

  // Whether there was anything to ask Cliniko for; what it said is added to `read`.
  bool FetchTheRest(bool with_store, absl::Time wait_until, std::vector<CachedDay>* read) {
    std::vector<std::shared_ptr<const SlotFetcher::Fetch>> fetches;
    std::size_t unanswered = 0, misses = 0;
    for (auto question = questions_.begin(); question != questions_.end();) {
      std::vector<absl::CivilDay> wanted;
      const Offering& offering = *question->offering;
      for (; question != questions_.end() && question->offering == &offering; ++question) {
        if (question->answer != nullptr) continue;
        ++unanswered;
        const bool fresh = question->raw.has_value() && question->raw->fetched_at >= oldest_;
        if (!fresh) wanted.push_back(question->day);
      }
      misses += wanted.size();
      const std::size_t most = static_cast<std::size_t>(cache_.options_.most_fetches);
      if (wanted.empty() || fetches.size() >= most) continue;
      // Reads beyond the last day that is asked for: a week costs what a day costs.
      std::ranges::move(cache_.fetcher_.Cover(directory_.clinic, offering, wanted,
                                              {.last = days_.last + (kDaysPerFetch - 1),
                                               .oldest = oldest_,
                                               .most = most - fetches.size(),
                                               .looked_at = looked_at_,
                                               .with_store = with_store}),
                        std::back_inserter(fetches));
    }
    SlotCounters::Add(cache_.counters_.misses, misses);
    SlotCounters::Add(cache_.counters_.store_hits, unanswered - misses);
    cost_.upstream_requests += static_cast<int>(fetches.size());
    for (const auto& fetch : fetches) {
      absl::StatusOr<std::vector<CachedDay>> fetched = fetch->Wait(wait_until);
      if (fetched.ok()) {
        read->insert(read->end(), fetched->begin(), fetched->end());
        Learn(*std::move(fetched), /*live=*/true);
      } else {
        ++cost_.failed_requests;
        failure_.Update(fetched.status());
      }
    }
    return !fetches.empty();
  }

  void Learn(std::vector<CachedDay> days, bool live) {
    for (CachedDay& day : days) {
      const auto question = by_day_.find({day.offering, day.day});
      if (question == by_day_.end()) continue;
      question->second->raw = std::move(day);
      question->second->live = live;
    }
  }

  void SettleAndKeep() {
    for (Question& question : questions_) {
      if (question.answer != nullptr || !question.raw.has_value()) continue;
      const AppointmentType* type = directory_.Find(question.offering->appointment_type);
      const absl::Duration length = type == nullptr ? absl::ZeroDuration() : type->duration;
      auto day = std::make_shared<CachedDay>(*std::move(question.raw));
      day->starts = StillOpen(day->starts, length, taken_[question.offering->practitioner]);
      question.answer = std::move(day);
      cache_.memory_.Keep(clinic_, question.generation, directory_.version, question.answer, now_);
    }
  }

  absl::StatusOr<OpenSlots> Tell() const {
    SlotCounters& counters = cache_.counters_;
    OpenSlots slots{.directory_version = directory_.version, .cost = cost_};
    slots.days.reserve(questions_.size());
    std::size_t stale_days = 0;
    for (const Question& question : questions_) {
      if (question.answer == nullptr) continue;
      slots.cost.cached_lookups += question.live ? 0 : 1;
      const bool stale = without_store_ || question.answer->fetched_at < oldest_;
      slots.days.push_back({.cached = question.answer,
                            .past = CountPast(question.answer->starts, now_),
                            .stale = stale});
      stale_days += stale ? 1 : 0;
    }
    slots.partial = slots.days.size() < questions_.size();
    if (stale_days > 0) SlotCounters::Add(counters.stale_days, stale_days);
    if (!slots.partial) return slots;
    SlotCounters::Add(counters.missing_days, questions_.size() - slots.days.size());
    if (!slots.days.empty()) {
      SlotCounters::Add(counters.partial_answers);
      return slots;
    }
    SlotCounters::Add(counters.failed_answers);
    if (absl::IsDeadlineExceeded(failure_)) {
      return MakeError(DomainError::kStillChecking, "Cliniko is late and nothing is cached");
    }
    return MakeError(DomainError::kBookingSystemUnavailable, failure_.message());
  }

  TimeRange Within() const {
    return {absl::FromCivil(days_.first, directory_.clinic.zone),
            absl::FromCivil(days_.last + 2, directory_.clinic.zone)};
  }

  SlotCache& cache_;
  const Directory& directory_;
  const ClinicId& clinic_;
  const OpenSlotsQuery& query_;
  const absl::Time now_;
  const absl::Time oldest_;
  const absl::Time last_moment_;  // for an answer of any kind
  const absl::Time answer_by_;    // where something is known
  const DaySpan days_;
  std::vector<Question> questions_;  // by offering and day
  bool trusted_ = false;             // memory, as it was when it was looked at
  bool without_store_ = false;
  SearchCost cost_;
  // What follows is for what memory did not answer.
  std::vector<Offering> unanswered_;
  std::map<std::pair<Offering, absl::CivilDay>, Question*> by_day_;
  absl::Time looked_at_ = absl::InfinitePast();  // into the store
  TakenTimes taken_;
  absl::Status failure_;
};

SlotCache::SlotCache(SlotMemory& memory, SlotStore& store, SlotFetcher& fetcher, const Clock& clock,
                     SlotCounters& counters, const SlotCacheOptions& options)
    : memory_(memory),
      store_(store),
      fetcher_(fetcher),
      clock_(clock),
      counters_(counters),
      options_(options) {}

absl::StatusOr<OpenSlots> SlotCache::ListOpenSlots(const Directory& directory,
                                                   const OpenSlotsQuery& query, absl::Time deadline,
                                                   absl::Time answer_by) {
  RETURN_IF_ERROR(CheckOfferings(directory, query.offerings));
  return Inquiry(*this, directory, query, deadline, answer_by).Answer();
}

absl::StatusOr<int> SlotCache::Drop(const ClinicId& clinic, const PractitionerId& practitioner,
                                    const DaySpan& days, absl::Time deadline) {
  absl::StatusOr<int> dropped = store_.Drop(clinic, practitioner, days, deadline);
  // Afterwards, so that nobody keeps again what the store had before. A drop that failed may have
  // happened all the same.
  memory_.Evict(clinic, practitioner);
  return dropped;
}

void SlotCache::Forget(const ClinicId& clinic, const PractitionerId& practitioner) {
  memory_.Evict(clinic, practitioner);
}

}  // namespace frontdesk::schedule_cache
