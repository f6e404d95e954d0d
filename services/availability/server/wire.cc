#include "services/availability/server/wire.h"

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "frontdesk/v1/availability.pb.h"
#include "libs/postgres/values.h"
#include "libs/resolve/proto.h"
#include "libs/rpc/convert.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"
#include "libs/status/status_macros.h"

namespace frontdesk::availability {
namespace {

constexpr int kDefaultDays = 14;
constexpr int kMostDays = 60;
constexpr int kDefaultSlots = 2;
constexpr int kMostSlots = 10;

v1::PartOfDay WritePart(std::optional<DayPart> part) {
  if (!part.has_value()) return v1::PART_OF_DAY_UNSPECIFIED;
  switch (*part) {
    case DayPart::kMorning:
      return v1::PART_OF_DAY_MORNING;
    case DayPart::kAfternoon:
      return v1::PART_OF_DAY_AFTERNOON;
    case DayPart::kEvening:
      return v1::PART_OF_DAY_EVENING;
  }
  return v1::PART_OF_DAY_UNSPECIFIED;
}

v1::NothingFreeReason WriteReason(NothingFree reason, bool may_not_be_open = false) {
  if (may_not_be_open) return v1::NOTHING_FREE_REASON_MAY_NOT_BE_OPEN;
  switch (reason) {
    case NothingFree::kNotWorking:
      return v1::NOTHING_FREE_REASON_NOT_WORKING;
    case NothingFree::kFullyBooked:
      return v1::NOTHING_FREE_REASON_FULLY_BOOKED;
    case NothingFree::kUnknown:
      break;
  }
  return v1::NOTHING_FREE_REASON_UNSPECIFIED;
}

// `value` in [1, most]; 0 is the default.
absl::StatusOr<int> ReadCount(int value, int standard, int most, const std::string& field) {
  if (value == 0) return standard;
  if (value >= 1 && value <= most) return value;
  return WithFacts(MakeError(DomainError::kInvalidRequest,
                             absl::StrCat(field, " must be 1 to ", most, ", or 0")),
                   {{"field", field}});
}

// Of any request with the oneof `day` / `spoken_day`.
template <typename Request>
absl::StatusOr<SaidDay> ReadWhen(const Request& request) {
  if (request.has_day()) {
    ASSIGN_OR_RETURN(const absl::CivilDay day, frontdesk::FromProto(request.day()));
    return SaidDay(day);
  }
  if (!request.spoken_day().empty()) {
    ASSIGN_OR_RETURN(const std::string said, SaidFromProto(request.spoken_day(), "spoken_day"));
    return SaidDay(said);
  }
  return SaidDay();
}

// What the two searches have in common.
template <typename Query, typename Request>
absl::Status ReadWhoWhatWhere(const Request& request, Query& query) {
  ASSIGN_OR_RETURN(query.clinic, ClinicIdFromProto(request.clinic_id()));
  query.caller = frontdesk::FromProto(request.caller());
  query.part = PartFromProto(request.part_of_day());
  ASSIGN_OR_RETURN(query.practitioner, RefFromProto(request.practitioner()));
  ASSIGN_OR_RETURN(query.appointment_type, RefFromProto(request.appointment_type()));
  ASSIGN_OR_RETURN(query.business, RefFromProto(request.business()));
  return absl::OkStatus();
}

void WriteAge(const DataAge& age, v1::DataAge* out) {
  if (age.fetched_at != absl::InfiniteFuture()) {
    frontdesk::ToProto(age.fetched_at, out->mutable_fetched_at());
  }
  out->set_stale(age.stale);
  out->set_partial(age.partial);
}

}  // namespace

absl::StatusOr<ClinicId> ClinicIdFromProto(const std::string& text) {
  if (!IsUuid(text)) return MakeError(DomainError::kClinicNotFound, "the clinic id is not a UUID");
  return ClinicId(text);
}

std::optional<DayPart> PartFromProto(v1::PartOfDay part) {
  switch (part) {
    case v1::PART_OF_DAY_MORNING:
      return DayPart::kMorning;
    case v1::PART_OF_DAY_AFTERNOON:
      return DayPart::kAfternoon;
    case v1::PART_OF_DAY_EVENING:
      return DayPart::kEvening;
    default:
      return std::nullopt;
  }
}

absl::StatusOr<AvailabilityQuery> FromProto(const v1::CheckAvailabilityRequest& request) {
  AvailabilityQuery query;
  RETURN_IF_ERROR(ReadWhoWhatWhere(request, query));
  ASSIGN_OR_RETURN(query.when, ReadWhen(request));
  return query;
}

absl::StatusOr<NextQuery> FromProto(const v1::FindNextAvailableRequest& request) {
  NextQuery query;
  RETURN_IF_ERROR(ReadWhoWhatWhere(request, query));
  ASSIGN_OR_RETURN(query.earliest, ReadWhen(request));
  ASSIGN_OR_RETURN(query.max_days,
                   ReadCount(request.max_days(), kDefaultDays, kMostDays, "max_days"));
  ASSIGN_OR_RETURN(query.max_slots,
                   ReadCount(request.max_slots(), kDefaultSlots, kMostSlots, "max_slots"));
  return query;
}

absl::StatusOr<SaidDay> SaidDayFromProto(const v1::ListAvailablePractitionersRequest& request) {
  return ReadWhen(request);
}

void ToProto(const AvailabilityAnswer& answer, v1::CheckAvailabilityResponse* response) {
  using frontdesk::ToProto;
  ToProto(answer.requested_day, response->mutable_requested_day());
  for (const DayOpenings& openings : answer.openings) ToProto(openings, response->add_openings());
  response->set_requested_day_available(answer.requested_day_available);
  if (!answer.requested_day_available) response->set_reason(WriteReason(answer.reason));
  if (answer.next_available.has_value()) {
    ToProto(*answer.next_available, response->mutable_next_available());
  }
  if (answer.next_at_requested.has_value()) {
    ToProto(*answer.next_at_requested, response->mutable_next_at_requested());
  }
  for (const Business& b : answer.other_businesses) ToProto(b, response->add_other_businesses());
  response->set_year_repaired(answer.year_repaired);
  response->set_part_of_day(WritePart(answer.part));
  response->set_other_part_of_day(answer.other_part);
  WriteAge(answer.age, response->mutable_age());
  ToProto(answer.age.cost, response->mutable_cost());
}

void ToProto(const NextAnswer& answer, v1::FindNextAvailableResponse* response) {
  using frontdesk::ToProto;
  for (const DayOpenings& one : answer.openings) ToProto(one, response->add_openings());
  response->set_exhausted(answer.exhausted);
  for (const DayOpenings& one : answer.elsewhere) ToProto(one, response->add_elsewhere());
  response->set_year_repaired(answer.year_repaired);
  if (answer.practitioner.has_value()) {
    ToProto(*answer.practitioner, response->mutable_practitioner());
  }
  ToProto(answer.appointment_type, response->mutable_appointment_type());
  if (answer.business.has_value()) ToProto(*answer.business, response->mutable_business());
  response->set_reason(WriteReason(answer.reason, answer.may_not_be_open));
  response->set_part_of_day(WritePart(answer.part));
  ToProto(answer.first_day, response->mutable_first_day());
  ToProto(answer.last_day, response->mutable_last_day());
  if (answer.requested_day.has_value()) {
    ToProto(*answer.requested_day, response->mutable_requested_day());
  }
  WriteAge(answer.age, response->mutable_age());
  ToProto(answer.age.cost, response->mutable_cost());
}

void ToProto(const FreeStaff& free, v1::ListAvailablePractitionersResponse* response) {
  using frontdesk::ToProto;
  ToProto(free.business, response->mutable_business());
  ToProto(free.day, response->mutable_day());
  for (const FreePractitioner& who : free.practitioners) {
    auto* entry = response->add_practitioners();
    ToProto(who.practitioner, entry->mutable_practitioner());
    for (const AppointmentType& type : who.appointment_types) {
      ToProto(type, entry->add_appointment_types());
    }
    entry->set_slot_count(who.slot_count);
    ToProto(who.first_start, entry->mutable_first_start_time());
  }
  response->set_part_of_day(WritePart(free.part));
  response->set_reason(WriteReason(free.reason, free.may_not_be_open));
  response->set_year_repaired(free.year_repaired);
  if (free.appointment_type.has_value()) {
    ToProto(*free.appointment_type, response->mutable_appointment_type());
  }
  for (const Practitioner& who : free.free_otherwise) ToProto(who, response->add_free_otherwise());
  WriteAge(free.age, response->mutable_age());
  ToProto(free.age.cost, response->mutable_cost());
}

void ToProto(const PlaceStaff& staff, v1::ListPractitionersResponse* response) {
  using frontdesk::ToProto;
  ToProto(staff.business, response->mutable_business());
  for (const Practitioner& who : staff.practitioners) ToProto(who, response->add_practitioners());
}

void ToProto(const PractitionerProfile& profile, v1::GetPractitionerResponse* response) {
  using frontdesk::ToProto;
  ToProto(profile.practitioner, response->mutable_practitioner());
  for (const AppointmentType& type : profile.appointment_types) {
    ToProto(type, response->add_appointment_types());
  }
  for (const Business& business : profile.businesses) ToProto(business, response->add_businesses());
}

}  // namespace frontdesk::availability
