#include "tests/cliniko_sandbox/fields.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/cliniko_sandbox/calendar.h"

namespace frontdesk::sandbox {
namespace {

using enum FieldType;

FieldValue Value(const Instant& instant) {
  if (!instant) return std::monostate();
  return *instant;
}
FieldValue Value(const Text& text) {
  if (!text) return std::monostate();
  return *text;
}
FieldValue Value(const std::optional<bool>& flag) {
  if (!flag) return std::monostate();
  return *flag;
}
FieldValue IdValue(Id id) {
  if (id == 0) return std::monostate();
  return id;
}
template <typename Ids>
FieldValue Words(const Ids& ids) {
  std::vector<std::string> words;
  for (const Id id : ids) words.push_back(absl::StrCat(id));
  return words;
}

// The getter of a field: the value of `expression`, in which `r` is the row.
#define FRONTDESK_GET(Row, expression) [](const Row& r) -> FieldValue { return expression; }

// Fields that the API knows and that are never set here.
template <typename Row>
FieldValue Null(const Row& /*row*/) {
  return std::monostate();
}
template <typename Row>
FieldValue NoWords(const Row& /*row*/) {
  return std::vector<std::string>();
}

// The fields that every record has.
#define FRONTDESK_RECORD_FIELDS(Row)                                  \
  {"id", kNumber, FRONTDESK_GET(Row, r->id)},                         \
      {"created_at", kDateTime, FRONTDESK_GET(Row, r->created_at)}, { \
    "updated_at", kDateTime, FRONTDESK_GET(Row, r->updated_at)        \
  }

FieldValue TextOf(const Patient& patient, const char* name) {
  const auto it = patient.texts.find(name);
  if (it == patient.texts.end()) return std::monostate();
  return it->second;
}

// What the three kinds of bookings share, and null where a kind lacks it.
template <typename Get>
FieldValue OfBooking(const BookingRow& row, Get get) {
  return std::visit([&](const auto* record) { return get(*record); }, row.record);
}

struct CancelledAt {
  FieldValue operator()(const IndividualAppointment& a) const { return Value(a.cancelled_at); }
  template <typename Other>
  FieldValue operator()(const Other&) const {
    return std::monostate();
  }
};
struct TypeId {
  FieldValue operator()(const UnavailableBlock&) const { return std::monostate(); }
  template <typename Other>
  FieldValue operator()(const Other& booking) const {
    return IdValue(booking.appointment_type_id);
  }
};
struct DidNotArrive {
  FieldValue operator()(const IndividualAppointment& a) const { return Value(a.did_not_arrive); }
  template <typename Other>
  FieldValue operator()(const Other&) const {
    return std::monostate();
  }
};
struct RepeatedFrom {
  FieldValue operator()(const GroupAppointment&) const { return std::monostate(); }
  template <typename Other>
  FieldValue operator()(const Other& booking) const {
    return IdValue(booking.repeated_from_id);
  }
};
struct PatientIds {
  const Account& account;
  FieldValue operator()(const IndividualAppointment& a) const {
    return Words(std::vector<Id>{a.patient_id});
  }
  FieldValue operator()(const GroupAppointment& g) const {
    return Words(PatientsOfGroup(account, g.id));
  }
  FieldValue operator()(const UnavailableBlock&) const { return std::vector<std::string>(); }
};

// The getter of a field of /bookings: `expression` of `b`, a record of any of the three kinds.
#define FRONTDESK_BOOKING(expression)                                            \
  [](const BookingRow& r) -> FieldValue {                                        \
    return OfBooking(r, [](const auto& b) -> FieldValue { return expression; }); \
  }

}  // namespace

absl::Span<const Field<UserRow>> UserFields() {
  static const Field<UserRow> kFields[] = {
      FRONTDESK_RECORD_FIELDS(UserRow),
      {"last_name", kString, FRONTDESK_GET(UserRow, r->last_name), false},
      {"first_name", kString, FRONTDESK_GET(UserRow, r->first_name), false},
  };
  return kFields;
}

absl::Span<const Field<BusinessRow>> BusinessFields() {
  static const Field<BusinessRow> kFields[] = {
      {"id", kNumber, FRONTDESK_GET(BusinessRow, r.business->id)},
      {"created_at", kDateTime, FRONTDESK_GET(BusinessRow, r.business->created_at)},
      {"updated_at", kDateTime, FRONTDESK_GET(BusinessRow, r.business->updated_at)},
      {"archived_at", kDateTime, FRONTDESK_GET(BusinessRow, Value(r.business->archived_at))},
      {"deleted_at", kDateTime, FRONTDESK_GET(BusinessRow, Value(r.business->deleted_at))},
      {"show_in_online_bookings", kBoolean,
       FRONTDESK_GET(BusinessRow, r.business->show_in_online_bookings)},
      {"appointment_type_ids", kArray,
       [](const BusinessRow& r) -> FieldValue {
         std::vector<Id> ids;
         for (const auto& [id, type] : r.account->appointment_types) {
           if (type.business_ids.contains(r.business->id)) ids.push_back(id);
         }
         return Words(ids);
       }},
      {"business_name", kString, FRONTDESK_GET(BusinessRow, r.business->business_name), false},
  };
  return kFields;
}

absl::Span<const Field<PractitionerRow>> PractitionerFields() {
  static const Field<PractitionerRow> kFields[] = {
      FRONTDESK_RECORD_FIELDS(PractitionerRow),
      {"user_id", kNumber, FRONTDESK_GET(PractitionerRow, IdValue(r->user_id))},
      {"show_in_online_bookings", kBoolean,
       FRONTDESK_GET(PractitionerRow, r->show_in_online_bookings)},
      {"first_name", kString, FRONTDESK_GET(PractitionerRow, Value(r->first_name)), false},
      {"last_name", kString, FRONTDESK_GET(PractitionerRow, Value(r->last_name)), false},
  };
  return kFields;
}

absl::Span<const Field<TypeRow>> TypeFields() {
  static const Field<TypeRow> kFields[] = {
      FRONTDESK_RECORD_FIELDS(TypeRow),
      {"archived_at", kDateTime, FRONTDESK_GET(TypeRow, Value(r->archived_at))},
      {"category", kString, FRONTDESK_GET(TypeRow, Value(r->category))},
      {"show_in_online_bookings", kBoolean, FRONTDESK_GET(TypeRow, r->show_in_online_bookings)},
      {"online_payments_mode", kString, Null<TypeRow>},
      {"appointment_confirmation_template_ids", kArray, NoWords<TypeRow>},
      {"appointment_reminder_template_ids", kArray, NoWords<TypeRow>},
      {"name", kString, FRONTDESK_GET(TypeRow, r->name), false},
      {"duration_in_minutes", kNumber, FRONTDESK_GET(TypeRow, int64_t{r->duration_in_minutes}),
       false},
  };
  return kFields;
}

absl::Span<const Field<HoursRow>> HoursFields() {
  static const Field<HoursRow> kFields[] = {
      FRONTDESK_RECORD_FIELDS(HoursRow),
      {"business_id", kNumber, FRONTDESK_GET(HoursRow, r->business_id)},
      {"practitioner_id", kNumber, FRONTDESK_GET(HoursRow, r->practitioner_id)},
      {"day_of_week", kNumber, FRONTDESK_GET(HoursRow, int64_t{r->iso_weekday}), false},
  };
  return kFields;
}

absl::Span<const Field<AvailabilityBlockRow>> AvailabilityBlockFields() {
  static const Field<AvailabilityBlockRow> kFields[] = {
      FRONTDESK_RECORD_FIELDS(AvailabilityBlockRow),
      {"business_id", kNumber, FRONTDESK_GET(AvailabilityBlockRow, r->business_id)},
      {"practitioner_id", kNumber, FRONTDESK_GET(AvailabilityBlockRow, r->practitioner_id)},
      {"starts_at", kDateTime, FRONTDESK_GET(AvailabilityBlockRow, r->starts_at)},
      {"ends_at", kDateTime, FRONTDESK_GET(AvailabilityBlockRow, r->ends_at), false},
  };
  return kFields;
}

absl::Span<const Field<UnavailableBlockRow>> UnavailableBlockFields() {
  static const Field<UnavailableBlockRow> kFields[] = {
      FRONTDESK_RECORD_FIELDS(UnavailableBlockRow),
      {"archived_at", kDateTime, FRONTDESK_GET(UnavailableBlockRow, Value(r->archived_at))},
      {"deleted_at", kDateTime, FRONTDESK_GET(UnavailableBlockRow, Value(r->deleted_at))},
      {"business_id", kNumber, FRONTDESK_GET(UnavailableBlockRow, r->business_id)},
      {"practitioner_id", kNumber, FRONTDESK_GET(UnavailableBlockRow, r->practitioner_id)},
      {"starts_at", kDateTime, FRONTDESK_GET(UnavailableBlockRow, r->starts_at)},
      {"ends_at", kDateTime, FRONTDESK_GET(UnavailableBlockRow, r->ends_at)},
      {"repeated_from_id", kNumber,
       FRONTDESK_GET(UnavailableBlockRow, IdValue(r->repeated_from_id))},
  };
  return kFields;
}

absl::Span<const Field<AppointmentRow>> AppointmentFields() {
  static const Field<AppointmentRow> kFields[] = {
      FRONTDESK_RECORD_FIELDS(AppointmentRow),
      {"appointment_type_id", kNumber, FRONTDESK_GET(AppointmentRow, r->appointment_type_id)},
      {"archived_at", kDateTime, FRONTDESK_GET(AppointmentRow, Value(r->archived_at))},
      {"deleted_at", kDateTime, FRONTDESK_GET(AppointmentRow, Value(r->deleted_at))},
      {"cancelled_at", kDateTime, FRONTDESK_GET(AppointmentRow, Value(r->cancelled_at))},
      {"business_id", kNumber, FRONTDESK_GET(AppointmentRow, r->business_id)},
      {"practitioner_id", kNumber, FRONTDESK_GET(AppointmentRow, r->practitioner_id)},
      {"patient_id", kNumber, FRONTDESK_GET(AppointmentRow, r->patient_id)},
      {"starts_at", kDateTime, FRONTDESK_GET(AppointmentRow, r->starts_at)},
      {"ends_at", kDateTime, FRONTDESK_GET(AppointmentRow, r->ends_at)},
      {"repeated_from_id", kNumber, FRONTDESK_GET(AppointmentRow, IdValue(r->repeated_from_id))},
  };
  return kFields;
}

absl::Span<const Field<GroupRow>> GroupFields() {
  static const Field<GroupRow> kFields[] = {
      {"id", kNumber, FRONTDESK_GET(GroupRow, r.group->id)},
      {"created_at", kDateTime, FRONTDESK_GET(GroupRow, r.group->created_at)},
      {"updated_at", kDateTime, FRONTDESK_GET(GroupRow, r.group->updated_at)},
      {"archived_at", kDateTime, FRONTDESK_GET(GroupRow, Value(r.group->archived_at))},
      {"deleted_at", kDateTime, FRONTDESK_GET(GroupRow, Value(r.group->deleted_at))},
      {"appointment_type_id", kNumber, FRONTDESK_GET(GroupRow, r.group->appointment_type_id)},
      {"business_id", kNumber, FRONTDESK_GET(GroupRow, r.group->business_id)},
      {"practitioner_id", kNumber, FRONTDESK_GET(GroupRow, r.group->practitioner_id)},
      {"starts_at", kDateTime, FRONTDESK_GET(GroupRow, r.group->starts_at)},
      {"ends_at", kDateTime, FRONTDESK_GET(GroupRow, r.group->ends_at)},
      {"repeated_from_id", kNumber, Null<GroupRow>},
      {"patient_ids", kArray,
       FRONTDESK_GET(GroupRow, Words(PatientsOfGroup(*r.account, r.group->id)))},
  };
  return kFields;
}

absl::Span<const Field<BookingRow>> BookingFields() {
  static const Field<BookingRow> kFields[] = {
      {"id", kNumber, FRONTDESK_BOOKING(b.id)},
      {"created_at", kDateTime, FRONTDESK_BOOKING(b.created_at)},
      {"updated_at", kDateTime, FRONTDESK_BOOKING(b.updated_at)},
      {"archived_at", kDateTime, FRONTDESK_BOOKING(Value(b.archived_at))},
      {"deleted_at", kDateTime, FRONTDESK_BOOKING(Value(b.deleted_at))},
      {"cancelled_at", kDateTime, FRONTDESK_BOOKING(CancelledAt()(b))},
      {"appointment_type_id", kNumber, FRONTDESK_BOOKING(TypeId()(b))},
      {"business_id", kNumber, FRONTDESK_BOOKING(b.business_id)},
      {"practitioner_id", kNumber, FRONTDESK_BOOKING(b.practitioner_id)},
      {"patient_ids", kArray,
       [](const BookingRow& r) -> FieldValue { return OfBooking(r, PatientIds{*r.account}); }},
      {"starts_at", kDateTime, FRONTDESK_BOOKING(b.starts_at)},
      {"ends_at", kDateTime, FRONTDESK_BOOKING(b.ends_at)},
      {"did_not_arrive", kBoolean, FRONTDESK_BOOKING(DidNotArrive()(b))},
      {"repeated_from_id", kNumber, FRONTDESK_BOOKING(RepeatedFrom()(b))},
  };
  return kFields;
}

absl::Span<const Field<AttendeeRow>> AttendeeFields() {
  static const Field<AttendeeRow> kFields[] = {
      FRONTDESK_RECORD_FIELDS(AttendeeRow),
      {"archived_at", kDateTime, FRONTDESK_GET(AttendeeRow, Value(r->archived_at))},
      {"deleted_at", kDateTime, FRONTDESK_GET(AttendeeRow, Value(r->deleted_at))},
      {"cancelled_at", kDateTime, FRONTDESK_GET(AttendeeRow, Value(r->cancelled_at))},
      {"booking_id", kNumber, FRONTDESK_GET(AttendeeRow, r->booking_id)},
      {"appointment_id", kNumber, FRONTDESK_GET(AttendeeRow, r->booking_id)},
      {"patient_id", kNumber, FRONTDESK_GET(AttendeeRow, r->patient_id)},
      {"patient_case_id", kNumber, Null<AttendeeRow>},
  };
  return kFields;
}

absl::Span<const Field<PatientRow>> PatientFields() {
  static const Field<PatientRow> kFields[] = {
      FRONTDESK_RECORD_FIELDS(PatientRow),
      {"archived_at", kDateTime, FRONTDESK_GET(PatientRow, Value(r->archived_at))},
      {"date_of_birth", kDate,
       FRONTDESK_GET(PatientRow, r->date_of_birth ? FieldValue(*r->date_of_birth) : FieldValue())},
      {"email", kString, FRONTDESK_GET(PatientRow, TextOf(*r, "email"))},
      {"first_name", kString, FRONTDESK_GET(PatientRow, r->first_name)},
      {"last_name", kString, FRONTDESK_GET(PatientRow, r->last_name)},
      {"old_reference_id", kString, FRONTDESK_GET(PatientRow, TextOf(*r, "old_reference_id"))},
      {"preferred_first_name", kString,
       FRONTDESK_GET(PatientRow, TextOf(*r, "preferred_first_name"))},
  };
  return kFields;
}

}  // namespace frontdesk::sandbox
