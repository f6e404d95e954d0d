#ifndef FRONTDESK_LIBS_TELEMETRY_LOG_H_
#define FRONTDESK_LIBS_TELEMETRY_LOG_H_

#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/string_view.h"
#include "libs/domain/strong_id.h"

// What a process says about itself: one JSON object per line on stderr, an event name and its
// fields.
//
//   log::Info("slot_booked", {{"clinic", clinic}, {"took_ms", took / absl::Milliseconds(1)}});
//   {"ts":"2026-07-13T23:00:00.123456Z","level":"info","service":"booking","event":"slot_booked",
//    "clinic":"...","took_ms":12}
//
// Every function here may be called from any thread. Names, phone numbers and bodies of requests
// stay out: a field takes only texts, numbers, booleans and identifiers, so PhoneNumber does not
// compile.
namespace frontdesk::log {

enum class Level { kDebug, kInfo, kWarn, kError, kOff };

class FieldValue {
 public:
  FieldValue(absl::string_view text) : value_(std::string(text)) {}  // NOLINT: implicit by design
  FieldValue(const std::string& text) : value_(text) {}              // NOLINT
  FieldValue(const char* text) : value_(std::string(text)) {}        // NOLINT
  template <std::same_as<bool> T>
  FieldValue(T flag) : value_(flag) {}  // NOLINT
  template <std::integral T>
  requires(!std::same_as<T, bool>) FieldValue(T number)
      : value_(static_cast<std::int64_t>(number)) {}  // NOLINT
  template <std::floating_point T>
  FieldValue(T number) : value_(static_cast<double>(number)) {}  // NOLINT
  template <typename Tag>
  FieldValue(const StrongId<Tag>& id) : value_(id.value()) {}  // NOLINT

  const std::variant<std::string, std::int64_t, double, bool>& value() const { return value_; }

 private:
  std::variant<std::string, std::int64_t, double, bool> value_;
};

struct Field {
  std::string name;  // snake_case, with its unit: "took_ms"
  FieldValue value;
};

using Fields = std::initializer_list<Field>;

void Debug(absl::string_view event, Fields fields = {});
void Info(absl::string_view event, Fields fields = {});
void Warn(absl::string_view event, Fields fields = {});
void Error(absl::string_view event, Fields fields = {});

// Names the process in every line from now on. Until then lines carry no "service".
void Configure(absl::string_view service);

// Events below `level` are dropped. Starts at kInfo.
void SetLevel(Level level);

// Reads "debug", "info", "warn", "error" or "off"; anything else changes nothing and returns false.
bool SetLevel(absl::string_view name);

// Adds its fields to every line that this thread logs while the object lives, for instance the
// request id. An event's own field wins over one of the same name here, an inner scope over an
// outer one.
class ScopedFields {
 public:
  explicit ScopedFields(Fields fields);
  ~ScopedFields();
  ScopedFields(const ScopedFields&) = delete;
  ScopedFields& operator=(const ScopedFields&) = delete;

 private:
  friend class Line;
  std::vector<Field> fields_;
  const ScopedFields* outer_;
};

// Receives each finished line, without its newline, in place of stderr; called from any thread, one
// call at a time. Null brings stderr back. Tests use LogCapture instead.
using Sink = std::function<void(absl::string_view line)>;
void SetSink(Sink sink);

}  // namespace frontdesk::log

#endif  // FRONTDESK_LIBS_TELEMETRY_LOG_H_
