#include "services/booking/domain/booking_mark.h"

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace frontdesk::booking {
namespace {

constexpr absl::string_view kBefore = "Booked by phone (Frontdesk ";

}  // namespace

std::string MarkOf(const BookingId& id) { return absl::StrCat(kBefore, id.value(), ")"); }

std::optional<BookingId> MarkedIn(absl::string_view notes) {
  const auto mark = notes.find(kBefore);
  if (mark == absl::string_view::npos) return std::nullopt;
  const absl::string_view id = notes.substr(mark + kBefore.size());
  const auto end = id.find(')');
  if (end == 0 || end == absl::string_view::npos) return std::nullopt;
  return BookingId(std::string(id.substr(0, end)));
}

}  // namespace frontdesk::booking
