#include "libs/resolve/proto.h"

#include <algorithm>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "frontdesk/v1/common.pb.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"
#include "libs/status/status_macros.h"

namespace frontdesk {
namespace {

constexpr std::size_t kMostWords = 500;
constexpr std::size_t kLongestId = 20;  // a 64-bit integer

absl::Status Refuse(absl::string_view field, absl::string_view why) {
  return WithFacts(MakeError(DomainError::kInvalidRequest, absl::StrCat(field, " ", why)),
                   {{"field", std::string(field)}});
}

template <typename Id>
absl::StatusOr<Ref<Id>> Read(const std::string& id, const std::string& said,
                             absl::string_view field) {
  const bool digits =
      std::ranges::all_of(id, [](unsigned char c) { return absl::ascii_isdigit(c); });
  if (!digits || id.size() > kLongestId) return Refuse(field, "has an id that is not a number");
  ASSIGN_OR_RETURN(std::string words, SaidFromProto(said, field));
  return Ref<Id>{Id(id), std::move(words)};
}

}  // namespace

absl::StatusOr<PractitionerRef> RefFromProto(const v1::PractitionerRef& ref) {
  return Read<PractitionerId>(ref.practitioner_id(), ref.spoken_name(), "practitioner");
}

absl::StatusOr<BusinessRef> RefFromProto(const v1::BusinessRef& ref) {
  return Read<BusinessId>(ref.business_id(), ref.spoken_name(), "business");
}

absl::StatusOr<AppointmentTypeRef> RefFromProto(const v1::AppointmentTypeRef& ref) {
  return Read<AppointmentTypeId>(ref.appointment_type_id(), ref.spoken_name(), "appointment_type");
}

absl::StatusOr<std::string> SaidFromProto(const std::string& said, absl::string_view field) {
  if (said.size() > kMostWords) return Refuse(field, "is too long");
  return std::string(absl::StripAsciiWhitespace(said));
}

}  // namespace frontdesk
