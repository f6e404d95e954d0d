#include "services/booking/domain/choose_start.h"

#include <algorithm>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"
#include "services/booking/domain/attempt.h"
#include "services/schedule_cache/client/why_nothing.h"

namespace frontdesk::booking {
namespace {

// For the look at the open slots; the rest of the caller's time is for the booking itself.
constexpr absl::Duration kChecking = absl::Seconds(4);
// As services/availability/domain/said_day.h has it.
constexpr int kSurelyOpenDays = 28;

}  // namespace

absl::Status NothingDone(const absl::Status& why) {
  if (ClassifyError(why) != DomainError::kStillChecking) return why;
  return MakeError(DomainError::kBookingSystemUnavailable, why.message());
}

absl::StatusOr<absl::Time> ChooseStart(const Directory& directory, const BookingPlan& plan,
                                       absl::Duration slot_age, Next next,
                                       ScheduleCacheClient& schedule, DirectoryCache& directories,
                                       const CallContext& call) {
  const SlotQuery query{
      .clinic = directory.clinic.id,
      .offerings = {{plan.practitioner.id, plan.business.id, plan.appointment_type.id}},
      .first_day = plan.day,
      .last_day = plan.day,
      .max_age = slot_age,
      .starts_to_book = next == Next::kClaim ? plan.starts : std::vector<absl::Time>()};
  CallContext context = call;
  context.deadline = std::min(call.deadline, absl::Now() + kChecking);
  const absl::StatusOr<SlotAnswer> checked = schedule.ListOpenSlots(query, context);
  if (!checked.ok()) return NothingDone(checked.status());
  const SlotAnswer& answer = *checked;
  directories.Expect(directory.clinic.id, answer.directory_version);
  for (const OpenDay& day : answer.days) {
    // What is old may be gone; and a promise must not rest on it.
    if (day.stale) {
      return MakeError(DomainError::kBookingSystemUnavailable, "only old data about the day");
    }
  }
  for (const absl::Time wanted : plan.starts) {
    for (const OpenDay& day : answer.days) {
      for (const absl::Time start : day.starts) {
        if (absl::AbsDuration(start - wanted) <= kSameStart) return start;
      }
    }
  }
  const NothingFree said = WhyNothing(directory, query.offerings, answer.days, plan.day, plan.day);
  // A clinic is open for booking only so many days ahead, which the directory does not tell: a day
  // far ahead without times may just not be open yet. Source: contract/cliniko.md, section 10.2.
  const bool may_not_be_open = plan.day > plan.today + kSurelyOpenDays;
  const NothingFree why =
      may_not_be_open && said == NothingFree::kFullyBooked ? NothingFree::kUnknown : said;
  const absl::Status refusal = MakeError(DomainError::kTimeNotAvailable, "the time is not free");
  if (why == NothingFree::kUnknown || answer.partial) return refusal;
  return WithFacts(refusal, {{"reason", ReasonText(why)}});
}

}  // namespace frontdesk::booking
