#include "services/schedule_cache/client/slots_proto.h"

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "frontdesk/v1/schedule_cache.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/rpc/convert.h"

namespace frontdesk {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

const Offering kMassage = {PractitionerId("11"), BusinessId("21"), AppointmentTypeId("31")};
const Offering kPhysio = {PractitionerId("12"), BusinessId("21"), AppointmentTypeId("32")};
const absl::Time kNine = absl::FromUnixSeconds(1'773'100'800);
const absl::Time kFetched = absl::FromUnixNanos(1'773'000'000'123'456'789);

SlotQuery AQuery() {
  return {.clinic = ClinicId("00000000-0000-4000-8000-000000000001"),
          .offerings = {kMassage, kPhysio},
          .first_day = absl::CivilDay(2026, 2, 27),
          .last_day = absl::CivilDay(2026, 3, 5)};
}

TEST(SlotsProto, ReadsDaysByTheirPlaceInTheQuestion) {
  v1::ListOpenSlotsResponse response;
  auto* const told = response.add_days();
  told->set_offering_index(1);
  told->set_day_index(2);
  told->add_start_seconds(absl::ToUnixSeconds(kNine));
  told->add_start_seconds(absl::ToUnixSeconds(kNine + absl::Minutes(30)));
  told->set_fetched_at_nanos(absl::ToUnixNanos(kFetched));
  told->set_stale(true);
  told->set_not_bookable_online(true);

  const auto answer = FromProto(response, AQuery());

  ASSERT_TRUE(answer.ok()) << answer.status();
  ASSERT_THAT(answer->days, SizeIs(1));
  const OpenDay& day = answer->days[0];
  EXPECT_EQ(day.offering, kPhysio);
  EXPECT_EQ(day.day, absl::CivilDay(2026, 3, 1));
  EXPECT_THAT(day.starts, ElementsAre(kNine, kNine + absl::Minutes(30)));
  EXPECT_EQ(day.fetched_at, kFetched);
  EXPECT_TRUE(day.stale);
  EXPECT_TRUE(day.not_bookable_online);
}

TEST(SlotsProto, ReadsWhatAServiceOfTheVersionBeforeTells) {
  v1::ListOpenSlotsResponse response;
  auto* const entry = response.add_entries();
  ToProto(kMassage, entry->mutable_offering());
  ToProto(absl::CivilDay(2026, 3, 2), entry->mutable_day());
  ToProto(kNine, entry->add_start_times());
  ToProto(kFetched, entry->mutable_fetched_at());

  const auto answer = FromProto(response, AQuery());

  ASSERT_TRUE(answer.ok()) << answer.status();
  ASSERT_THAT(answer->days, SizeIs(1));
  EXPECT_EQ(answer->days[0].offering, kMassage);
  EXPECT_EQ(answer->days[0].day, absl::CivilDay(2026, 3, 2));
  EXPECT_THAT(answer->days[0].starts, ElementsAre(kNine));
  EXPECT_EQ(answer->days[0].fetched_at, kFetched);
}

TEST(SlotsProto, FailsForADayOfAnOfferingThatWasNotAskedFor) {
  for (const int index : {-1, 2}) {
    v1::ListOpenSlotsResponse response;
    response.add_days()->set_offering_index(index);
    EXPECT_TRUE(absl::IsInternal(FromProto(response, AQuery()).status()));
  }
}

TEST(SlotsProto, AsksForDays) {
  const v1::ListOpenSlotsRequest request = ToProto(AQuery());
  EXPECT_TRUE(request.wants_days());
  EXPECT_EQ(request.offerings_size(), 2);
}

}  // namespace
}  // namespace frontdesk
