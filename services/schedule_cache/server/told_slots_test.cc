#include "services/schedule_cache/server/told_slots.h"

#include <memory>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "frontdesk/v1/schedule_cache.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "services/schedule_cache/client/slots_proto.h"

namespace frontdesk::schedule_cache {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const Offering kMassage = {PractitionerId("11"), BusinessId("21"), AppointmentTypeId("31")};
const Offering kPhysio = {PractitionerId("12"), BusinessId("21"), AppointmentTypeId("32")};
const absl::CivilDay kFriday(2026, 2, 27);
const absl::Time kNine = absl::FromUnixSeconds(1'773'100'800);
const absl::Time kFetched = absl::FromUnixNanos(1'773'000'000'123'456'789);

OpenDay ADay(const Offering& offering, absl::CivilDay day) {
  return {.cached = std::make_shared<CachedDay>(
              CachedDay{.offering = offering,
                        .day = day,
                        .starts = {kNine - absl::Hours(1), kNine, kNine + absl::Minutes(30)},
                        .fetched_at = kFetched}),
          .past = 1};
}

class ToldSlotsTest : public ::testing::TestWithParam<bool> {
 protected:
  // What the client reads of it.
  SlotAnswer Read(const OpenSlots& slots) {
    const OpenSlotsQuery query{.clinic = ClinicId("1"),
                               .offerings = {kMassage, kMassage, kPhysio},
                               .days = {kFriday, kFriday + 6}};
    Tell(slots, query, /*in_days=*/GetParam(), response_);
    return FromProto(response_, {.clinic = query.clinic,
                                 .offerings = query.offerings,
                                 .first_day = query.days.first,
                                 .last_day = query.days.last})
        .value();
  }

  v1::ListOpenSlotsResponse response_;
};
INSTANTIATE_TEST_SUITE_P(InEntriesAndInDays, ToldSlotsTest, ::testing::Bool());

TEST_P(ToldSlotsTest, ArriveAsTheyWere) {
  OpenSlots slots{
      .days = {ADay(kMassage, kFriday), ADay(kMassage, kFriday + 2), ADay(kPhysio, kFriday + 6)},
      .partial = true,
      .directory_version = 7,
      .cost = {.cached_lookups = 3}};
  slots.days[1].stale = true;

  const SlotAnswer answer = Read(slots);

  ASSERT_THAT(answer.days, SizeIs(3));
  EXPECT_EQ(answer.days[0].offering, kMassage);
  EXPECT_EQ(answer.days[0].day, kFriday);
  EXPECT_THAT(answer.days[0].starts, ElementsAre(kNine, kNine + absl::Minutes(30)));
  EXPECT_EQ(answer.days[0].fetched_at, kFetched);
  EXPECT_FALSE(answer.days[0].stale);
  EXPECT_EQ(answer.days[1].day, kFriday + 2);
  EXPECT_TRUE(answer.days[1].stale);
  EXPECT_EQ(answer.days[2].offering, kPhysio);
  EXPECT_EQ(answer.days[2].day, kFriday + 6);
  EXPECT_TRUE(answer.partial);
  EXPECT_EQ(answer.directory_version, 7);
  EXPECT_EQ(answer.cost.cached_lookups, 3);
}

TEST_P(ToldSlotsTest, AreOneOfTheTwo) {
  Read({.days = {ADay(kMassage, kFriday)}});
  EXPECT_THAT(response_.days(), SizeIs(GetParam() ? 1 : 0));
  EXPECT_THAT(response_.entries(), SizeIs(GetParam() ? 0 : 1));
}

TEST_P(ToldSlotsTest, SayThatADayCannotBeBookedOnline) {
  const OpenSlots slots{.days = {{.cached = std::make_shared<CachedDay>(CachedDay{
                                      .offering = kPhysio, .day = kFriday, .bookable = false})}}};
  const SlotAnswer answer = Read(slots);
  ASSERT_THAT(answer.days, SizeIs(1));
  EXPECT_TRUE(answer.days[0].not_bookable_online);
  EXPECT_THAT(answer.days[0].starts, IsEmpty());
}

}  // namespace
}  // namespace frontdesk::schedule_cache
