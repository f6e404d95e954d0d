#ifndef FRONTDESK_TESTS_CLINIKO_SANDBOX_TIME_TEXT_H_
#define FRONTDESK_TESTS_CLINIKO_SANDBOX_TIME_TEXT_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace frontdesk::sandbox {

// "2026-03-02T09:00:00Z": UTC, whole seconds, as every date-time of the API.
std::string UtcText(absl::Time time);

// "Mon, 02 Mar 2026 09:00:00 GMT", for the Date header.
std::string HttpDate(absl::Time time);

// Accepts "Z", an offset, fractions of a second, and no zone at all, which means UTC.
std::optional<absl::Time> ParseDateTime(absl::string_view text);

// Accepts exactly "YYYY-MM-DD", and only days that exist.
std::optional<absl::CivilDay> ParseDate(absl::string_view text);

std::string DateText(absl::CivilDay day);

// "09:30" is 570 minutes after midnight; "24:00" is accepted as the end of the day.
std::optional<int> ParseMinuteOfDay(absl::string_view text);
std::string MinuteOfDayText(int minute);

// The Rails-style label of an IANA zone ("Australia/Melbourne" is "Melbourne"); the zone itself if
// it has none here.
std::string ZoneLabel(const std::string& identifier);

}  // namespace frontdesk::sandbox

#endif  // FRONTDESK_TESTS_CLINIKO_SANDBOX_TIME_TEXT_H_
