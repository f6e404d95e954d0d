#include "services/schedule_cache/server/schedule_cache_server.h"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/domain/key_owner.h"
#include "libs/postgres/values.h"
#include "libs/rpc/answer.h"
#include "libs/rpc/convert.h"
#include "libs/rpc/grpc_status.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"
#include "services/schedule_cache/client/directory_proto.h"
#include "services/schedule_cache/server/told_slots.h"

namespace frontdesk::schedule_cache {
namespace {

constexpr int kMaxOfferings = 200;
constexpr int kMaxStarts = 10;  // more than a time that is said can mean
constexpr int kMaxDays = 60;
// A call without a deadline of its own must not hold a thread for ever.
constexpr absl::Duration kLongestCall = absl::Minutes(2);

absl::Time DeadlineOf(const CallContext& call) {
  return std::min(call.deadline, absl::Now() + kLongestCall);
}

// Who does not say how long better data is worth waiting for.
constexpr absl::Duration kUsualPatience = absl::Milliseconds(350);

absl::Time AnswerByOf(const CallContext& call) {
  return call.answer_by == absl::InfiniteFuture() ? absl::Now() + kUsualPatience : call.answer_by;
}

absl::StatusOr<ClinicId> ReadClinicId(const std::string& text) {
  if (!IsUuid(text)) return MakeError(DomainError::kClinicNotFound, "the clinic id is not a UUID");
  return ClinicId(absl::AsciiStrToLower(text));  // as the database writes it
}

absl::StatusOr<DaySpan> ReadDays(const v1::CivilDate& first, const v1::CivilDate& last) {
  DaySpan days;
  ASSIGN_OR_RETURN(days.first, FromProto(first));
  ASSIGN_OR_RETURN(days.last, FromProto(last));
  if (days.last < days.first || days.last - days.first >= kMaxDays) {
    return MakeError(DomainError::kInvalidRequest,
                     absl::StrCat("last_day must be 0 to ", kMaxDays - 1, " days after first_day"));
  }
  return days;
}

// Without days, all of them are meant.
absl::StatusOr<DaySpan> ReadDaysToDrop(const v1::InvalidateSlotsRequest& request) {
  if (request.has_first_day() || request.has_last_day()) {
    return ReadDays(request.first_day(), request.last_day());
  }
  return DaySpan{absl::CivilDay(1970, 1, 1), absl::CivilDay(9999, 12, 31)};
}

absl::StatusOr<OpenSlotsQuery> ReadQuery(const v1::ListOpenSlotsRequest& request) {
  OpenSlotsQuery query;
  ASSIGN_OR_RETURN(query.clinic, ReadClinicId(request.clinic_id()));
  if (request.offerings_size() > kMaxOfferings) {
    return MakeError(DomainError::kInvalidRequest,
                     absl::StrCat("at most ", kMaxOfferings, " offerings"));
  }
  query.offerings.reserve(static_cast<std::size_t>(request.offerings_size()));
  for (const auto& offering : request.offerings()) query.offerings.push_back(FromProto(offering));
  ASSIGN_OR_RETURN(query.days, ReadDays(request.first_day(), request.last_day()));
  if (request.has_max_age()) query.max_age = FromProto(request.max_age());
  if (request.starts_to_book_size() > kMaxStarts) {
    return MakeError(DomainError::kInvalidRequest,
                     absl::StrCat("at most ", kMaxStarts, " starts to book"));
  }
  for (const auto& start : request.starts_to_book()) query.to_book.push_back(FromProto(start));
  return query;
}

}  // namespace

grpc::Status ScheduleCacheServer::AuthenticateKey(grpc::ServerContext* context,
                                                  const v1::AuthenticateKeyRequest* request,
                                                  v1::AuthenticateKeyResponse* response) {
  return Answer(*context, "ScheduleCacheService/AuthenticateKey", [&](const CallContext& call) {
    ASSIGN_OR_RETURN(const KeyOwner owner,
                     registry_.Authenticate(request->key_sha256(), DeadlineOf(call)));
    ToProto(owner.clinic, response->mutable_clinic());
    response->set_from_memory(owner.from_memory);
    return absl::OkStatus();
  });
}

// Neither logged nor counted as the others are: every process asks a few times a second, and nobody
// waits.
grpc::Status ScheduleCacheServer::ListClinicChanges(grpc::ServerContext* /*context*/,
                                                    const v1::ListClinicChangesRequest* /*request*/,
                                                    v1::ListClinicChangesResponse* response) {
  const ChangeFollower::Told told = told_();
  if (told.clinics == nullptr) {
    return ToGrpc(MakeError(DomainError::kBookingSystemUnavailable, "what changed is not known"));
  }
  for (const ClinicState& clinic : *told.clinics) {
    v1::ListClinicChangesResponse::Change* const change = response->add_changes();
    change->set_key(clinic.key);
    change->set_clinic_id(clinic.clinic.value());
    change->set_directory_version(clinic.active ? clinic.directory_version : -1);
  }
  ToProto(clock_.Now() - told.asked_at, response->mutable_age());
  return grpc::Status::OK;
}

grpc::Status ScheduleCacheServer::GetDirectory(grpc::ServerContext* context,
                                               const v1::GetDirectoryRequest* request,
                                               v1::GetDirectoryResponse* response) {
  return Answer(*context, "ScheduleCacheService/GetDirectory", [&](const CallContext& call) {
    ASSIGN_OR_RETURN(const ClinicId clinic, ReadClinicId(request->clinic_id()));
    ASSIGN_OR_RETURN(const std::shared_ptr<const Directory> directory,
                     directories_.Get(clinic, call));
    if (directory->version != request->known_version()) {
      ToProto(*directory, response->mutable_directory());
    }
    return absl::OkStatus();
  });
}

grpc::Status ScheduleCacheServer::ListOpenSlots(grpc::ServerContext* context,
                                                const v1::ListOpenSlotsRequest* request,
                                                v1::ListOpenSlotsResponse* response) {
  return Answer(*context, "ScheduleCacheService/ListOpenSlots", [&](const CallContext& call) {
    ASSIGN_OR_RETURN(const OpenSlotsQuery query, ReadQuery(*request));
    ASSIGN_OR_RETURN(const std::shared_ptr<const Directory> directory,
                     directories_.Get(query.clinic, call));
    ASSIGN_OR_RETURN(const OpenSlots slots,
                     slots_.ListOpenSlots(*directory, query, DeadlineOf(call), AnswerByOf(call)));
    Tell(slots, query, request->wants_days(), *response);
    return absl::OkStatus();
  });
}

grpc::Status ScheduleCacheServer::InvalidateSlots(grpc::ServerContext* context,
                                                  const v1::InvalidateSlotsRequest* request,
                                                  v1::InvalidateSlotsResponse* response) {
  return Answer(*context, "ScheduleCacheService/InvalidateSlots", [&](const CallContext& call) {
    ASSIGN_OR_RETURN(const ClinicId clinic, ReadClinicId(request->clinic_id()));
    ASSIGN_OR_RETURN(const DaySpan days, ReadDaysToDrop(*request));
    const PractitionerId practitioner(request->practitioner_id());
    if (request->dropped_already()) {
      slots_.Forget(clinic, practitioner);
      return absl::OkStatus();
    }
    ASSIGN_OR_RETURN(const int dropped, slots_.Drop(clinic, practitioner, days, DeadlineOf(call)));
    response->set_dropped_count(dropped);
    return absl::OkStatus();
  });
}

grpc::Status ScheduleCacheServer::SyncClinic(grpc::ServerContext* context,
                                             const v1::SyncClinicRequest* request,
                                             v1::SyncClinicResponse* response) {
  return Answer(*context, "ScheduleCacheService/SyncClinic", [&](const CallContext& call) {
    ASSIGN_OR_RETURN(const ClinicId clinic, ReadClinicId(request->clinic_id()));
    ASSIGN_OR_RETURN(const SyncReport report, sync_.Sync(clinic, DeadlineOf(call)));
    directories_.Expect(clinic, report.directory_version);
    response->set_business_count(report.counts.businesses);
    response->set_practitioner_count(report.counts.practitioners);
    response->set_appointment_type_count(report.counts.appointment_types);
    response->set_offering_count(report.counts.offerings);
    response->set_working_hours_count(report.counts.working_hours);
    response->set_directory_version(report.directory_version);
    return absl::OkStatus();
  });
}

grpc::Status ScheduleCacheServer::GetCacheStats(grpc::ServerContext* context,
                                                const v1::GetCacheStatsRequest* request,
                                                v1::GetCacheStatsResponse* response) {
  return Answer(
      *context, "ScheduleCacheService/GetCacheStats", [&](const CallContext& call) -> absl::Status {
        ASSIGN_OR_RETURN(const ClinicId clinic, ReadClinicId(request->clinic_id()));
        ASSIGN_OR_RETURN(const SlotCacheCount count, count_cached_(clinic, DeadlineOf(call)));
        response->set_day_count(count.days);
        response->set_fresh_day_count(count.fresh);
        if (count.oldest.has_value()) ToProto(*count.oldest, response->mutable_oldest_fetch_time());
        if (count.newest.has_value()) ToProto(*count.newest, response->mutable_newest_fetch_time());
        const SlotStats stats = counters_.Read();
        response->set_hit_count(stats.memory_hits + stats.store_hits);
        response->set_miss_count(stats.misses);
        return absl::OkStatus();
      });
}

}  // namespace frontdesk::schedule_cache
