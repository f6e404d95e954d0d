#include "services/schedule_cache/client/slots_proto.h"

#include <cstddef>
#include <cstdint>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "frontdesk/v1/schedule_cache.pb.h"
#include "libs/rpc/convert.h"
#include "libs/status/status_macros.h"

namespace frontdesk {
namespace {

absl::StatusOr<OpenDay> FromEntry(const v1::ListOpenSlotsResponse::Entry& entry) {
  OpenDay day{.offering = FromProto(entry.offering()),
              .fetched_at = FromProto(entry.fetched_at()),
              .stale = entry.stale(),
              .not_bookable_online = entry.not_bookable_online()};
  ASSIGN_OR_RETURN(day.day, FromProto(entry.day()));
  for (const auto& start : entry.start_times()) day.starts.push_back(FromProto(start));
  return day;
}

absl::StatusOr<OpenDay> FromDay(const v1::ListOpenSlotsResponse::Day& told,
                                const SlotQuery& query) {
  const std::size_t offering = static_cast<std::size_t>(told.offering_index());
  if (offering >= query.offerings.size()) {
    return absl::InternalError("a day of an offering that was not asked for");
  }
  OpenDay day{.offering = query.offerings[offering],
              .day = query.first_day + told.day_index(),
              .fetched_at = absl::FromUnixNanos(told.fetched_at_nanos()),
              .stale = told.stale(),
              .not_bookable_online = told.not_bookable_online()};
  day.starts.reserve(static_cast<std::size_t>(told.start_seconds_size()));
  for (const std::int64_t start : told.start_seconds()) {
    day.starts.push_back(absl::FromUnixSeconds(start));
  }
  return day;
}

}  // namespace

v1::ListOpenSlotsRequest ToProto(const SlotQuery& query) {
  v1::ListOpenSlotsRequest request;
  request.set_clinic_id(query.clinic.value());
  request.mutable_offerings()->Reserve(static_cast<int>(query.offerings.size()));
  for (const Offering& offering : query.offerings) ToProto(offering, request.add_offerings());
  ToProto(query.first_day, request.mutable_first_day());
  ToProto(query.last_day, request.mutable_last_day());
  if (query.max_age.has_value()) ToProto(*query.max_age, request.mutable_max_age());
  for (const absl::Time start : query.starts_to_book) ToProto(start, request.add_starts_to_book());
  request.set_wants_days(true);
  return request;
}

absl::StatusOr<SlotAnswer> FromProto(const v1::ListOpenSlotsResponse& response,
                                     const SlotQuery& query) {
  SlotAnswer answer{.partial = response.partial(),
                    .directory_version = response.directory_version(),
                    .cost = FromProto(response.cost())};
  answer.days.reserve(static_cast<std::size_t>(response.days_size() + response.entries_size()));
  for (const auto& told : response.days()) {
    ASSIGN_OR_RETURN(OpenDay day, FromDay(told, query));
    answer.days.push_back(std::move(day));
  }
  for (const auto& entry : response.entries()) {
    ASSIGN_OR_RETURN(OpenDay day, FromEntry(entry));
    answer.days.push_back(std::move(day));
  }
  return answer;
}

}  // namespace frontdesk
