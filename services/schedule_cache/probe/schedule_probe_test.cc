#include "services/schedule_cache/probe/schedule_probe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/civil/zone.h"
#include "libs/clinics/registered_clinic.h"
#include "libs/cliniko/failure.h"
#include "libs/cliniko/fake_client.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/testing/scratch_database.h"
#include "libs/testing/status_matchers.h"
#include "services/schedule_cache/probe/probe_store.h"
#include "services/schedule_cache/probe/probed_day.h"

namespace frontdesk {
namespace {

using ::frontdesk::test::IsOk;
using ::frontdesk::test::StatusIs;
using ::testing::Each;
using ::testing::Field;
using ::testing::SizeIs;

using cliniko::Call;
using cliniko::Failure;

const PractitionerId kAda("21");
const PractitionerId kBen("22");
const BusinessId kCity("11");
const AppointmentTypeId kLong("31");
const AppointmentTypeId kShort("32");
const absl::CivilDay kToday(2027, 3, 1);  // a Monday

class ScheduleProbeTest : public ::testing::Test {
 protected:
  ScheduleProbeTest() {
    test::Register(pool_, clinic_, test::TestKeyring());
    directory_.clinic.id = clinic_.id;
    directory_.clinic.zone = zone_;
    directory_.practitioners = {{.id = kAda}, {.id = kBen}};
    directory_.businesses = {{.id = kCity}};
    directory_.appointment_types = {{.id = kLong, .duration = absl::Minutes(60)},
                                    {.id = kShort, .duration = absl::Minutes(30)}};
    directory_.offerings = {{kAda, kCity, kLong}, {kAda, kCity, kShort}, {kBen, kCity, kLong}};
    client_->Edit([this](cliniko::FakeClient::World& world) {
      world.zone = zone_;
      for (const Offering& offering : directory_.offerings) {
        std::vector<absl::Time>& times =
            world.times[{offering.business, offering.practitioner, offering.appointment_type}];
        for (int week = 0; week < 60; ++week) {
          for (const int hour : {9, 12, 16}) {
            times.push_back(absl::FromCivil(absl::CivilHour(kToday + 7 * week) + hour, zone_));
          }
        }
      }
    });
  }

  static absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

  ProbeRun Begin(int days, const ProbeScope& scope = {}) {
    const absl::StatusOr<ProbeRun> run =
        store_.Begin(clinic_.id, scope, kToday, kToday + (days - 1),
                     PlacesOf(directory_, scope, kToday), Soon());
    EXPECT_THAT(run, IsOk());
    return *run;
  }

  absl::Status Go(const ProbeRun& run) {
    ScheduleProbe probe([this](absl::Time) { return client_; }, store_, directory_, clock_,
                        {.parallel = 3, .pause = [this](absl::Duration wait) {
                           const std::lock_guard lock(mutex_);
                           pauses_.push_back(wait);
                         }});
    return probe.Run(run, stop_, [this](const ProbeCount& count) {
      last_ = count;
      if (stop_after_ > 0 && count.done >= stop_after_) stop_ = true;
    });
  }

  std::vector<ProbedDay> Days(const ProbeRun& run) {
    const absl::StatusOr<std::vector<ProbedDay>> days = store_.LoadDays(run.id, Soon());
    EXPECT_THAT(days, IsOk());
    return *days;
  }

  const absl::TimeZone zone_ = *LoadZone("Australia/Sydney");
  // Still February in UTC.
  FakeClock clock_{absl::FromCivil(absl::CivilHour(kToday) + 8, zone_)};
  test::ScratchDatabase database_;
  PostgresPool pool_{{.url = database_.UrlAs("frontdesk_operator"), .size = 4}};
  const NewClinic clinic_ = test::ANewClinic();
  ProbeStore store_{pool_};
  Directory directory_;
  const std::shared_ptr<cliniko::FakeClient> client_ =
      std::make_shared<cliniko::FakeClient>(clock_);
  std::atomic<bool> stop_ = false;
  int stop_after_ = 0;
  ProbeCount last_;
  std::mutex mutex_;
  std::vector<absl::Duration> pauses_;
};

TEST_F(ScheduleProbeTest, LooksAtEveryDayOfEveryPlaceSevenDaysARequest) {
  const ProbeRun run = Begin(30);
  ASSERT_THAT(Go(run), IsOk());

  EXPECT_EQ(client_->Count(Call::kAvailableTimes), 2 * 5);
  EXPECT_EQ(last_.done, 10);
  EXPECT_EQ(last_.total, 10);
  const std::vector<ProbedDay> days = Days(run);
  ASSERT_THAT(days, SizeIs(60));
  EXPECT_EQ(days.front().day, kToday);
  // The shortest type is asked for: it tells best when work ends.
  EXPECT_EQ(days[0].found, (FoundTimes{540, 960, 990}));
  EXPECT_EQ(days[30].found, (FoundTimes{540, 960, 1020}));
  EXPECT_FALSE(days[1].found.has_value());
}

TEST_F(ScheduleProbeTest, KeepsToTheClinicsClockThroughDaylightSaving) {
  const ProbeRun run = Begin(70, {.practitioner = kAda});  // until May: clocks go back in April
  ASSERT_THAT(Go(run), IsOk());

  int found = 0;
  for (const ProbedDay& day : Days(run)) {
    if (!day.found.has_value()) continue;
    ++found;
    EXPECT_EQ(day.found, (FoundTimes{540, 960, 990})) << day.day;
  }
  EXPECT_EQ(found, 10);
}

TEST_F(ScheduleProbeTest, GoesOnWhereItWasStopped) {
  const ProbeRun run = Begin(70);
  stop_after_ = 4;
  EXPECT_THAT(Go(run), StatusIs(absl::StatusCode::kCancelled));
  const int before = client_->Count(Call::kAvailableTimes);
  EXPECT_GE(before, 4);
  EXPECT_LT(before, 20);

  stop_ = false;
  stop_after_ = 0;
  const absl::StatusOr<std::optional<ProbeRun>> unfinished =
      store_.FindUnfinished(clinic_.id, Soon());
  ASSERT_THAT(unfinished, IsOk());
  ASSERT_TRUE(unfinished->has_value());
  EXPECT_EQ((*unfinished)->id, run.id);
  EXPECT_EQ((*unfinished)->last_day, run.last_day);
  ASSERT_THAT(Go(**unfinished), IsOk());
  EXPECT_EQ(client_->Count(Call::kAvailableTimes), 20);
  EXPECT_THAT(Days(run), SizeIs(140));
}

TEST_F(ScheduleProbeTest, LeavesOutDaysThatPassedSinceItBegan) {
  const ProbeRun run = Begin(14);
  clock_.Advance(absl::Hours(24 * 9));
  ASSERT_THAT(Go(run), IsOk());

  const std::vector<ProbedDay> days = Days(run);
  ASSERT_THAT(days, SizeIs(2 * 5));
  EXPECT_EQ(days.front().day, kToday + 9);
}

TEST_F(ScheduleProbeTest, ChecksOnlyWorkedDaysWhereTheScanIsNotFull) {
  directory_.working_hours = {{.practitioner = kAda,
                               .business = kCity,
                               .day_of_week = 1,
                               .opens_minute = 540,
                               .closes_minute = 1020,
                               .effective_from = kToday}};
  const ProbeRun run = Begin(28, {.full_scan = false});
  ASSERT_THAT(Go(run), IsOk());

  const std::vector<ProbedDay> days = Days(run);
  EXPECT_THAT(days, SizeIs(4));  // Mondays of the one whose hours are known
  EXPECT_THAT(days, Each(Field(&ProbedDay::place, (Workplace{kAda, kCity}))));
  EXPECT_EQ(client_->Count(Call::kAvailableTimes), 4);
}

TEST_F(ScheduleProbeTest, TriesTheNextTypeWhereOneIsNotBookableAndTellsWhereNoneIs) {
  client_->Edit([](cliniko::FakeClient::World& world) {
    world.times.erase({kCity, kAda, kShort});
    world.times.erase({kCity, kBen, kLong});
  });
  const ProbeRun run = Begin(7);
  ASSERT_THAT(Go(run), IsOk());

  const absl::StatusOr<std::vector<PlaceProgress>> places = store_.LoadPlaces(run.id, Soon());
  ASSERT_THAT(places, IsOk());
  EXPECT_EQ((*places)[0].appointment_type, kLong);
  EXPECT_EQ((*places)[0].state, PlaceState::kDone);
  EXPECT_EQ((*places)[1].state, PlaceState::kNotBookable);
  EXPECT_THAT(Days(run), SizeIs(7));  // none of the place that cannot be booked
}

TEST_F(ScheduleProbeTest, WaitsForTheRateLimitAndRepeatsWhatFailsInPassing) {
  client_->FailNext(
      Call::kAvailableTimes,
      cliniko::MakeFailure({Failure::kRateLimited, false, clock_.Now() + absl::Seconds(17)}, "429"),
      8);
  client_->FailNext(Call::kAvailableTimes, cliniko::MakeFailure({Failure::kServerError}, "503"), 2);
  ASSERT_THAT(Go(Begin(14)), IsOk());

  EXPECT_EQ(std::ranges::count(pauses_, absl::Seconds(17)), 8);
  EXPECT_THAT(pauses_, SizeIs(10));
}

TEST_F(ScheduleProbeTest, GivesUpOnAFailureThatStaysAndKeepsWhatItHas) {
  const ProbeRun run = Begin(70, {.practitioner = kAda});
  int calls = 0;
  client_->Before(Call::kAvailableTimes, [&]() -> absl::Status {
    if (++calls <= 3) return absl::OkStatus();
    return cliniko::MakeFailure({Failure::kInvalidKey}, "401");
  });
  EXPECT_TRUE(cliniko::IsFailure(Go(run), Failure::kInvalidKey));

  EXPECT_THAT(Days(run), SizeIs(21));
  client_->Before(Call::kAvailableTimes, nullptr);
  EXPECT_THAT(Go(run), IsOk());
  EXPECT_THAT(Days(run), SizeIs(70));
}

TEST_F(ScheduleProbeTest, LeavesTodayOutWhereTheAccountIsADayAhead) {
  client_->FailNext(Call::kAvailableTimes, cliniko::MakeFailure({Failure::kInvalidWindow}, "400"));
  const ProbeRun run = Begin(7, {.practitioner = kAda});
  ASSERT_THAT(Go(run), IsOk());

  const std::vector<ProbedDay> days = Days(run);
  ASSERT_THAT(days, SizeIs(6));
  EXPECT_EQ(days.front().day, kToday + 1);
}

TEST_F(ScheduleProbeTest, ForgetsTheEarlierRunOfTheClinicWhenANewOneBegins) {
  const ProbeRun old = Begin(7);
  ASSERT_THAT(Go(old), IsOk());
  const ProbeRun run = Begin(7);

  EXPECT_THAT(Days(old), SizeIs(0));
  EXPECT_THAT(Go(old), IsOk());  // nothing is left of it
  ASSERT_THAT(Go(run), IsOk());
  ASSERT_THAT(store_.Finish(run.id, Soon()), IsOk());
  const absl::StatusOr<std::optional<ProbeRun>> unfinished =
      store_.FindUnfinished(clinic_.id, Soon());
  ASSERT_THAT(unfinished, IsOk());
  EXPECT_FALSE(unfinished->has_value());
}

}  // namespace
}  // namespace frontdesk
