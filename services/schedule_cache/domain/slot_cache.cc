#include "services/schedule_cache/domain/slot_cache.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <memory>
#include <set>
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

namespace frontdesk::schedule_cache {
namespace {

using Question = std::pair<Offering, absl::CivilDay>;
using Answers = std::map<Question, CachedDay>;

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

// The days that are worth asking for: from today on, and not known to be days off.
std::vector<absl::CivilDay> WorkedDays(const Directory& directory, const Offering& offering,
                                       const DaySpan& days) {
  std::vector<absl::CivilDay> worked;
  for (absl::CivilDay day = days.first; day <= days.last; ++day) {
    if (directory.WorksOn(offering.practitioner, offering.business, day).value_or(true)) {
      worked.push_back(day);
    }
  }
  return worked;
}

}  // namespace

SlotCache::SlotCache(SlotStore& store, SlotFetcher& fetcher, const Clock& clock,
                     const SlotCacheOptions& options)
    : store_(store), fetcher_(fetcher), clock_(clock), options_(options) {}

absl::StatusOr<OpenSlots> SlotCache::ListOpenSlots(const Directory& directory,
                                                   const OpenSlotsQuery& query,
                                                   absl::Time deadline) {
  RETURN_IF_ERROR(CheckOfferings(directory, query.offerings));
  const absl::TimeZone zone = directory.clinic.zone;
  const absl::Time now = clock_.Now();
  const absl::Time answer_by = deadline - options_.reply_time;
  const DaySpan days = {std::max(query.days.first, absl::ToCivilDay(now, zone)), query.days.last};
  OpenSlots result{.directory_version = directory.version};
  if (days.last < days.first || query.offerings.empty()) return result;

  const TimeRange within = {absl::FromCivil(days.first, zone),
                            absl::FromCivil(days.last + 2, zone)};
  ASSIGN_OR_RETURN(SlotStore::Known known,
                   store_.Load(directory.clinic.id, query.offerings, days, within, answer_by));
  Answers answers;
  for (CachedDay& day : known.days) {
    const Question question = {day.offering, day.day};
    answers.insert_or_assign(question, std::move(day));
  }

  const absl::Time oldest = now - query.max_age.value_or(options_.fresh_for);
  const auto is_fresh = [&](const Question& question) {
    const auto found = answers.find(question);
    return found != answers.end() && found->second.fetched_at >= oldest;
  };

  std::vector<Question> questions;
  std::vector<std::shared_ptr<const SlotFetcher::Fetch>> fetches;
  const std::size_t most_fetches = static_cast<std::size_t>(options_.most_fetches);
  for (const Offering& offering : query.offerings) {
    std::vector<absl::CivilDay> wanted;
    for (const absl::CivilDay day : WorkedDays(directory, offering, days)) {
      questions.emplace_back(offering, day);
      if (!is_fresh(questions.back())) wanted.push_back(day);
    }
    // Reads beyond the last day that is asked for: a week costs what a day costs.
    for (const DaySpan& span : FetchSpans(wanted, days.last + (kDaysPerFetch - 1))) {
      if (fetches.size() == most_fetches) break;
      fetches.push_back(fetcher_.Start(directory.clinic, offering, span, oldest));
    }
  }

  absl::Time wait_until = answer_by - options_.reread_time;
  const bool something_known = std::ranges::any_of(
      questions, [&](const Question& question) { return answers.contains(question); });
  // Who sets a limit of their own wants fresh data or none.
  if (something_known && !query.max_age.has_value()) {
    wait_until = std::min(wait_until, absl::Now() + options_.patience);
  }
  absl::Status failure;
  std::set<Question> live;
  result.cost.upstream_requests = static_cast<int>(fetches.size());
  for (const auto& fetch : fetches) {
    absl::StatusOr<std::vector<CachedDay>> fetched = fetch->Wait(wait_until);
    if (!fetched.ok()) {
      ++result.cost.failed_requests;
      failure.Update(fetched.status());
      continue;
    }
    for (CachedDay& day : *fetched) {
      const Question question = {day.offering, day.day};
      live.insert(question);
      answers.insert_or_assign(question, std::move(day));
    }
  }

  // What was booked while we waited must not be offered. Where that cannot be read any more, what
  // was known before must do: the booking itself is refused where it collides.
  if (!fetches.empty()) {
    auto taken = store_.LoadTaken(directory.clinic.id, query.offerings, within, answer_by);
    if (taken.ok()) known.taken = *std::move(taken);
  }

  for (const Question& question : questions) {
    const auto found = answers.find(question);
    if (found == answers.end()) {
      result.partial = true;
      continue;
    }
    if (!live.contains(question)) ++result.cost.cached_lookups;
    OpenDay open{.cached = found->second, .stale = found->second.fetched_at < oldest};
    const AppointmentType* type = directory.Find(question.first.appointment_type);
    open.cached.starts =
        StillOpen(found->second.starts, type == nullptr ? absl::ZeroDuration() : type->duration,
                  known.taken[question.first.practitioner], now);
    result.days.push_back(std::move(open));
  }
  if (result.days.empty() && result.partial) {
    if (absl::IsDeadlineExceeded(failure)) {
      return MakeError(DomainError::kStillChecking, "Cliniko is late and nothing is cached");
    }
    return MakeError(DomainError::kBookingSystemUnavailable, failure.message());
  }
  return result;
}

}  // namespace frontdesk::schedule_cache
