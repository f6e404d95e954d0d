#ifndef FRONTDESK_LIBS_POSTGRES_VALUES_H_
#define FRONTDESK_LIBS_POSTGRES_VALUES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "absl/types/span.h"

// Our values as the texts that PostgreSQL reads and writes, for binding as parameters
// (`$1::timestamptz` where the type does not follow from the column) and for reading columns as
// std::string. Readers expect the server's default DateStyle, ISO. They fail with InternalError:
// the text came from our own database.
namespace frontdesk {

// To the microsecond, which is all that the server keeps (rounded down). Infinite times are
// "infinity" and "-infinity". For the years 1 to 9999.
std::string ToTimestamptz(absl::Time time);
absl::StatusOr<absl::Time> FromTimestamptz(absl::string_view text);

// "2026-07-14"
std::string ToDate(absl::CivilDay day);
absl::StatusOr<absl::CivilDay> FromDate(absl::string_view text);

// One-dimensional arrays (`$1::text[]`). Elements are never NULL.
std::string ToArray(absl::Span<const std::string> elements);
absl::StatusOr<std::vector<std::string>> FromArray(absl::string_view text);
std::string ToTimestamptzArray(absl::Span<const absl::Time> times);
absl::StatusOr<std::vector<absl::Time>> FromTimestamptzArray(absl::string_view text);

// The array of what each identifier holds.
template <typename Ids>
std::string ToIdArray(const Ids& ids) {
  std::vector<std::string> values;
  for (const auto& id : ids) values.push_back(id.value());
  return ToArray(values);
}

// What libpqxx 6.4 binds as NULL when there is nothing: it knows null pointers, not std::optional.
// The text must outlive the result.
inline const char* OrNull(const std::optional<std::string>& text) {
  return text.has_value() ? text->c_str() : nullptr;
}
inline const char* NullIfEmpty(const std::string& text) {
  return text.empty() ? nullptr : text.c_str();
}

// A random UUID (version 4) in lower case, from the operating system's generator.
std::string NewUuid();

// True for 36 characters in the 8-4-4-4-12 form, of either case. Ask before binding a text from
// outside as a uuid: the server's refusal would look like a fault of ours.
bool IsUuid(absl::string_view text);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_POSTGRES_VALUES_H_
