// What Cliniko answers, from the bytes of a body to our own types. The first letter picks the
// resource, the second the status and the headers; the rest is the body: one record, or a page of
// them.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/cliniko/answer_failure.h"
#include "libs/cliniko/connection.h"
#include "libs/cliniko/endpoint.h"
#include "libs/cliniko/failure.h"
#include "libs/cliniko/json_row.h"
#include "libs/cliniko/paging.h"
#include "libs/cliniko/query.h"
#include "libs/cliniko/read_account.h"
#include "libs/cliniko/read_appointment.h"
#include "libs/cliniko/read_catalogue.h"
#include "libs/cliniko/read_patient.h"
#include "libs/cliniko/retry_policy.h"
#include "libs/cliniko/types.h"
#include "libs/cliniko/weekdays.h"
#include "libs/cliniko/zones.h"
#include "nlohmann/json.hpp"
#include "tests/fuzz/input.h"
#include "tests/fuzz/require.h"

namespace frontdesk::cliniko {
namespace {

using fuzz::Input;

const absl::Time kNow = absl::FromUnixSeconds(1'790'000'000);

template <typename Id>
void RequireIdOrNone(const Id& id) {
  FRONTDESK_REQUIRE(id.empty() || IsId(id.value()));
}

// What reads a record says either what it is or that it is malformed, and nothing else.
template <typename Row>
std::optional<Row> Read(absl::StatusOr<Row> (*read)(const Json&), const Json& json) {
  absl::StatusOr<Row> row = read(json);
  if (row.ok()) return *std::move(row);
  FRONTDESK_REQUIRE(IsFailure(row.status(), Failure::kMalformedAnswer));
  return std::nullopt;
}

void ReadUserRow(const Json& json) {
  const std::optional<User> user = Read(ReadUser, json);
  const std::optional<AccountSettings> settings = Read(ReadSettings, json);
  if (user && settings) AccountZone(*user, *settings);
}

void ReadSettingsRow(const Json& json) {
  const std::optional<AccountSettings> settings = Read(ReadSettings, json);
  if (!settings) return;
  AccountZone(User(), *settings);
  if (settings->booking_notice)
    FRONTDESK_REQUIRE(*settings->booking_notice >= absl::ZeroDuration());
}

void ReadBusinessRow(const Json& json) {
  const std::optional<Business> business = Read(ReadBusiness, json);
  if (!business) return;
  FRONTDESK_REQUIRE(IsId(business->id.value()));
  BusinessZone(*business, User(), AccountSettings());
}

void ReadPractitionerRow(const Json& json) {
  const std::optional<Practitioner> practitioner = Read(ReadPractitioner, json);
  if (!practitioner) return;
  FRONTDESK_REQUIRE(IsId(practitioner->id.value()));
  RequireIdOrNone(practitioner->default_appointment_type);
}

void ReadTypeRow(const Json& json) {
  const std::optional<AppointmentType> type = Read(ReadAppointmentType, json);
  if (type) FRONTDESK_REQUIRE(IsId(type->id.value()));
}

void ReadServiceRow(const Json& json) {
  const std::optional<Service> service = Read(ReadService, json);
  if (!service) return;
  RequireIdOrNone(service->business);
  RequireIdOrNone(service->type);
  for (const PractitionerId& practitioner : service->practitioners) {
    FRONTDESK_REQUIRE(IsId(practitioner.value()));
  }
}

void ReadHoursRow(const Json& json) {
  const std::optional<DailyAvailability> hours = Read(ReadDailyAvailability, json);
  if (!hours) return;
  FRONTDESK_REQUIRE(hours->day_of_week >= -1 && hours->day_of_week <= 7);
  TimeOfDay before;
  for (const DayWindow& window : hours->windows) {
    FRONTDESK_REQUIRE(window.opens.minutes >= before.minutes);
    FRONTDESK_REQUIRE(window.opens < window.closes && window.closes.minutes <= 24 * 60);
    before = window.opens;
  }
  if (hours->day_of_week < 0) return;
  const std::vector<WeekdayNumbering> readings = PossibleNumberings({&*hours, 1});
  const std::vector<absl::Time> starts = {kNow};
  for (const WeekdayNumbering reading :
       Calibrate(readings, {&*hours, 1}, starts, absl::UTCTimeZone())) {
    WeekdayOf(hours->day_of_week, reading);
  }
}

void ReadBlockRow(const Json& json) {
  const std::optional<AvailabilityBlock> block = Read(ReadAvailabilityBlock, json);
  if (!block) return;
  RequireIdOrNone(block->business);
  RequireIdOrNone(block->practitioner);
}

void ReadTimeRow(const Json& json) { Read(ReadAvailableTime, json); }

void ReadAppointmentRow(const Json& json) {
  const std::optional<Appointment> appointment = Read(ReadAppointment, json);
  if (!appointment) return;
  FRONTDESK_REQUIRE(IsId(appointment->id.value()));
  RequireIdOrNone(appointment->patient);
  RequireIdOrNone(appointment->type);
  // What we write of what we read is JSON, whatever the notes hold.
  const std::string written = WriteAppointment({.business = appointment->business,
                                                .practitioner = appointment->practitioner,
                                                .type = appointment->type,
                                                .patient = appointment->patient,
                                                .starts_at = appointment->starts_at,
                                                .notes = appointment->notes});
  FRONTDESK_REQUIRE(ParseJson(written).ok());
}

void ReadEntryRow(const Json& json) {
  const std::optional<CalendarEntry> entry = Read(ReadCalendarEntry, json);
  if (!entry) return;
  RequireIdOrNone(entry->id);
  CalendarEntry other = *entry;
  FRONTDESK_REQUIRE(!IsOlderClaim(*entry, other));
  other.id = AppointmentId("400000000000000401");
  // Of two claims exactly one gives way.
  FRONTDESK_REQUIRE(entry->id == other.id ||
                    IsOlderClaim(*entry, other) != IsOlderClaim(other, *entry));
}

void ReadConflictsRow(const Json& json) { Read(ReadConflicts, json); }

void ReadPatientRow(const Json& json) {
  const std::optional<Patient> patient = Read(ReadPatient, json);
  if (!patient) return;
  FRONTDESK_REQUIRE(IsId(patient->id.value()));
  RequireIdOrNone(patient->merged_into);
  const std::string written = WritePatient({.first_name = patient->first_name,
                                            .last_name = patient->last_name,
                                            .email = patient->email,
                                            .date_of_birth = patient->date_of_birth});
  FRONTDESK_REQUIRE(ParseJson(written).ok());
}

struct Resource {
  const char* list;  // what a page calls its rows
  void (*read)(const Json&);
};
constexpr Resource kResources[] = {{"users", ReadUserRow},
                                   {"settings", ReadSettingsRow},
                                   {"businesses", ReadBusinessRow},
                                   {"practitioners", ReadPractitionerRow},
                                   {"appointment_types", ReadTypeRow},
                                   {"services", ReadServiceRow},
                                   {"daily_availabilities", ReadHoursRow},
                                   {"availability_blocks", ReadBlockRow},
                                   {"available_times", ReadTimeRow},
                                   {"individual_appointments", ReadAppointmentRow},
                                   {"bookings", ReadEntryRow},
                                   {"conflicts", ReadConflictsRow},
                                   {"patients", ReadPatientRow}};

// Wherever a page says that the list goes on, we ask the same server for the same list. Source:
// libs/cliniko/paging.h.
void RequireSamePlace(absl::string_view link) {
  const Endpoint endpoint{.host = "api.au2.cliniko.com", .prefix = "/v1"};
  const std::string target = "/v1/patients?per_page=100";
  const std::optional<std::string> next = NextTarget(endpoint, target, link);
  if (!next.has_value()) return;
  FRONTDESK_REQUIRE(absl::StartsWith(*next, "/v1/patients"));
  FRONTDESK_REQUIRE(next->size() == 12 || (*next)[12] == '?');
  for (const char c : *next) FRONTDESK_REQUIRE(c > ' ' && c < 0x7f);
}

void RequireReadBack(const absl::Time instant) {
  // What Cliniko is asked for has four digits of a year.
  const int year = static_cast<int>(absl::ToCivilYear(instant, absl::UTCTimeZone()).year());
  if (year < 1000 || year > 9999) return;
  const std::optional<absl::Time> again = ParseInstant(FormatInstant(instant));
  FRONTDESK_REQUIRE(again.has_value());
  FRONTDESK_REQUIRE(instant - *again >= absl::ZeroDuration() &&
                    instant - *again < absl::Seconds(1));
}

// A failed answer's meaning. `header` is what it says of the rate limit.
void RequireTold(int status, absl::string_view body, const std::string& header) {
  const absl::Status told = StatusOfAnswer({.method = "POST", .path = "/patients"},
                                           {.status = status,
                                            .body = std::string(body),
                                            .rate_limit_reset = header,
                                            .retry_after = header},
                                           kNow);
  FRONTDESK_REQUIRE(told.ok() == (status / 100 == 2));
  FRONTDESK_REQUIRE(told.ok() || FailureOf(told).has_value());
  if (const std::optional<absl::Time> reset = RateLimitResetOf(told)) {
    FRONTDESK_REQUIRE(*reset <= kNow + kLongestRateLimit);
  }
  // Of what came over the network the log has only names of fields.
  for (const char c : std::string(told.message())) FRONTDESK_REQUIRE(c >= ' ' && c < 0x7f);
}

}  // namespace
}  // namespace frontdesk::cliniko

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace frontdesk::cliniko;  // NOLINT: a fuzz target is a function of C
  frontdesk::fuzz::Input input(data, size);
  const Resource& resource = kResources[input.Choice(std::size(kResources))];
  constexpr int kStatuses[] = {422, 400, 401, 403, 404, 429, 500, 503, 302, 200};
  const int status = kStatuses[input.Choice(std::size(kStatuses))];
  const absl::string_view body = input.Rest();

  RequireTold(status, body, std::string(body.substr(0, body.find('\n'))));
  RequireSamePlace(body);
  if (const std::optional<absl::Time> instant = ParseInstant(body)) RequireReadBack(*instant);
  if (const std::string id = IdOfLink(body); !id.empty()) {
    FRONTDESK_REQUIRE(IsId(id) && absl::StrContains(body, id));
  }

  const absl::StatusOr<Json> json = ParseJson(body);
  if (!json.ok()) {
    FRONTDESK_REQUIRE(IsFailure(json.status(), Failure::kMalformedAnswer));
    return 0;
  }
  FRONTDESK_REQUIRE(ParseJson(DumpJson(*json)).ok());
  resource.read(*json);
  const JsonRow page(*json);
  page.Number("total_entries");
  RequireSamePlace(JsonRow(page.Object("links")).Text("next"));
  for (const Json& row : page.Array(resource.list)) resource.read(row);
  return 0;
}
