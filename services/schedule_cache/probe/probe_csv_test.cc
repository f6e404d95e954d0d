#include "services/schedule_cache/probe/probe_csv.h"

#include <gtest/gtest.h>

#include "absl/time/civil_time.h"
#include "libs/domain/directory.h"
#include "services/schedule_cache/probe/probed_day.h"

namespace frontdesk {
namespace {

TEST(ProbeCsv, HasALineForEachDayAndQuotesNamesThatNeedIt) {
  Directory directory;
  directory.practitioners = {
      {.id = PractitionerId("21"), .display_name = "Ada \"Quick\" Example, DO"}};
  directory.businesses = {{.id = BusinessId("11"), .name = "City Rooms"}};
  const Workplace place = {PractitionerId("21"), BusinessId("11")};

  EXPECT_EQ(
      ProbeCsv(
          {{.place = place,
            .day = absl::CivilDay(2026, 3, 1),
            .found =
                FoundTimes{.earliest_minute = 545, .latest_minute = 1050, .closes_minute = 1080}},
           {.place = place, .day = absl::CivilDay(2026, 3, 7)}},
          directory),
      "practitioner_id,practitioner_name,business_id,business_name,day_of_week,date_checked,"
      "earliest_time,latest_time\n"
      "21,\"Ada \"\"Quick\"\" Example, DO\",11,City Rooms,0,2026-03-01,09:05,17:30\n"
      "21,\"Ada \"\"Quick\"\" Example, DO\",11,City Rooms,6,2026-03-07,,\n");
}

TEST(ProbeCsv, IsItsHeaderWhereNothingWasAskedFor) {
  EXPECT_EQ(ProbeCsv({}, Directory()),
            "practitioner_id,practitioner_name,business_id,business_name,day_of_week,date_checked,"
            "earliest_time,latest_time\n");
}

}  // namespace
}  // namespace frontdesk
