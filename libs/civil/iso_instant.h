#ifndef FRONTDESK_LIBS_CIVIL_ISO_INSTANT_H_
#define FRONTDESK_LIBS_CIVIL_ISO_INSTANT_H_

#include <cstddef>
#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace frontdesk {

struct IsoInstant {
  absl::Time instant;
  std::size_t begin;  // where it stands in the text
  std::size_t length;
};

// The first ISO date-time with an offset inside `text`; without an offset it is a plain day and
// time, and none of these.
std::optional<IsoInstant> FindIsoInstant(absl::string_view text);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CIVIL_ISO_INSTANT_H_
