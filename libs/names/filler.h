#ifndef FRONTDESK_LIBS_NAMES_FILLER_H_
#define FRONTDESK_LIBS_NAMES_FILLER_H_

#include "absl/strings/string_view.h"

namespace frontdesk {

// Words of sentences around a name: "I'd like to see ... please". Some of them are names as well
// ("will", "may", "to"), so a matcher lets them fit a name before it skips them.
bool IsFiller(absl::string_view word);

// "dr", "doctor", "mrs", "prof".
bool IsTitle(absl::string_view word);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_NAMES_FILLER_H_
