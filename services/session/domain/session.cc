#include "services/session/domain/session.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "libs/domain/search.h"

namespace frontdesk {
namespace {

template <typename Id>
std::string SortedList(std::vector<Id> ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return absl::StrJoin(ids, ",",
                       [](std::string* out, const Id& id) { absl::StrAppend(out, id.value()); });
}

void Refuse(Session& session, absl::Span<const SlotKey> slots) {
  for (const SlotKey& slot : slots) {
    if (std::find(session.refused.begin(), session.refused.end(), slot) == session.refused.end()) {
      session.refused.push_back(slot);
    }
  }
}

}  // namespace

std::string CanonicalText(const SearchCriteria& criteria) {
  return absl::StrCat(
      "practitioners=", SortedList(criteria.practitioners),
      " types=", SortedList(criteria.appointment_types),
      " businesses=", SortedList(criteria.businesses),
      " from=", criteria.first_day.has_value() ? absl::FormatCivilTime(*criteria.first_day) : "");
}

bool IsOver(const Session& session, bool identified, absl::Time now, const SessionLimits& limits) {
  const absl::Duration idle = now - session.used_at;
  if (identified) return idle > limits.idle;
  return idle > limits.unidentified_idle || now - session.began_at > limits.unidentified_age;
}

absl::Duration NotedEvery(bool identified, const SessionLimits& limits) {
  return (identified ? limits.idle : limits.unidentified_idle) / 30;
}

SearchStart BeginSearch(Session& session, const SearchCriteria& criteria, absl::Time now,
                        const SessionLimits& limits) {
  std::string text = CanonicalText(criteria);
  if (text != session.criteria) {
    ClearRefusals(session);
    session.criteria = std::move(text);
    return {};
  }
  std::erase_if(session.refused, [&](const SlotKey& slot) { return slot.start < now; });
  if (now - session.offered_at < limits.retry_window) {
    return {.refused = session.refused, .offer_again = session.offered};
  }
  Refuse(session, session.offered);
  session.offered.clear();
  if (session.refused.size() > limits.most_refused) {
    session.refused.erase(session.refused.begin(), session.refused.end() - limits.most_refused);
  }
  return {.refused = session.refused};
}

void RecordOffer(Session& session, const SearchCriteria& criteria,
                 absl::Span<const SlotKey> offered, absl::Time now) {
  std::string text = CanonicalText(criteria);
  if (!session.criteria.empty() && session.criteria != text) return;
  session.criteria = std::move(text);
  session.offered.assign(offered.begin(), offered.end());
  session.offered_at = now;
}

OfferAnswer MakeOffer(Session& session, const SearchOffer& offer, absl::Time began_at,
                      absl::Time now, const SessionLimits& limits) {
  Session begun = session;
  OfferAnswer answer{.start = BeginSearch(begun, offer.criteria, began_at, limits)};
  // A search with other criteria was faster: the caller has moved on.
  const bool left = begun.criteria != session.criteria && session.offered_at >= began_at;
  if (left) return {.recorded = true};
  answer.recorded = offer.start_known || Stands(offer.times, answer.start);
  if (!answer.recorded) return answer;
  session = std::move(begun);
  session.offered = offer.times;
  session.offered_at = now;
  return answer;
}

bool Stands(absl::Span<const SlotKey> offered, const SearchStart& start) {
  if (!start.offer_again.empty()) {
    return std::is_permutation(offered.begin(), offered.end(), start.offer_again.begin(),
                               start.offer_again.end());
  }
  return std::none_of(offered.begin(), offered.end(), [&](const SlotKey& slot) {
    return std::find(start.refused.begin(), start.refused.end(), slot) != start.refused.end();
  });
}

void ClearRefusals(Session& session) {
  session.criteria.clear();
  session.offered.clear();
  session.refused.clear();
  session.offered_at = absl::InfinitePast();
}

}  // namespace frontdesk
