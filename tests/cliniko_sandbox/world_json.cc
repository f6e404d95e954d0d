#include "tests/cliniko_sandbox/world_json.h"

#include <exception>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/cliniko_sandbox/json.h"
#include "tests/cliniko_sandbox/phone.h"
#include "tests/cliniko_sandbox/time_text.h"

namespace frontdesk::sandbox {
namespace {

// Thrown inside this file only; ParseWorld turns it into a status.
struct BadWorld {
  std::string message;
};

template <typename T>
T Get(const Json& json, const char* key, T fallback) {
  const auto it = json.find(key);
  if (it == json.end() || it->is_null()) return fallback;
  return it->get<T>();
}

Text GetText(const Json& json, const char* key) {
  const auto it = json.find(key);
  if (it == json.end() || it->is_null()) return std::nullopt;
  return it->get<std::string>();
}

std::string Required(const Json& json, const char* key) {
  const Text text = GetText(json, key);
  if (!text) throw BadWorld{absl::StrCat("\"", key, "\" is missing in ", json.dump())};
  return *text;
}

const Json& List(const Json& json, const char* key) {
  static const Json* const kNone = new Json(Json::array());
  const auto it = json.find(key);
  return it == json.end() ? *kNone : *it;
}

absl::TimeZone LoadZone(const std::string& name) {
  absl::TimeZone zone;
  if (!absl::LoadTimeZone(name, &zone)) throw BadWorld{absl::StrCat("no such zone: ", name)};
  return zone;
}

// Reads one account; the ids of its records are known by their "key".
class AccountReader {
 public:
  AccountReader(const Json& json, IdGenerator& ids, absl::Time now)
      : json_(json), ids_(ids), now_(absl::FromUnixSeconds(absl::ToUnixSeconds(now))) {}

  Account Read() {
    Record own = NewRecord(json_);
    account_.id = own.id;
    account_.name = Required(json_, "name");
    account_.subdomain = Get<std::string>(json_, "subdomain", "clinic");
    account_.shard = Required(json_, "shard");
    account_.country = Get<std::string>(json_, "country", "Australia");
    account_.country_code = Get<std::string>(json_, "country_code", "AU");
    account_.zone_name = Required(json_, "time_zone");
    account_.zone = LoadZone(account_.zone_name);
    ReadOnlineBookings(Get<Json>(json_, "online_bookings", Json::object()));
    for (const Json& user : List(json_, "users")) ReadUser(user);
    for (const Json& business : List(json_, "businesses")) ReadBusiness(business);
    for (const Json& type : List(json_, "appointment_types")) ReadType(type);
    for (const Json& practitioner : List(json_, "practitioners")) ReadPractitioner(practitioner);
    for (const Json& patient : List(json_, "patients")) ReadPatient(patient);
    for (const Json& block : List(json_, "unavailable_blocks")) ReadUnavailableBlock(block);
    for (const Json& block : List(json_, "availability_blocks")) ReadAvailabilityBlock(block);
    for (const Json& group : List(json_, "group_appointments")) ReadGroup(group);
    for (const Json& appointment : List(json_, "appointments")) ReadAppointment(appointment);
    return std::move(account_);
  }

 private:
  template <typename T = Record>
  T NewRecord(const Json& json) {
    T record;
    // Seeds are a minute apart, long before anything the sandbox is asked to do.
    seed_time_ += absl::Minutes(1);
    if (const Text created = GetText(json, "created_at")) {
      record.created_at = ParseTime(*created);
    } else {
      record.created_at = seed_time_;
    }
    record.updated_at = record.created_at;
    const Id generated = ids_.Next(record.created_at);
    if (const Text own = GetText(json, "id")) {
      const std::optional<Id> id = ParseId(*own);
      if (!id) throw BadWorld{absl::StrCat("not an id: ", *own)};
      record.id = *id;
    } else {
      record.id = generated;
    }
    if (const Text key = GetText(json, "key")) keys_[*key] = record.id;
    return record;
  }

  template <typename T>
  void MaybeArchive(const Json& json, T& record) {
    if (!Get(json, "archived", false)) return;
    record.archived_at = record.deleted_at = record.updated_at;
  }

  Id Ref(const std::string& key) const {
    const auto it = keys_.find(key);
    if (it != keys_.end()) return it->second;
    throw BadWorld{absl::StrCat("no record has the key \"", key, "\" in ", account_.name)};
  }
  Id Ref(const Json& json, const char* field) const { return Ref(Required(json, field)); }

  absl::Time ParseTime(const std::string& text) const {
    const Instant time = ParseDateTime(text);
    if (!time) throw BadWorld{absl::StrCat("not a date-time: ", text)};
    return *time;
  }

  void ReadOnlineBookings(const Json& json) {
    OnlineBookings& online = account_.online_bookings;
    online.enabled = Get(json, "enabled", true);
    online.max_appointments_per_day_segment = Get(json, "max_appointments_per_day_segment", 0);
    online.allow_bookings_days_in_advance = Get(json, "allow_bookings_days_in_advance", 84);
    online.daily_bookings_limit = Get(json, "daily_bookings_limit", 0);
    const auto lead = json.find("min_hours_advance_required_to_book");
    if (lead == json.end() || lead->is_null()) return;
    online.from_tomorrow_only = lead->is_string() && lead->get<std::string>() == "tomorrow";
    if (!online.from_tomorrow_only) {
      online.min_hours_advance_required_to_book = lead->get<int>();
    }
  }

  void ReadUser(const Json& json) {
    User user = NewRecord<User>(json);
    user.title = GetText(json, "title");
    user.first_name = Required(json, "first_name");
    user.last_name = Required(json, "last_name");
    user.email = Get<std::string>(json, "email", "");
    user.role = Get<std::string>(json, "role", "administrator");
    user.active = Get(json, "active", true);
    user.api_keys = Get(json, "api_keys", user.api_keys);
    user.denied = Get(json, "denied", user.denied);
    account_.users[user.id] = std::move(user);
  }

  void ReadBusiness(const Json& json) {
    Business business = NewRecord<Business>(json);
    MaybeArchive(json, business);
    business.business_name = Required(json, "business_name");
    business.display_name = GetText(json, "display_name");
    business.address_1 = GetText(json, "address_1");
    business.address_2 = GetText(json, "address_2");
    business.city = GetText(json, "city");
    business.state = GetText(json, "state");
    business.post_code = GetText(json, "post_code");
    business.country = account_.country;
    business.country_code = account_.country_code;
    business.contact_information = GetText(json, "contact_information");
    business.email_reply_to = GetText(json, "email_reply_to");
    business.website_address = GetText(json, "website_address");
    business.label = GetText(json, "label");
    business.additional_information = GetText(json, "additional_information");
    business.zone_name = Get(json, "time_zone", account_.zone_name);
    business.zone = LoadZone(business.zone_name);
    business.show_in_online_bookings = Get(json, "show_in_online_bookings", true);
    account_.businesses[business.id] = std::move(business);
  }

  void ReadType(const Json& json) {
    AppointmentType type = NewRecord<AppointmentType>(json);
    MaybeArchive(json, type);
    type.name = Required(json, "name");
    type.category = GetText(json, "category");
    type.description = GetText(json, "description");
    type.color = Get(json, "color", type.color);
    type.duration_in_minutes = Get(json, "duration_in_minutes", 30);
    type.max_attendees = Get(json, "max_attendees", 1);
    if (type.duration_in_minutes < 1 || type.duration_in_minutes > 1439) {
      throw BadWorld{absl::StrCat("duration_in_minutes of ", type.name)};
    }
    type.show_in_online_bookings = Get(json, "show_in_online_bookings", true);
    const int lead = Get(json, "online_bookings_lead_time_hours", -1);
    if (lead >= 0) type.online_bookings_lead_time_hours = lead;
    if (json.contains("businesses")) {
      for (const Json& key : json["businesses"]) {
        type.business_ids.insert(Ref(key.get<std::string>()));
      }
    } else {
      for (const auto& [id, business] : account_.businesses) type.business_ids.insert(id);
    }
    account_.appointment_types[type.id] = std::move(type);
  }

  void ReadPractitioner(const Json& json) {
    Practitioner practitioner = NewRecord<Practitioner>(json);
    practitioner.title = GetText(json, "title");
    practitioner.first_name = GetText(json, "first_name");
    practitioner.last_name = GetText(json, "last_name");
    practitioner.designation = GetText(json, "designation");
    practitioner.description = GetText(json, "description");
    practitioner.display_name = GetText(json, "display_name");
    practitioner.active = Get(json, "active", true);
    practitioner.show_in_online_bookings = Get(json, "show_in_online_bookings", true);
    if (json.contains("default_appointment_type")) {
      practitioner.default_appointment_type_id = Ref(json, "default_appointment_type");
    }
    for (const Json& key : List(json, "appointment_types")) {
      account_.appointment_types[Ref(key.get<std::string>())].practitioner_ids.insert(
          practitioner.id);
    }
    User user = NewRecord<User>(Json::object());
    user.title = practitioner.title;
    user.first_name = practitioner.first_name.value_or("");
    user.last_name = practitioner.last_name.value_or("");
    user.role = "practitioner";
    user.active = practitioner.active;
    practitioner.user_id = user.id;
    account_.users[user.id] = std::move(user);
    for (const Json& hours : List(json, "hours")) ReadHours(hours, practitioner.id);
    account_.practitioners[practitioner.id] = std::move(practitioner);
  }

  void ReadHours(const Json& json, Id practitioner) {
    for (const int weekday : json.at("days").get<std::vector<int>>()) {
      if (weekday < 1 || weekday > 7) throw BadWorld{"days are 1 (Monday) to 7 (Sunday)"};
      DailyAvailability row = NewRecord<DailyAvailability>(Json::object());
      row.practitioner_id = practitioner;
      row.business_id = Ref(json, "business");
      row.iso_weekday = weekday;
      for (const std::string& text : json.at("windows").get<std::vector<std::string>>()) {
        const std::vector<std::string> ends = absl::StrSplit(text, '-');
        const std::optional<int> from = ParseMinuteOfDay(ends.front());
        const std::optional<int> to = ParseMinuteOfDay(ends.back());
        if (ends.size() != 2 || !from || !to) throw BadWorld{absl::StrCat("window ", text)};
        row.windows.push_back({*from, *to});
      }
      account_.daily_availabilities[row.id] = std::move(row);
    }
  }

  void ReadPatient(const Json& json) {
    Patient patient = NewRecord<Patient>(json);
    MaybeArchive(json, patient);
    patient.first_name = Required(json, "first_name");
    patient.last_name = Required(json, "last_name");
    if (const Text date = GetText(json, "date_of_birth")) {
      patient.date_of_birth = ParseDate(*date);
      if (!patient.date_of_birth) throw BadWorld{absl::StrCat("date_of_birth ", *date)};
    }
    for (const Json& phone : List(json, "phones")) {
      const std::string number = Required(phone, "number");
      patient.phones.push_back({Get<std::string>(phone, "phone_type", "Mobile"), number,
                                NormalizePhone(number, account_.country_code)});
    }
    for (const char* name : {"email", "title", "preferred_first_name", "notes", "appointment_notes",
                             "old_reference_id", "referral_source"}) {
      if (const Text text = GetText(json, name)) patient.texts[name] = *text;
    }
    if (json.contains("merged_with")) {
      patient.merged_at = patient.archived_at = patient.updated_at;
      patient.merged_with_patient_id = Ref(json, "merged_with");
    }
    account_.patients[patient.id] = std::move(patient);
  }

  // The business's day of "when", and its instant at a wall-clock minute.
  absl::CivilDay DayOf(const Json& when, Id practitioner, Id business) const {
    const Business& place = account_.businesses.at(business);
    const absl::CivilDay today = absl::ToCivilDay(now_, place.zone);
    if (when.contains("days_from_today")) return today + when["days_from_today"].get<int>();
    int left = when.at("working_day").get<int>();
    const int step = left < 0 ? -1 : 1;
    absl::CivilDay day = today;
    for (int tried = 0; left != 0 && tried < 400; ++tried) {
      day += step;
      if (Works(practitioner, business, day)) left -= step;
    }
    if (left != 0) throw BadWorld{absl::StrCat("no such working day: ", when.dump())};
    return day;
  }

  bool Works(Id practitioner, Id business, absl::CivilDay day) const {
    const int weekday = static_cast<int>(absl::GetWeekday(day)) + 1;
    for (const auto& [id, row] : account_.daily_availabilities) {
      if (row.practitioner_id == practitioner && row.business_id == business &&
          row.iso_weekday == weekday) {
        return true;
      }
    }
    return false;
  }

  template <typename T>
  void ReadPlace(const Json& json, T& record) {
    record.practitioner_id = Ref(json, "practitioner");
    record.business_id = Ref(json, "business");
  }

  // Reads "when", and "minutes" if the record's length is not `minutes`.
  template <typename T>
  void ReadTime(const Json& json, int minutes, T& record) {
    const Json& when = json.at("when");
    if (when.contains("starts_at")) {
      record.starts_at = ParseTime(when["starts_at"].get<std::string>());
    } else {
      const std::optional<int> minute = ParseMinuteOfDay(when.at("at").get<std::string>());
      if (!minute) throw BadWorld{absl::StrCat("time of day: ", when.dump())};
      const absl::CivilDay day = DayOf(when, record.practitioner_id, record.business_id);
      const absl::TimeZone zone = account_.businesses.at(record.business_id).zone;
      record.starts_at = absl::FromCivil(absl::CivilMinute(day) + *minute, zone);
    }
    record.ends_at = record.starts_at + absl::Minutes(Get(json, "minutes", minutes));
  }

  void ReadUnavailableBlock(const Json& json) {
    UnavailableBlock block = NewRecord<UnavailableBlock>(json);
    MaybeArchive(json, block);
    ReadPlace(json, block);
    ReadTime(json, 60, block);
    block.notes = GetText(json, "notes");
    account_.unavailable_blocks[block.id] = std::move(block);
  }

  void ReadAvailabilityBlock(const Json& json) {
    AvailabilityBlock block = NewRecord<AvailabilityBlock>(json);
    ReadPlace(json, block);
    ReadTime(json, 60, block);
    account_.availability_blocks[block.id] = std::move(block);
  }

  void ReadGroup(const Json& json) {
    GroupAppointment group = NewRecord<GroupAppointment>(json);
    MaybeArchive(json, group);
    ReadPlace(json, group);
    group.appointment_type_id = Ref(json, "appointment_type");
    const AppointmentType& type = account_.appointment_types[group.appointment_type_id];
    group.max_attendees = Get(json, "max_attendees", type.max_attendees);
    ReadTime(json, type.duration_in_minutes, group);
    for (const Json& patient : List(json, "patients")) {
      AddAttendee(group.id, Ref(patient.get<std::string>()));
    }
    account_.group_appointments[group.id] = std::move(group);
  }

  void ReadAppointment(const Json& json) {
    IndividualAppointment appointment = NewRecord<IndividualAppointment>(json);
    MaybeArchive(json, appointment);
    ReadPlace(json, appointment);
    appointment.appointment_type_id = Ref(json, "appointment_type");
    appointment.patient_id = Ref(json, "patient");
    const AppointmentType& type = account_.appointment_types[appointment.appointment_type_id];
    ReadTime(json, type.duration_in_minutes, appointment);
    appointment.notes = GetText(json, "notes");
    if (json.contains("cancelled")) {
      appointment.cancelled_at = appointment.updated_at;
      appointment.cancellation_reason = Get(json["cancelled"], "reason", 50);
      appointment.cancellation_note = GetText(json["cancelled"], "note");
    }
    AddAttendee(appointment.id, appointment.patient_id);
    account_.individual_appointments[appointment.id] = std::move(appointment);
  }

  void AddAttendee(Id booking, Id patient) {
    Attendee attendee = NewRecord<Attendee>(Json::object());
    attendee.booking_id = booking;
    attendee.patient_id = patient;
    account_.attendees[attendee.id] = attendee;
  }

  const Json& json_;
  IdGenerator& ids_;
  const absl::Time now_;
  Account account_;
  std::map<std::string, Id> keys_;
  absl::Time seed_time_ = absl::FromCivil(absl::CivilDay(2024, 3, 4), absl::UTCTimeZone());
};

}  // namespace

absl::StatusOr<World> ParseWorld(absl::string_view text, absl::Time now) {
  try {
    const Json json = Json::parse(text.begin(), text.end());
    World world;
    IdGenerator ids;
    for (const Json& account : json.at("accounts")) {
      world.accounts.push_back(AccountReader(account, ids, now).Read());
    }
    return world;
  } catch (const BadWorld& bad) {
    return absl::InvalidArgumentError(absl::StrCat("world: ", bad.message));
  } catch (const std::exception& e) {  // of the JSON library, or a key of another kind of record
    return absl::InvalidArgumentError(absl::StrCat("world: ", e.what()));
  }
}

}  // namespace frontdesk::sandbox
