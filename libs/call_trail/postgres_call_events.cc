#include "libs/call_trail/postgres_call_events.h"

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <pqxx/transaction>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/transaction.h"
#include "libs/postgres/values.h"

namespace frontdesk {
namespace {

constexpr std::size_t kLongestId = 128;  // as the log has them
constexpr char kWithheld[] = "(withheld)";

struct Event {
  std::string clinic;
  std::string session;
  std::string trace;
  std::string request;
  absl::Time at;
};

std::string IdAt(const nlohmann::json& line, const char* name) {
  const auto found = line.find(name);
  if (found == line.end() || !found->is_string()) return "";
  std::string id = found->get<std::string>();
  return id.size() > kLongestId || id == kWithheld ? "" : id;
}

std::optional<Event> EventOf(const std::string& text) {
  if (text.size() > kLongestCallEvent) return std::nullopt;
  const auto line = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!line.is_object()) return std::nullopt;
  Event event{.clinic = IdAt(line, "clinic"),
              .session = IdAt(line, "session_id"),
              .trace = IdAt(line, "trace"),
              .request = IdAt(line, "request_id")};
  if (!IsUuid(event.clinic)) event.clinic.clear();
  if (event.trace.empty() && event.request.empty()) return std::nullopt;
  if (!absl::ParseTime(absl::RFC3339_full, IdAt(line, "ts"), &event.at, nullptr)) {
    return std::nullopt;
  }
  return event;
}

// A clinic that was removed meanwhile has no events.
constexpr char kInsert[] = R"sql(
    INSERT INTO session.call_events
        (clinic_id, session_id, trace, request_id, happened_at, line)
    SELECT clinic_id, e.session_id, e.trace, e.request_id, e.happened_at, e.line::json
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::text[])
        AS e (clinic_id, session_id, trace, request_id, happened_at, line)
    JOIN schedule_cache.clinics USING (clinic_id)
)sql";

}  // namespace

absl::Status PostgresCallEvents::Keep(const std::vector<std::string>& lines, absl::Time deadline) {
  std::vector<std::pair<Event, const std::string*>> events;
  std::map<std::pair<std::string, std::string>, std::string> clinic_of;  // trace and request
  for (const std::string& line : lines) {
    std::optional<Event> event = EventOf(line);
    if (!event.has_value()) continue;
    if (!event->clinic.empty()) clinic_of[{event->trace, event->request}] = event->clinic;
    events.emplace_back(*std::move(event), &line);
  }
  std::vector<std::string> clinics, sessions, traces, requests, texts;
  std::vector<absl::Time> times;
  for (const auto& [event, line] : events) {
    const auto clinic = clinic_of.find({event.trace, event.request});
    if (event.clinic.empty() && clinic == clinic_of.end()) continue;
    clinics.push_back(event.clinic.empty() ? clinic->second : event.clinic);
    sessions.push_back(event.session);
    traces.push_back(event.trace);
    requests.push_back(event.request);
    times.push_back(event.at);
    texts.push_back(*line);
  }
  if (texts.empty()) return absl::OkStatus();
  return InTransaction(pool_, deadline, [&](pqxx::work& txn) -> absl::Status {
    txn.exec_params0(kInsert, ToArray(clinics), ToArray(sessions), ToArray(traces),
                     ToArray(requests), ToTimestamptzArray(times), ToArray(texts));
    return absl::OkStatus();
  });
}

}  // namespace frontdesk
