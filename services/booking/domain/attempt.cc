#include "services/booking/domain/attempt.h"

#include <openssl/sha.h>

#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/booking/domain/person_name.h"

namespace frontdesk::booking {
namespace {

constexpr char kNamedByRequest[] = "id:";
// Source: contract/webhooks.md, section 4.9.
constexpr absl::Duration kKeyLasts = absl::Hours(24);

std::string Sha256Hex(absl::string_view text) {
  unsigned char digest[SHA256_DIGEST_LENGTH];
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest);
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(digest), sizeof digest));
}

}  // namespace

NewBooking AttemptOf(const BookingPlan& plan, const BookingRequest& request, absl::Time start) {
  NewBooking attempt{
      .claim = {.clinic = request.clinic,
                .offering = {plan.practitioner.id, plan.business.id, plan.appointment_type.id},
                .time = {start, start + plan.appointment_type.duration}},
      .person = plan.person,
      .notes = request.notes,
      .session_id = request.caller.session_id,
      .caller_phone = plan.caller_phone};
  // Hashed, so that neither key nor fingerprint holds anything personal.
  const std::string wish =
      absl::StrCat(plan.person.phone, "\n", NameKey(plan.person.FullName()), "\n",
                   plan.practitioner.id.value(), "\n", absl::ToUnixSeconds(start));
  attempt.fingerprint = Sha256Hex(
      absl::StrCat(wish, "\n", plan.business.id.value(), "\n", plan.appointment_type.id.value()));
  attempt.idempotency_key = request.request_id.empty()
                                ? absl::StrCat("wish:", Sha256Hex(wish))
                                : absl::StrCat(kNamedByRequest, Sha256Hex(request.request_id));
  return attempt;
}

bool KeepsItsKey(const Booking& earlier, absl::Time now) {
  if (IsActive(earlier.state)) return true;
  return absl::StartsWith(earlier.idempotency_key, kNamedByRequest) &&
         now - earlier.created_at < kKeyLasts;
}

bool IsSameWish(const Booking& booking, const NewBooking& attempt) {
  const auto [first_name, last_name] = SplitName(booking.patient_name);
  return absl::AbsDuration(booking.claim.time.start - attempt.claim.time.start) <= kSameStart &&
         booking.claim.offering.practitioner == attempt.claim.offering.practitioner &&
         booking.patient_phone == attempt.person.phone &&
         SamePerson(first_name, last_name, attempt.person.FullName());
}

}  // namespace frontdesk::booking
