#include "libs/cliniko/fake_client.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/cliniko/failure.h"

namespace frontdesk::cliniko {
namespace {

constexpr absl::Duration kLengthOfUnknownTypes = absl::Minutes(30);
constexpr int kLongestWindow = 7;
constexpr size_t kRowsOfAPage = 100;

absl::Status NotFound() { return MakeFailure({.failure = Failure::kNotFound}, "no such record"); }

bool Overlaps(absl::Time start, absl::Time end, absl::Time other_start, absl::Time other_end) {
  return start < other_end && other_start < end;
}

bool NameMatches(const std::string& wanted, bool contain, const std::string& actual) {
  if (wanted.empty()) return true;
  const std::string lower = absl::AsciiStrToLower(actual);
  const std::string lower_wanted = absl::AsciiStrToLower(wanted);
  return contain ? absl::StrContains(lower, lower_wanted) : lower == lower_wanted;
}

}  // namespace

void FakeClient::Edit(const std::function<void(World&)>& change) {
  const std::lock_guard lock(mutex_);
  change(world_);
}

FakeClient::World FakeClient::Look() const {
  const std::lock_guard lock(mutex_);
  return world_;
}

void FakeClient::Before(Call call, std::function<absl::Status()> hook) {
  const std::lock_guard lock(mutex_);
  hooks_[static_cast<size_t>(call)].before = std::move(hook);
}

void FakeClient::After(Call call, std::function<absl::Status()> hook) {
  const std::lock_guard lock(mutex_);
  hooks_[static_cast<size_t>(call)].after = std::move(hook);
}

void FakeClient::FailNext(Call call, absl::Status status, int times) {
  const std::lock_guard lock(mutex_);
  std::vector<absl::Status>& failures = hooks_[static_cast<size_t>(call)].failures;
  failures.insert(failures.begin(), static_cast<size_t>(times), status);
}

int FakeClient::Count(Call call) const {
  const std::lock_guard lock(mutex_);
  return hooks_[static_cast<size_t>(call)].count;
}

int FakeClient::CountAll() const {
  const std::lock_guard lock(mutex_);
  int count = 0;
  for (const Hooks& hooks : hooks_) count += hooks.count;
  return count;
}

absl::Status FakeClient::Enter(Call call, absl::Time deadline) {
  std::function<absl::Status()> before;
  {
    const std::lock_guard lock(mutex_);
    Hooks& hooks = hooks_[static_cast<size_t>(call)];
    ++hooks.count;
    if (!hooks.failures.empty()) {
      absl::Status failure = std::move(hooks.failures.back());
      hooks.failures.pop_back();
      return failure;
    }
    before = hooks.before;
  }
  if (before) {
    if (absl::Status status = before(); !status.ok()) return status;
  }
  if (clock_.Now() >= deadline) {
    return MakeFailure({.failure = Failure::kTimeout}, "the deadline has passed");
  }
  return absl::OkStatus();
}

absl::Status FakeClient::Leave(Call call) {
  std::function<absl::Status()> after;
  {
    const std::lock_guard lock(mutex_);
    after = hooks_[static_cast<size_t>(call)].after;
  }
  return after ? after() : absl::OkStatus();
}

absl::Time FakeClient::Now() const {
  return absl::FromUnixSeconds(absl::ToUnixSeconds(clock_.Now()));
}

std::string FakeClient::NewId() {
  // Milliseconds since 2019 above a counter of 23 bits, like Cliniko's own. contract/cliniko.md,
  // section 4
  const absl::Duration age = clock_.Now() - absl::FromUnixSeconds(1546300800);
  return absl::StrCat((absl::ToInt64Milliseconds(age) << 23) + ++ids_);
}

absl::StatusOr<std::vector<absl::Time>> FakeClient::FreeTimes(const Offering& offering) const {
  const auto times = world_.times.find(offering);
  if (times == world_.times.end()) {
    return MakeFailure({.failure = Failure::kNotBookableOnline}, "not bookable online");
  }
  absl::Duration length = kLengthOfUnknownTypes;
  for (const AppointmentType& type : world_.types) {
    if (type.id == std::get<AppointmentTypeId>(offering)) length = type.duration;
  }
  const std::vector<CalendarEntry> calendar = Calendar();
  std::vector<absl::Time> free;
  for (const absl::Time start : times->second) {
    const bool taken = std::ranges::any_of(calendar, [&](const CalendarEntry& entry) {
      return entry.live() && entry.practitioner == std::get<PractitionerId>(offering) &&
             Overlaps(entry.starts_at, entry.ends_at, start, start + length);
    });
    if (!taken && start >= clock_.Now()) free.push_back(start);
  }
  std::ranges::sort(free);
  free.erase(std::unique(free.begin(), free.end()), free.end());
  return free;
}

absl::StatusOr<User> FakeClient::GetUser(absl::Time deadline) {
  return Run<absl::StatusOr<User>>(Call::kGetUser, deadline, [&] { return world_.user; });
}

absl::StatusOr<AccountSettings> FakeClient::GetSettings(absl::Time deadline) {
  return Run<absl::StatusOr<AccountSettings>>(Call::kGetSettings, deadline,
                                              [&] { return world_.settings; });
}

absl::StatusOr<std::vector<Business>> FakeClient::ListBusinesses(absl::Time deadline) {
  return Run<absl::StatusOr<std::vector<Business>>>(Call::kListBusinesses, deadline,
                                                    [&] { return world_.businesses; });
}

absl::StatusOr<std::vector<Practitioner>> FakeClient::ListPractitioners(absl::Time deadline) {
  return Run<absl::StatusOr<std::vector<Practitioner>>>(Call::kListPractitioners, deadline, [&] {
    std::vector<Practitioner> active;
    std::ranges::copy_if(world_.practitioners, std::back_inserter(active), &Practitioner::active);
    return active;
  });
}

absl::StatusOr<std::vector<AppointmentType>> FakeClient::ListAppointmentTypes(absl::Time deadline) {
  return Run<absl::StatusOr<std::vector<AppointmentType>>>(Call::kListAppointmentTypes, deadline,
                                                           [&] { return world_.types; });
}

absl::StatusOr<std::vector<Service>> FakeClient::ListServices(absl::Time deadline) {
  return Run<absl::StatusOr<std::vector<Service>>>(Call::kListServices, deadline,
                                                   [&] { return world_.services; });
}

absl::StatusOr<std::vector<DailyAvailability>> FakeClient::ListDailyAvailabilities(
    absl::Time deadline) {
  return Run<absl::StatusOr<std::vector<DailyAvailability>>>(
      Call::kListDailyAvailabilities, deadline, [&] { return world_.daily_availabilities; });
}

absl::StatusOr<std::vector<AvailabilityBlock>> FakeClient::ListAvailabilityBlocks(
    absl::Time from, absl::Time deadline) {
  return Run<absl::StatusOr<std::vector<AvailabilityBlock>>>(
      Call::kListAvailabilityBlocks, deadline, [&] {
        std::vector<AvailabilityBlock> blocks;
        std::ranges::copy_if(
            world_.availability_blocks, std::back_inserter(blocks),
            [&](const AvailabilityBlock& block) { return block.starts_at >= from; });
        return blocks;
      });
}

absl::StatusOr<std::vector<absl::Time>> FakeClient::AvailableTimes(
    const BusinessId& business, const PractitionerId& practitioner, const AppointmentTypeId& type,
    const DayRange& days, absl::Time deadline) {
  using Times = std::vector<absl::Time>;
  return Run<absl::StatusOr<Times>>(
      Call::kAvailableTimes, deadline, [&]() -> absl::StatusOr<Times> {
        absl::StatusOr<Times> free = FreeTimes({business, practitioner, type});
        if (!free.ok()) return free;
        if (days.last < days.first || days.last - days.first >= kLongestWindow ||
            days.first < absl::ToCivilDay(clock_.Now(), world_.zone)) {
          return MakeFailure({.failure = Failure::kInvalidWindow}, "dates refused");
        }
        std::erase_if(*free, [&](absl::Time start) {
          const absl::CivilDay day = absl::ToCivilDay(start, world_.zone);
          return day < days.first || day > days.last;
        });
        return free;
      });
}

absl::StatusOr<std::optional<absl::Time>> FakeClient::NextAvailableTime(
    const BusinessId& business, const PractitionerId& practitioner, const AppointmentTypeId& type,
    const DayRange& /*days*/, absl::Time deadline) {
  using Next = std::optional<absl::Time>;
  return Run<
      absl::StatusOr<Next>>(Call::kNextAvailableTime, deadline, [&]() -> absl::StatusOr<Next> {
    const absl::StatusOr<std::vector<absl::Time>> free = FreeTimes({business, practitioner, type});
    if (!free.ok()) return free.status();
    if (free->empty()) return Next();
    return Next(free->front());
  });
}

std::vector<Patient> FakeClient::PatientsOf(const PatientFilter& filter) const {
  std::vector<Patient> found;
  for (const Patient& patient : world_.patients) {
    if (patient.archived_at.has_value() && !filter.include_archived) continue;
    if (filter.updated_since.has_value() && patient.updated_at < *filter.updated_since) continue;
    if (filter.date_of_birth.has_value() && patient.date_of_birth != filter.date_of_birth) continue;
    if (!NameMatches(filter.email, /*contain=*/false, patient.email)) continue;
    if (NameMatches(filter.first_name, filter.names_contain, patient.first_name) &&
        NameMatches(filter.last_name, filter.names_contain, patient.last_name) &&
        NameMatches(filter.preferred_first_name, filter.names_contain,
                    patient.preferred_first_name)) {
      found.push_back(patient);
    }
  }
  if (filter.updated_since.has_value()) {
    std::ranges::stable_sort(found, {}, &Patient::updated_at);
  }
  return found;
}

absl::StatusOr<Listing<Patient>> FakeClient::FindPatients(const PatientFilter& filter,
                                                          absl::Time deadline) {
  return Run<absl::StatusOr<Listing<Patient>>>(Call::kFindPatients, deadline, [&] {
    return Listing<Patient>{.rows = PatientsOf(filter), .as_of = Now()};
  });
}

absl::StatusOr<PatientPage> FakeClient::FindPatientsPage(const PatientFilter& filter, int page,
                                                         absl::Time deadline) {
  return Run<absl::StatusOr<PatientPage>>(Call::kFindPatientsPage, deadline, [&] {
    const std::vector<Patient> all = PatientsOf(filter);
    const size_t begin = std::min(all.size(), static_cast<size_t>(page - 1) * kRowsOfAPage);
    const size_t end = std::min(all.size(), begin + kRowsOfAPage);
    return PatientPage{.rows = {all.begin() + static_cast<std::ptrdiff_t>(begin),
                                all.begin() + static_cast<std::ptrdiff_t>(end)},
                       .last = end == all.size(),
                       .total = static_cast<int>(all.size()),
                       .as_of = Now()};
  });
}

absl::StatusOr<Patient> FakeClient::GetPatient(const PatientId& id, absl::Time deadline) {
  return Run<absl::StatusOr<Patient>>(Call::kGetPatient, deadline,
                                      [&]() -> absl::StatusOr<Patient> {
                                        for (const Patient& patient : world_.patients) {
                                          if (patient.id == id) return patient;
                                        }
                                        return NotFound();
                                      });
}

absl::StatusOr<Patient> FakeClient::CreatePatient(const NewPatient& patient, absl::Time deadline) {
  return Run<absl::StatusOr<Patient>>(
      Call::kCreatePatient, deadline, [&]() -> absl::StatusOr<Patient> {
        std::vector<std::string> missing;
        if (patient.first_name.empty()) missing.push_back("first_name");
        if (patient.last_name.empty()) missing.push_back("last_name");
        if (!missing.empty()) {
          return MakeFailure({.failure = Failure::kValidation, .invalid_fields = missing},
                             "refused");
        }
        Patient created{.id = PatientId(NewId()),
                        .first_name = patient.first_name,
                        .last_name = patient.last_name,
                        .email = patient.email,
                        .date_of_birth = patient.date_of_birth,
                        .created_at = Now(),
                        .updated_at = Now()};
        if (!patient.phone.empty()) {
          std::string digits;
          std::ranges::copy_if(patient.phone, std::back_inserter(digits),
                               [](unsigned char c) { return absl::ascii_isdigit(c); });
          created.phones = {{.type = "Mobile", .number = patient.phone, .normalized = digits}};
        }
        world_.patients.push_back(created);
        return created;
      });
}

}  // namespace frontdesk::cliniko
