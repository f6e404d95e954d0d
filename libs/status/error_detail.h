#ifndef FRONTDESK_LIBS_STATUS_ERROR_DETAIL_H_
#define FRONTDESK_LIBS_STATUS_ERROR_DETAIL_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "libs/domain/directory.h"

// What an error carries besides its reason. It rides in the payloads of the absl::Status, survives the
// hop through gRPC, and is what the gateway makes its sentence from.
namespace frontdesk {

// Facts worth telling, by name: {"practitioner", "Dr Cameron Example"}. Never a caller's name or phone; of a
// choice, the patient's name where it takes it to choose.
using ErrorFacts = std::map<std::string, std::string>;

enum class ChoiceKind { kLocation, kPractitioner, kService, kAppointment };

// One thing the caller may mean.
struct Choice {
  std::string id;
  std::string label;  // fit to be spoken
  // Of an appointment: practitioner, service and location by name, date (YYYY-MM-DD) and time (HH:MM)
  // on the clinic's clock, and patient where it may be several people's. Empty for everything else.
  ErrorFacts facts = {};

  friend bool operator==(const Choice&, const Choice&) = default;
};

// Several things fit what was said, or what there is instead. Best first.
struct Clarification {
  ChoiceKind kind = ChoiceKind::kLocation;
  std::vector<Choice> choices;
};

// Each returns `status` with the detail added; OK stays OK.
absl::Status WithFacts(absl::Status status, const ErrorFacts& facts);
absl::Status WithMissing(absl::Status status, absl::Span<const std::string> fields);
absl::Status WithClarification(absl::Status status, const Clarification& clarification);
absl::Status WithAlternatives(absl::Status status, absl::Span<const DayOpenings> days);

// Each returns the detail, or nothing if there is none or it cannot be read.
ErrorFacts FactsOf(const absl::Status& status);
std::vector<std::string> MissingOf(const absl::Status& status);
std::optional<Clarification> ClarificationOf(const absl::Status& status);
std::vector<DayOpenings> AlternativesOf(const absl::Status& status);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_STATUS_ERROR_DETAIL_H_
