#ifndef FRONTDESK_GATEWAY_CLIENTS_NAMES_H_
#define FRONTDESK_GATEWAY_CLIENTS_NAMES_H_

#include <string>

#include "libs/domain/ids.h"

// How the gateway's callers name things: by id, in words, or both, where the id wins.
namespace frontdesk::gateway {

template <typename Id>
struct Ref {
  Id id;
  std::string spoken_name;

  bool empty() const { return id.empty() && spoken_name.empty(); }
  friend bool operator==(const Ref&, const Ref&) = default;
};

using BusinessRef = Ref<BusinessId>;
using PractitionerRef = Ref<PractitionerId>;
using AppointmentTypeRef = Ref<AppointmentTypeId>;

enum class PartOfDay { kAny, kMorning, kAfternoon, kEvening };

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_CLIENTS_NAMES_H_
