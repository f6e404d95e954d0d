// What every SlotStore promises, over the fake and over PostgreSQL, so that the fake cannot lie.
#include <memory>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/testing/scratch_database.h"
#include "libs/testing/status_matchers.h"
#include "services/schedule_cache/domain/fake_slot_store.h"
#include "services/schedule_cache/store/postgres_slot_store.h"
#include "services/schedule_cache/store/slot_cache_summary.h"

namespace frontdesk::schedule_cache {
namespace {

using ::frontdesk::test::IsOk;
using ::frontdesk::test::IsOkAndHolds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const ClinicId kClinic("00000000-0000-4000-8000-000000000001");
const ClinicId kOtherClinic("00000000-0000-4000-8000-000000000002");
const Offering kMassage = {PractitionerId("201"), BusinessId("101"), AppointmentTypeId("302")};
const Offering kMassageElsewhere = {PractitionerId("201"), BusinessId("102"),
                                    AppointmentTypeId("302")};
const absl::CivilDay kTuesday(2026, 7, 14);
const absl::Time kNow = absl::FromUnixSeconds(1'784'000'000);
const TimeRange kAlways = {absl::FromUnixSeconds(0), absl::FromUnixSeconds(4'000'000'000)};

CachedDay Day(const Offering& offering, absl::CivilDay day, std::vector<absl::Time> starts) {
  return {.offering = offering, .day = day, .starts = std::move(starts), .fetched_at = kNow};
}

class FakeHouse {
 public:
  SlotStore& store() { return store_; }

 private:
  FakeSlotStore store_;
};

class PostgresHouse {
 public:
  PostgresHouse() {
    for (const ClinicId& clinic : {kClinic, kOtherClinic}) {
      database_.Execute(
          "INSERT INTO schedule_cache.clinics (clinic_id, clinic_name, country, time_zone, "
          "contact_email, cliniko_key_sealed, cliniko_key_kek, cliniko_shard) VALUES ('" +
          clinic.value() + "', 'C', 'AU', 'Australia/Sydney', 'a@example.com', '', 'k', 'au1')");
    }
  }
  SlotStore& store() { return store_; }
  test::ScratchDatabase& database() { return database_; }
  PostgresPool& pool() { return pool_; }

 private:
  test::ScratchDatabase database_;
  PostgresPool pool_{{.url = database_.UrlAs("frontdesk_schedule_cache"), .size = 2}};
  FakeClock clock_{kNow};
  PostgresSlotStore store_{pool_, clock_};
};

template <typename House>
class SlotStoreContract : public ::testing::Test {
 protected:
  std::vector<CachedDay> Load(const ClinicId& clinic, const Offering& offering) {
    const std::vector<Offering> offerings = {offering};
    const auto known = house_.store().Load(clinic, offerings, {kTuesday, kTuesday + 6}, kAlways,
                                           absl::InfiniteFuture());
    EXPECT_THAT(known, IsOk());
    return known.ok() ? known->days : std::vector<CachedDay>();
  }
  void Save(const std::vector<CachedDay>& days) {
    EXPECT_THAT(house_.store().Save(kClinic, days, absl::InfiniteFuture()), IsOk());
  }

  House house_;
};

using Houses = ::testing::Types<FakeHouse, PostgresHouse>;
TYPED_TEST_SUITE(SlotStoreContract, Houses);

TYPED_TEST(SlotStoreContract, GivesBackWhatWasSaved) {
  const CachedDay full = Day(kMassage, kTuesday, {kNow + absl::Hours(1), kNow + absl::Hours(2)});
  this->Save({full});

  EXPECT_THAT(this->Load(kClinic, kMassage), ElementsAre(full));
}

TYPED_TEST(SlotStoreContract, TellsAnEmptyDayFromOneThatIsNotKnown) {
  this->Save({Day(kMassage, kTuesday, {})});

  EXPECT_THAT(this->Load(kClinic, kMassage), ElementsAre(Day(kMassage, kTuesday, {})));
  EXPECT_THAT(this->Load(kClinic, kMassageElsewhere), IsEmpty());
}

TYPED_TEST(SlotStoreContract, RemembersWhatIsNotBookable) {
  CachedDay hidden = Day(kMassage, kTuesday, {});
  hidden.bookable = false;
  this->Save({hidden});

  EXPECT_THAT(this->Load(kClinic, kMassage), ElementsAre(hidden));
}

TYPED_TEST(SlotStoreContract, KeepsTheLaterAnswer) {
  CachedDay late = Day(kMassage, kTuesday, {kNow + absl::Hours(3)});
  late.fetched_at = kNow + absl::Seconds(1);
  this->Save({late});
  this->Save({Day(kMassage, kTuesday, {kNow + absl::Hours(1)})});

  EXPECT_THAT(this->Load(kClinic, kMassage), ElementsAre(late));
}

TYPED_TEST(SlotStoreContract, NeverShowsAnotherClinicsDays) {
  this->Save({Day(kMassage, kTuesday, {})});

  EXPECT_THAT(this->Load(kOtherClinic, kMassage), IsEmpty());
}

TYPED_TEST(SlotStoreContract, DropsAPractitionersDaysEverywhere) {
  this->Save({Day(kMassage, kTuesday, {}), Day(kMassageElsewhere, kTuesday, {}),
              Day(kMassage, kTuesday + 1, {})});

  EXPECT_THAT(this->house_.store().Drop(kClinic, kMassage.practitioner, {kTuesday, kTuesday},
                                        absl::InfiniteFuture()),
              IsOkAndHolds(2));
  EXPECT_THAT(this->Load(kClinic, kMassage), ElementsAre(Day(kMassage, kTuesday + 1, {})));
  EXPECT_THAT(this->Load(kClinic, kMassageElsewhere), IsEmpty());
}

TYPED_TEST(SlotStoreContract, DropsAWholeClinicsDays) {
  const Offering with_another = {PractitionerId("202"), BusinessId("101"),
                                 AppointmentTypeId("302")};
  this->Save({Day(kMassage, kTuesday, {}), Day(with_another, kTuesday, {}),
              Day(kMassage, kTuesday + 1, {})});

  EXPECT_THAT(this->house_.store().Drop(kClinic, {}, {kTuesday, kTuesday}, absl::InfiniteFuture()),
              IsOkAndHolds(2));
  EXPECT_THAT(this->Load(kClinic, with_another), IsEmpty());
}

TEST(PostgresSlotStore, KnowsTheTimesOfOurOwnActiveBookings) {
  test::ScratchDatabase database;
  database.Execute(
      "INSERT INTO schedule_cache.clinics (clinic_id, clinic_name, country, time_zone, "
      "contact_email, cliniko_key_sealed, cliniko_key_kek, cliniko_shard) VALUES ('" +
      kClinic.value() + "', 'C', 'AU', 'Australia/Sydney', 'a@example.com', '', 'k', 'au1')");
  for (const std::string state : {"pending", "failed"}) {
    database.Execute(
        "INSERT INTO booking.bookings (clinic_id, state, failure_reason, idempotency_key, "
        "request_fingerprint, practitioner_id, business_id, appointment_type_id, starts_at, "
        "ends_at, patient_name, patient_phone) VALUES ('" +
        kClinic.value() + "', '" + state + "', " + (state == "failed" ? "'x'" : "NULL") + ", '" +
        state + "', 'f', '201', '101', '302', to_timestamp(1784000000" +
        (state == "failed" ? " + 36000" : "") + "), to_timestamp(1784003600" +
        (state == "failed" ? " + 36000" : "") + "), 'Casey Caller', '+61491570156')");
  }
  PostgresPool pool({.url = database.UrlAs("frontdesk_schedule_cache"), .size = 1});
  const FakeClock clock(kNow);
  PostgresSlotStore store(pool, clock);
  const std::vector<Offering> offerings = {kMassage};

  const auto known =
      store.Load(kClinic, offerings, {kTuesday, kTuesday}, kAlways, absl::InfiniteFuture());
  ASSERT_THAT(known, IsOk());
  ASSERT_EQ(known->taken.count(kMassage.practitioner), 1u);
  EXPECT_THAT(known->taken.at(kMassage.practitioner),
              ElementsAre(TimeRange{kNow, kNow + absl::Hours(1)}));
  EXPECT_THAT(store.LoadTaken(kClinic, offerings, kAlways, absl::InfiniteFuture()),
              IsOkAndHolds(known->taken));
}

TEST(PostgresSlotStore, TellsOperatorsWhatIsCachedOfWhom) {
  PostgresHouse house;
  CachedDay late = Day(kMassage, kTuesday + 1, {});
  late.fetched_at = kNow + absl::Seconds(90);
  const std::vector<CachedDay> days = {Day(kMassage, kTuesday, {}), late,
                                       Day(kMassageElsewhere, kTuesday, {})};
  ASSERT_THAT(house.store().Save(kClinic, days, absl::InfiniteFuture()), IsOk());

  const auto summaries = SummarizeSlotCache(house.pool(), kClinic, absl::InfiniteFuture());
  ASSERT_THAT(summaries, IsOk());
  EXPECT_THAT(*summaries, ElementsAre(SlotCacheSummary{kMassage.practitioner, kMassage.business, 2,
                                                       kNow, late.fetched_at},
                                      SlotCacheSummary{kMassageElsewhere.practitioner,
                                                       kMassageElsewhere.business, 1, kNow, kNow}));
  EXPECT_THAT(*SummarizeSlotCache(house.pool(), kOtherClinic, absl::InfiniteFuture()), IsEmpty());
}

// Another replica's drop, while Cliniko's answer was on its way or waited to be saved.
TEST(PostgresSlotStore, DoesNotPutBackWhatWasDroppedSinceClinikoWasAsked) {
  PostgresHouse house;
  ASSERT_THAT(house.store().Drop(kClinic, kMassage.practitioner, {kTuesday, kTuesday},
                                 absl::InfiniteFuture()),
              IsOk());
  const auto days_after_saving = [&](absl::Duration age) {
    CachedDay day = Day(kMassage, kTuesday, {});
    day.fetched_at = kNow - age;
    EXPECT_THAT(house.store().Save(kClinic, std::vector<CachedDay>{day}, absl::InfiniteFuture()),
                IsOk());
    return house.database().Execute("SELECT count(*) FROM schedule_cache.slot_cache");
  };

  EXPECT_EQ(days_after_saving(absl::Seconds(50)), "0");
  EXPECT_EQ(days_after_saving(absl::ZeroDuration()), "1");
}

TEST(PostgresSlotStore, ForgetsDropsThatEveryReplicaHasSeen) {
  PostgresHouse house;
  house.database().Execute(
      "INSERT INTO schedule_cache.slot_drops (clinic_id, practitioner_id, dropped_at) VALUES ('" +
      kClinic.value() + "', 'old', now() - interval '11 minutes'), ('" + kClinic.value() +
      "', 'new', now())");
  ASSERT_THAT(house.store().Save(kClinic, {}, absl::InfiniteFuture()), IsOk());

  EXPECT_EQ(house.database().Execute(
                "SELECT string_agg(practitioner_id, ',') FROM schedule_cache.slot_drops"),
            "new");
}

// Past days used to stay for ever.
TEST(PostgresSlotStore, DeletesPastDaysNowAndThen) {
  test::ScratchDatabase database;
  database.Execute(
      "INSERT INTO schedule_cache.clinics (clinic_id, clinic_name, country, time_zone, "
      "contact_email, cliniko_key_sealed, cliniko_key_kek, cliniko_shard) VALUES ('" +
      kClinic.value() + "', 'C', 'AU', 'Australia/Sydney', 'a@example.com', '', 'k', 'au1')");
  PostgresPool pool({.url = database.UrlAs("frontdesk_schedule_cache"), .size = 1});
  FakeClock clock(kNow);
  PostgresSlotStore store(pool, clock);
  const absl::CivilDay today = absl::ToCivilDay(kNow, absl::UTCTimeZone());
  const auto save = [&](absl::CivilDay day) {
    const std::vector<CachedDay> days = {Day(kMassage, day, {})};
    EXPECT_THAT(store.Save(kClinic, days, absl::InfiniteFuture()), IsOk());
  };
  const auto oldest = [&] {
    return database.Execute("SELECT min(day)::text FROM schedule_cache.slot_cache");
  };
  const auto text = [](absl::CivilDay day) { return absl::FormatCivilTime(day); };

  save(today - 1);  // still today somewhere
  save(today - 2);
  EXPECT_EQ(oldest(), text(today - 2));
  clock.Advance(absl::Minutes(10));
  save(today);
  EXPECT_EQ(oldest(), text(today - 1));
}

}  // namespace
}  // namespace frontdesk::schedule_cache
