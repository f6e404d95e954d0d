#ifndef FRONTDESK_GATEWAY_TESTING_FAKE_CLIENTS_H_
#define FRONTDESK_GATEWAY_TESTING_FAKE_CLIENTS_H_

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gateway/clients/availability_client.h"
#include "gateway/clients/booking_client.h"
#include "gateway/clients/cache_client.h"
#include "gateway/clients/call_client.h"
#include "gateway/clients/health_client.h"
#include "gateway/clients/key_client.h"
#include "gateway/clients/names.h"
#include "gateway/testing/fixture.h"
#include "libs/domain/call_context.h"
#include "libs/domain/directory.h"
#include "libs/status/domain_error.h"

// The services as a test wants them: each remembers what it was asked and answers what it was told.
namespace frontdesk::gateway::test {

class FakeAvailabilityClient : public AvailabilityClient {
 public:
  absl::StatusOr<Availability> Check(const AvailabilityQuery& query,
                                     const CallContext& call) override {
    {
      const std::lock_guard lock(mutex_);
      queries.push_back(query);
      calls.push_back(call);
    }
    return answer(query);
  }
  absl::StatusOr<NextTimes> FindNext(const NextQuery& query, const CallContext& call) override {
    next_queries.push_back(query);
    calls.push_back(call);
    return next;
  }
  absl::StatusOr<FreeStaff> ListFree(const FreeStaffQuery& query,
                                     const CallContext& call) override {
    free_queries.push_back(query);
    calls.push_back(call);
    return free;
  }
  absl::StatusOr<ResolvedPlace> ResolveLocation(const ClinicId& /*clinic*/, const Caller& caller,
                                                const std::string& spoken_name,
                                                const CallContext& call) override {
    callers.push_back(caller);
    places_asked.push_back(spoken_name);
    calls.push_back(call);
    return place;
  }
  absl::StatusOr<Business> ConfirmLocation(const LocationAnswer& answer,
                                           const CallContext& call) override {
    location_answers.push_back(answer);
    calls.push_back(call);
    return confirm(answer);
  }
  absl::StatusOr<PlaceStaff> ListStaff(const ClinicId& /*clinic*/, const BusinessRef& business,
                                       const CallContext& call) override {
    businesses_asked.push_back(business);
    calls.push_back(call);
    return staff;
  }
  absl::StatusOr<PractitionerProfile> GetPractitioner(const ClinicId& /*clinic*/,
                                                      const PractitionerRef& practitioner,
                                                      const BusinessRef& business,
                                                      const CallContext& call) override {
    practitioners_asked.push_back(practitioner);
    businesses_asked.push_back(business);
    calls.push_back(call);
    return profile;
  }

  std::function<absl::StatusOr<Availability>(const AvailabilityQuery&)> answer =
      [](const AvailabilityQuery&) { return TuesdayMorning(); };
  absl::StatusOr<NextTimes> next = TwoMassages();
  absl::StatusOr<FreeStaff> free = CameronIsFree();
  absl::StatusOr<ResolvedPlace> place = ResolvedPlace{.business = CityRooms()};
  std::function<absl::StatusOr<Business>(const LocationAnswer&)> confirm =
      [](const LocationAnswer&) { return CityRooms(); };
  absl::StatusOr<PlaceStaff> staff =
      PlaceStaff{.business = CityRooms(), .practitioners = {Cameron(), Jordan()}};
  absl::StatusOr<PractitionerProfile> profile = CameronsProfile();

  std::vector<AvailabilityQuery> queries;
  std::vector<NextQuery> next_queries;
  std::vector<FreeStaffQuery> free_queries;
  std::vector<LocationAnswer> location_answers;
  std::vector<Caller> callers;
  std::vector<std::string> places_asked;
  std::vector<PractitionerRef> practitioners_asked;
  std::vector<BusinessRef> businesses_asked;
  std::vector<CallContext> calls;

 private:
  std::mutex mutex_;
};

class FakeBookingClient : public BookingClient {
 public:
  absl::StatusOr<BookingResult> Book(const BookingRequest& request,
                                     const CallContext& call) override {
    bookings.push_back(request);
    calls.push_back(call);
    return booked;
  }
  absl::StatusOr<RescheduleResult> Reschedule(const RescheduleRequest& request,
                                              const CallContext& call) override {
    moves.push_back(request);
    calls.push_back(call);
    return moved;
  }
  absl::StatusOr<CancelResult> Cancel(const CancelRequest& request,
                                      const CallContext& call) override {
    cancels.push_back(request);
    calls.push_back(call);
    return cancelled;
  }
  // From another thread than the others.
  absl::StatusOr<Outcomes> TellOutcomes(const ClinicId& /*clinic*/, const Caller& caller,
                                        const CallContext& /*call*/) override {
    asked_for_outcomes = caller;
    ++times_asked_for_outcomes;
    if (!outcomes.ok()) return outcomes.status();
    return Outcomes{.late = *outcomes, .open_calls = open_calls};
  }

  absl::StatusOr<BookingResult> booked = BookingResult{.appointment = CaseysMassage()};
  absl::StatusOr<RescheduleResult> moved = absl::UnimplementedError("");
  absl::StatusOr<CancelResult> cancelled = absl::UnimplementedError("");
  absl::StatusOr<std::vector<LateOutcome>> outcomes = std::vector<LateOutcome>();
  std::optional<std::vector<OpenCall>> open_calls;
  Caller asked_for_outcomes;
  int times_asked_for_outcomes = 0;
  std::vector<BookingRequest> bookings;
  std::vector<RescheduleRequest> moves;
  std::vector<CancelRequest> cancels;
  std::vector<CallContext> calls;
};

// Knows one key, kKey, of CityClinic().
class FakeKeyClient : public KeyClient {
 public:
  FakeKeyClient();
  absl::StatusOr<KeyOwner> Authenticate(const std::string& key_sha256,
                                        const CallContext& call) override;

  absl::Status failure;  // unless OK, the answer to every key
  int asked = 0;

 private:
  const std::string known_;
};

class FakeHealthClient : public HealthClient {
 public:
  std::map<std::string, Serving> Check() override { return serving; }
  PoolUse DatabaseUse() override { return use; }

  std::map<std::string, Serving> serving = {{"availability", Serving::kServing},
                                            {"booking", Serving::kServing},
                                            {"schedule_cache", Serving::kServing},
                                            {"session", Serving::kServing}};
  PoolUse use = {.most = 36, .open = 12, .in_use = 9};
};

// Has CityClinic()'s directory and knows nobody.
class FakeCallClient : public CallClient {
 public:
  absl::StatusOr<std::shared_ptr<const Directory>> GetDirectory(const ClinicId& /*clinic*/,
                                                                const CallContext& call) override {
    calls.push_back(call);
    return directory;
  }
  absl::StatusOr<bool> IsKnown(const Clinic& /*clinic*/, const Caller& caller,
                               const CallContext& call) override {
    callers.push_back(caller);
    calls.push_back(call);
    return known;
  }
  absl::Status Report(const CallReport& report, const CallContext& call) override {
    reports.push_back(report);
    calls.push_back(call);
    return kept;
  }

  absl::StatusOr<std::shared_ptr<const Directory>> directory =
      std::make_shared<const Directory>(Directory{.clinic = CityClinic(),
                                                  .businesses = {CityRooms(), HarbourRooms()},
                                                  .appointment_types = {Acupuncture(), Massage()}});
  absl::StatusOr<bool> known = false;
  absl::Status kept;
  std::vector<Caller> callers;
  std::vector<CallReport> reports;
  std::vector<CallContext> calls;
};

class FakeCacheClient : public CacheClient {
 public:
  absl::StatusOr<CacheStats> GetStats(const ClinicId& clinic,
                                      const CallContext& /*call*/) override {
    asked.push_back(clinic);
    return stats;
  }

  absl::StatusOr<CacheStats> stats = CacheStats();
  std::vector<ClinicId> asked;
};

}  // namespace frontdesk::gateway::test

#endif  // FRONTDESK_GATEWAY_TESTING_FAKE_CLIENTS_H_
