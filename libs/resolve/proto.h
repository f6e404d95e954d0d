#ifndef FRONTDESK_LIBS_RESOLVE_PROTO_H_
#define FRONTDESK_LIBS_RESOLVE_PROTO_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "libs/resolve/references.h"

namespace frontdesk {

namespace v1 {
class AppointmentTypeRef;
class BusinessRef;
class PractitionerRef;
}  // namespace v1

// References as they come in. Each fails with kInvalidRequest, naming the field, for an id that cannot be
// one of Cliniko's and for words that are far too many.
absl::StatusOr<PractitionerRef> RefFromProto(const v1::PractitionerRef& ref);
absl::StatusOr<BusinessRef> RefFromProto(const v1::BusinessRef& ref);
absl::StatusOr<AppointmentTypeRef> RefFromProto(const v1::AppointmentTypeRef& ref);

// Words of a caller: at most 500 bytes, since nobody says more in one go.
absl::StatusOr<std::string> SaidFromProto(const std::string& said, absl::string_view field);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_RESOLVE_PROTO_H_
