#ifndef FRONTDESK_GATEWAY_CLIENTS_NAMES_PROTO_H_
#define FRONTDESK_GATEWAY_CLIENTS_NAMES_PROTO_H_

#include "frontdesk/v1/common.pb.h"
#include "gateway/clients/names.h"

namespace frontdesk::gateway {

inline void ToProto(const BusinessRef& ref, v1::BusinessRef* out) {
  out->set_business_id(ref.id.value());
  out->set_spoken_name(ref.spoken_name);
}

inline void ToProto(const PractitionerRef& ref, v1::PractitionerRef* out) {
  out->set_practitioner_id(ref.id.value());
  out->set_spoken_name(ref.spoken_name);
}

inline void ToProto(const AppointmentTypeRef& ref, v1::AppointmentTypeRef* out) {
  out->set_appointment_type_id(ref.id.value());
  out->set_spoken_name(ref.spoken_name);
}

v1::PartOfDay ToProto(PartOfDay part);
PartOfDay PartOfDayFrom(v1::PartOfDay part);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_CLIENTS_NAMES_PROTO_H_
