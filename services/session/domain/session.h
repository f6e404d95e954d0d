#ifndef FRONTDESK_SERVICES_SESSION_DOMAIN_SESSION_H_
#define FRONTDESK_SERVICES_SESSION_DOMAIN_SESSION_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "libs/domain/ids.h"
#include "libs/domain/search.h"

// When an offer becomes a refusal, and for how long it stays one. Pure: no clock, no database.
// Source: contract/webhooks.md, section 4.7.
namespace frontdesk {

struct SessionLimits {
  absl::Duration idle = absl::Minutes(30);  // a session unused for longer is over

  // For a session that may be several callers' at once (IdentifiesCaller is false): long enough to
  // say "something else?" within one call, short enough that the next caller starts afresh.
  absl::Duration unidentified_idle = absl::Minutes(2);
  // However busy such a session is kept by one caller after another, it ends here.
  absl::Duration unidentified_age = absl::Minutes(10);

  // The same search this soon after its offer is a retry or a duplicate: nobody has heard the offer
  // yet.
  absl::Duration retry_window = absl::Seconds(2);

  std::size_t most_refused = 500;  // the oldest are forgotten beyond that
};

// What is remembered of one call. A default Session is one that has not begun.
struct Session {
  std::string criteria;          // of the last search, as CanonicalText; empty: none
  std::vector<SlotKey> offered;  // by the last search
  std::vector<SlotKey> refused;  // under `criteria`; oldest first, each once
  absl::Time offered_at = absl::InfinitePast();
  BusinessId business;  // confirmed or booked in this call; empty: none
  absl::Time began_at = absl::InfinitePast();
  absl::Time used_at = absl::InfinitePast();

  friend bool operator==(const Session&, const Session&) = default;
};

// Equal for searches that are the same, whatever the order within their lists. Never empty.
std::string CanonicalText(const SearchCriteria& criteria);

// Whether what `session` holds is too old to be believed at `now`. `identified` is what
// IdentifiesCaller said of it.
bool IsOver(const Session& session, bool identified, absl::Time now, const SessionLimits& limits);

// How exactly it has to be known when a session was used last.
absl::Duration NotedEvery(bool identified, const SessionLimits& limits);

// The caller searches. With the criteria of their last search, what that one offered becomes
// refused, unless it was offered within the retry window: then it is to be offered again. Other
// criteria forget all refusals. Refusals of times that are past are dropped.
SearchStart BeginSearch(Session& session, const SearchCriteria& criteria, absl::Time now,
                        const SessionLimits& limits);

// The caller is told of `offered`. Ignored if a search with other criteria has begun since, for
// then the caller has moved on.
void RecordOffer(Session& session, const SearchCriteria& criteria,
                 absl::Span<const SlotKey> offered, absl::Time now);

// BeginSearch as of `began_at`, and RecordOffer: for a search that began then and has chosen what
// to offer. Changes nothing where the offer is to be another (see OfferAnswer).
OfferAnswer MakeOffer(Session& session, const SearchOffer& offer, absl::Time began_at,
                      absl::Time now, const SessionLimits& limits);

// Whether a search that `start` should have told what to leave out has chosen `offered` as if it
// had known.
bool Stands(absl::Span<const SlotKey> offered, const SearchStart& start);

// Forgets the search, its offer and all refusals, as after a booking; the location stays.
void ClearRefusals(Session& session);

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SESSION_DOMAIN_SESSION_H_
