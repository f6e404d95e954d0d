#ifndef FRONTDESK_SERVICES_SCHEDULE_CACHE_DIRECTORY_DISPLAY_NAME_H_
#define FRONTDESK_SERVICES_SCHEDULE_CACHE_DIRECTORY_DISPLAY_NAME_H_

#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"

namespace frontdesk {

// A practitioner's title, first and last name as one is introduced: "Dr Cameron Example". Parts may
// be empty.
inline std::string DisplayName(absl::string_view title, absl::string_view first_name,
                               absl::string_view last_name) {
  std::vector<absl::string_view> parts;
  for (const absl::string_view part : {title, first_name, last_name}) {
    if (!part.empty()) parts.push_back(part);
  }
  return absl::StrJoin(parts, " ");
}

}  // namespace frontdesk

#endif  // FRONTDESK_SERVICES_SCHEDULE_CACHE_DIRECTORY_DISPLAY_NAME_H_
