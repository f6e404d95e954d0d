#include "services/booking/domain/attempt.h"

#include <openssl/sha.h>

#include <optional>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/booking/domain/person_name.h"
#include "services/session/domain/session_ref.h"

namespace frontdesk::booking {
namespace {

constexpr char kNamedByRequest[] = "id:";
// Source: contract/webhooks.md, section 4.9.
constexpr absl::Duration kKeyLasts = absl::Hours(24);
// How long after a booking whoever withholds their number counts as the one who made it, by a
// session id that is one call's alone, and by one that may be the same for every call: agents ask
// again within a tool's timeout.
constexpr absl::Duration kLongestTalk = absl::Hours(1);
constexpr absl::Duration kAskedAgainWithin = absl::Minutes(5);

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

bool IsSameRequest(const Booking& booking, const NewBooking& attempt) {
  return booking.fingerprint == attempt.fingerprint ||
         (IsSameWish(booking, attempt) && booking.claim.offering == attempt.claim.offering);
}

bool MayHearOf(const Booking& booking, const NewBooking& attempt, absl::Time now) {
  const std::string& caller = attempt.caller_phone;
  if (!caller.empty() && (caller == booking.patient_phone || caller == booking.caller_phone)) {
    return true;
  }
  if (booking.idempotency_key == attempt.idempotency_key &&
      absl::StartsWith(attempt.idempotency_key, kNamedByRequest)) {
    return true;
  }
  const SessionRef by_id_alone{
      .clinic = attempt.claim.clinic, .id = SessionId(attempt.session_id), .phone = std::nullopt};
  const absl::Duration one_call = IdentifiesCaller(by_id_alone) ? kLongestTalk : kAskedAgainWithin;
  return !attempt.session_id.empty() && booking.session_id == attempt.session_id &&
         booking.caller_phone == caller && now - booking.created_at < one_call;
}

}  // namespace frontdesk::booking
