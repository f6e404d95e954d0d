#ifndef FRONTDESK_GATEWAY_SPEECH_ERROR_SENTENCE_H_
#define FRONTDESK_GATEWAY_SPEECH_ERROR_SENTENCE_H_

#include <optional>
#include <string>
#include <vector>

#include "gateway/speech/calendar.h"
#include "gateway/speech/phrases.h"
#include "libs/domain/directory.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"

namespace frontdesk::gateway {

// What the caller was after; some errors are told differently.
enum class Purpose { kLookUp, kBook, kReschedule, kCancel };

// An error and what it carries. Every detail may be absent.
struct Trouble {
  DomainError error = DomainError::kInternalError;
  Purpose purpose = Purpose::kLookUp;
  std::string country;  // of the clinic; ISO 3166
  Calendar calendar;    // of the clinic
  // practitioner, service, location, date, time, asked, more (choices than listed), ...
  ErrorFacts facts;
  std::vector<std::string> missing;  // canonical field names
  std::optional<Clarification> clarification;
  std::vector<DayOpenings> alternatives;
  int most_names = kMostSpokenNames;  // to speak; fewer are spoken where they would not fit
};

// What to say to the caller; never empty, and at most 300 characters.
std::string ErrorSentence(const Trouble& trouble);

// What a missing field is called in answers: "appointment date" for "date".
// Source: contract/webhooks.md, section 2.7.
std::string DisplayNameOfField(const std::string& field);

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_SPEECH_ERROR_SENTENCE_H_
