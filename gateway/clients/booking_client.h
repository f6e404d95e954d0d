#ifndef FRONTDESK_GATEWAY_CLIENTS_BOOKING_CLIENT_H_
#define FRONTDESK_GATEWAY_CLIENTS_BOOKING_CLIENT_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "gateway/clients/names.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"

namespace frontdesk::gateway {

enum class BookingFor { kUnspecified, kSelf, kOther };

// A day and a time as the caller said them.
struct SpokenStart {
  std::string day;
  std::string time;
};

struct BookingRequest {
  ClinicId clinic;
  Caller caller;
  std::string request_id;
  std::string patient_name;
  std::string patient_phone;
  BookingFor booking_for = BookingFor::kUnspecified;
  PractitionerRef practitioner;
  AppointmentTypeRef service;
  BusinessRef business;
  SpokenStart start;
  std::optional<absl::Time> chosen_start;  // in place of `start`
  std::string notes;
};

// An appointment as the booking service knows it.
struct Appointment {
  BookingId booking_id;
  AppointmentId id;  // Cliniko's
  PatientId patient_id;
  std::string patient_name;
  Practitioner practitioner;
  Business business;
  AppointmentType service;
  TimeRange time;
};

struct BookingResult {
  Appointment appointment;
  bool already_booked = false;  // an earlier request did it
  bool year_repaired = false;   // the day was said with a past year
};

// Which appointment is meant; each part may be empty.
struct AppointmentRef {
  std::string appointment_id;
  std::string confirmation_number;
  std::string spoken_description;
  std::string patient_name;  // narrows down where several patients share the caller's number
  // What the caller says it is under; where their own is withheld it counts, with the name alone.
  std::string claimed_phone;
};

struct RescheduleRequest {
  ClinicId clinic;
  Caller caller;
  std::string request_id;
  AppointmentRef appointment;
  PractitionerRef new_practitioner;  // what is empty stays
  AppointmentTypeRef new_service;
  BusinessRef new_business;
  SpokenStart new_start;
  std::optional<absl::Time> chosen_start;  // in place of `new_start`
};

struct RescheduleResult {
  Appointment appointment;
  absl::Time old_start;
  bool year_repaired = false;
};

struct CancelRequest {
  ClinicId clinic;
  Caller caller;
  std::string request_id;
  AppointmentRef appointment;
  std::string reason;  // the caller's words
};

struct CancelResult {
  Appointment appointment;
  bool already_cancelled = false;
  bool one_of_several = false;  // several patients share the caller's number: tell whose it was
  absl::Time cancelled_at;
};

enum class AskedFor { kBooking, kMove, kCancellation };

// What became of something that the caller had to leave without an answer.
struct LateOutcome {
  AskedFor asked_for = AskedFor::kBooking;
  bool done = false;        // as they wanted
  Appointment appointment;  // where and when it is, or would have been
};

// A call that may be owed an outcome, or will be.
struct OpenCall {
  ClinicId clinic;
  std::string session_id;
};

struct Outcomes {
  std::vector<LateOutcome> late;  // of the caller, oldest first
  // Of all clinics, a moment ago; nothing: there may be others.
  std::optional<std::vector<OpenCall>> open_calls;
};

// The booking service. Implementations are thread-safe. Errors carry a DomainError with its
// details.
class BookingClient {
 public:
  virtual ~BookingClient() = default;
  virtual absl::StatusOr<BookingResult> Book(const BookingRequest& request,
                                             const CallContext& call) = 0;
  virtual absl::StatusOr<RescheduleResult> Reschedule(const RescheduleRequest& request,
                                                      const CallContext& call) = 0;
  virtual absl::StatusOr<CancelResult> Cancel(const CancelRequest& request,
                                              const CallContext& call) = 0;
  // What this caller has not heard yet; each is told once.
  virtual absl::StatusOr<Outcomes> TellOutcomes(const ClinicId& clinic, const Caller& caller,
                                                const CallContext& call) = 0;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_CLIENTS_BOOKING_CLIENT_H_
