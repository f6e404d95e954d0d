#ifndef FRONTDESK_GATEWAY_WEBHOOKS_APPOINTMENT_SHAPES_H_
#define FRONTDESK_GATEWAY_WEBHOOKS_APPOINTMENT_SHAPES_H_

#include "absl/time/time.h"
#include "gateway/clients/booking_client.h"
#include "gateway/webhooks/request.h"
#include "gateway/webhooks/shapes.h"
#include "libs/domain/call_context.h"

// What the webhooks share that change appointments.
namespace frontdesk::gateway {

// The block that the action path of older versions answered with (D8).
Json AppointmentDetailsJson(const Appointment& appointment, absl::TimeZone zone);

// Which appointment the caller means.
AppointmentRef AppointmentOf(const WebhookRequest& request);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_WEBHOOKS_APPOINTMENT_SHAPES_H_
