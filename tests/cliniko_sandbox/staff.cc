#include "tests/cliniko_sandbox/staff.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "libs/status/status_macros.h"
#include "tests/cliniko_sandbox/body.h"
#include "tests/cliniko_sandbox/bookings.h"
#include "tests/cliniko_sandbox/patients.h"
#include "tests/cliniko_sandbox/sandbox.h"
#include "tests/cliniko_sandbox/time_text.h"

namespace frontdesk::sandbox {
namespace {

absl::Status Missing(absl::string_view what) {
  return absl::NotFoundError(absl::StrCat("no such ", what));
}
absl::Status Bad(absl::string_view what) { return absl::InvalidArgumentError(what); }

// An action on one account, inside the lock.
struct Desk {
  World& world;
  const Moment& moment;
  const BodyReader& request;
};

// The account whose map `records` has the id in `field`.
template <typename T>
Account* OwnerOf(const Desk& desk, std::map<Id, T> Account::*records, const char* field) {
  const Id id = desk.request.IdOf(field);
  for (Account& account : desk.world.accounts) {
    if ((account.*records).contains(id)) return &account;
  }
  return nullptr;
}

Account* AccountNamed(const Desk& desk) {
  const std::string name = desk.request.TextOf("account").value_or("");
  for (Account& account : desk.world.accounts) {
    if (account.name == name || account.subdomain == name) return &account;
  }
  return nullptr;
}

Json IdAnswer(Id id) { return {{"id", absl::StrCat(id)}}; }

// The first business where the practitioner has hours.
Id UsualBusiness(const Account& account, Id practitioner) {
  for (const auto& [id, row] : account.daily_availabilities) {
    if (row.practitioner_id == practitioner) return row.business_id;
  }
  return account.businesses.empty() ? 0 : account.businesses.begin()->first;
}

absl::Status ReadWhoAndWhere(const Desk& desk, const Account& account, Id& practitioner,
                             Id& business) {
  if (desk.request.Has("practitioner_id")) practitioner = desk.request.IdOf("practitioner_id");
  if (desk.request.Has("business_id")) business = desk.request.IdOf("business_id");
  if (!account.practitioners.contains(practitioner)) return Missing("practitioner");
  if (business == 0) business = UsualBusiness(account, practitioner);
  if (!account.businesses.contains(business)) return Missing("business");
  return absl::OkStatus();
}

absl::StatusOr<Json> Book(const Desk& desk) {
  Account* account = OwnerOf(desk, &Account::practitioners, "practitioner_id");
  if (account == nullptr) return Missing("practitioner");
  IndividualAppointment appointment;
  RETURN_IF_ERROR(
      ReadWhoAndWhere(desk, *account, appointment.practitioner_id, appointment.business_id));
  const Practitioner& practitioner = account->practitioners.at(appointment.practitioner_id);
  appointment.appointment_type_id = desk.request.Has("appointment_type_id")
                                        ? desk.request.IdOf("appointment_type_id")
                                        : practitioner.default_appointment_type_id;
  const AppointmentType* type = Find(account->appointment_types, appointment.appointment_type_id);
  if (type == nullptr) return Missing("appointment type");
  appointment.patient_id = desk.request.Has("patient_id") ? desk.request.IdOf("patient_id")
                           : account->patients.empty()    ? 0
                                                          : account->patients.begin()->first;
  if (!account->patients.contains(appointment.patient_id)) return Missing("patient");
  const Instant starts_at = desk.request.TimeOf("starts_at");
  if (!starts_at) return Bad("starts_at");
  appointment.starts_at = *starts_at;
  appointment.ends_at = desk.request.TimeOf("ends_at").value_or(
      *starts_at + absl::Minutes(type->duration_in_minutes));
  appointment.notes = desk.request.TextOf("notes");
  return IdAnswer(AddAppointment(*account, desk.moment, std::move(appointment)).id);
}

absl::StatusOr<Json> Move(const Desk& desk) {
  Account* account = OwnerOf(desk, &Account::individual_appointments, "appointment_id");
  if (account == nullptr) return Missing("appointment");
  IndividualAppointment& appointment =
      account->individual_appointments.at(desk.request.IdOf("appointment_id"));
  IndividualAppointment moved = appointment;
  RETURN_IF_ERROR(ReadWhoAndWhere(desk, *account, moved.practitioner_id, moved.business_id));
  const absl::Duration length = moved.ends_at - moved.starts_at;
  moved.starts_at = desk.request.TimeOf("starts_at").value_or(moved.starts_at);
  moved.ends_at = desk.request.TimeOf("ends_at").value_or(moved.starts_at + length);
  moved.updated_at = desk.moment.now;
  appointment = moved;
  return IdAnswer(moved.id);
}

absl::StatusOr<Json> Cancel(const Desk& desk) {
  Account* account = OwnerOf(desk, &Account::individual_appointments, "appointment_id");
  if (account == nullptr) return Missing("appointment");
  IndividualAppointment& appointment =
      account->individual_appointments.at(desk.request.IdOf("appointment_id"));
  if (desk.request.BooleanOf("archive").value_or(false)) {
    Archive(appointment, desk.moment.now);
    return IdAnswer(appointment.id);
  }
  const int reason = desk.request.IntegerOf("reason").value_or(50);
  if (!IsCancellationReason(reason)) return Bad("reason");
  CancelAppointment(appointment, desk.moment.now, reason, desk.request.TextOf("note"));
  return IdAnswer(appointment.id);
}

// Takes a block away: an unavailable one is archived, an availability one leaves no trace.
absl::StatusOr<Json> RemoveBlock(const Desk& desk) {
  const Id id = desk.request.IdOf("remove");
  for (Account& account : desk.world.accounts) {
    if (account.availability_blocks.erase(id) > 0) return IdAnswer(id);
    if (UnavailableBlock* block = Find(account.unavailable_blocks, id)) {
      Archive(*block, desk.moment.now);
      return IdAnswer(id);
    }
  }
  return Missing("block");
}

absl::StatusOr<Json> Block(const Desk& desk) {
  if (desk.request.Has("remove")) return RemoveBlock(desk);
  Account* account = OwnerOf(desk, &Account::practitioners, "practitioner_id");
  if (account == nullptr) return Missing("practitioner");
  Id practitioner = 0, business = 0;
  RETURN_IF_ERROR(ReadWhoAndWhere(desk, *account, practitioner, business));
  const Instant starts_at = desk.request.TimeOf("starts_at");
  const Instant ends_at = desk.request.TimeOf("ends_at");
  if (!starts_at || !ends_at || *ends_at <= *starts_at) return Bad("starts_at and ends_at");
  if (desk.request.BooleanOf("available").value_or(false)) {
    AvailabilityBlock block;
    block.id = desk.moment.ids.Next(desk.moment.precise_now);
    block.created_at = block.updated_at = desk.moment.now;
    block.practitioner_id = practitioner;
    block.business_id = business;
    block.starts_at = *starts_at;
    block.ends_at = *ends_at;
    account->availability_blocks[block.id] = block;
    return IdAnswer(block.id);
  }
  UnavailableBlock block;
  block.practitioner_id = practitioner;
  block.business_id = business;
  block.starts_at = *starts_at;
  block.ends_at = *ends_at;
  block.notes = desk.request.TextOf("notes");
  return IdAnswer(AddUnavailableBlock(*account, desk.moment, std::move(block)).id);
}

absl::StatusOr<Json> EditPatient(const Desk& desk, Account& account, Patient& patient) {
  if (desk.request.BooleanOf("archive").value_or(false)) {
    Archive(patient, desk.moment.now);
    return IdAnswer(patient.id);
  }
  if (desk.request.Has("merge_into")) {
    const Id other = desk.request.IdOf("merge_into");
    if (!account.patients.contains(other) || other == patient.id) return Missing("patient");
    Archive(patient, desk.moment.now);
    patient.merged_at = desk.moment.now;
    patient.merged_with_patient_id = other;
    return IdAnswer(patient.id);
  }
  BodyReader reader(desk.request.body());
  Patient changed = patient;
  ReadPatient(account, reader, changed);
  if (!reader.ok()) return Bad(reader.Refusal().body);
  changed.updated_at = desk.moment.now;
  patient = changed;
  return IdAnswer(patient.id);
}

absl::StatusOr<Json> EditPatient(const Desk& desk) {
  if (desk.request.Has("patient_id")) {
    Account* account = OwnerOf(desk, &Account::patients, "patient_id");
    if (account == nullptr) return Missing("patient");
    return EditPatient(desk, *account, account->patients.at(desk.request.IdOf("patient_id")));
  }
  Account* account = AccountNamed(desk);
  if (account == nullptr) return Missing("account");
  BodyReader reader(desk.request.body());
  Patient patient;
  ReadPatient(*account, reader, patient);
  if (!reader.ok()) return Bad(reader.Refusal().body);
  patient.id = desk.moment.ids.Next(desk.moment.precise_now);
  patient.created_at = patient.updated_at = desk.moment.now;
  account->patients[patient.id] = patient;
  return IdAnswer(patient.id);
}

// Replaces the windows of one weekday; no windows remove the day's record.
absl::Status SetHours(const Desk& desk, Account& account, Id practitioner, const Json& json) {
  const BodyReader hours(json);
  const Id business = hours.IdOf("business_id");
  const int weekday = hours.IntegerOf("day_of_week").value_or(0);
  if (!account.businesses.contains(business)) return Missing("business");
  if (weekday < 1 || weekday > 7) return Bad("day_of_week is 1 (Monday) to 7 (Sunday)");
  std::vector<Window> windows;
  for (const Json& window : json.value("availabilities", Json::array())) {
    const std::optional<int> from = ParseMinuteOfDay(window.value("starts_at", ""));
    const std::optional<int> to = ParseMinuteOfDay(window.value("ends_at", ""));
    if (!from || !to) return Bad("availabilities");
    windows.push_back({*from, *to});
  }
  DailyAvailability* row = nullptr;
  for (auto& [id, known] : account.daily_availabilities) {
    if (known.practitioner_id == practitioner && known.business_id == business &&
        known.iso_weekday == weekday) {
      row = &known;
    }
  }
  if (windows.empty()) {
    if (row != nullptr) account.daily_availabilities.erase(row->id);
    return absl::OkStatus();
  }
  if (row == nullptr) {
    const Id id = desk.moment.ids.Next(desk.moment.precise_now);
    row = &account.daily_availabilities[id];
    row->id = id;
    row->created_at = desk.moment.now;
    row->practitioner_id = practitioner;
    row->business_id = business;
    row->iso_weekday = weekday;
  }
  row->windows = std::move(windows);
  row->updated_at = desk.moment.now;
  return absl::OkStatus();
}

absl::StatusOr<Json> EditPractitioner(const Desk& desk) {
  Account* account = OwnerOf(desk, &Account::practitioners, "practitioner_id");
  if (account == nullptr) return Missing("practitioner");
  Practitioner changed = account->practitioners.at(desk.request.IdOf("practitioner_id"));
  changed.active = desk.request.BooleanOf("active").value_or(changed.active);
  changed.show_in_online_bookings =
      desk.request.BooleanOf("show_in_online_bookings").value_or(changed.show_in_online_bookings);
  if (desk.request.Has("default_appointment_type_id")) {
    changed.default_appointment_type_id = desk.request.IdOf("default_appointment_type_id");
    if (!account->appointment_types.contains(changed.default_appointment_type_id)) {
      return Missing("appointment type");
    }
  }
  if (const auto title = desk.request.TextOf("title")) changed.title = *title;
  if (const auto name = desk.request.TextOf("first_name")) changed.first_name = *name;
  if (const auto name = desk.request.TextOf("last_name")) changed.last_name = *name;
  if (desk.request.Has("hours")) {
    RETURN_IF_ERROR(SetHours(desk, *account, changed.id, desk.request.body()["hours"]));
  }
  changed.updated_at = desk.moment.now;
  account->practitioners[changed.id] = changed;
  return IdAnswer(changed.id);
}

// What the clinic sets for booking on the web: lead time, horizon, limits.
absl::StatusOr<Json> EditOnlineBookings(const Desk& desk) {
  Account* account = AccountNamed(desk);
  if (account == nullptr) return Missing("account");
  OnlineBookings& online = account->online_bookings;
  online.enabled = desk.request.BooleanOf("enabled").value_or(online.enabled);
  const auto read = [&](const char* name, int& target) {
    target = desk.request.IntegerOf(name).value_or(target);
  };
  read("max_appointments_per_day_segment", online.max_appointments_per_day_segment);
  read("allow_bookings_days_in_advance", online.allow_bookings_days_in_advance);
  read("daily_bookings_limit", online.daily_bookings_limit);
  constexpr char kLead[] = "min_hours_advance_required_to_book";
  if (desk.request.Has(kLead)) {
    online.from_tomorrow_only = desk.request.TextOf(kLead) == "tomorrow";
    if (!online.from_tomorrow_only) read(kLead, online.min_hours_advance_required_to_book);
  }
  return IdAnswer(account->id);
}

}  // namespace

absl::StatusOr<Json> ActAsStaff(Sandbox& sandbox, absl::string_view action, const Json& request) {
  using Action = absl::StatusOr<Json> (*)(const Desk&);
  static constexpr std::pair<const char*, Action> kActions[] = {
      {"book", Book},
      {"move", Move},
      {"cancel", Cancel},
      {"block", Block},
      {"patient", EditPatient},
      {"practitioner", EditPractitioner},
      {"online-bookings", EditOnlineBookings},
  };
  for (const auto& [name, act] : kActions) {
    if (action != name) continue;
    const absl::Time precise_now = sandbox.clock().Now();
    const Moment moment = {sandbox.id_generator(),
                           absl::FromUnixSeconds(absl::ToUnixSeconds(precise_now)), precise_now};
    const BodyReader reader(request);
    absl::StatusOr<Json> answer = Missing("staff action");
    sandbox.Change([&, act = act](World& world) { answer = act({world, moment, reader}); });
    return answer;
  }
  return Missing("staff action");
}

}  // namespace frontdesk::sandbox
