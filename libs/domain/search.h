#ifndef FRONTDESK_LIBS_DOMAIN_SEARCH_H_
#define FRONTDESK_LIBS_DOMAIN_SEARCH_H_

#include <optional>
#include <tuple>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/domain/ids.h"

// What a caller searched for and what they were told: the words between the session service and
// those that ask it.
namespace frontdesk {

// One time at one place with one practitioner; what a caller turns down is exactly this, so the
// same hour with another practitioner may still be offered. Source: contract/webhooks.md, section
// 4.7.
struct SlotKey {
  PractitionerId practitioner;
  BusinessId business;
  absl::Time start;  // whole seconds

  friend bool operator==(const SlotKey&, const SlotKey&) = default;
  // In the order of time. absl::Time has no three-way comparison to default to.
  friend bool operator<(const SlotKey& a, const SlotKey& b) {
    return std::tie(a.start, a.practitioner, a.business) <
           std::tie(b.start, b.practitioner, b.business);
  }
};

// What a search was for, in resolved ids, so that "Cam" and "Cameron" are the same search. The
// order within a list does not matter; an empty list is "any".
struct SearchCriteria {
  std::vector<PractitionerId> practitioners;
  std::vector<AppointmentTypeId> appointment_types;
  std::vector<BusinessId> businesses;
  std::optional<absl::CivilDay> first_day;  // empty: none was asked for
};

// What a search must know of those before it.
struct SearchStart {
  std::vector<SlotKey> refused;      // not to be offered
  std::vector<SlotKey> offer_again;  // not empty: the same search just had this offer; repeat it

  friend bool operator==(const SearchStart&, const SearchStart&) = default;
};

// What a search is about to tell the caller.
struct SearchOffer {
  SearchCriteria criteria;
  std::vector<SlotKey> times;
  absl::Duration searched_for;  // since the search began
  // The times were chosen by a SearchStart that this search was answered with; else as if the
  // caller had turned down nothing.
  bool start_known = false;
};

// Whether the caller may be told of an offer.
struct OfferAnswer {
  // It is remembered as offered. Otherwise nothing is: choose again by `start`.
  bool recorded = false;
  SearchStart start;

  friend bool operator==(const OfferAnswer&, const OfferAnswer&) = default;
};

// What an answer took. A lookup is one offering on one day.
struct SearchCost {
  int cached_lookups = 0;     // answered from what was held when the question came
  int upstream_requests = 0;  // to Cliniko; those of other questions that this one joined count
  int failed_requests = 0;    // of them: failed, or too late for this answer

  // Counts in one more part.
  void Add(const SearchCost& part) {
    cached_lookups += part.cached_lookups;
    upstream_requests += part.upstream_requests;
    failed_requests += part.failed_requests;
  }

  friend bool operator==(const SearchCost&, const SearchCost&) = default;
};

// What is known of one call.
struct SessionView {
  std::vector<SlotKey> refused;
  std::vector<SlotKey> offered;   // by the last search
  BusinessId business;            // confirmed or booked in this call; empty: none
  BusinessId preferred_business;  // confirmed or booked last by this phone; empty: none

  friend bool operator==(const SessionView&, const SessionView&) = default;
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_DOMAIN_SEARCH_H_
