#ifndef FRONTDESK_LIBS_PHONE_SPOKEN_DIGITS_H_
#define FRONTDESK_LIBS_PHONE_SPOKEN_DIGITS_H_

#include <string>

#include "absl/strings/string_view.h"

namespace frontdesk {

// The digits in `said`, written or spoken ("oh four nine one double five seven", "four hundred"),
// with a leading '+' if one was written or "plus" was said before the first digit. Other words are
// skipped; an extension ("ext 12") is left out.
std::string SpokenDigits(absl::string_view said);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_PHONE_SPOKEN_DIGITS_H_
