#include "absl/strings/str_cat.h"
#include "tests/cliniko_sandbox/bookings.h"
#include "tests/cliniko_sandbox/calendar.h"
#include "tests/cliniko_sandbox/fields.h"
#include "tests/cliniko_sandbox/list_reply.h"
#include "tests/cliniko_sandbox/render.h"
#include "tests/cliniko_sandbox/routes.h"

// Time closed once: holidays, breaks. Source: contract/cliniko.md, 10.9.

namespace frontdesk::sandbox {
namespace {

Reply Blocks(Call& call) {
  const Renderer render(call);
  return ListReply(call, "unavailable_blocks", UnavailableBlockFields(),
                   Rows(call.account.unavailable_blocks),
                   [&](UnavailableBlockRow row) { return render(*row); });
}

Reply DeletedBlocks(Call& call) {
  const Renderer render(call);
  return PageReply(call, "unavailable_blocks",
                   Rows(call.account.unavailable_blocks,
                        [](const UnavailableBlock& block) { return IsArchived(block); }),
                   [&](UnavailableBlockRow row) { return render(*row); });
}

Reply ShowBlock(Call& call) {
  const UnavailableBlock* block = Find(call.account.unavailable_blocks, call.ids[0]);
  if (block == nullptr) return NotFound(call.settings);
  const Renderer render(call);
  return ShowReply(call, UnavailableBlockFields(), UnavailableBlockRow{block},
                   [&](UnavailableBlockRow row) { return render(*row); });
}

Reply BlockConflicts(Call& call) {
  const UnavailableBlock* block = Find(call.account.unavailable_blocks, call.ids[0]);
  if (block == nullptr) return NotFound(call.settings);
  const bool exist =
      !IsArchived(*block) && HasConflict(call.account, block->practitioner_id,
                                         {block->starts_at, block->ends_at}, block->id);
  return JsonReply(200, {{"conflicts", {{"exist", exist}}}});
}

// Reads what the body names into `block`.
void ReadBlock(const Account& account, BodyReader& reader, UnavailableBlock& block) {
  if (reader.Has("practitioner_id")) block.practitioner_id = reader.IdOf("practitioner_id");
  if (reader.Has("business_id")) block.business_id = reader.IdOf("business_id");
  if (reader.Has("notes")) block.notes = reader.TextOf("notes");
  if (reader.Has("starts_at")) {
    if (const Instant time = reader.TimeOf("starts_at")) {
      block.starts_at = *time;
    } else {
      reader.Fail("starts_at", "is invalid");
    }
  }
  if (reader.Has("ends_at")) {
    if (const Instant time = reader.TimeOf("ends_at")) {
      block.ends_at = *time;
    } else {
      reader.Fail("ends_at", "is invalid");
    }
  }
  if (Find(account.practitioners, block.practitioner_id) == nullptr) {
    reader.Fail("practitioner_id", kBlank);
  }
  if (Find(account.businesses, block.business_id) == nullptr) reader.Fail("business_id", kBlank);
  if (reader.ok() && block.ends_at <= block.starts_at) {
    reader.Fail("ends_at", "must be after the start time");
  }
}

Reply CreateBlock(Call& call) {
  Account& account = *call.writable;
  BodyReader reader(call.body);
  for (const char* field : {"starts_at", "ends_at", "practitioner_id", "business_id"}) {
    reader.Require(field);
  }
  UnavailableBlock block;
  if (reader.ok()) ReadBlock(account, reader, block);
  block.repeat_rule = ReadRepeatRule(reader);
  if (!reader.ok()) return reader.Refusal();
  const absl::Duration length = block.ends_at - block.starts_at;
  const absl::TimeZone zone = account.businesses.at(block.business_id).zone;
  const Moment moment = {call.id_generator, call.now, call.precise_now};
  Id first = 0;
  for (const absl::Time start : RepeatedStarts(block.starts_at, block.repeat_rule, zone)) {
    block.starts_at = start;
    block.ends_at = start + length;
    block.repeated_from_id = first;
    const Id id = AddUnavailableBlock(account, moment, block).id;
    if (first == 0) first = id;
  }
  return Created(call, absl::StrCat("/unavailable_blocks/", first),
                 Renderer(call, account)(account.unavailable_blocks[first]));
}

Reply UpdateBlock(Call& call) {
  UnavailableBlock* block = Find(call.writable->unavailable_blocks, call.ids[0]);
  if (block == nullptr || IsArchived(*block)) return NotFound(call.settings);
  BodyReader reader(call.body);
  UnavailableBlock changed = *block;
  ReadBlock(*call.writable, reader, changed);
  if (!reader.ok()) return reader.Refusal();
  changed.updated_at = call.now;
  *block = changed;
  return JsonReply(200, Renderer(call, *call.writable)(*block));
}

Reply ArchiveBlock(Call& call) {
  UnavailableBlock* block = Find(call.writable->unavailable_blocks, call.ids[0]);
  if (block == nullptr || IsArchived(*block)) return NotFound(call.settings);
  Archive(*block, call.now);
  return NoContent();
}

}  // namespace

void AddBlockRoutes(std::vector<Route>& routes) {
  AddRead(routes, "/unavailable_blocks", Blocks);
  AddRead(routes, "/unavailable_blocks/deleted", DeletedBlocks);
  AddRead(routes, "/unavailable_blocks/:id", ShowBlock);
  AddRead(routes, "/unavailable_blocks/:id/conflicts", BlockConflicts);
  AddWrite(routes, "POST", "/unavailable_blocks", CreateBlock);
  AddWrite(routes, "PUT", "/unavailable_blocks/:id", UpdateBlock);
  AddWrite(routes, "PATCH", "/unavailable_blocks/:id", UpdateBlock);
  AddWrite(routes, "POST", "/unavailable_blocks/:id/archive", ArchiveBlock);
  AddWrite(routes, "DELETE", "/unavailable_blocks/:id", ArchiveBlock);
}

}  // namespace frontdesk::sandbox
