#ifndef FRONTDESK_LIBS_STATUS_DOMAIN_ERROR_H_
#define FRONTDESK_LIBS_STATUS_DOMAIN_ERROR_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace frontdesk {

// Everything that can go wrong in a way that a caller of ours can act on. What no caller can act on
// is absl::InternalError. Source: contract/webhooks.md, section 1.5.
enum class DomainError {
  kClinicNotFound,
  kMissingInformation,
  kInvalidRequest,
  kInvalidAction,
  kInvalidPhoneNumber,
  kInvalidDate,
  kInvalidDateTime,
  kDateInPast,
  kBookingTooSoon,
  kLocationNotFound,
  kNoLocation,
  kInvalidBusinessId,
  kLocationClarificationNeeded,
  kPractitionerNotFound,
  kPractitionerClarificationNeeded,
  kPractitionerLocationMismatch,
  kPractitionerNotAvailable,
  kNoPractitionersFound,
  kServiceRequired,
  kServiceNotFound,
  kServiceClarificationNeeded,
  kNoServices,
  kNoAvailability,
  kTimeNotAvailable,
  kSlotTaken,
  kDuplicateBooking,
  kOutsideBusinessHours,
  kAppointmentNotFound,
  kAppointmentClarificationNeeded,
  kCancellationFailed,
  kRescheduleFailed,
  kBookingFailed,
  kBookingSystemUnavailable,
  kStillChecking,
  kUnauthorized,
  kInternalError,
};

struct ErrorRow {
  DomainError error;
  absl::StatusCode grpc_code;
  absl::string_view webhook_code;  // the reason in ErrorInfo is this in upper case
  bool retryable;                  // the same request may succeed a little later
  absl::string_view aliases;       // older webhook codes for the same thing, separated by commas
};

// One row for each DomainError, in the order of the enum.
absl::Span<const ErrorRow> ErrorTable();

const ErrorRow& RowOf(DomainError error);

// The status that tells `error`; `log_text` is for the log: words of ours and ids, nothing that
// somebody said or is called.
absl::Status MakeError(DomainError error, absl::string_view log_text);

// The DomainError that `status` carries; empty for OK and for a status that was not made by
// MakeError.
std::optional<DomainError> DomainErrorOf(const absl::Status& status);

// What a status that was not made by MakeError means to a caller: by its code, else kInternalError.
DomainError ClassifyError(const absl::Status& status);

// True for the status of `error`.
bool IsError(const absl::Status& status, DomainError error);

// The type of the payload that carries the reason inside an absl::Status; libs/rpc turns it into
// ErrorInfo.
inline constexpr char kReasonPayload[] = "frontdesk/reason";

// The machine-readable reason of ErrorInfo, such as "SLOT_TAKEN".
std::string ReasonOf(DomainError error);

// The error whose reason ("SLOT_TAKEN") or webhook code ("slot_taken") is `name`, if there is one.
std::optional<DomainError> DomainErrorFromName(absl::string_view name);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_STATUS_DOMAIN_ERROR_H_
