#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "libs/cliniko/failure.h"
#include "libs/cliniko/http_client.h"
#include "libs/cliniko/json_row.h"
#include "libs/cliniko/paging.h"
#include "libs/cliniko/query.h"
#include "libs/cliniko/read_appointment.h"
#include "libs/cliniko/read_catalogue.h"
#include "libs/cliniko/read_patient.h"
#include "libs/cliniko/rest.h"
#include "libs/status/status_macros.h"
#include "nlohmann/json.hpp"

// Times, patients, appointments and the calendar.
namespace frontdesk::cliniko {
namespace {

constexpr char kTimesPath[] =
    "/businesses/{id}/practitioners/{id}/appointment_types/{id}/available_times";
constexpr char kNextTimePath[] =
    "/businesses/{id}/practitioners/{id}/appointment_types/{id}/next_available_time";
constexpr Route kAvailableTimes{"GET", kTimesPath, Failure::kNotBookableOnline};
constexpr Route kNextAvailableTime{"GET", kNextTimePath, Failure::kNotBookableOnline};
constexpr Route kFindPatients{"GET", "/patients"};
constexpr Route kGetPatient{"GET", "/patients/{id}"};
constexpr Route kCreatePatient{"POST", "/patients"};
constexpr Route kFindAppointments{"GET", "/individual_appointments"};
constexpr Route kCreateAppointment{"POST", "/individual_appointments"};
constexpr Route kGetAppointment{"GET", "/individual_appointments/{id}"};
constexpr Route kMoveAppointment{"PATCH", "/individual_appointments/{id}"};
constexpr Route kCancelAppointment{"PATCH", "/individual_appointments/{id}/cancel"};
constexpr Route kArchiveAppointment{"POST", "/individual_appointments/{id}/archive"};
constexpr Route kDeleteAppointment{"DELETE", "/individual_appointments/{id}"};
constexpr Route kConflicts{"GET", "/individual_appointments/{id}/conflicts"};
constexpr Route kBookings{"GET", "/bookings"};

constexpr int kLongestWindow = 7;  // days; one more is refused by some accounts, staff say

// An id becomes part of a path: an empty one would name the whole list.
template <typename Id>
absl::Status CheckId(const Id& id, Failure otherwise = Failure::kNotFound) {
  if (IsId(id.value())) return absl::OkStatus();
  return MakeFailure({.failure = otherwise}, "not an id of Cliniko's");
}

template <typename Id>
absl::Status FilterById(Query& query, const char* field, const Id& id) {
  if (id.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(CheckId(id, Failure::kInvalidRequest));
  query.Filter(field, absl::StrCat("=", id.value()));
  return absl::OkStatus();
}

void FilterByText(Query& query, const char* field, const char* op, const std::string& text) {
  if (!text.empty()) query.Filter(field, absl::StrCat(op, text));
}

void FilterByUpdate(Query& query, const std::optional<absl::Time>& since) {
  if (!since.has_value()) return;
  query.Filter("updated_at", ">=", *since).Param("sort", "updated_at");
}

absl::StatusOr<std::string> OfferingPath(const BusinessId& business,
                                         const PractitionerId& practitioner,
                                         const AppointmentTypeId& type, const char* last) {
  RETURN_IF_ERROR(CheckId(business, Failure::kNotBookableOnline));
  RETURN_IF_ERROR(CheckId(practitioner, Failure::kNotBookableOnline));
  RETURN_IF_ERROR(CheckId(type, Failure::kNotBookableOnline));
  return absl::StrFormat("/businesses/%s/practitioners/%s/appointment_types/%s/%s",
                         business.value(), practitioner.value(), type.value(), last);
}

std::string AppointmentPath(const AppointmentId& id, absl::string_view last = "") {
  return absl::StrCat("/individual_appointments/", id.value(), last);
}

// Nothing free may be told as null, as no key at all, or as no content.
absl::StatusOr<std::optional<absl::Time>> ReadNextTime(const HttpAnswer& answer) {
  if (answer.status == 204) return std::nullopt;
  ASSIGN_OR_RETURN(const Json json, ParseJson(answer.body));
  JsonRow row(json);
  const std::optional<absl::Time> start = row.OptionalInstant("appointment_start");
  return row.Done(start);
}

Query PatientQuery(const PatientFilter& filter) {
  Query query("/patients");
  const char* const op = filter.names_contain ? "~" : "=";
  FilterByText(query, "first_name", op, filter.first_name);
  FilterByText(query, "preferred_first_name", op, filter.preferred_first_name);
  FilterByText(query, "last_name", op, filter.last_name);
  FilterByText(query, "email", "=", filter.email);
  if (filter.date_of_birth.has_value()) {
    query.Filter("date_of_birth", absl::StrCat("=", FormatDay(*filter.date_of_birth)));
  }
  FilterByUpdate(query, filter.updated_since);
  if (filter.include_archived) query.ShowHidden("archived_at");
  return query;
}

template <typename T>
absl::StatusOr<T> OfAWrite(absl::StatusOr<T> result) {
  if (!result.ok()) return DoneNevertheless(result.status());
  return result;
}

}  // namespace

absl::StatusOr<std::vector<absl::Time>> HttpClient::AvailableTimes(
    const BusinessId& business, const PractitionerId& practitioner, const AppointmentTypeId& type,
    const DayRange& days, absl::Time deadline) {
  ASSIGN_OR_RETURN(const std::string path,
                   OfferingPath(business, practitioner, type, "available_times"));
  if (days.last < days.first || days.last - days.first >= kLongestWindow) {
    return MakeFailure({.failure = Failure::kInvalidWindow}, "from one to seven days can be asked");
  }
  Query query(path);
  query.Param("from", FormatDay(days.first)).Param("to", FormatDay(days.last));
  ASSIGN_OR_RETURN(
      Listing<absl::Time> times,
      ListAll(*rest_, kAvailableTimes, query, "available_times", deadline, ReadAvailableTime,
              [](absl::Time start) { return FormatInstant(start); }));
  std::ranges::sort(times.rows);
  return std::move(times.rows);
}

absl::StatusOr<std::optional<absl::Time>> HttpClient::NextAvailableTime(
    const BusinessId& business, const PractitionerId& practitioner, const AppointmentTypeId& type,
    const DayRange& days, absl::Time deadline) {
  ASSIGN_OR_RETURN(const std::string path,
                   OfferingPath(business, practitioner, type, "next_available_time"));
  if (!next_time_needs_days_) {
    const absl::StatusOr<HttpAnswer> answer = rest_->Call(kNextAvailableTime, path, "", deadline);
    if (answer.ok()) return ReadNextTime(*answer);
    if (!IsFailure(answer.status(), Failure::kInvalidWindow)) return answer.status();
    next_time_needs_days_ = true;
  }
  return NextAvailableInWindows(kNextAvailableTime, path, days, deadline);
}

absl::StatusOr<std::optional<absl::Time>> HttpClient::NextAvailableInWindows(
    const Route& route, const std::string& path, const DayRange& days, absl::Time deadline) {
  for (absl::CivilDay first = days.first; first <= days.last; first += kLongestWindow) {
    const absl::CivilDay last = std::min(first + (kLongestWindow - 1), days.last);
    Query query(path);
    query.Param("from", FormatDay(first)).Param("to", FormatDay(last));
    ASSIGN_OR_RETURN(const HttpAnswer answer, rest_->Call(route, query.target(), "", deadline));
    ASSIGN_OR_RETURN(const std::optional<absl::Time> start, ReadNextTime(answer));
    if (start.has_value()) return start;
  }
  return std::optional<absl::Time>();
}

absl::StatusOr<Listing<Patient>> HttpClient::FindPatients(const PatientFilter& filter,
                                                          absl::Time deadline) {
  return ListAll(*rest_, kFindPatients, PatientQuery(filter), "patients", deadline, ReadPatient,
                 [](const Patient& patient) { return patient.id.value(); });
}

absl::StatusOr<PatientPage> HttpClient::FindPatientsPage(const PatientFilter& filter, int page,
                                                         absl::Time deadline) {
  PatientPage read;
  ASSIGN_OR_RETURN(const PageEnd end,
                   ReadPage(*rest_, kFindPatients, PatientQuery(filter), "patients", page, deadline,
                            [&read](const Json& json) -> absl::Status {
                              ASSIGN_OR_RETURN(Patient patient, ReadPatient(json));
                              read.rows.push_back(std::move(patient));
                              return absl::OkStatus();
                            }));
  read.last = end.last;
  read.total = end.total;
  read.as_of = end.as_of;
  return read;
}

absl::StatusOr<Patient> HttpClient::GetPatient(const PatientId& id, absl::Time deadline) {
  RETURN_IF_ERROR(CheckId(id));
  const std::string path = absl::StrCat("/patients/", id.value());
  Query query(path);
  query.ShowHidden("archived_at");
  absl::StatusOr<Json> json = rest_->CallForJson(kGetPatient, query.target(), "", deadline);
  // Whether archived_at can be asked for depends on the account's age. contract/cliniko.md, 7
  if (IsFailure(json.status(), Failure::kInvalidRequest)) {
    json = rest_->CallForJson(kGetPatient, path, "", deadline);
  }
  RETURN_IF_ERROR(json.status());
  return ReadPatient(*json);
}

absl::StatusOr<Patient> HttpClient::CreatePatient(const NewPatient& patient, absl::Time deadline) {
  ASSIGN_OR_RETURN(const Json json, rest_->CallForJson(kCreatePatient, "/patients",
                                                       WritePatient(patient), deadline));
  return OfAWrite(ReadPatient(json));
}

template <typename Result, typename Read>
Result HttpClient::ReadHidden(const Query& query, Read read) {
  Query without_deleted = query;
  without_deleted.ShowHidden("cancelled_at").ShowHidden("archived_at");
  if (!refuses_deleted_at_) {
    Query with_deleted = without_deleted;
    Result result = read(with_deleted.ShowHidden("deleted_at"));
    if (!IsFailure(result.status(), Failure::kInvalidRequest)) return result;
  }
  Result result = read(without_deleted);
  // Only now is it known that deleted_at was what was refused.
  if (result.ok()) refuses_deleted_at_ = true;
  return result;
}

absl::StatusOr<Appointment> HttpClient::CreateAppointment(const NewAppointment& appointment,
                                                          absl::Time deadline) {
  ASSIGN_OR_RETURN(const Json json,
                   rest_->CallForJson(kCreateAppointment, "/individual_appointments",
                                      WriteAppointment(appointment), deadline));
  return OfAWrite(ReadAppointment(json));
}

absl::StatusOr<Appointment> HttpClient::GetAppointment(const AppointmentId& id,
                                                       absl::Time deadline) {
  RETURN_IF_ERROR(CheckId(id));
  return ReadHidden<absl::StatusOr<Appointment>>(
      Query(AppointmentPath(id)), [&](const Query& query) -> absl::StatusOr<Appointment> {
        ASSIGN_OR_RETURN(const Json json,
                         rest_->CallForJson(kGetAppointment, query.target(), "", deadline));
        return ReadAppointment(json);
      });
}

absl::StatusOr<std::vector<Appointment>> HttpClient::FindAppointments(
    const AppointmentFilter& filter, absl::Time deadline) {
  Query conditions("/individual_appointments");
  RETURN_IF_ERROR(FilterById(conditions, "patient_id", filter.patient));
  RETURN_IF_ERROR(FilterById(conditions, "practitioner_id", filter.practitioner));
  RETURN_IF_ERROR(FilterById(conditions, "business_id", filter.business));
  RETURN_IF_ERROR(FilterById(conditions, "appointment_type_id", filter.type));
  if (filter.starts_in.has_value()) {
    conditions.Filter("starts_at", ">=", filter.starts_in->start)
        .Filter("starts_at", "<", filter.starts_in->end);
  }
  FilterByUpdate(conditions, filter.updated_since);
  const auto read = [&](const Query& query) {
    return ListAll(*rest_, kFindAppointments, query, "individual_appointments", deadline,
                   ReadAppointment,
                   [](const Appointment& appointment) { return appointment.id.value(); });
  };
  ASSIGN_OR_RETURN(Listing<Appointment> found,
                   filter.include_cancelled
                       ? ReadHidden<absl::StatusOr<Listing<Appointment>>>(conditions, read)
                       : read(conditions));
  std::ranges::stable_sort(found.rows, {}, &Appointment::starts_at);
  return std::move(found.rows);
}

absl::StatusOr<Appointment> HttpClient::MoveAppointment(const AppointmentId& id,
                                                        const AppointmentMove& move,
                                                        absl::Time deadline) {
  RETURN_IF_ERROR(CheckId(id));
  ASSIGN_OR_RETURN(const Json json, rest_->CallForJson(kMoveAppointment, AppointmentPath(id),
                                                       WriteMove(move), deadline));
  return OfAWrite(ReadAppointment(json));
}

absl::Status HttpClient::CancelAppointment(const AppointmentId& id, CancellationReason reason,
                                           const std::string& note, absl::Time deadline) {
  RETURN_IF_ERROR(CheckId(id));
  const absl::Status status = rest_
                                  ->Call(kCancelAppointment, AppointmentPath(id, "/cancel"),
                                         WriteCancellation(reason, note), deadline)
                                  .status();
  if (!IsFailure(status, Failure::kNotFound) && !IsFailure(status, Failure::kValidation)) {
    return status;
  }
  return OkIfGone(id, status, deadline);
}

absl::Status HttpClient::ArchiveAppointment(const AppointmentId& id, absl::Time deadline) {
  RETURN_IF_ERROR(CheckId(id));
  absl::Status status =
      rest_->Call(kArchiveAppointment, AppointmentPath(id, "/archive"), "", deadline).status();
  // Older accounts know only DELETE, which newer ones keep as another name for the same.
  const auto refused = [&] {
    return IsFailure(status, Failure::kNotFound) || IsFailure(status, Failure::kInvalidRequest) ||
           IsFailure(status, Failure::kValidation);
  };
  if (!refused()) return status;
  status = rest_->Call(kDeleteAppointment, AppointmentPath(id), "", deadline).status();
  if (!refused()) return status;
  return OkIfGone(id, status, deadline);
}

absl::Status HttpClient::OkIfGone(const AppointmentId& id, const absl::Status& refusal,
                                  absl::Time deadline) {
  const absl::StatusOr<Appointment> appointment = GetAppointment(id, deadline);
  return appointment.ok() && !appointment->live() ? absl::OkStatus() : refusal;
}

absl::StatusOr<bool> HttpClient::HasConflicts(const AppointmentId& id, absl::Time deadline) {
  RETURN_IF_ERROR(CheckId(id));
  ASSIGN_OR_RETURN(const Json json,
                   rest_->CallForJson(kConflicts, AppointmentPath(id, "/conflicts"), "", deadline));
  return ReadConflicts(json);
}

absl::StatusOr<Listing<CalendarEntry>> HttpClient::ListCalendar(const CalendarFilter& filter,
                                                                absl::Time deadline) {
  Query conditions("/bookings");
  RETURN_IF_ERROR(FilterById(conditions, "practitioner_id", filter.practitioner));
  RETURN_IF_ERROR(FilterById(conditions, "business_id", filter.business));
  if (filter.overlaps.has_value()) {
    conditions.Filter("starts_at", "<", filter.overlaps->end)
        .Filter("ends_at", ">", filter.overlaps->start);
  }
  FilterByUpdate(conditions, filter.updated_since);
  const auto read = [&](const Query& query) {
    return ListAll(*rest_, kBookings, query, "bookings", deadline, ReadCalendarEntry,
                   [](const CalendarEntry& entry) { return entry.id.value(); });
  };
  if (!filter.include_cancelled) return read(conditions);
  return ReadHidden<absl::StatusOr<Listing<CalendarEntry>>>(conditions, read);
}

}  // namespace frontdesk::cliniko
