#ifndef FRONTDESK_LIBS_RPC_CONVERT_H_
#define FRONTDESK_LIBS_RPC_CONVERT_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "libs/domain/search.h"

namespace google::protobuf {
class Duration;
class Timestamp;
}  // namespace google::protobuf

// Between the domain's types and the messages of common.proto. FromProto is where input is checked;
// it fails with kInvalidRequest and says which field.
namespace frontdesk {

namespace v1 {
class AppointmentType;
class Business;
class Caller;
class CivilDate;
class Clinic;
class DayOpenings;
class Offering;
class Practitioner;
class SearchCost;
class TimeRange;
}  // namespace v1

void ToProto(absl::Time time, google::protobuf::Timestamp* out);
void ToProto(absl::Duration duration, google::protobuf::Duration* out);
void ToProto(absl::CivilDay day, v1::CivilDate* out);
void ToProto(const TimeRange& range, v1::TimeRange* out);
void ToProto(const Clinic& clinic, v1::Clinic* out);
void ToProto(const Business& business, v1::Business* out);
void ToProto(const Practitioner& practitioner, v1::Practitioner* out);
void ToProto(const AppointmentType& type, v1::AppointmentType* out);
void ToProto(const Offering& offering, v1::Offering* out);
void ToProto(const DayOpenings& openings, v1::DayOpenings* out);
void ToProto(const Caller& caller, v1::Caller* out);
void ToProto(const SearchCost& cost, v1::SearchCost* out);

absl::Time FromProto(const google::protobuf::Timestamp& time);
absl::Duration FromProto(const google::protobuf::Duration& duration);
absl::StatusOr<absl::CivilDay> FromProto(const v1::CivilDate& date);
TimeRange FromProto(const v1::TimeRange& range);
absl::StatusOr<Clinic> FromProto(const v1::Clinic& clinic);
Business FromProto(const v1::Business& business);
Practitioner FromProto(const v1::Practitioner& practitioner);
AppointmentType FromProto(const v1::AppointmentType& type);
Offering FromProto(const v1::Offering& offering);
absl::StatusOr<DayOpenings> FromProto(const v1::DayOpenings& openings);
Caller FromProto(const v1::Caller& caller);
SearchCost FromProto(const v1::SearchCost& cost);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_RPC_CONVERT_H_
