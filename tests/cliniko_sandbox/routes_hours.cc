#include "absl/strings/str_cat.h"
#include "tests/cliniko_sandbox/body.h"
#include "tests/cliniko_sandbox/fields.h"
#include "tests/cliniko_sandbox/list_reply.h"
#include "tests/cliniko_sandbox/render.h"
#include "tests/cliniko_sandbox/routes.h"

// Weekly hours, and time opened once. Source: contract/cliniko.md, 10.7 and 10.8.

namespace frontdesk::sandbox {
namespace {

template <typename Keep>
Reply HoursList(Call& call, const char* parent, const Keep& keep) {
  const Renderer render(call);
  return ListReply(
      call, "daily_availabilities", HoursFields(), Rows(call.account.daily_availabilities, keep),
      [&](HoursRow row) { return render(*row); }, parent);
}

Reply Hours(Call& call) {
  return HoursList(call, nullptr, [](const DailyAvailability&) { return true; });
}

Reply HoursOfBusiness(Call& call) {
  const Id business = call.ids[0];
  if (Find(call.account.businesses, business) == nullptr) return NotFound(call.settings);
  return HoursList(call, "business_id",
                   [&](const DailyAvailability& row) { return row.business_id == business; });
}

Reply HoursOfPractitioner(Call& call) {
  const Id practitioner = call.ids[0];
  if (Find(call.account.practitioners, practitioner) == nullptr) return NotFound(call.settings);
  return HoursList(call, "practitioner_id", [&](const DailyAvailability& row) {
    return row.practitioner_id == practitioner;
  });
}

Reply ShowHours(Call& call) {
  const DailyAvailability* row = Find(call.account.daily_availabilities, call.ids[0]);
  if (row == nullptr) return NotFound(call.settings);
  return JsonReply(200, Renderer(call)(*row));
}

Reply AvailabilityBlocks(Call& call) {
  const Renderer render(call);
  return ListReply(call, "availability_blocks", AvailabilityBlockFields(),
                   Rows(call.account.availability_blocks),
                   [&](AvailabilityBlockRow row) { return render(*row); });
}

Reply ShowAvailabilityBlock(Call& call) {
  const AvailabilityBlock* block = Find(call.account.availability_blocks, call.ids[0]);
  if (block == nullptr) return NotFound(call.settings);
  return JsonReply(200, Renderer(call)(*block));
}

Reply CreateAvailabilityBlock(Call& call) {
  Account& account = *call.writable;
  BodyReader reader(call.body);
  for (const char* field : {"starts_at", "ends_at", "practitioner_id", "business_id"}) {
    reader.Require(field);
  }
  const Instant starts_at = reader.TimeOf("starts_at");
  const Instant ends_at = reader.TimeOf("ends_at");
  if (!starts_at) reader.Fail("starts_at", "is invalid");
  if (!ends_at || (starts_at && *ends_at <= *starts_at)) reader.Fail("ends_at", "is invalid");
  const Practitioner* practitioner = Find(account.practitioners, reader.IdOf("practitioner_id"));
  const Business* business = Find(account.businesses, reader.IdOf("business_id"));
  if (practitioner == nullptr) reader.Fail("practitioner_id", kBlank);
  if (business == nullptr) reader.Fail("business_id", kBlank);
  const std::optional<RepeatRule> rule = ReadRepeatRule(reader);
  if (!reader.ok()) return reader.Refusal();

  Id first = 0;
  for (const absl::Time start : RepeatedStarts(*starts_at, rule, business->zone)) {
    AvailabilityBlock block;
    block.id = call.id_generator.Next(call.precise_now);
    block.created_at = block.updated_at = call.now;
    block.practitioner_id = practitioner->id;
    block.business_id = business->id;
    block.starts_at = start;
    block.ends_at = start + (*ends_at - *starts_at);
    block.repeat_rule = rule;
    account.availability_blocks[block.id] = block;
    if (first == 0) first = block.id;
  }
  return Created(call, absl::StrCat("/availability_blocks/", first),
                 Renderer(call, account)(account.availability_blocks[first]));
}

}  // namespace

void AddHoursRoutes(std::vector<Route>& routes) {
  AddRead(routes, "/daily_availabilities", Hours);
  AddRead(routes, "/daily_availabilities/:id", ShowHours);
  AddRead(routes, "/businesses/:id/daily_availabilities", HoursOfBusiness);
  AddRead(routes, "/practitioners/:id/daily_availabilities", HoursOfPractitioner);
  AddRead(routes, "/availability_blocks", AvailabilityBlocks);
  AddRead(routes, "/availability_blocks/:id", ShowAvailabilityBlock);
  AddWrite(routes, "POST", "/availability_blocks", CreateAvailabilityBlock);
}

}  // namespace frontdesk::sandbox
