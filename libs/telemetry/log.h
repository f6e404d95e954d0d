#ifndef FRONTDESK_LIBS_TELEMETRY_LOG_H_
#define FRONTDESK_LIBS_TELEMETRY_LOG_H_

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "libs/domain/ids.h"
#include "libs/domain/strong_id.h"

// What a process says about itself: one JSON object per line on stderr, an event name and its
// fields.
//
//   log::Info("slot_booked", {{"clinic", clinic}, {"took_ms", took / absl::Milliseconds(1)}});
//   {"ts":"2026-07-13T23:00:00.123456Z","level":"info","service":"booking","event":"slot_booked",
//    "clinic":"...","took_ms":12}
//
// Every function here may be called from any thread.
//
// Names, phone numbers, notes and bodies of requests stay out by type: a field takes literals,
// numbers, identifiers and statuses, and no std::string, which is what somebody's name is kept in.
// A text that is neither has to be called Ours. Where a telephone number gets into one all the
// same, it is not written; see WithoutPhoneNumbers.
namespace frontdesk::log {

enum class Level { kDebug, kInfo, kWarn, kError, kOff };

// A literal of the program.
class Literal {
 public:
  template <std::size_t N>
  consteval Literal(const char (&text)[N]) : text_(text, N - 1) {}  // NOLINT: implicit by design

  absl::string_view text() const { return text_; }

 private:
  absl::string_view text_;
};

// A text that this program chose, or whoever runs it: the name of a route, an address to listen on.
// Never what a caller said, what came in a request, or what Cliniko tells of a patient.
class Ours {
 public:
  explicit Ours(absl::string_view text) : text_(text) {}

  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

// What somebody else chose to call a thing: a request's id. What is not made like an identifier, or
// MayHoldPhoneNumber, is withheld.
class Theirs {
 public:
  explicit Theirs(absl::string_view id) : id_(id) {}

  const std::string& id() const { return id_; }

 private:
  std::string id_;
};

// What a line is about. Good for as long as what it was made of.
class Event {
 public:
  template <std::size_t N>
  consteval Event(const char (&text)[N]) : text_(text, N - 1) {}  // NOLINT: implicit by design
  Event(const Ours& text) : text_(text.text()) {}                 // NOLINT

  absl::string_view text() const { return text_; }

 private:
  absl::string_view text_;
};

// Good for as long as what it was made of.
class FieldValue {
 public:
  template <std::size_t N>
  consteval FieldValue(const char (&text)[N])
      : value_(absl::string_view(text, N - 1)), kind_(Kind::kSafe) {}  // NOLINT: implicit by design
  FieldValue(const Ours& text) : value_(absl::string_view(text.text())) {}  // NOLINT
  // Its message, which is made for the log: see libs/status/domain_error.h.
  FieldValue(const absl::Status& status) : value_(status.message()) {}  // NOLINT
  // "OK", "NOT_FOUND"
  FieldValue(absl::StatusCode code)  // NOLINT
      : value_(static_cast<std::int64_t>(code)), kind_(Kind::kStatusCode) {}
  FieldValue(const Theirs& theirs)  // NOLINT
      : value_(absl::string_view(theirs.id())), kind_(Kind::kTheirs) {}
  // An agent chooses it.
  FieldValue(const SessionId& id)  // NOLINT
      : value_(absl::string_view(id.value())), kind_(Kind::kTheirs) {}
  template <std::same_as<bool> T>
  FieldValue(T flag) : value_(flag) {}  // NOLINT
  template <std::integral T>
  requires(!std::same_as<T, bool>) FieldValue(T number)
      : value_(static_cast<std::int64_t>(number)) {}  // NOLINT
  template <std::floating_point T>
  FieldValue(T number) : value_(static_cast<double>(number)) {}  // NOLINT
  template <typename Tag>
  FieldValue(const StrongId<Tag>& id)  // NOLINT
      : value_(absl::string_view(id.value())), kind_(Kind::kSafe) {}

  // As JSON.
  void AppendTo(std::string& json) const;

 private:
  enum class Kind { kSafe, kOurs, kTheirs, kStatusCode };

  std::variant<absl::string_view, std::int64_t, double, bool> value_;
  Kind kind_ = Kind::kOurs;
};

struct Field {
  Literal name;  // snake_case, with its unit: "took_ms"
  FieldValue value;
};

using Fields = std::initializer_list<Field>;

void Debug(const Event& event, Fields fields = {});
void Info(const Event& event, Fields fields = {});
void Warn(const Event& event, Fields fields = {});
void Error(const Event& event, Fields fields = {});

// Names the process in every line from now on. Until then lines carry no "service".
void Configure(absl::string_view service);

// Events below `level` are dropped. Starts at kInfo.
void SetLevel(Level level);

// Reads "debug", "info", "warn", "error" or "off"; anything else changes nothing and returns false.
bool SetLevel(absl::string_view name);

// The fields that a thread's lines have from its scopes, for a thread that works for it.
class CarriedFields {
 public:
  // Those of this thread, now.
  CarriedFields();

  bool empty() const { return fields_.empty(); }

 private:
  friend class ScopedFields;
  std::vector<std::pair<absl::string_view, std::string>> fields_;  // names and JSON, innermost first
};

// Adds its fields to every line that this thread logs while the object lives, for instance the
// request id. An event's own field wins over one of the same name here, an inner scope over an
// outer one.
class ScopedFields {
 public:
  explicit ScopedFields(Fields fields);
  explicit ScopedFields(const CarriedFields& carried);
  ~ScopedFields();
  ScopedFields(const ScopedFields&) = delete;
  ScopedFields& operator=(const ScopedFields&) = delete;

 private:
  friend class CarriedFields;
  friend class Line;
  std::vector<std::pair<absl::string_view, std::string>> fields_;  // names and JSON
  const ScopedFields* outer_;
};

// Receives each finished line, without its newline, in place of stderr; called from any thread, one
// call at a time. Null brings stderr back. Tests use LogCapture instead.
using Sink = std::function<void(absl::string_view line)>;
void SetSink(Sink sink);

}  // namespace frontdesk::log

#endif  // FRONTDESK_LIBS_TELEMETRY_LOG_H_
