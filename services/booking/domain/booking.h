#ifndef FRONTDESK_SERVICES_BOOKING_DOMAIN_BOOKING_H_
#define FRONTDESK_SERVICES_BOOKING_DOMAIN_BOOKING_H_

#include <string>

#include "absl/time/time.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"

namespace frontdesk::booking {

enum class BookingState {
  kPending,      // holds its time; not yet sure in Cliniko
  kBooked,       // holds its time; in Cliniko
  kWithdrawing,  // lost its time; its appointment in Cliniko is still to be taken back
  kFailed,       // is not in Cliniko
  kCancelled,    // was booked
};

// One that holds its practitioner's time.
inline bool IsActive(BookingState state) {
  return state == BookingState::kPending || state == BookingState::kBooked;
}

// One that Cliniko and we may not agree about yet.
inline bool IsUnsettled(BookingState state) {
  return state == BookingState::kPending || state == BookingState::kWithdrawing;
}

// For whom. Personal data: neither name nor phone goes into a log.
struct Person {
  std::string first_name;
  std::string last_name;
  std::string phone;  // E.164

  std::string FullName() const {
    return last_name.empty() ? first_name : first_name + " " + last_name;
  }
};

// What a booking is of; never changes while it is pending.
struct Claim {
  ClinicId clinic;
  Offering offering;
  TimeRange time;
};

struct Booking {
  BookingId id;
  BookingState state = BookingState::kPending;
  std::string idempotency_key;
  std::string fingerprint;  // of what was asked for
  Claim claim;
  std::string patient_name;
  std::string patient_phone;  // E.164
  std::string notes;
  std::string session_id;
  PatientId patient;           // empty while it is not known
  AppointmentId appointment;   // empty while it is not known
  std::string failure_reason;  // the webhook code of an error; empty unless withdrawing or failed
  absl::Time created_at;
  absl::Time updated_at;
};

// A booking that is about to be made.
struct NewBooking {
  std::string idempotency_key;
  std::string fingerprint;
  Claim claim;
  Person person;
  std::string notes;
  std::string session_id;
};

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_DOMAIN_BOOKING_H_
