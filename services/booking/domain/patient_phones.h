#ifndef FRONTDESK_SERVICES_BOOKING_DOMAIN_PATIENT_PHONES_H_
#define FRONTDESK_SERVICES_BOOKING_DOMAIN_PATIENT_PHONES_H_

#include <string>
#include <vector>

#include "libs/cliniko/types.h"

namespace frontdesk::booking {

// The numbers of a patient as callers have them.
struct PatientPhones {
  std::vector<std::string> numbers{};  // E.164, sorted, each once
  int unusable = 0;                    // what somebody typed and nobody can call
};

// Reads the numbers of `patient` as they were typed, a number without a country code being one of
// `country`, and as Cliniko made of them. Source: contract/cliniko.md, section 10.16.
PatientPhones PhonesOf(const cliniko::Patient& patient, const std::string& country);

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_DOMAIN_PATIENT_PHONES_H_
