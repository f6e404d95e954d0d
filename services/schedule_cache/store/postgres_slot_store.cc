#include "services/schedule_cache/store/postgres_slot_store.h"

#include <pqxx/nontransaction>
#include <pqxx/result>
#include <pqxx/transaction>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/single_read.h"
#include "libs/postgres/single_write.h"
#include "libs/postgres/transaction.h"
#include "libs/postgres/values.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/log.h"

namespace frontdesk::schedule_cache {
namespace {

constexpr char kLoadDays[] = R"sql(
  SELECT c.practitioner_id, c.business_id, c.appointment_type_id, c.day, c.start_times, c.bookable,
         c.fetched_at
  FROM schedule_cache.slot_cache c
  JOIN unnest($2::text[], $3::text[], $4::text[]) AS o (practitioner_id, business_id, type_id)
    ON c.practitioner_id = o.practitioner_id AND c.business_id = o.business_id
   AND c.appointment_type_id = o.type_id
  WHERE c.clinic_id = $1::uuid AND c.day BETWEEN $5::date AND $6::date)sql";

// After $6 of kLoadDays.
constexpr char kAndTaken[] = R"sql(
  UNION ALL
  SELECT practitioner_id, NULL, NULL, NULL, ARRAY[starts_at, ends_at], NULL, NULL
  FROM booking.occupied_times
  WHERE clinic_id = $1::uuid AND practitioner_id = ANY ($2::text[])
    AND tstzrange(starts_at, ends_at) && tstzrange($7::timestamptz, $8::timestamptz))sql";

constexpr char kLoadTaken[] = R"sql(
  SELECT practitioner_id, starts_at, ends_at
  FROM booking.occupied_times
  WHERE clinic_id = $1::uuid AND practitioner_id = ANY ($2::text[])
    AND tstzrange(starts_at, ends_at) && tstzrange($3::timestamptz, $4::timestamptz))sql";

// One row a day; the lists of start times travel as one text array of arrays' texts. A caller
// waits, and what a crash of the server loses is asked for again, so nobody waits for the disk.
// What was dropped since Cliniko was asked is not put back; by ages, since clocks differ.
constexpr char kSaveDays[] = R"sql(
  INSERT INTO schedule_cache.slot_cache
    (clinic_id, practitioner_id, business_id, appointment_type_id, day, start_times, bookable,
     fetched_at)
  SELECT $1::uuid, d.practitioner_id, d.business_id, d.type_id, d.day, d.starts::timestamptz[],
         d.bookable, d.fetched_at
  FROM unnest($2::text[], $3::text[], $4::text[], $5::date[], $6::text[], $7::boolean[],
              $8::timestamptz[], $9::bigint[])
    AS d (practitioner_id, business_id, type_id, day, starts, bookable, fetched_at, age_ms),
    set_config('synchronous_commit', 'off', true)
  WHERE NOT EXISTS (
    SELECT FROM schedule_cache.slot_drops s
    WHERE s.dropped_at > now() - interval '1 minute'
      AND s.dropped_at > now() - d.age_ms * interval '1 millisecond'
      AND s.clinic_id = $1::uuid AND s.practitioner_id IN (d.practitioner_id, ''))
  ON CONFLICT (clinic_id, practitioner_id, day, business_id, appointment_type_id) DO UPDATE
    SET start_times = excluded.start_times, bookable = excluded.bookable,
        fetched_at = excluded.fetched_at
    WHERE slot_cache.fetched_at < excluded.fetched_at)sql";

constexpr char kDropDays[] = "SELECT schedule_cache.drop_slots($1::uuid, $2, $3::date, $4::date)";

// Long after every replica has seen them: see SlotChanges::kReach.
constexpr char kPurgeDrops[] = R"sql(
  DELETE FROM schedule_cache.slot_drops WHERE dropped_at < now() - interval '10 minutes')sql";

// Rows that another replica is deleting are left to it.
constexpr char kPurgeDays[] = R"sql(
  DELETE FROM schedule_cache.slot_cache WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM schedule_cache.slot_cache WHERE day < $1::date
    ORDER BY day LIMIT $2::int FOR UPDATE SKIP LOCKED)))sql";

constexpr absl::Duration kPurgeEvery = absl::Minutes(10);
constexpr int kPurgeRows = 1000;  // at a time: some milliseconds, which the caller of Save waits

// The columns of a list of offerings, for unnest.
struct OfferingColumns {
  std::vector<std::string> practitioners, businesses, types;

  void Add(const Offering& offering) {
    practitioners.push_back(offering.practitioner.value());
    businesses.push_back(offering.business.value());
    types.push_back(offering.appointment_type.value());
  }
};

absl::StatusOr<CachedDay> ReadDay(const pqxx::row& row) {
  CachedDay day{
      .offering = {PractitionerId(row[0].as<std::string>()), BusinessId(row[1].as<std::string>()),
                   AppointmentTypeId(row[2].as<std::string>())},
      .bookable = row[5].as<bool>()};
  ASSIGN_OR_RETURN(day.day, FromDate(row[3].c_str()));
  ASSIGN_OR_RETURN(day.starts, FromTimestamptzArray(row[4].c_str()));
  ASSIGN_OR_RETURN(day.fetched_at, FromTimestamptz(row[6].c_str()));
  return day;
}

// A row of kAndTaken.
absl::Status ReadTaken(const pqxx::row& row, TakenTimes& taken) {
  ASSIGN_OR_RETURN(const std::vector<absl::Time> time, FromTimestamptzArray(row[4].c_str()));
  taken[PractitionerId(row[0].as<std::string>())].push_back({time.at(0), time.at(1)});
  return absl::OkStatus();
}

}  // namespace

// Both loads are what callers wait for, so they are one exchange with the server each.
absl::StatusOr<SlotStore::Known> PostgresSlotStore::Load(const ClinicId& clinic,
                                                         absl::Span<const Offering> offerings,
                                                         const DaySpan& days,
                                                         const TimeRange& within,
                                                         absl::Time deadline) {
  static const std::string with_taken = absl::StrCat(kLoadDays, kAndTaken);
  OfferingColumns columns;
  for (const Offering& offering : offerings) columns.Add(offering);
  return SingleRead(pool_, deadline, [&](pqxx::nontransaction& read) -> absl::StatusOr<Known> {
    const std::string practitioners = ToArray(columns.practitioners);
    const std::string businesses = ToArray(columns.businesses);
    const std::string types = ToArray(columns.types);
    const pqxx::result rows =
        within.start < within.end
            ? read.exec_params(with_taken, clinic.value(), practitioners, businesses, types,
                               ToDate(days.first), ToDate(days.last), ToTimestamptz(within.start),
                               ToTimestamptz(within.end))
            : read.exec_params(kLoadDays, clinic.value(), practitioners, businesses, types,
                               ToDate(days.first), ToDate(days.last));
    Known known;
    for (const pqxx::row& row : rows) {
      if (row[1].is_null()) {
        RETURN_IF_ERROR(ReadTaken(row, known.taken));
        continue;
      }
      ASSIGN_OR_RETURN(CachedDay day, ReadDay(row));
      known.days.push_back(std::move(day));
    }
    return known;
  });
}

absl::StatusOr<TakenTimes> PostgresSlotStore::LoadTaken(const ClinicId& clinic,
                                                        absl::Span<const Offering> offerings,
                                                        const TimeRange& within,
                                                        absl::Time deadline) {
  std::set<PractitionerId> practitioners;
  for (const Offering& offering : offerings) practitioners.insert(offering.practitioner);
  return SingleRead(pool_, deadline, [&](pqxx::nontransaction& read) -> absl::StatusOr<TakenTimes> {
    TakenTimes taken;
    for (const pqxx::row& row :
         read.exec_params(kLoadTaken, clinic.value(), ToIdArray(practitioners),
                          ToTimestamptz(within.start), ToTimestamptz(within.end))) {
      TimeRange time;
      ASSIGN_OR_RETURN(time.start, FromTimestamptz(row[1].c_str()));
      ASSIGN_OR_RETURN(time.end, FromTimestamptz(row[2].c_str()));
      taken[PractitionerId(row[0].as<std::string>())].push_back(time);
    }
    return taken;
  });
}

absl::Status PostgresSlotStore::Save(const ClinicId& clinic, absl::Span<const CachedDay> days,
                                     absl::Time deadline) {
  OfferingColumns columns;
  std::vector<std::string> dates, starts, bookable, ages;
  std::vector<absl::Time> fetched;
  const absl::Time now = clock_.Now();
  for (const CachedDay& day : days) {
    columns.Add(day.offering);
    dates.push_back(ToDate(day.day));
    starts.push_back(ToTimestamptzArray(day.starts));
    bookable.push_back(day.bookable ? "true" : "false");
    fetched.push_back(day.fetched_at);
    ages.push_back(absl::StrCat(absl::ToInt64Milliseconds(now - day.fetched_at)));
  }
  RETURN_IF_ERROR(InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::Status {
    txn.exec_params(kSaveDays, clinic.value(), ToArray(columns.practitioners),
                    ToArray(columns.businesses), ToArray(columns.types), ToArray(dates),
                    ToArray(starts), ToArray(bookable), ToTimestamptzArray(fetched), ToArray(ages));
    return absl::OkStatus();
  }));
  PurgeNowAndThen(deadline);
  return absl::OkStatus();
}

void PostgresSlotStore::PurgeNowAndThen(absl::Time deadline) {
  const absl::Time now = clock_.Now();
  {
    const std::lock_guard lock(mutex_);
    if (now < next_purge_) return;
    next_purge_ = now + kPurgeEvery;
  }
  // Nowhere on earth it is earlier than UTC's yesterday.
  const absl::CivilDay yesterday = absl::ToCivilDay(now, absl::UTCTimeZone()) - 1;
  const absl::Status purged = InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::Status {
    txn.exec_params(kPurgeDays, ToDate(yesterday), kPurgeRows);
    txn.exec(kPurgeDrops);
    return absl::OkStatus();
  });
  if (!purged.ok()) log::Warn("slot_purge_failed", {{"why", purged}});
}

absl::StatusOr<int> PostgresSlotStore::Drop(const ClinicId& clinic,
                                            const PractitionerId& practitioner, const DaySpan& days,
                                            absl::Time deadline) {
  return SingleWrite(pool_, deadline, [&](pqxx::nontransaction& write) -> absl::StatusOr<int> {
    return write
        .exec_params1(kDropDays, clinic.value(), practitioner.value(), ToDate(days.first),
                      ToDate(days.last))[0]
        .as<int>();
  });
}

}  // namespace frontdesk::schedule_cache
