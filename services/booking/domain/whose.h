#ifndef FRONTDESK_SERVICES_BOOKING_DOMAIN_WHOSE_H_
#define FRONTDESK_SERVICES_BOOKING_DOMAIN_WHOSE_H_

#include <set>
#include <string>
#include <vector>

#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "services/booking/domain/patient_store.h"

namespace frontdesk::booking {

// Whose appointment somebody speaks of.
struct Whose {
  std::set<PatientId> named;  // the people whom the words name; empty: they name nobody
  // They speak of somebody who is none of the people, or of whom it cannot be told who it is:
  // "Jamie's", "my wife's". Then nothing may be chosen for the caller.
  bool unclear = false;
  std::string rest;  // the words without those about people
};

// Reads it from "my son Riley's physio on Tuesday" or "physio for Riley". `people` are all those
// whose appointments the caller may hear of. A name is taken for a practitioner's after "with", and
// where nobody of the people has it; where somebody has it too, it is unclear.
Whose WhoseIsMeant(const std::string& words, const std::vector<KnownPatient>& people,
                   const Directory& directory);

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_DOMAIN_WHOSE_H_
