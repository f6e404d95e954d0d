#include "services/session/domain/sessions.h"

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/log.h"

namespace frontdesk {
namespace {

// Source: contract/webhooks.md, section 4.5.
constexpr absl::Duration kPreferenceLasts = absl::Hours(24 * 365);

// No limit lets a session live this long, so nothing is lost by its row.
constexpr absl::Duration kRowsKept = absl::Hours(24);
constexpr absl::Duration kPurgeEvery = absl::Minutes(10);
constexpr int kMostPurged = 1000;

void LogSearch(const SessionRef& ref, const SearchStart& start) {
  log::Info("search_begun", {{"clinic", ref.clinic},
                             {"session_id", ref.id},
                             {"refused", start.refused.size()},
                             {"offer_again", start.offer_again.size()}});
}

void LogOffer(const SessionRef& ref, absl::Span<const SlotKey> offered) {
  if (offered.empty()) {
    return log::Info("nothing_to_offer", {{"clinic", ref.clinic}, {"session_id", ref.id}});
  }
  const SlotKey& first = offered.front();
  log::Info(
      "offered",
      {{"clinic", ref.clinic},
       {"session_id", ref.id},
       {"times", offered.size()},
       {"first", log::Ours(absl::FormatTime(absl::RFC3339_sec, first.start, absl::UTCTimeZone()))},
       {"practitioner", first.practitioner},
       {"business", first.business}});
}

}  // namespace

Sessions::Sessions(SessionStore& store, const Clock& clock, SessionLimits limits)
    : store_(store), clock_(clock), limits_(limits) {}

absl::StatusOr<SearchStart> Sessions::BeginSearch(const CallContext& call, const SessionRef& ref,
                                                  const SearchCriteria& criteria) {
  SearchStart start;
  RETURN_IF_ERROR(Update(call, ref, {}, [&](Session& session) {
    start = frontdesk::BeginSearch(session, criteria, clock_.Now(), limits_);
  }));
  LogSearch(ref, start);
  return start;
}

absl::Status Sessions::RecordOffer(const CallContext& call, const SessionRef& ref,
                                   const SearchCriteria& criteria,
                                   absl::Span<const SlotKey> offered) {
  RETURN_IF_ERROR(Update(call, ref, {}, [&](Session& session) {
    frontdesk::RecordOffer(session, criteria, offered, clock_.Now());
  }));
  LogOffer(ref, offered);
  PurgeIfDue(call);
  return absl::OkStatus();
}

absl::StatusOr<OfferAnswer> Sessions::MakeOffer(const CallContext& call, const SessionRef& ref,
                                                const SearchOffer& offer) {
  const absl::Time began_at = clock_.Now() - offer.searched_for;
  OfferAnswer answer;
  RETURN_IF_ERROR(Update(call, ref, {}, [&](Session& session) {
    answer = frontdesk::MakeOffer(session, offer, began_at, clock_.Now(), limits_);
  }));
  if (!offer.start_known) LogSearch(ref, answer.start);
  if (!answer.recorded) return answer;
  LogOffer(ref, offer.times);
  PurgeIfDue(call);
  return answer;
}

absl::Status Sessions::ClearRefusals(const CallContext& call, const SessionRef& ref) {
  return ClearRefusalsAfterBooking(call, ref, {});
}

absl::StatusOr<SessionView> Sessions::Get(const CallContext& call, const SessionRef& ref) {
  ASSIGN_OR_RETURN(StoredSession stored, store_.Load(call, ref));
  const absl::Time now = clock_.Now();
  if (IsOver(stored.session, IdentifiesCaller(ref), now, limits_)) stored.session = Session();
  if (now - stored.preferred.said_at > kPreferenceLasts) stored.preferred = PreferredLocation();
  return SessionView{.refused = stored.session.refused,
                     .offered = stored.session.offered,
                     .business = stored.session.business,
                     .preferred_business = stored.preferred.business};
}

absl::Status Sessions::RememberLocation(const CallContext& call, const SessionRef& ref,
                                        const BusinessId& business) {
  if (!IdentifiesCaller(ref)) return absl::OkStatus();
  return Update(call, ref, business, [](Session&) {});
}

absl::Status Sessions::ClearRefusalsAfterBooking(const CallContext& call, const SessionRef& ref,
                                                 const BusinessId& business) {
  RETURN_IF_ERROR(
      Update(call, ref, business, [](Session& session) { frontdesk::ClearRefusals(session); }));
  log::Info("refusals_cleared", {{"clinic", ref.clinic}, {"session_id", ref.id}});
  return absl::OkStatus();
}

absl::Status Sessions::End(const CallContext& call, const SessionRef& ref) {
  return store_.Erase(call, ref);
}

absl::Status Sessions::Update(const CallContext& call, const SessionRef& ref,
                              const BusinessId& business,
                              absl::FunctionRef<void(Session&)> change) {
  const bool identified = IdentifiesCaller(ref);
  const bool goes_there = identified && !business.empty();
  PreferredLocation preferred;
  if (goes_there && ref.phone.has_value()) {
    preferred = {.business = business, .said_at = clock_.Now()};
  }
  RETURN_IF_ERROR(store_.Update(call, ref, preferred, [&](Session& session) {
    const absl::Time now = clock_.Now();
    const Session stored = session;
    if (IsOver(session, identified, now, limits_)) session = Session{.began_at = now};
    change(session);
    if (goes_there) session.business = business;
    // The same once more need not be written down.
    if (session != stored || now - session.used_at > NotedEvery(identified, limits_)) {
      session.used_at = now;
    }
  }));
  if (goes_there) {
    log::Info("location_chosen",
              {{"clinic", ref.clinic}, {"session_id", ref.id}, {"business", business}});
  }
  return absl::OkStatus();
}

void Sessions::PurgeIfDue(const CallContext& call) {
  const absl::Time now = clock_.Now();
  {
    const absl::MutexLock lock(&mutex_);
    if (now < next_purge_) return;
    next_purge_ = now + kPurgeEvery;
  }
  const absl::StatusOr<int> purged =
      store_.Purge(call, now - kRowsKept, now - kPreferenceLasts, kMostPurged);
  // The caller's answer does not depend on it, and the next one tries again.
  if (!purged.ok()) log::Warn("session_purge_failed", {{"message", purged.status()}});
  if (purged.ok() && *purged >= kMostPurged) {
    const absl::MutexLock lock(&mutex_);
    next_purge_ = now;
  }
}

}  // namespace frontdesk
