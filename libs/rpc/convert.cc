#include "libs/rpc/convert.h"

#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "frontdesk/v1/common.pb.h"
#include "frontdesk/v1/schedule_cache.pb.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"

namespace frontdesk {

void ToProto(absl::Time time, google::protobuf::Timestamp* out) {
  const std::int64_t seconds = absl::ToUnixSeconds(time);
  out->set_seconds(seconds);
  out->set_nanos(
      static_cast<std::int32_t>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
}

void ToProto(absl::Duration duration, google::protobuf::Duration* out) {
  absl::Duration rest;
  out->set_seconds(absl::IDivDuration(duration, absl::Seconds(1), &rest));
  out->set_nanos(static_cast<std::int32_t>(absl::ToInt64Nanoseconds(rest)));
}

void ToProto(absl::CivilDay day, v1::CivilDate* out) {
  out->set_year(static_cast<std::int32_t>(day.year()));
  out->set_month(day.month());
  out->set_day(day.day());
}

void ToProto(const TimeRange& range, v1::TimeRange* out) {
  ToProto(range.start, out->mutable_start_time());
  ToProto(range.end, out->mutable_end_time());
}

void ToProto(const Clinic& clinic, v1::Clinic* out) {
  out->set_clinic_id(clinic.id.value());
  out->set_name(clinic.name);
  out->set_country(clinic.country);
  out->set_time_zone(clinic.zone_name);
  for (const std::string& number : clinic.phone_numbers) out->add_phone_numbers(number);
}

void ToProto(const Business& business, v1::Business* out) {
  out->set_business_id(business.id.value());
  out->set_name(business.name);
  out->set_is_primary(business.primary);
  for (const std::string& alias : business.aliases) out->add_aliases(alias);
}

void ToProto(const Practitioner& practitioner, v1::Practitioner* out) {
  out->set_practitioner_id(practitioner.id.value());
  out->set_display_name(practitioner.display_name);
  out->set_title(practitioner.title);
  out->set_first_name(practitioner.first_name);
  out->set_last_name(practitioner.last_name);
  out->set_appointment_type_count(practitioner.appointment_type_count);
}

void ToProto(const AppointmentType& type, v1::AppointmentType* out) {
  out->set_appointment_type_id(type.id.value());
  out->set_name(type.name);
  ToProto(type.duration, out->mutable_duration());
}

void ToProto(const Offering& offering, v1::Offering* out) {
  out->set_practitioner_id(offering.practitioner.value());
  out->set_business_id(offering.business.value());
  out->set_appointment_type_id(offering.appointment_type.value());
}

void ToProto(const DayOpenings& openings, v1::DayOpenings* out) {
  ToProto(openings.practitioner, out->mutable_practitioner());
  ToProto(openings.business, out->mutable_business());
  ToProto(openings.appointment_type, out->mutable_appointment_type());
  ToProto(openings.day, out->mutable_day());
  for (const TimeRange& time : openings.times) ToProto(time, out->add_times());
}

void ToProto(const Caller& caller, v1::Caller* out) {
  out->set_session_id(caller.session_id);
  out->set_phone(caller.phone);
}

absl::Time FromProto(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

absl::Duration FromProto(const google::protobuf::Duration& duration) {
  return absl::Seconds(duration.seconds()) + absl::Nanoseconds(duration.nanos());
}

absl::StatusOr<absl::CivilDay> FromProto(const v1::CivilDate& date) {
  const absl::CivilDay day(date.year(), date.month(), date.day());
  // CivilDay normalises 31 April to 1 May; a caller who wrote that made a mistake.
  if (day.year() != date.year() || day.month() != date.month() || day.day() != date.day() ||
      date.year() < 1900 || date.year() > 9999) {
    return MakeError(DomainError::kInvalidDate, absl::StrCat("no such day: ", date.year(), "-",
                                                             date.month(), "-", date.day()));
  }
  return day;
}

TimeRange FromProto(const v1::TimeRange& range) {
  return {FromProto(range.start_time()), FromProto(range.end_time())};
}

absl::StatusOr<Clinic> FromProto(const v1::Clinic& clinic) {
  Clinic result{.id = ClinicId(clinic.clinic_id()),
                .name = clinic.name(),
                .country = clinic.country(),
                .zone_name = clinic.time_zone(),
                .zone = absl::UTCTimeZone(),
                .phone_numbers = {clinic.phone_numbers().begin(), clinic.phone_numbers().end()}};
  if (!absl::LoadTimeZone(result.zone_name, &result.zone)) {
    return absl::InternalError(absl::StrCat("unknown time zone of clinic ", result.id.value()));
  }
  return result;
}

Business FromProto(const v1::Business& business) {
  return {.id = BusinessId(business.business_id()),
          .name = business.name(),
          .primary = business.is_primary(),
          .aliases = {business.aliases().begin(), business.aliases().end()}};
}

Practitioner FromProto(const v1::Practitioner& practitioner) {
  return {.id = PractitionerId(practitioner.practitioner_id()),
          .title = practitioner.title(),
          .first_name = practitioner.first_name(),
          .last_name = practitioner.last_name(),
          .display_name = practitioner.display_name(),
          .appointment_type_count = practitioner.appointment_type_count()};
}

AppointmentType FromProto(const v1::AppointmentType& type) {
  return {.id = AppointmentTypeId(type.appointment_type_id()),
          .name = type.name(),
          .duration = FromProto(type.duration())};
}

Offering FromProto(const v1::Offering& offering) {
  return {.practitioner = PractitionerId(offering.practitioner_id()),
          .business = BusinessId(offering.business_id()),
          .appointment_type = AppointmentTypeId(offering.appointment_type_id())};
}

absl::StatusOr<DayOpenings> FromProto(const v1::DayOpenings& openings) {
  DayOpenings result{.practitioner = FromProto(openings.practitioner()),
                     .business = FromProto(openings.business()),
                     .appointment_type = FromProto(openings.appointment_type()),
                     .day = {},
                     .times = {}};
  ASSIGN_OR_RETURN(result.day, FromProto(openings.day()));
  for (const v1::TimeRange& time : openings.times()) result.times.push_back(FromProto(time));
  return result;
}

Caller FromProto(const v1::Caller& caller) {
  return {.session_id = caller.session_id(), .phone = caller.phone()};
}

void ToProto(const SearchCost& cost, v1::SearchCost* out) {
  out->set_cached_lookup_count(cost.cached_lookups);
  out->set_upstream_request_count(cost.upstream_requests);
  out->set_failed_request_count(cost.failed_requests);
}

SearchCost FromProto(const v1::SearchCost& cost) {
  return {.cached_lookups = cost.cached_lookup_count(),
          .upstream_requests = cost.upstream_request_count(),
          .failed_requests = cost.failed_request_count()};
}

}  // namespace frontdesk
