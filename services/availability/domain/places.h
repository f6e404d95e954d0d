#ifndef FRONTDESK_SERVICES_AVAILABILITY_DOMAIN_PLACES_H_
#define FRONTDESK_SERVICES_AVAILABILITY_DOMAIN_PLACES_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/directory_cache/directory_cache.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "libs/status/error_detail.h"
#include "services/availability/domain/usual_places.h"

namespace frontdesk::availability {

struct ResolvedPlace {
  Business business;
  double confidence = 1.0;  // 0 to 1
};

// Turns what callers say about places into businesses. Thread-safe.
class Places {
 public:
  // The arguments must outlive the object.
  Places(DirectoryCache& directories, UsualPlaces& usual)
      : directories_(directories), usual_(usual) {}

  // Fails with kNoLocation for a clinic without any, and with kLocationClarificationNeeded and the
  // choices where the words do not clearly mean one; fact "confidence" is the best one's, fact
  // "any_location" is "true" where the caller does not mind, fact "narrowed" where there are more
  // locations than the choices.
  absl::StatusOr<ResolvedPlace> Resolve(const ClinicId& clinic, const Caller& caller,
                                        const std::string& said, const CallContext& call);

  // Interprets the answer to a question in which `offered` were named, in that order (ids may be
  // empty), and remembers the choice for this call and this caller. Without `offered`, what was
  // said must name a place by itself. Fails with kLocationClarificationNeeded and what to offer
  // now, fact "problem": "unclear", "no", "out_of_range" or "nothing_offered"; with
  // kLocationNotFound if the chosen option is none of the clinic's.
  absl::StatusOr<Business> Confirm(const ClinicId& clinic, const Caller& caller,
                                   const std::string& answer, const std::vector<Choice>& offered,
                                   const CallContext& call);

 private:
  DirectoryCache& directories_;
  UsualPlaces& usual_;
};

}  // namespace frontdesk::availability

#endif  // FRONTDESK_SERVICES_AVAILABILITY_DOMAIN_PLACES_H_
