#include "services/session/wire/convert.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "frontdesk/v1/common.pb.h"
#include "frontdesk/v1/session.pb.h"
#include "google/protobuf/repeated_field.h"
#include "libs/domain/ids.h"
#include "libs/domain/search.h"
#include "libs/phone/phone_number.h"
#include "libs/postgres/values.h"
#include "libs/rpc/convert.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"
#include "services/session/domain/call_outcome.h"
#include "services/session/domain/session_ref.h"

namespace frontdesk {
namespace {

constexpr int kMostCriteriaIds = 500;
constexpr int kMostNumbers = 4;
constexpr absl::Duration kLongestSearch = absl::Minutes(1);
constexpr absl::Duration kLongestCall = absl::Hours(24);  // anything longer is a mistake
constexpr std::size_t kLongestId = 64;

absl::Status Invalid(absl::string_view what) {
  return MakeError(DomainError::kInvalidRequest, what);
}

// Cliniko's ids are decimal; what matters here is that they hold none of our separators.
absl::Status CheckId(const std::string& id, absl::string_view field) {
  const bool plain = std::all_of(id.begin(), id.end(), [](unsigned char c) {
    return absl::ascii_isalnum(c) || c == '-' || c == '_';
  });
  if (id.empty() || id.size() > kLongestId || !plain) {
    return Invalid(absl::StrCat(field, " is no id"));
  }
  return absl::OkStatus();
}

template <typename Id>
absl::StatusOr<std::vector<Id>> IdsFromProto(
    const google::protobuf::RepeatedPtrField<std::string>& ids, absl::string_view field) {
  if (ids.size() > kMostCriteriaIds) {
    return Invalid(absl::StrCat(field, ": more than ", kMostCriteriaIds));
  }
  std::vector<Id> result;
  for (const std::string& id : ids) {
    RETURN_IF_ERROR(CheckId(id, field));
    result.push_back(Id(id));
  }
  return result;
}

absl::StatusOr<std::optional<PhoneNumber>> PhoneFromProto(const std::string& phone) {
  if (phone.empty() || StandsForWithheld(phone)) return std::nullopt;
  if (!absl::StartsWith(phone, "+")) {
    return MakeError(DomainError::kInvalidPhoneNumber, "caller.phone is not in E.164");
  }
  // With the plus, a number is read the same whatever the country.
  ASSIGN_OR_RETURN(const PhoneNumber number, ParsePhone(phone, "AU"));
  return number;
}

}  // namespace

absl::StatusOr<SessionRef> FromProto(const std::string& clinic_id, const v1::Caller& caller) {
  if (!IsUuid(clinic_id)) return Invalid("clinic_id is no UUID");
  if (!IsSessionId(caller.session_id())) {
    return Invalid("caller.session_id needs 1 to 200 bytes without control characters");
  }
  ASSIGN_OR_RETURN(const std::optional<PhoneNumber> phone, PhoneFromProto(caller.phone()));
  return SessionRef{.clinic = ClinicId(absl::AsciiStrToLower(clinic_id)),
                    .id = SessionId(caller.session_id()),
                    .phone = phone};
}

absl::StatusOr<SearchCriteria> FromProto(const v1::SearchCriteria& criteria) {
  SearchCriteria result;
  ASSIGN_OR_RETURN(result.practitioners,
                   IdsFromProto<PractitionerId>(criteria.practitioner_ids(), "practitioner_ids"));
  ASSIGN_OR_RETURN(
      result.appointment_types,
      IdsFromProto<AppointmentTypeId>(criteria.appointment_type_ids(), "appointment_type_ids"));
  ASSIGN_OR_RETURN(result.businesses,
                   IdsFromProto<BusinessId>(criteria.business_ids(), "business_ids"));
  if (criteria.has_first_day()) {
    ASSIGN_OR_RETURN(result.first_day, FromProto(criteria.first_day()));
  }
  return result;
}

absl::StatusOr<std::vector<SlotKey>> SlotsFromProto(
    const google::protobuf::RepeatedPtrField<v1::SlotKey>& slots, int most) {
  if (slots.size() > most) return Invalid(absl::StrCat("more than ", most, " slots"));
  std::vector<SlotKey> result;
  for (const v1::SlotKey& slot : slots) {
    RETURN_IF_ERROR(CheckId(slot.practitioner_id(), "practitioner_id"));
    RETURN_IF_ERROR(CheckId(slot.business_id(), "business_id"));
    if (!slot.has_start_time()) return Invalid("a slot needs its start_time");
    result.push_back({.practitioner = PractitionerId(slot.practitioner_id()),
                      .business = BusinessId(slot.business_id()),
                      .start = absl::FromUnixSeconds(slot.start_time().seconds())});
  }
  return result;
}

absl::StatusOr<SearchOffer> FromProto(const v1::MakeOfferRequest& request) {
  const absl::Duration searched_for = FromProto(request.searched_for());
  SearchOffer offer{.searched_for = std::clamp(searched_for, absl::ZeroDuration(), kLongestSearch),
                    .start_known = request.start_known()};
  ASSIGN_OR_RETURN(offer.criteria, FromProto(request.criteria()));
  ASSIGN_OR_RETURN(offer.times, SlotsFromProto(request.offered()));
  return offer;
}

absl::StatusOr<BusinessId> BusinessFromProto(const std::string& business_id) {
  RETURN_IF_ERROR(CheckId(business_id, "business_id"));
  return BusinessId(business_id);
}

absl::StatusOr<CallOutcome> OutcomeFromProto(const v1::RecordOutcomeRequest& request) {
  if (!IsSessionId(request.session_id())) return Invalid("session_id is none");
  if (request.numbers_size() > kMostNumbers) return Invalid("more numbers than a call has ends");
  if (!request.has_report_time()) return Invalid("a report needs its report_time");
  if (request.kind() != v1::OUTCOME_KIND_ENDED &&
      request.kind() != v1::OUTCOME_KIND_NEVER_STARTED) {
    return Invalid("kind is none");
  }
  std::optional<ClinicId> only_clinic;
  if (!request.clinic_id().empty()) {
    if (!IsUuid(request.clinic_id())) return Invalid("clinic_id is no UUID");
    only_clinic = ClinicId(absl::AsciiStrToLower(request.clinic_id()));
  }
  const absl::Duration duration = FromProto(request.duration());
  return CallOutcome{.session = SessionId(request.session_id()),
                     .kind = request.kind() == v1::OUTCOME_KIND_ENDED
                                 ? CallOutcome::Kind::kEnded
                                 : CallOutcome::Kind::kNeverStarted,
                     .reported_at = absl::FromUnixSeconds(request.report_time().seconds()),
                     .status = StatusWord(request.status()),
                     .success = SuccessWord(request.success()),
                     .failure_reason = FailureWord(request.failure_reason()),
                     .duration = std::clamp(duration, absl::ZeroDuration(), kLongestCall),
                     .only_clinic = only_clinic};
}

void ToProto(const SearchCriteria& criteria, v1::SearchCriteria* out) {
  for (const PractitionerId& id : criteria.practitioners) out->add_practitioner_ids(id.value());
  for (const AppointmentTypeId& id : criteria.appointment_types) {
    out->add_appointment_type_ids(id.value());
  }
  for (const BusinessId& id : criteria.businesses) out->add_business_ids(id.value());
  if (criteria.first_day.has_value()) ToProto(*criteria.first_day, out->mutable_first_day());
}

void ToProto(absl::Span<const SlotKey> slots,
             google::protobuf::RepeatedPtrField<v1::SlotKey>* out) {
  for (const SlotKey& slot : slots) {
    v1::SlotKey* key = out->Add();
    key->set_practitioner_id(slot.practitioner.value());
    key->set_business_id(slot.business.value());
    ToProto(slot.start, key->mutable_start_time());
  }
}

}  // namespace frontdesk
