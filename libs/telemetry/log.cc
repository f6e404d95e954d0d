#include "libs/telemetry/log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/telemetry/line_writer.h"
#include "libs/telemetry/log_tap.h"
#include "libs/telemetry/phone_like.h"

namespace frontdesk::log {
namespace {

constexpr std::size_t kLongestIdentifier = 128;
constexpr char kWithheld[] = "(withheld)";
constexpr std::size_t kUsualLine = 512;
constexpr std::size_t kUsualFields = 16;

thread_local const ScopedFields* innermost_scope = nullptr;

std::shared_ptr<spdlog::logger> StderrLogger() {
  auto logger = std::make_shared<spdlog::logger>("frontdesk",
                                                 std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_pattern("%v");
  logger->set_level(spdlog::level::trace);
  logger->flush_on(spdlog::level::trace);
  return logger;
}

struct State {
  std::atomic<Level> level = Level::kInfo;
  std::atomic<bool> tapped = false;
  std::atomic<bool> captured = false;  // there is a sink
  std::atomic<const std::string*> service = nullptr;  // as JSON
  LineWriter out{[logger = StderrLogger()](absl::string_view lines) {
    lines.remove_suffix(1);  // the last line's end comes from the logger
    logger->log(spdlog::level::info, spdlog::string_view_t(lines.data(), lines.size()));
  }};
  std::mutex mutex;  // guards what follows
  std::deque<std::string> services;  // whatever was ever set: a line may be made of it right now
  Sink sink;
  Tap tap;
};

// Never destroyed: threads may log while the process ends.
State& TheState() {
  static State* const state = new State();
  return *state;
}

absl::string_view NameOf(Level level) {
  switch (level) {
    case Level::kDebug:
      return "debug";
    case Level::kInfo:
      return "info";
    case Level::kWarn:
      return "warn";
    case Level::kError:
      return "error";
    case Level::kOff:
      break;
  }
  return "off";
}

// Whether JSON has the text as it is between its quotes.
bool IsPlain(absl::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c >= ' ' && c < 127 && c != '"' && c != '\\'; });
}

// Nearly all texts are plain. Bytes that are not UTF-8 come from outside; they must not cost us the
// line.
void AppendQuoted(absl::string_view text, std::string& json) {
  if (IsPlain(text)) {
    json.push_back('"');
    json.append(text.data(), text.size());
    json.push_back('"');
    return;
  }
  json += nlohmann::json(std::string(text))
              .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// "2026-07-13T23:00:00.123456Z". A calendar is asked once a second, not once a line.
void AppendTimestamp(absl::Time now, std::string& json) {
  thread_local std::int64_t second = -1;
  thread_local std::string text;
  const std::int64_t micros = absl::ToUnixMicros(now);
  if (micros / 1'000'000 != second) {
    second = micros / 1'000'000;
    text = absl::FormatTime("%Y-%m-%dT%H:%M:%S.", absl::FromUnixSeconds(second),
                            absl::UTCTimeZone());
  }
  // A digit before them keeps the zeros in front.
  const absl::AlphaNum digits(1'000'000 + micros % 1'000'000);
  absl::StrAppend(&json, text, digits.Piece().substr(1), "Z");
}

// What a call or a request may be called by. A text of words and spaces would be something else.
bool LikeAnIdentifier(absl::string_view text) {
  return text.size() <= kLongestIdentifier && std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isalnum(c) || c == '_' || c == '-' || c == '.' || c == ':';
         });
}

}  // namespace

void FieldValue::AppendTo(std::string& json) const {
  if (const auto* const number = std::get_if<std::int64_t>(&value_)) {
    if (kind_ == Kind::kStatusCode) {
      return AppendQuoted(absl::StatusCodeToString(static_cast<absl::StatusCode>(*number)), json);
    }
    return absl::StrAppend(&json, *number);
  }
  if (const auto* const flag = std::get_if<bool>(&value_)) {
    return absl::StrAppend(&json, *flag ? "true" : "false");
  }
  if (const auto* const number = std::get_if<double>(&value_)) {
    // JSON has no word for these.
    if (!std::isfinite(*number)) return AppendQuoted(absl::StrCat(*number), json);
    return absl::StrAppend(&json, nlohmann::json(*number).dump());
  }
  const absl::string_view text = std::get<absl::string_view>(value_);
  if (kind_ == Kind::kSafe) return AppendQuoted(text, json);
  if (kind_ == Kind::kTheirs) {
    const bool told = LikeAnIdentifier(text) && !MayHoldPhoneNumber(text);
    return AppendQuoted(told ? text : kWithheld, json);
  }
  AppendQuoted(WithoutPhoneNumbers(text), json);
}

// One line while it is put together.
class Line {
 public:
  Line(Level level, absl::string_view event, const std::string* service) {
    text_.reserve(kUsualLine);
    names_.reserve(kUsualFields);
    names_ = {"ts", "level", "event"};
    text_ += "{\"ts\":\"";
    AppendTimestamp(absl::Now(), text_);
    absl::StrAppend(&text_, "\",\"level\":\"", NameOf(level), "\"");
    if (service != nullptr && Begin("service")) text_ += *service;
    text_ += ",\"event\":";
    AppendQuoted(event, text_);
  }

  void AddFields(Fields fields) {
    for (const Field& field : fields) {
      if (Begin(field.name.text())) field.value.AppendTo(text_);
    }
  }
  void AddScopes() {
    for (const ScopedFields* scope = innermost_scope; scope != nullptr; scope = scope->outer_) {
      for (const auto& [name, json] : scope->fields_) {
        if (Begin(name)) text_ += json;
      }
    }
  }
  std::string Finish() && {
    text_.push_back('}');
    return std::move(text_);
  }

 private:
  // False if the line has it already. Names are words of ours, in which nothing needs an escape.
  bool Begin(absl::string_view name) {
    for (const absl::string_view added : names_) {
      if (added == name) return false;
    }
    names_.push_back(name);
    absl::StrAppend(&text_, ",\"", name, "\":");
    return true;
  }

  std::string text_;
  std::vector<absl::string_view> names_;  // those already in text_
};

namespace {

void Write(Level level, const Event& event, Fields fields) {
  State& state = TheState();
  const bool written = level >= state.level.load(std::memory_order_relaxed);
  const bool tapped = level >= Level::kInfo && state.tapped.load(std::memory_order_relaxed);
  if (!written && !tapped) return;

  Line line(level, event.text(), state.service.load(std::memory_order_acquire));
  line.AddFields(fields);
  line.AddScopes();
  const std::string text = std::move(line).Finish();
  if (tapped || state.captured.load(std::memory_order_acquire)) {
    const std::lock_guard lock(state.mutex);
    if (tapped && state.tap) state.tap(level, event.text(), text);
    if (!written) return;
    if (state.sink) return state.sink(text);
  }
  state.out.Write(text);
}

}  // namespace

void Debug(const Event& event, Fields fields) { Write(Level::kDebug, event, fields); }
void Info(const Event& event, Fields fields) { Write(Level::kInfo, event, fields); }
void Warn(const Event& event, Fields fields) { Write(Level::kWarn, event, fields); }
void Error(const Event& event, Fields fields) { Write(Level::kError, event, fields); }

void Configure(absl::string_view service) {
  State& state = TheState();
  const std::lock_guard lock(state.mutex);
  AppendQuoted(service, state.services.emplace_back());
  state.service.store(service.empty() ? nullptr : &state.services.back(),
                      std::memory_order_release);
}

void SetLevel(Level level) { TheState().level.store(level, std::memory_order_relaxed); }

bool SetLevel(absl::string_view name) {
  for (const Level level :
       {Level::kDebug, Level::kInfo, Level::kWarn, Level::kError, Level::kOff}) {
    if (NameOf(level) != name) continue;
    SetLevel(level);
    return true;
  }
  return false;
}

void SetSink(Sink sink) {
  State& state = TheState();
  const std::lock_guard lock(state.mutex);
  state.sink = std::move(sink);
  state.captured.store(state.sink != nullptr, std::memory_order_release);
}

void SetTap(Tap tap) {
  State& state = TheState();
  const std::lock_guard lock(state.mutex);
  state.tap = std::move(tap);
  state.tapped.store(state.tap != nullptr, std::memory_order_relaxed);
}

CarriedFields::CarriedFields() {
  for (const ScopedFields* scope = innermost_scope; scope != nullptr; scope = scope->outer_) {
    fields_.insert(fields_.end(), scope->fields_.begin(), scope->fields_.end());
  }
}

ScopedFields::ScopedFields(Fields fields) : outer_(innermost_scope) {
  fields_.reserve(fields.size());
  for (const Field& field : fields) {
    field.value.AppendTo(fields_.emplace_back(field.name.text(), "").second);
  }
  innermost_scope = this;
}

ScopedFields::ScopedFields(const CarriedFields& carried)
    : fields_(carried.fields_), outer_(innermost_scope) {
  innermost_scope = this;
}

ScopedFields::~ScopedFields() { innermost_scope = outer_; }

}  // namespace frontdesk::log
