#ifndef FRONTDESK_SERVICES_SESSION_STORE_SLOT_TEXT_H_
#define FRONTDESK_SERVICES_SESSION_STORE_SLOT_TEXT_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/domain/search.h"

namespace frontdesk {

// Slots as a text[] of "practitioner/business/epoch seconds", which is how V003__create_session.sql
// keeps them. Ids hold no slash. Reading fails with InternalError: the text came from our own
// database.
std::string ToSlotArray(absl::Span<const SlotKey> slots);
absl::StatusOr<std::vector<SlotKey>> FromSlotArray(absl::string_view text);

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SESSION_STORE_SLOT_TEXT_H_
