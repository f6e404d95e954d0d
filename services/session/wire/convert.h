#ifndef FRONTDESK_SERVICES_SESSION_WIRE_CONVERT_H_
#define FRONTDESK_SERVICES_SESSION_WIRE_CONVERT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "libs/domain/ids.h"
#include "libs/domain/search.h"
#include "services/session/domain/call_outcome.h"
#include "services/session/domain/session_ref.h"

namespace google::protobuf {
template <typename Element>
class RepeatedPtrField;
}

// Between the session's words and the messages of session.proto, for its server and its client.
// FromProto is where input is checked, by the limits that session.proto tells.
namespace frontdesk {

namespace v1 {
class Caller;
class MakeOfferRequest;
class RecordOutcomeRequest;
class SearchCriteria;
class SlotKey;
}  // namespace v1

inline constexpr int kMostOffered = 100;
inline constexpr int kMostRefused = 500;

// Fails with kInvalidRequest, or kInvalidPhoneNumber for a phone that is neither empty nor in
// E.164.
absl::StatusOr<SessionRef> FromProto(const std::string& clinic_id, const v1::Caller& caller);

// These fail with kInvalidRequest.
absl::StatusOr<SearchCriteria> FromProto(const v1::SearchCriteria& criteria);
absl::StatusOr<std::vector<SlotKey>> SlotsFromProto(
    const google::protobuf::RepeatedPtrField<v1::SlotKey>& slots, int most = kMostOffered);
absl::StatusOr<SearchOffer> FromProto(const v1::MakeOfferRequest& request);
absl::StatusOr<BusinessId> BusinessFromProto(const std::string& business_id);

absl::StatusOr<CallOutcome> OutcomeFromProto(const v1::RecordOutcomeRequest& request);

void ToProto(const SearchCriteria& criteria, v1::SearchCriteria* out);
void ToProto(absl::Span<const SlotKey> slots, google::protobuf::RepeatedPtrField<v1::SlotKey>* out);

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SESSION_WIRE_CONVERT_H_
