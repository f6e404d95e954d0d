#ifndef FRONTDESK_GATEWAY_WEBHOOKS_PEOPLE_H_
#define FRONTDESK_GATEWAY_WEBHOOKS_PEOPLE_H_

#include <vector>

#include "gateway/webhooks/shapes.h"
#include "libs/domain/directory.h"

// What the answers about practitioners share. Source: contract/webhooks.md, 0.1 (D7), 2.3 to 2.10.
namespace frontdesk::gateway {

// Sets where they work.
void SetWorkplace(const Business& business, Json& body);

// Sets who they are. Two of one first name are told apart by their full names.
void SetPractitioners(const std::vector<Practitioner>& practitioners, Json& body);

// Sets that there are none, for failures.
void SetNoPractitioners(Json& body);

// Sets what is offered, with both key sets that clients read, and the names alone.
void SetServices(const std::vector<AppointmentType>& services, Json& body);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_WEBHOOKS_PEOPLE_H_
