#include "services/schedule_cache/probe/schedule_probe.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/civil/time_of_day.h"
#include "libs/civil/zone.h"
#include "libs/cliniko/client.h"
#include "libs/cliniko/failure.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "libs/status/status_macros.h"
#include "services/schedule_cache/probe/probe_store.h"
#include "services/schedule_cache/probe/probed_day.h"

namespace frontdesk {
namespace {

// Cliniko answers for so many days at a time. Source: contract/cliniko.md, section 10.10.
constexpr int kDaysOfARequest = 7;
constexpr absl::Duration kForTheDatabase = absl::Seconds(15);
constexpr absl::Duration kLongestPause = absl::Minutes(2);
// How often a request is made again that was refused for the rate alone.
constexpr int kMostRateLimits = 60;

// The types that can be booked at a place, the shortest first.
std::vector<AppointmentType> TypesOf(const Directory& directory, const Workplace& place) {
  std::vector<AppointmentType> types;
  for (const Offering& offering :
       directory.Offerings(place.practitioner, place.business, AppointmentTypeId())) {
    if (const AppointmentType* type = directory.Find(offering.appointment_type)) {
      types.push_back(*type);
    }
  }
  std::ranges::sort(types, {}, [](const AppointmentType& type) {
    return std::make_tuple(type.duration, type.id);
  });
  return types;
}

absl::Status Stopped() { return absl::CancelledError("the probe was stopped"); }

}  // namespace

std::vector<PlaceProgress> PlacesOf(const Directory& directory, const ProbeScope& scope,
                                    absl::CivilDay first_day) {
  std::map<Workplace, PlaceProgress> places;
  for (const Offering& offering :
       directory.Offerings(scope.practitioner, scope.business, AppointmentTypeId())) {
    const Workplace place = {offering.practitioner, offering.business};
    const std::vector<AppointmentType> types = TypesOf(directory, place);
    if (types.empty()) continue;
    places[place] = {.place = place, .appointment_type = types.front().id, .next_day = first_day};
  }
  std::vector<PlaceProgress> list;
  for (const auto& [place, progress] : places) list.push_back(progress);
  return list;
}

ScheduleProbe::ScheduleProbe(ClientSource clients, ProbeStore& store, const Directory& directory,
                             const Clock& clock, ProbeOptions options)
    : clients_(std::move(clients)),
      store_(store),
      directory_(directory),
      clock_(clock),
      options_(std::move(options)) {}

absl::Status ScheduleProbe::Run(const ProbeRun& run, const std::atomic<bool>& stop,
                                const std::function<void(const ProbeCount&)>& report) {
  ASSIGN_OR_RETURN(std::vector<PlaceProgress> places,
                   store_.LoadPlaces(run.id, clock_.Now() + kForTheDatabase));
  places_.clear();
  done_ = 0;
  failure_ = absl::OkStatus();
  for (PlaceProgress& progress : places) {
    Place place = {.progress = std::move(progress)};
    place.types = TypesOf(directory_, place.progress.place);
    place.requests_left = RequestsLeft(run, place.progress);
    places_.push_back(std::move(place));
  }
  std::vector<std::thread> workers;
  const std::size_t threads =
      std::min(places_.size(), static_cast<std::size_t>(std::max(options_.parallel, 1)));
  for (std::size_t i = 0; i < threads; ++i) {
    workers.emplace_back([&] { Work(run, stop, report); });
  }
  for (std::thread& worker : workers) worker.join();
  if (!failure_.ok()) return failure_;
  const bool open = std::ranges::any_of(
      places_, [](const Place& place) { return place.progress.state == PlaceState::kOpen; });
  return open ? Stopped() : absl::OkStatus();
}

void ScheduleProbe::Work(const ProbeRun& run, const std::atomic<bool>& stop,
                         const std::function<void(const ProbeCount&)>& report) {
  std::unique_lock lock(mutex_);
  while (failure_.ok() && !stop) {
    Place* const place = Pick();
    if (place == nullptr) {
      const bool busy = std::ranges::any_of(places_, &Place::busy);
      if (!busy) return;
      changed_.wait(lock);
      continue;
    }
    place->busy = true;
    lock.unlock();
    const absl::Status stepped = Step(run, *place, stop);
    lock.lock();
    place->busy = false;
    if (stepped.ok()) {
      ++done_;
      place->requests_left = RequestsLeft(run, place->progress);
      ProbeCount count = {.done = done_, .total = done_};
      for (const Place& each : places_) count.total += each.requests_left;
      report(count);
    } else if (!absl::IsCancelled(stepped)) {
      failure_.Update(stepped);
    }
    changed_.notify_all();
  }
  changed_.notify_all();
}

ScheduleProbe::Place* ScheduleProbe::Pick() {
  Place* nearest = nullptr;
  for (Place& place : places_) {
    if (place.busy || place.progress.state != PlaceState::kOpen) continue;
    if (nearest == nullptr || place.progress.next_day < nearest->progress.next_day) {
      nearest = &place;
    }
  }
  return nearest;
}

absl::Status ScheduleProbe::Step(const ProbeRun& run, Place& place, const std::atomic<bool>& stop) {
  PlaceProgress& progress = place.progress;
  PlaceProgress next = progress;
  std::vector<ProbedDay> found;
  Window window = NextWindow(run, progress.place, progress.next_day);
  if (place.types.empty()) {
    next.state = PlaceState::kNotBookable;  // it left the directory
  } else if (window.days.empty()) {
    next.state = PlaceState::kDone;
  } else {
    const absl::StatusOr<std::vector<absl::Time>> starts = Ask(place, window, stop);
    if (cliniko::IsFailure(starts.status(), cliniko::Failure::kNotBookableOnline)) {
      // Not "full" and not a day off. Perhaps it is only the type that patients may not book.
      const auto asked =
          std::ranges::find(place.types, progress.appointment_type, &AppointmentType::id);
      if (asked != place.types.end() && asked + 1 != place.types.end()) {
        next.appointment_type = (asked + 1)->id;
      } else {
        next.state = PlaceState::kNotBookable;
      }
    } else if (!starts.ok()) {
      return starts.status();
    } else {
      found = Findings(place, window, *starts);
      next.next_day = window.range.last + 1;
      if (NextWindow(run, next.place, next.next_day).days.empty()) next.state = PlaceState::kDone;
    }
  }
  RETURN_IF_ERROR(store_.Save(run.id, found, next, clock_.Now() + kForTheDatabase));
  const std::lock_guard lock(mutex_);  // Pick reads it
  progress = next;
  return absl::OkStatus();
}

absl::StatusOr<std::vector<absl::Time>> ScheduleProbe::Ask(const Place& place, Window& window,
                                                           const std::atomic<bool>& stop) {
  int rate_limits = 0;
  for (int attempt = 1;;) {
    if (stop) return Stopped();
    const absl::Time deadline = clock_.Now() + options_.request_timeout;
    ASSIGN_OR_RETURN(const std::shared_ptr<cliniko::Client> client, clients_(deadline));
    absl::StatusOr<std::vector<absl::Time>> starts =
        client->AvailableTimes(place.progress.place.business, place.progress.place.practitioner,
                               place.progress.appointment_type, window.range, deadline);
    const std::optional<cliniko::Failure> failure = cliniko::FailureOf(starts.status());
    if (!failure.has_value()) return starts;
    if (*failure == cliniko::Failure::kInvalidWindow && window.range.first <= Today() &&
        window.range.first < window.range.last) {
      // The account's own calendar is a day ahead of the clinic's, or midnight has just passed.
      window.range.first = Today() + 1;
      std::erase_if(window.days, [&](absl::CivilDay day) { return day < window.range.first; });
      if (window.range.first > window.range.last) return std::vector<absl::Time>();
      if (++attempt > options_.attempts) return starts;
      continue;
    }
    if (!cliniko::IsTransient(*failure)) return starts;
    absl::Duration wait = absl::Seconds(1 << std::min(attempt - 1, 5));
    if (*failure == cliniko::Failure::kRateLimited) {
      // Others come first. That is no fault of the request.
      if (++rate_limits > kMostRateLimits) return starts;
      if (const auto reset = cliniko::RateLimitResetOf(starts.status())) {
        wait = *reset - clock_.Now();
      }
    } else if (++attempt > options_.attempts) {
      return starts;
    }
    Pause(std::clamp(wait, absl::Milliseconds(500), kLongestPause), stop);
  }
}

ScheduleProbe::Window ScheduleProbe::NextWindow(const ProbeRun& run, const Workplace& place,
                                                absl::CivilDay day) const {
  Window window;
  const auto counts = [&](absl::CivilDay each) {
    return run.scope.full_scan ||
           directory_.WorksOn(place.practitioner, place.business, each).value_or(false);
  };
  day = std::max(day, Today());
  while (day <= run.last_day && !counts(day)) ++day;
  if (day > run.last_day) return window;
  window.range = {.first = day, .last = std::min(day + (kDaysOfARequest - 1), run.last_day)};
  for (; day <= window.range.last; ++day) {
    if (counts(day)) window.days.push_back(day);
  }
  return window;
}

int ScheduleProbe::RequestsLeft(const ProbeRun& run, const PlaceProgress& progress) const {
  if (progress.state != PlaceState::kOpen) return 0;
  int left = 0;
  Window window = NextWindow(run, progress.place, progress.next_day);
  while (!window.days.empty()) {
    ++left;
    window = NextWindow(run, progress.place, window.range.last + 1);
  }
  return left;
}

std::vector<ProbedDay> ScheduleProbe::Findings(const Place& place, const Window& window,
                                               const std::vector<absl::Time>& starts) const {
  const auto type =
      std::ranges::find(place.types, place.progress.appointment_type, &AppointmentType::id);
  const int length =
      type == place.types.end() ? 1 : static_cast<int>(absl::ToInt64Minutes(type->duration));
  std::map<absl::CivilDay, FoundTimes> found;
  for (const absl::Time start : starts) {
    const absl::CivilDay day = DayAt(start, directory_.clinic.zone);
    const int minute = TimeOfDayAt(start, directory_.clinic.zone).minutes();
    const auto [times, first] =
        found.try_emplace(day, FoundTimes{.earliest_minute = minute, .latest_minute = minute});
    // On a night when clocks go back, the later start may show the earlier time.
    times->second.earliest_minute = std::min(times->second.earliest_minute, minute);
    times->second.latest_minute = std::max(times->second.latest_minute, minute);
    times->second.closes_minute =
        std::min(times->second.latest_minute + length, TimeOfDay::kMinutesInDay);
  }
  std::vector<ProbedDay> days;
  for (const absl::CivilDay day : window.days) {
    ProbedDay& probed = days.emplace_back(ProbedDay{.place = place.progress.place, .day = day});
    if (const auto times = found.find(day); times != found.end()) probed.found = times->second;
  }
  return days;
}

void ScheduleProbe::Pause(absl::Duration wait, const std::atomic<bool>& stop) const {
  if (options_.pause) return options_.pause(wait);
  // In slices, so that a stop is noticed.
  const absl::Time until = absl::Now() + wait;
  while (!stop && absl::Now() < until) absl::SleepFor(absl::Milliseconds(100));
}

absl::CivilDay ScheduleProbe::Today() const { return DayAt(clock_.Now(), directory_.clinic.zone); }

}  // namespace frontdesk
