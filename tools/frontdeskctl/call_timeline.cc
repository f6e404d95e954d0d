#include "tools/frontdeskctl/call_timeline.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <pqxx/result>
#include <pqxx/transaction>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/domain/ids.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/transaction.h"
#include "libs/postgres/values.h"
#include "libs/status/status_macros.h"

namespace frontdesk::ctl {
namespace {

using nlohmann::ordered_json;

constexpr char kClinics[] = R"sql(
    SELECT c.clinic_id, c.clinic_name FROM schedule_cache.clinics c
    WHERE EXISTS (SELECT FROM session.call_events t
                  WHERE t.clinic_id = c.clinic_id AND t.session_id = $1 AND t.session_id <> '')
       OR EXISTS (SELECT FROM booking.bookings t
                  WHERE t.clinic_id = c.clinic_id AND t.session_id = $1 AND t.session_id <> '')
       OR EXISTS (SELECT FROM session.call_outcomes t
                  WHERE t.clinic_id = c.clinic_id AND t.session_id = $1)
       OR EXISTS (SELECT FROM session.session_rejected_slots t
                  WHERE t.clinic_id = c.clinic_id AND t.session_id = $1)
    ORDER BY c.clinic_name, c.clinic_id
)sql";

// A line names the session, or another line of its request does.
constexpr char kLines[] = R"sql(
    SELECT line FROM (
      SELECT t.event_id, t.happened_at, t.line::text AS line FROM session.call_events t
      WHERE t.clinic_id = $1::uuid AND (t.session_id = $2 OR (t.session_id = ''
        AND (t.trace, t.request_id) IN (
          SELECT n.trace, n.request_id FROM session.call_events n
          WHERE n.clinic_id = $1::uuid AND n.session_id = $2 AND n.session_id <> '')))
      ORDER BY t.happened_at DESC, t.event_id DESC LIMIT $3::integer) AS latest
    ORDER BY happened_at, event_id
)sql";

// What happens to a booking without a caller names no session.
constexpr char kBookings[] = R"sql(
    SELECT e.happened_at::text, e.event, e.reason, e.masked_phone, coalesce(e.practitioner_id, ''),
           coalesce(e.starts_at::text, ''), e.booking_id::text
    FROM booking.bookings b JOIN booking.booking_events e USING (booking_id)
    WHERE b.clinic_id = $1::uuid AND b.session_id = $2 AND e.session_id IN ($2, '')
    UNION ALL
    SELECT e.happened_at::text, e.event, e.reason, e.masked_phone, coalesce(e.practitioner_id, ''),
           coalesce(e.starts_at::text, ''), e.booking_id::text
    FROM booking.bookings b JOIN booking.booking_events e USING (booking_id)
    WHERE b.clinic_id = $1::uuid AND b.session_id <> $2 AND e.session_id = $2
)sql";

constexpr char kOutcomes[] = R"sql(
    SELECT recorded_at::text, kind, status, success, failure_reason, duration_seconds::text
    FROM session.call_outcomes WHERE clinic_id = $1::uuid AND session_id = $2
)sql";

std::string TextOf(const ordered_json& value) {
  return value.is_string() ? value.get<std::string>()
                           : value.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

std::string TextAt(const ordered_json& line, const char* name) {
  const auto found = line.find(name);
  return found == line.end() ? "" : TextOf(*found);
}

// What is told in columns of its own, or is the same in all lines of a call.
const absl::flat_hash_set<absl::string_view>& Told() {
  static const auto* const told = new absl::flat_hash_set<absl::string_view>{
      "ts",         "level", "service", "event",   "clinic",  "trace",     "took_ms",
      "session_id", "route", "method",  "success", "attempt", "request_id"};
  return *told;
}

std::optional<CallMoment> MomentOf(const std::string& text) {
  const auto line = ordered_json::parse(text, nullptr, /*allow_exceptions=*/false);
  CallMoment moment;
  if (!line.is_object() ||
      !absl::ParseTime(absl::RFC3339_full, TextAt(line, "ts"), &moment.at, nullptr)) {
    return std::nullopt;
  }
  const std::string event = TextAt(line, "event");
  const std::string level = TextAt(line, "level");
  moment.service = TextAt(line, "service");
  moment.request = absl::StrCat(TextAt(line, "request_id"), "/", TextAt(line, "trace"));
  moment.what = event;
  moment.kind = level == "warn" || level == "error" ? "warning" : "decision";
  if (event == "request") {
    moment.kind = "webhook";
    moment.what = TextAt(line, "route");
  } else if (event == "cliniko") {
    moment.kind = "cliniko";
    moment.what = absl::StrCat(TextAt(line, "method"), " ", TextAt(line, "route"));
    if (TextAt(line, "attempt") != "1") {
      moment.details.emplace_back("attempt", TextAt(line, "attempt"));
    }
  } else if (event == "rpc") {
    moment.details.emplace_back("method", TextAt(line, "method"));
  }
  if (const auto took = line.find("took_ms"); took != line.end() && took->is_number_integer()) {
    moment.took = absl::Milliseconds(took->get<std::int64_t>());
    // Told at the end, and rounded down: what a request led to must not begin before it.
    moment.at -= *moment.took + (event == "request" ? absl::Milliseconds(1) : absl::Duration());
  }
  for (const auto& [name, value] : line.items()) {
    if (Told().contains(name) || value == "") continue;
    moment.details.emplace_back(name, TextOf(value));
  }
  return moment;
}

void AddUnlessEmpty(const char* name, const std::string& text, CallMoment& moment) {
  if (!text.empty()) moment.details.emplace_back(name, text);
}

absl::StatusOr<CallMoment> BookingMoment(const pqxx::row& row) {
  const auto text = [&](int i) { return row[i].as<std::string>(); };
  CallMoment moment{.kind = "booking", .what = text(1)};
  ASSIGN_OR_RETURN(moment.at, FromTimestamptz(text(0)));
  AddUnlessEmpty("reason", text(2), moment);
  AddUnlessEmpty("phone", text(3), moment);
  AddUnlessEmpty("practitioner", text(4), moment);
  if (!text(5).empty()) {
    ASSIGN_OR_RETURN(const absl::Time start, FromTimestamptz(text(5)));
    moment.details.emplace_back("start",
                                absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", start, absl::UTCTimeZone()));
  }
  moment.details.emplace_back("booking", text(6));
  return moment;
}

absl::StatusOr<CallMoment> OutcomeMoment(const pqxx::row& row) {
  const auto text = [&](int i) { return row[i].as<std::string>(); };
  CallMoment moment{.kind = "outcome", .what = text(1)};
  ASSIGN_OR_RETURN(moment.at, FromTimestamptz(text(0)));
  moment.details = {{"status", text(2)}, {"success", text(3)}};
  AddUnlessEmpty("failure_reason", text(4), moment);
  moment.details.emplace_back("duration_seconds", text(5));
  return moment;
}

// Each webhook, and behind it what it led to. The database does not know which request changed a
// booking: that is the latest one that was under way then.
std::vector<CallMoment> InOrder(std::vector<CallMoment> moments) {
  const auto earlier = [](const CallMoment& a, const CallMoment& b) { return a.at < b.at; };
  std::stable_sort(moments.begin(), moments.end(), earlier);
  std::map<std::string, const CallMoment*> webhooks;
  for (const CallMoment& moment : moments) {
    if (moment.kind == "webhook") webhooks[moment.request] = &moment;
  }
  std::map<const CallMoment*, std::vector<CallMoment>> led_to;
  std::vector<const CallMoment*> first;
  for (const CallMoment& moment : moments) {
    const CallMoment* parent = nullptr;
    if (const auto found = webhooks.find(moment.request);
        found != webhooks.end() && moment.kind != "webhook") {
      parent = found->second;
    } else if (moment.kind == "booking") {
      for (const auto& [id, webhook] : webhooks) {
        const bool under_way = webhook->at <= moment.at &&
                               moment.at <= webhook->at +
                                                webhook->took.value_or(absl::ZeroDuration()) +
                                                absl::Milliseconds(2);
        if (under_way && (parent == nullptr || parent->at < webhook->at)) parent = webhook;
      }
    }
    if (parent == nullptr) {
      first.push_back(&moment);
    } else {
      led_to[parent].push_back(moment);
      led_to[parent].back().within = true;
    }
  }
  std::vector<CallMoment> ordered;
  for (const CallMoment* moment : first) {
    ordered.push_back(*moment);
    std::ranges::move(led_to[moment], std::back_inserter(ordered));
  }
  return ordered;
}

}  // namespace

absl::StatusOr<std::vector<KnowingClinic>> ClinicsOfCall(PostgresPool& pool,
                                                         const std::string& session,
                                                         absl::Time deadline) {
  return InTransaction(
      pool, deadline, [&](pqxx::work& txn) -> absl::StatusOr<std::vector<KnowingClinic>> {
        std::vector<KnowingClinic> clinics;
        for (const pqxx::row& row : txn.exec_params(kClinics, session)) {
          clinics.push_back(
              {.id = ClinicId(row[0].as<std::string>()), .name = row[1].as<std::string>()});
        }
        return clinics;
      });
}

absl::StatusOr<std::vector<CallMoment>> TimelineOf(PostgresPool& pool, const ClinicId& clinic,
                                                   const std::string& session, int limit,
                                                   absl::Time deadline) {
  ASSIGN_OR_RETURN(
      std::vector<CallMoment> moments,
      InTransaction(
          pool, deadline, [&](pqxx::work& txn) -> absl::StatusOr<std::vector<CallMoment>> {
            std::vector<CallMoment> found;
            for (const pqxx::row& row : txn.exec_params(kLines, clinic.value(), session, limit)) {
              std::optional<CallMoment> moment = MomentOf(row[0].as<std::string>());
              if (moment.has_value()) found.push_back(*std::move(moment));
            }
            for (const pqxx::row& row : txn.exec_params(kBookings, clinic.value(), session)) {
              ASSIGN_OR_RETURN(found.emplace_back(), BookingMoment(row));
            }
            for (const pqxx::row& row : txn.exec_params(kOutcomes, clinic.value(), session)) {
              ASSIGN_OR_RETURN(found.emplace_back(), OutcomeMoment(row));
            }
            return found;
          }));
  return InOrder(std::move(moments));
}

}  // namespace frontdesk::ctl
