#include "libs/status/domain_error.h"

#include <cstddef>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace frontdesk {
namespace {

using enum DomainError;
using Code = absl::StatusCode;

// clang-format off
constexpr ErrorRow kErrorTable[] = {
    // what happened                  what gRPC peers see         what the webhook says             retry?
    {kClinicNotFound,                 Code::kNotFound,            "clinic_not_found",               false, ""},
    {kMissingInformation,             Code::kInvalidArgument,     "missing_information",            false, ""},
    {kInvalidRequest,                 Code::kInvalidArgument,     "invalid_request",                false, ""},
    {kInvalidAction,                  Code::kInvalidArgument,     "invalid_action",                 false, ""},
    {kInvalidPhoneNumber,             Code::kInvalidArgument,     "invalid_phone_number",           false, ""},
    {kInvalidDate,                    Code::kInvalidArgument,     "invalid_date",                   false, ""},
    {kInvalidDateTime,                Code::kInvalidArgument,     "invalid_datetime",               false, "invalid_time_format,invalid_time"},
    {kDateInPast,                     Code::kInvalidArgument,     "date_in_past",                   false, ""},
    {kBookingTooSoon,                 Code::kFailedPrecondition,  "booking_too_soon",               false, ""},
    {kLocationNotFound,               Code::kNotFound,            "location_not_found",             false, ""},
    {kNoLocation,                     Code::kFailedPrecondition,  "no_location",                    false, ""},
    {kInvalidBusinessId,              Code::kNotFound,            "invalid_business_id",            false, ""},
    {kLocationClarificationNeeded,    Code::kFailedPrecondition,  "location_clarification_needed",  false, ""},
    {kPractitionerNotFound,           Code::kNotFound,            "practitioner_not_found",         false, ""},
    {kPractitionerClarificationNeeded, Code::kFailedPrecondition, "practitioner_clarification_needed", false, ""},
    {kPractitionerLocationMismatch,   Code::kFailedPrecondition,  "practitioner_location_mismatch", false, ""},
    {kPractitionerNotAvailable,       Code::kFailedPrecondition,  "practitioner_not_available",     false, ""},
    {kNoPractitionersFound,           Code::kNotFound,            "no_practitioners_found",         false, ""},
    {kServiceRequired,                Code::kInvalidArgument,     "service_required",               false, ""},
    {kServiceNotFound,                Code::kNotFound,            "service_not_found",              false, ""},
    {kServiceClarificationNeeded,     Code::kFailedPrecondition,  "service_clarification_needed",   false, ""},
    {kNoServices,                     Code::kFailedPrecondition,  "no_services",                    false, ""},
    {kNoAvailability,                 Code::kNotFound,            "no_availability",                false, ""},
    {kTimeNotAvailable,               Code::kFailedPrecondition,  "time_not_available",             false, "slot_not_available"},
    {kSlotTaken,                      Code::kAborted,             "slot_taken",                     false, "time_slot_taken,slot_no_longer_available"},
    {kDuplicateBooking,               Code::kAlreadyExists,       "duplicate_booking",              false, ""},
    {kOutsideBusinessHours,           Code::kFailedPrecondition,  "outside_business_hours",         false, ""},
    {kAppointmentNotFound,            Code::kNotFound,            "appointment_not_found",          false, ""},
    {kAppointmentClarificationNeeded, Code::kFailedPrecondition,  "appointment_clarification_needed", false, ""},
    {kCancellationFailed,             Code::kFailedPrecondition,  "cancellation_failed",            false, "cancel_failed"},
    {kRescheduleFailed,               Code::kFailedPrecondition,  "reschedule_failed",              false, "modify_failed"},
    {kBookingFailed,                  Code::kFailedPrecondition,  "booking_failed",                 false, "appointment_creation_failed"},
    {kBookingSystemUnavailable,       Code::kUnavailable,         "booking_system_unavailable",     true,  "cliniko_api_error,network_error,database_error,availability_check_failed"},
    {kStillChecking,                  Code::kUnavailable,         "still_checking",                 true,  ""},
    {kUnauthorized,                   Code::kUnauthenticated,     "unauthorized",                   false, ""},
    {kInternalError,                  Code::kInternal,            "internal_error",                 false, ""},
};
// clang-format on

}  // namespace

absl::Span<const ErrorRow> ErrorTable() { return kErrorTable; }

const ErrorRow& RowOf(DomainError error) { return kErrorTable[static_cast<std::size_t>(error)]; }

absl::Status MakeError(DomainError error, absl::string_view log_text) {
  const ErrorRow& row = RowOf(error);
  absl::Status status(row.grpc_code, log_text);
  status.SetPayload(kReasonPayload, absl::Cord(ReasonOf(error)));
  return status;
}

std::optional<DomainError> DomainErrorOf(const absl::Status& status) {
  const auto reason = status.GetPayload(kReasonPayload);
  if (!reason.has_value()) return std::nullopt;
  return DomainErrorFromName(std::string(*reason));
}

DomainError ClassifyError(const absl::Status& status) {
  if (const auto error = DomainErrorOf(status)) return *error;
  switch (status.code()) {
    case Code::kInvalidArgument:
    case Code::kOutOfRange:
      return kInvalidRequest;
    case Code::kUnauthenticated:
      return kUnauthorized;
    case Code::kDeadlineExceeded:
      return kStillChecking;
    case Code::kUnavailable:
    case Code::kResourceExhausted:
      return kBookingSystemUnavailable;
    default:
      return kInternalError;
  }
}

bool IsError(const absl::Status& status, DomainError error) {
  return DomainErrorOf(status) == error;
}

std::string ReasonOf(DomainError error) {
  return absl::AsciiStrToUpper(RowOf(error).webhook_code);
}

std::optional<DomainError> DomainErrorFromName(absl::string_view name) {
  for (const ErrorRow& row : kErrorTable) {
    if (absl::EqualsIgnoreCase(row.webhook_code, name)) return row.error;
  }
  return std::nullopt;
}

}  // namespace frontdesk
