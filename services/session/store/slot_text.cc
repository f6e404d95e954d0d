#include "services/session/store/slot_text.h"

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "libs/domain/ids.h"
#include "libs/domain/search.h"
#include "libs/postgres/values.h"
#include "libs/status/status_macros.h"

namespace frontdesk {

std::string ToSlotArray(absl::Span<const SlotKey> slots) {
  std::vector<std::string> texts;
  for (const SlotKey& slot : slots) {
    texts.push_back(absl::StrCat(slot.practitioner.value(), "/", slot.business.value(), "/",
                                 absl::ToUnixSeconds(slot.start)));
  }
  return ToArray(texts);
}

absl::StatusOr<std::vector<SlotKey>> FromSlotArray(absl::string_view text) {
  ASSIGN_OR_RETURN(const std::vector<std::string> texts, FromArray(text));
  std::vector<SlotKey> slots;
  for (const std::string& slot : texts) {
    const std::vector<std::string> parts = absl::StrSplit(slot, '/');
    std::int64_t seconds = 0;
    if (parts.size() != 3 || !absl::SimpleAtoi(parts[2], &seconds)) {
      return absl::InternalError(absl::StrCat("the database's text is no slot: ", slot));
    }
    slots.push_back({.practitioner = PractitionerId(parts[0]),
                     .business = BusinessId(parts[1]),
                     .start = absl::FromUnixSeconds(seconds)});
  }
  return slots;
}

}  // namespace frontdesk
