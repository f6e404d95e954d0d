#include <set>

#include "absl/strings/str_cat.h"
#include "tests/cliniko_sandbox/body.h"
#include "tests/cliniko_sandbox/fields.h"
#include "tests/cliniko_sandbox/list_reply.h"
#include "tests/cliniko_sandbox/render.h"
#include "tests/cliniko_sandbox/routes.h"

// Businesses, practitioners, appointment types, and who offers what where.
// Source: contract/cliniko.md, 10.3 to 10.6.

namespace frontdesk::sandbox {
namespace {

Reply Businesses(Call& call) {
  std::vector<BusinessRow> rows;
  for (const auto& [id, business] : call.account.businesses) {
    rows.push_back({&business, &call.account});
  }
  const Renderer render(call);
  return ListReply(call, "businesses", BusinessFields(), std::move(rows),
                   [&](const BusinessRow& row) { return render(*row.business); });
}

Reply ShowBusiness(Call& call) {
  const Business* business = Find(call.account.businesses, call.ids[0]);
  if (business == nullptr) return NotFound(call.settings);
  const Renderer render(call);
  return ShowReply(call, BusinessFields(), BusinessRow{business, &call.account},
                   [&](const BusinessRow& row) { return render(*row.business); });
}

Reply UpdateBusiness(Call& call) {
  Business* business = Find(call.writable->businesses, call.ids[0]);
  if (business == nullptr || IsArchived(*business)) return NotFound(call.settings);
  const BodyReader reader(call.body);
  if (const auto name = reader.TextOf("business_name")) business->business_name = *name;
  if (const auto name = reader.TextOf("display_name")) business->display_name = *name;
  if (const auto shown = reader.BooleanOf("show_in_online_bookings")) {
    business->show_in_online_bookings = *shown;
  }
  business->updated_at = call.now;
  return JsonReply(200, Renderer(call, *call.writable)(*business));
}

Reply ArchiveBusiness(Call& call) {
  Business* business = Find(call.writable->businesses, call.ids[0]);
  if (business == nullptr || IsArchived(*business)) return NotFound(call.settings);
  business->archived_at = business->deleted_at = business->updated_at = call.now;
  return NoContent();
}

// Who works there: has weekly hours there, or time opened once.
std::set<Id> PractitionersOfBusiness(const Account& account, Id business) {
  std::set<Id> practitioners;
  for (const auto& [id, row] : account.daily_availabilities) {
    if (row.business_id == business) practitioners.insert(row.practitioner_id);
  }
  for (const auto& [id, block] : account.availability_blocks) {
    if (block.business_id == business) practitioners.insert(block.practitioner_id);
  }
  return practitioners;
}

Reply PractitionerList(Call& call, bool active, const std::set<Id>* among) {
  const Renderer render(call);
  auto rows = Rows(call.account.practitioners, [&](const Practitioner& p) {
    return p.active == active && (among == nullptr || among->contains(p.id));
  });
  return ListReply(call, "practitioners", PractitionerFields(), std::move(rows),
                   [&](PractitionerRow row) { return render(*row); });
}

template <bool active>
Reply Practitioners(Call& call) {
  return PractitionerList(call, active, nullptr);
}

template <bool active>
Reply PractitionersAtBusiness(Call& call) {
  if (Find(call.account.businesses, call.ids[0]) == nullptr) return NotFound(call.settings);
  const std::set<Id> among = PractitionersOfBusiness(call.account, call.ids[0]);
  return PractitionerList(call, active, &among);
}

template <bool active>
Reply PractitionersOfType(Call& call) {
  const AppointmentType* type = Find(call.account.appointment_types, call.ids[0]);
  if (type == nullptr) return NotFound(call.settings);
  return PractitionerList(call, active, &type->practitioner_ids);
}

Reply ShowPractitioner(Call& call) {
  const Practitioner* practitioner = Find(call.account.practitioners, call.ids[0]);
  if (practitioner == nullptr) return NotFound(call.settings);
  return JsonReply(200, Renderer(call)(*practitioner));
}

template <typename Keep>
Reply TypeList(Call& call, const Keep& keep) {
  const Renderer render(call);
  return ListReply(call, "appointment_types", TypeFields(),
                   Rows(call.account.appointment_types, keep),
                   [&](TypeRow row) { return render(*row); });
}

Reply Types(Call& call) {
  return TypeList(call, [](const AppointmentType&) { return true; });
}

Reply TypesOfPractitioner(Call& call) {
  const Id practitioner = call.ids[0];
  if (Find(call.account.practitioners, practitioner) == nullptr) return NotFound(call.settings);
  return TypeList(call, [&](const AppointmentType& type) {
    return type.practitioner_ids.contains(practitioner);
  });
}

Reply ArchivedTypes(Call& call) {
  const Renderer render(call);
  auto rows = Rows(call.account.appointment_types,
                   [](const AppointmentType& type) { return IsArchived(type); });
  return PageReply(call, "appointment_types", rows, [&](TypeRow row) { return render(*row); });
}

Reply ShowType(Call& call) {
  const AppointmentType* type = Find(call.account.appointment_types, call.ids[0]);
  if (type == nullptr) return NotFound(call.settings);
  const Renderer render(call);
  return ShowReply(call, TypeFields(), TypeRow{type}, [&](TypeRow row) { return render(*row); });
}

// Reads what the body names into `type`.
void ReadType(BodyReader& reader, AppointmentType& type) {
  if (const auto name = reader.TextOf("name")) type.name = *name;
  if (type.name.empty()) reader.Fail("name", kBlank);
  if (reader.Has("category")) type.category = reader.TextOf("category");
  if (reader.Has("description")) type.description = reader.TextOf("description");
  if (const auto color = reader.TextOf("color")) type.color = *color;
  if (reader.Has("duration_in_minutes")) {
    type.duration_in_minutes = reader.IntegerOf("duration_in_minutes").value_or(0);
  }
  if (type.duration_in_minutes < 1 || type.duration_in_minutes > 1439) {
    reader.Fail("duration_in_minutes", "must be between 1 and 1439");
  }
  if (reader.Has("max_attendees")) {
    type.max_attendees = reader.IntegerOf("max_attendees").value_or(0);
  }
  if (type.max_attendees < 1 || type.max_attendees > 99) {
    reader.Fail("max_attendees", "must be between 1 and 99");
  }
  if (const auto shown = reader.BooleanOf("show_in_online_bookings")) {
    type.show_in_online_bookings = *shown;
  }
  if (reader.Has("online_bookings_lead_time_hours")) {
    type.online_bookings_lead_time_hours = reader.IntegerOf("online_bookings_lead_time_hours");
  }
  if (reader.Has("practitioner_ids")) {
    const std::vector<Id> ids = reader.IdsOf("practitioner_ids");
    type.practitioner_ids = {ids.begin(), ids.end()};
  }
  if (reader.Has("business_ids")) {
    const std::vector<Id> ids = reader.IdsOf("business_ids");
    type.business_ids = {ids.begin(), ids.end()};
  }
}

Reply CreateType(Call& call) {
  BodyReader reader(call.body);
  AppointmentType type;
  ReadType(reader, type);
  if (!reader.ok()) return reader.Refusal();
  type.id = call.id_generator.Next(call.precise_now);
  type.created_at = type.updated_at = call.now;
  const AppointmentType& stored = call.writable->appointment_types[type.id] = type;
  return Created(call, absl::StrCat("/appointment_types/", type.id),
                 Renderer(call, *call.writable)(stored));
}

Reply UpdateType(Call& call) {
  AppointmentType* type = Find(call.writable->appointment_types, call.ids[0]);
  if (type == nullptr || IsArchived(*type)) return NotFound(call.settings);
  BodyReader reader(call.body);
  AppointmentType changed = *type;
  ReadType(reader, changed);
  if (!reader.ok()) return reader.Refusal();
  changed.updated_at = call.now;
  *type = changed;
  return JsonReply(200, Renderer(call, *call.writable)(*type));
}

Reply ArchiveType(Call& call) {
  AppointmentType* type = Find(call.writable->appointment_types, call.ids[0]);
  if (type == nullptr || IsArchived(*type)) return NotFound(call.settings);
  type->archived_at = type->deleted_at = type->updated_at = call.now;
  return NoContent();
}

// Rows for all active practitioners and unarchived types and businesses, hidden ones included.
Json ServiceRows(const Call& call, Id only_business) {
  const Account& account = call.account;
  const Renderer render(call);
  Json rows = Json::array();
  for (const auto& [business_id, business] : account.businesses) {
    if (IsArchived(business) || (only_business != 0 && business_id != only_business)) continue;
    const std::set<Id> here = PractitionersOfBusiness(account, business_id);
    for (const auto& [type_id, type] : account.appointment_types) {
      if (IsArchived(type) || !type.business_ids.contains(business_id)) continue;
      Json practitioners = Json::array();
      for (const Id practitioner : type.practitioner_ids) {
        const Practitioner* known = Find(account.practitioners, practitioner);
        if (known != nullptr && known->active && here.contains(practitioner)) {
          practitioners.push_back(render.Link("practitioners", practitioner));
        }
      }
      if (practitioners.empty()) continue;
      Json row;
      row["business"] = render.Link("businesses", business_id);
      row["appointment_type"] = render.Link("appointment_types", type_id);
      row["practitioners"] = std::move(practitioners);
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

Reply ServiceList(Call& call, Id only_business) {
  for (const std::string& filter : call.query.Filters()) {
    return Message(400, absl::StrCat(FieldOfFilter(filter), " is not filterable"));
  }
  const Json services = ServiceRows(call, only_business);
  const std::vector<Json> rows(services.begin(), services.end());
  return PageReply(call, "services", rows, [](const Json& row) { return row; });
}

Reply Services(Call& call) { return ServiceList(call, 0); }

Reply ServicesOfBusiness(Call& call) {
  if (Find(call.account.businesses, call.ids[0]) == nullptr) return NotFound(call.settings);
  return ServiceList(call, call.ids[0]);
}

}  // namespace

void AddCatalogueRoutes(std::vector<Route>& routes) {
  AddRead(routes, "/businesses", Businesses);
  AddRead(routes, "/businesses/:id", ShowBusiness);
  AddWrite(routes, "PUT", "/businesses/:id", UpdateBusiness);
  AddWrite(routes, "PATCH", "/businesses/:id", UpdateBusiness);
  AddWrite(routes, "POST", "/businesses/:id/archive", ArchiveBusiness);
  AddWrite(routes, "DELETE", "/businesses/:id", ArchiveBusiness);
  AddRead(routes, "/practitioners", Practitioners<true>);
  AddRead(routes, "/practitioners/inactive", Practitioners<false>);
  AddRead(routes, "/practitioners/:id", ShowPractitioner);
  AddRead(routes, "/practitioners/:id/appointment_types", TypesOfPractitioner);
  AddRead(routes, "/businesses/:id/practitioners", PractitionersAtBusiness<true>);
  AddRead(routes, "/businesses/:id/practitioners/inactive", PractitionersAtBusiness<false>);
  AddRead(routes, "/appointment_types/:id/practitioners", PractitionersOfType<true>);
  AddRead(routes, "/appointment_types/:id/practitioners/inactive", PractitionersOfType<false>);
  AddRead(routes, "/appointment_types", Types);
  AddRead(routes, "/appointment_types/archived", ArchivedTypes);
  AddRead(routes, "/appointment_types/:id", ShowType);
  AddWrite(routes, "POST", "/appointment_types", CreateType);
  AddWrite(routes, "PUT", "/appointment_types/:id", UpdateType);
  AddWrite(routes, "PATCH", "/appointment_types/:id", UpdateType);
  AddWrite(routes, "POST", "/appointment_types/:id/archive", ArchiveType);
  AddWrite(routes, "DELETE", "/appointment_types/:id", ArchiveType);
  AddRead(routes, "/services", Services);
  AddRead(routes, "/businesses/:id/services", ServicesOfBusiness);
}

}  // namespace frontdesk::sandbox
