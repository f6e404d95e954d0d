#ifndef FRONTDESK_LIBS_NAMES_SERVICE_MATCH_H_
#define FRONTDESK_LIBS_NAMES_SERVICE_MATCH_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "libs/names/resolution.h"

namespace frontdesk {

struct ServiceName {
  std::string name;
  int duration_minutes = 0;  // 0: unknown
};

// Which service was meant by `said`: its name, its words in any order, some of its words where no
// other service has them, with or without "(60 min)". "Acupuncture" with an initial and a follow-up
// service is ambiguous, and so is "osteo" with "Osteo 90" and "Osteo 45 - standard". "Consultation"
// and "treatment" count where services differ by them; a length that contradicts the name is
// asked about. Unknown comes with no candidates: the caller lists what is offered. Source:
// contract/webhooks.md, 4.4.
Resolution MatchService(absl::string_view said, absl::Span<const ServiceName> names);

// Which services a longer text could speak of ("my massage tomorrow with Cameron"), in the order of
// `names`. For narrowing a list down, not for choosing.
std::vector<std::size_t> ServicesMentioned(absl::string_view text,
                                           absl::Span<const ServiceName> names);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_NAMES_SERVICE_MATCH_H_
