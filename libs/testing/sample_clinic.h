#ifndef FRONTDESK_LIBS_TESTING_SAMPLE_CLINIC_H_
#define FRONTDESK_LIBS_TESTING_SAMPLE_CLINIC_H_

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/domain/directory.h"

// The made-up clinic of contract/webhooks.md, section 0, with one more practitioner: two places, two
// Camerons, today is Monday 13 July 2026 in Sydney.
namespace frontdesk::test {

inline const ClinicId kSampleClinic("00000000-0000-4000-8000-000000000001");
inline const PractitionerId kCameronExample("200000000000000201");
inline const PractitionerId kJordanSample("200000000000000202");
inline const PractitionerId kCameronSample("200000000000000203");
inline const BusinessId kCityRooms("100000000000000101");
inline const BusinessId kHarbourRooms("100000000000000102");
inline const AppointmentTypeId kAcupuncture("300000000000000301");
inline const AppointmentTypeId kMassage("300000000000000302");
inline constexpr absl::CivilDay kToday(2026, 7, 13);

// Cameron Example does both services at City Rooms on weekdays; Jordan Sample does massage at both places
// (City Rooms on weekdays; for Harbour Rooms no hours are known); Cameron Sample does massage at Harbour
// Rooms, where no hours are known either.
inline Directory SampleDirectory() {
  Directory d;
  d.clinic = {.id = kSampleClinic,
              .name = "Sample Clinic",
              .country = "AU",
              .zone_name = "Australia/Sydney",
              .zone = absl::UTCTimeZone(),
              .phone_numbers = {"+61400000000"}};
  absl::LoadTimeZone("Australia/Sydney", &d.clinic.zone);
  d.version = 1;
  d.businesses = {{.id = kCityRooms, .name = "City Rooms", .primary = true},
                  {.id = kHarbourRooms, .name = "Harbour Rooms"}};
  d.practitioners = {{kCameronExample, "", "Cameron", "Example", "Cameron Example", 2},
                     {kCameronSample, "", "Cameron", "Sample", "Cameron Sample", 1},
                     {kJordanSample, "", "Jordan", "Sample", "Jordan Sample", 1}};
  d.appointment_types = {{kAcupuncture, "Acupuncture (Initial)", absl::Minutes(60)},
                         {kMassage, "Massage", absl::Minutes(60)}};
  d.offerings = {{kCameronExample, kCityRooms, kAcupuncture},
                 {kCameronExample, kCityRooms, kMassage},
                 {kJordanSample, kCityRooms, kMassage},
                 {kJordanSample, kHarbourRooms, kMassage},
                 {kCameronSample, kHarbourRooms, kMassage}};
  for (const PractitionerId& who : {kCameronExample, kJordanSample}) {
    for (int day = 1; day <= 5; ++day) {
      d.working_hours.push_back({.practitioner = who,
                                 .business = kCityRooms,
                                 .day_of_week = day,
                                 .opens_minute = 9 * 60,
                                 .closes_minute = 17 * 60,
                                 .effective_from = absl::CivilDay(1970, 1, 1)});
    }
  }
  return d;
}

// That time of the clinic's clock.
inline absl::Time AtClinic(absl::CivilDay day, int hour, int minute = 0) {
  return absl::FromCivil(absl::CivilMinute(day.year(), day.month(), day.day(), hour, minute),
                         SampleDirectory().clinic.zone);
}

}  // namespace frontdesk::test

#endif  // FRONTDESK_LIBS_TESTING_SAMPLE_CLINIC_H_
