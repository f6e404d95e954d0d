#include "services/booking/domain/appointment_words.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/sample_clinic.h"

namespace frontdesk::booking {
namespace {

using namespace ::frontdesk::test;  // NOLINT: the sample clinic is the vocabulary of these tests
using ::testing::ElementsAre;
using ::testing::IsEmpty;

OwnedAppointment An(const char* id, const PractitionerId& who, const BusinessId& where,
                    const AppointmentTypeId& what, absl::Time start) {
  return {.appointment = {.id = AppointmentId(id),
                          .business = where,
                          .practitioner = who,
                          .type = what,
                          .starts_at = start,
                          .ends_at = start + absl::Hours(1)}};
}

// Tuesday 9:00 massage with Cameron Example; Tuesday 14:00 massage with Jordan at Harbour Rooms;
// Friday 9:00 acupuncture with Cameron Example.
std::vector<std::string> Fit(const std::string& words) {
  const std::vector<OwnedAppointment> theirs = {
      An("1", kCameronExample, kCityRooms, kMassage, AtClinic(kToday + 1, 9)),
      An("2", kJordanSample, kHarbourRooms, kMassage, AtClinic(kToday + 1, 14)),
      An("3", kCameronExample, kCityRooms, kAcupuncture, AtClinic(kToday + 4, 9))};
  std::vector<std::string> ids;
  for (const auto& owned : ThatFit(words, SampleDirectory(), AtClinic(kToday, 12), theirs)) {
    ids.push_back(owned.appointment.id.value());
  }
  return ids;
}

TEST(AppointmentWords, NarrowByWhateverIsSaid) {
  EXPECT_THAT(Fit("my massage tomorrow with Cameron"), ElementsAre("1"));
  EXPECT_THAT(Fit("my massage on Tuesday with Cameron Example"), ElementsAre("1"));
  EXPECT_THAT(Fit("the one on Friday"), ElementsAre("3"));
  EXPECT_THAT(Fit("my acupuncture"), ElementsAre("3"));
  EXPECT_THAT(Fit("my appointment at Harbour Rooms"), ElementsAre("2"));
  EXPECT_THAT(Fit("tomorrow at 2pm"), ElementsAre("2"));
  EXPECT_THAT(Fit("tomorrow afternoon"), ElementsAre("2"));
  EXPECT_THAT(Fit("2026-07-17 09:00"), ElementsAre("3"));
}

TEST(AppointmentWords, KeepAllThatFit) {
  EXPECT_THAT(Fit("my massage"), ElementsAre("1", "2"));
  EXPECT_THAT(Fit("with Cameron"), ElementsAre("1", "3"));
  EXPECT_THAT(Fit("my appointment with the massage"), ElementsAre("1", "2"));
  EXPECT_THAT(Fit("my next appointment"), ElementsAre("1", "2", "3"));
}

// A confident wrong cancellation is the worst outcome.
TEST(AppointmentWords, MeanNothingWhereNothingOfTheirsIsSaid) {
  EXPECT_THAT(Fit("my massage on Wednesday"), IsEmpty());
  EXPECT_THAT(Fit("my acupuncture with Jordan"), IsEmpty());
  EXPECT_THAT(Fit("my appointment with Bob"), IsEmpty());
  EXPECT_THAT(Fit("my acupuncture with Bob"), IsEmpty());
  EXPECT_THAT(Fit("my massage tomorrow with Dr Bob"), IsEmpty());
  EXPECT_THAT(Fit("the root canal"), IsEmpty());
  EXPECT_THAT(Fit("my massage on the 45th"), IsEmpty());
}

}  // namespace
}  // namespace frontdesk::booking
