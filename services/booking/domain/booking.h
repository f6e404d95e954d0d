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
  kMoved,        // was booked; the booking that moved it holds the appointment now
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

// What a booking is of; changes only while it is booked, where staff move it.
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
  std::string caller_phone;    // E.164, of whoever asked; empty: withheld, or others made it
  PatientId patient;           // empty while it is not known
  AppointmentId appointment;   // empty while it is not known
  std::string failure_reason;  // the webhook code of an error; empty unless withdrawing or failed
  // The booking whose appointment this one moves or has moved; empty: it made its own. While this
  // one is pending, patient and appointment are known of the other alone.
  BookingId moves;
  // Cliniko's code; 0: nobody wants it cancelled. With state kBooked the cancellation is under way,
  // with kPending it is due once the booking is booked.
  int cancel_reason = 0;
  std::string cancel_note;
  absl::Time created_at;
  absl::Time updated_at;
};

// Why and for whom a booking is to be cancelled.
struct CancelWish {
  int reason = 50;         // Cliniko's code
  std::string note;        // the caller's words; personal data
  std::string session_id;  // of whoever asks
  std::string phone;       // E.164, of whoever asks; empty: withheld
};

// A booking that is about to be made.
struct NewBooking {
  std::string idempotency_key;
  std::string fingerprint;
  Claim claim;
  Person person;
  std::string notes;
  std::string session_id;
  std::string caller_phone;  // E.164, of whoever asks; empty: withheld
};

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_DOMAIN_BOOKING_H_
