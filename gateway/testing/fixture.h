#ifndef FRONTDESK_GATEWAY_TESTING_FIXTURE_H_
#define FRONTDESK_GATEWAY_TESTING_FIXTURE_H_

#include <initializer_list>
#include <string>
#include <utility>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gateway/clients/availability_client.h"
#include "gateway/clients/booking_client.h"
#include "gateway/webhooks/slot_signer.h"
#include "libs/domain/directory.h"
#include "libs/slot_ids/slot_ids.h"

// The made-up clinic of the contract's examples. Source: contract/webhooks.md, section 0.
namespace frontdesk::gateway::test {

inline constexpr char kKey[] = "a-key-of-city-rooms";
inline const absl::CivilDay kTuesday(2026, 7, 14);

absl::TimeZone Sydney();
Clinic CityClinic();
Business CityRooms();
Business HarbourRooms();
Practitioner Cameron();
Practitioner Jordan();
AppointmentType Acupuncture();
AppointmentType Massage();

// An instant on the clinic's clock.
absl::Time At(absl::CivilDay day, int hour, int minute = 0);

// Massages with Cameron at City Rooms, starting at these hours and minutes.
DayOpenings Openings(absl::CivilDay day, std::initializer_list<std::pair<int, int>> starts);

// Cameron's 9 and 10 o'clock on Tuesday.
Availability TuesdayMorning();

// The same two, as the next ones there are.
NextTimes TwoMassages();

// Cameron for a massage at City Rooms on Tuesday.
FreeStaff CameronIsFree();

// Acupuncture and massage at City Rooms.
PractitionerProfile CameronsProfile();

// Those of the made-up clinic on the noon before that Tuesday, under a key that is no secret.
const SlotIds& TestSlotIds();
SlotSigner TestSlots();

// Casey's massage with Cameron on Tuesday at nine.
Appointment CaseysMassage();

}  // namespace frontdesk::gateway::test

#endif  // FRONTDESK_GATEWAY_TESTING_FIXTURE_H_
