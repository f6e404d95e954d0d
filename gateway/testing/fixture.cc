#include "gateway/testing/fixture.h"

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

namespace frontdesk::gateway::test {

absl::TimeZone Sydney() {
  absl::TimeZone zone;
  absl::LoadTimeZone("Australia/Sydney", &zone);
  return zone;
}

Clinic CityClinic() {
  return {.id = ClinicId("0a0a0a0a-0000-4000-8000-000000000001"),
          .name = "City Clinic",
          .country = "AU",
          .zone_name = "Australia/Sydney",
          .zone = Sydney(),
          .phone_numbers = {"+61400000000"}};
}

Business CityRooms() {
  return {.id = BusinessId("100000000000000101"), .name = "City Rooms", .primary = true};
}

Business HarbourRooms() {
  return {.id = BusinessId("100000000000000102"), .name = "Harbour Rooms"};
}

Practitioner Cameron() {
  return {.id = PractitionerId("200000000000000201"),
          .first_name = "Cameron",
          .last_name = "Example",
          .display_name = "Cameron Example",
          .appointment_type_count = 2};
}

Practitioner Jordan() {
  return {.id = PractitionerId("200000000000000202"),
          .first_name = "Jordan",
          .last_name = "Sample",
          .display_name = "Jordan Sample",
          .appointment_type_count = 1};
}

AppointmentType Acupuncture() {
  return {.id = AppointmentTypeId("300000000000000301"),
          .name = "Acupuncture (Initial)",
          .duration = absl::Minutes(60)};
}

AppointmentType Massage() {
  return {.id = AppointmentTypeId("300000000000000302"),
          .name = "Massage",
          .duration = absl::Minutes(60)};
}

absl::Time At(absl::CivilDay day, int hour, int minute) {
  return absl::FromCivil(absl::CivilMinute(day) + 60 * hour + minute, Sydney());
}

DayOpenings Openings(absl::CivilDay day, std::initializer_list<std::pair<int, int>> starts) {
  DayOpenings openings{.practitioner = Cameron(),
                       .business = CityRooms(),
                       .appointment_type = Massage(),
                       .day = day};
  for (const auto& [hour, minute] : starts) {
    const absl::Time start = At(day, hour, minute);
    openings.times.push_back({.start = start, .end = start + Massage().duration});
  }
  return openings;
}

Availability TuesdayMorning() {
  return {.requested_day = kTuesday,
          .openings = {Openings(kTuesday, {{9, 0}, {10, 0}})},
          .requested_day_available = true};
}

NextTimes TwoMassages() {
  return {.openings = {Openings(kTuesday, {{9, 0}}), Openings(kTuesday, {{10, 0}})},
          .practitioner = Cameron(),
          .service = Massage(),
          .business = CityRooms()};
}

FreeStaff CameronIsFree() {
  return {.business = CityRooms(),
          .day = kTuesday,
          .practitioners = {{.practitioner = Cameron(),
                             .services = {Massage()},
                             .slot_count = 2,
                             .first_start = At(kTuesday, 9)}}};
}

PractitionerProfile CameronsProfile() {
  return {.practitioner = Cameron(),
          .services = {Acupuncture(), Massage()},
          .businesses = {CityRooms()}};
}

const SlotIds& TestSlotIds() {
  static const auto& ids = *new SlotIds({std::string(32, 'k')});
  return ids;
}

SlotSigner TestSlots() { return {TestSlotIds(), CityClinic().id, At(kTuesday - 1, 12)}; }

Appointment CaseysMassage() {
  return {.booking_id = BookingId("0b0b0b0b-0000-4000-8000-000000000001"),
          .id = AppointmentId("400000000000000401"),
          .patient_id = PatientId("500000000000000501"),
          .patient_name = "Casey Caller",
          .practitioner = Cameron(),
          .business = CityRooms(),
          .service = Massage(),
          .time = {.start = At(kTuesday, 9), .end = At(kTuesday, 10)}};
}

}  // namespace frontdesk::gateway::test
