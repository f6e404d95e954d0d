#include "absl/strings/str_cat.h"
#include "tests/cliniko_sandbox/fields.h"
#include "tests/cliniko_sandbox/list_reply.h"
#include "tests/cliniko_sandbox/render.h"
#include "tests/cliniko_sandbox/routes.h"

// One feed of everything on the calendar. Source: contract/cliniko.md, 10.14.

namespace frontdesk::sandbox {
namespace {

// Each record in its own shape, but with /bookings/ID as its own link.
Json RenderBooking(const Call& call, const Renderer& render, const BookingRow& row) {
  return std::visit(
      [&](const auto* record) {
        Json json = render(*record);
        json["links"]["self"] = absl::StrCat(call.base, "/bookings/", record->id);
        return json;
      },
      row.record);
}

Reply Bookings(Call& call) {
  const Account& account = call.account;
  std::vector<BookingRow> rows;
  for (const auto& [id, record] : account.individual_appointments) {
    rows.push_back({&record, &account});
  }
  for (const auto& [id, record] : account.group_appointments) rows.push_back({&record, &account});
  for (const auto& [id, record] : account.unavailable_blocks) rows.push_back({&record, &account});
  const Renderer render(call);
  return ListReply(call, "bookings", BookingFields(), std::move(rows),
                   [&](const BookingRow& row) { return RenderBooking(call, render, row); });
}

Reply ShowBooking(Call& call) {
  const Account& account = call.account;
  const Id id = call.ids[0];
  BookingRow row = {.record = {}, .account = &account};
  if (const auto* appointment = Find(account.individual_appointments, id)) {
    row.record = appointment;
  } else if (const auto* group = Find(account.group_appointments, id)) {
    row.record = group;
  } else if (const auto* block = Find(account.unavailable_blocks, id)) {
    row.record = block;
  } else {
    return NotFound(call.settings);
  }
  const Renderer render(call);
  return ShowReply(call, BookingFields(), row,
                   [&](const BookingRow& r) { return RenderBooking(call, render, r); });
}

}  // namespace

void AddBookingRoutes(std::vector<Route>& routes) {
  AddRead(routes, "/bookings", Bookings);
  AddRead(routes, "/bookings/:id", ShowBooking);
}

}  // namespace frontdesk::sandbox
