#ifndef FRONTDESK_GATEWAY_WEBHOOKS_SHAPES_H_
#define FRONTDESK_GATEWAY_WEBHOOKS_SHAPES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "gateway/clients/availability_client.h"
#include "gateway/json/written.h"
#include "gateway/webhooks/slot_signer.h"
#include "libs/domain/directory.h"
#include "libs/domain/search.h"
#include "nlohmann/json_fwd.hpp"

// The objects that answers share, each with every name that some client knows it by.
// Source: contract/webhooks.md, sections 0.1 and 1.5.
namespace frontdesk::gateway {

using Json = nlohmann::ordered_json;  // see gateway/json/object.h

WrittenObject BusinessJson(const Business& business);
WrittenObject PractitionerJson(const Practitioner& practitioner);
WrittenObject ServiceJson(const AppointmentType& service);

// {"date": "2026-07-14", "time": "09:00", "displayTime": "9:00 AM"}
WrittenObject TimeSlotJson(absl::Time start, absl::TimeZone zone);

// Adds the `slotId` under which a free time can be booked, if it has one.
void AddSlotId(absl::string_view slot_id, WrittenObject& slot);

// One free time with everything a client may want of it.
WrittenObject SlotDetailJson(const DayOpenings& openings, const TimeRange& time,
                             absl::TimeZone zone, const SlotSigner& slots);

// Display times ("9:00 AM") of all openings, each once, in the order of time.
std::vector<std::string> DisplayTimes(const std::vector<DayOpenings>& openings,
                                      absl::TimeZone zone);

// The SlotDetailJson of each opening, as an array in the order of time.
WrittenArray SlotDetailsJson(const std::vector<DayOpenings>& openings, absl::TimeZone zone,
                             const SlotSigner& slots);

// Sets the display times under the three names that clients read them by (D5).
void SetSlots(const std::vector<std::string>& display_times, Json& body);

// {"date": ..., "time": ..., "displayTime": ..., "location": ..., "business_id": ..., "slotId":
// ...} of the first time of `openings`.
WrittenObject NextAvailableJson(const DayOpenings& openings, absl::TimeZone zone,
                                const SlotSigner& slots);

// Sets what a client should know of the answer's age and of a day whose year was put right.
void SetDataAge(bool year_repaired, bool stale, absl::Duration age, bool partial, Json& body);

// Sets why there is nothing, if that is known.
void SetReason(NothingFree reason, Json& body);

// Sets what the enhanced routes tell of themselves. Calls are those to Cliniko; a search that
// failed tells nothing of its own and counts as one that failed. Source: contract/webhooks.md,
// section 2.11.
void SetPerformance(absl::Duration took, const std::optional<SearchCost>& cost, Json& body);

// "APT-" and the last six digits of the appointment's id.
std::string ConfirmationNumber(const AppointmentId& id);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_WEBHOOKS_SHAPES_H_
