#include "tests/cliniko_sandbox/control.h"

#include <optional>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "tests/cliniko_sandbox/render.h"
#include "tests/cliniko_sandbox/sandbox.h"
#include "tests/cliniko_sandbox/staff.h"
#include "tests/cliniko_sandbox/time_text.h"

namespace frontdesk::sandbox {
namespace {

Reply Error(int status, absl::string_view message) {
  return JsonReply(status, {{"error", std::string(message)}});
}

Reply Done() { return JsonReply(200, {{"ok", true}}); }

Reply FromStatus(const absl::Status& status) {
  return Error(status.code() == absl::StatusCode::kNotFound ? 404 : 400, status.message());
}

Reply Appointments(const Sandbox& sandbox, const Query& query) {
  const bool only_live = query.Get("live") == "true";
  Json rows = Json::array();
  sandbox.Look([&](const World& world) {
    for (const Account& account : world.accounts) {
      for (const auto& [id, a] : account.individual_appointments) {
        if (only_live && !IsLive(a)) continue;
        rows.push_back({{"id", absl::StrCat(id)},
                        {"account", account.name},
                        {"practitioner_id", absl::StrCat(a.practitioner_id)},
                        {"business_id", absl::StrCat(a.business_id)},
                        {"appointment_type_id", absl::StrCat(a.appointment_type_id)},
                        {"patient_id", absl::StrCat(a.patient_id)},
                        {"starts_at", UtcText(a.starts_at)},
                        {"ends_at", UtcText(a.ends_at)},
                        {"notes", TextJson(a.notes)},
                        {"cancelled_at", InstantJson(a.cancelled_at)},
                        {"archived_at", InstantJson(a.archived_at)},
                        {"created_at", UtcText(a.created_at)},
                        {"updated_at", UtcText(a.updated_at)}});
      }
    }
  });
  return JsonReply(200, {{"appointments", rows}});
}

Reply Patients(const Sandbox& sandbox) {
  Json rows = Json::array();
  sandbox.Look([&](const World& world) {
    for (const Account& account : world.accounts) {
      for (const auto& [id, p] : account.patients) {
        Json phones = Json::array();
        for (const PhoneNumber& phone : p.phones) phones.push_back(phone.normalized_number);
        rows.push_back({{"id", absl::StrCat(id)},
                        {"account", account.name},
                        {"first_name", p.first_name},
                        {"last_name", p.last_name},
                        {"phones", phones},
                        {"archived_at", InstantJson(p.archived_at)},
                        {"created_at", UtcText(p.created_at)},
                        {"updated_at", UtcText(p.updated_at)}});
      }
    }
  });
  return JsonReply(200, {{"patients", rows}});
}

Reply Requests(Sandbox& sandbox) {
  Json routes = Json::array();
  for (const auto& [key, count] : sandbox.log().Counts()) {
    Json statuses = Json::object();
    for (const auto& [status, n] : count.by_status) {
      statuses[status == 0 ? "unanswered" : absl::StrCat(status)] = n;
    }
    routes.push_back({{"method", key.first},
                      {"route", key.second},
                      {"total", count.total},
                      {"statuses", statuses}});
  }
  return JsonReply(200, {{"total", sandbox.log().Total()}, {"routes", routes}});
}

Reply Log(Sandbox& sandbox, const Query& query) {
  int limit = 200;
  if (const auto text = query.Get("limit")) {
    if (!absl::SimpleAtoi(*text, &limit) || limit < 0) return Error(400, "limit");
  }
  Json entries = Json::array();
  for (const LogEntry& entry : sandbox.log().Entries(limit)) {
    entries.push_back({{"started_at", absl::FormatTime("%Y-%m-%dT%H:%M:%E3SZ", entry.started,
                                                       absl::UTCTimeZone())},
                       {"method", entry.method},
                       {"route", entry.route},
                       {"target", entry.target},
                       {"status", entry.status},
                       {"account", entry.account},
                       {"user", entry.user},
                       {"bucket", entry.bucket},
                       {"user_agent_ok", entry.user_agent_ok},
                       {"accept_ok", entry.accept_ok}});
  }
  return JsonReply(200, {{"log", entries}});
}

Reply ShowSettings(const Sandbox& sandbox) {
  return JsonReply(200, SettingsToJson(sandbox.settings()));
}

Reply ChangeSettings(Sandbox& sandbox, const Json& changes) {
  Settings settings = sandbox.settings();
  if (const absl::Status status = ApplySettings(changes, settings); !status.ok()) {
    return FromStatus(status);
  }
  sandbox.SetSettings(settings);
  return ShowSettings(sandbox);
}

Reply ShowFaults(Sandbox& sandbox) {
  Json faults = Json::array();
  for (const FaultRule& rule : sandbox.faults().List()) {
    faults.push_back(FaultRuleToJson(rule));
  }
  return JsonReply(200, {{"faults", faults}});
}

Reply AddFault(Sandbox& sandbox, const Json& json) {
  absl::StatusOr<FaultRule> rule = ParseFaultRule(json);
  if (!rule.ok()) return FromStatus(rule.status());
  return JsonReply(201, {{"id", sandbox.faults().Add(*std::move(rule))}});
}

Reply ShowClock(Sandbox& sandbox) {
  return JsonReply(
      200, {{"now", UtcText(sandbox.clock().Now())}, {"fixed", sandbox.clock().is_fixed()}});
}

// {"fixed": time} | {"run_from": time} | {"offset_seconds": n} | {"advance_seconds": n}
Reply SetClock(Sandbox& sandbox, const Json& json) {
  for (const auto& [key, value] : json.items()) {
    if (key == "fixed" || key == "run_from") {
      const std::optional<absl::Time> time =
          ParseDateTime(value.is_string() ? value.get<std::string>() : "");
      if (!time) return Error(400, absl::StrCat(key, " must be a date-time"));
      if (key == "fixed") sandbox.clock().Fix(*time);
      if (key == "run_from") sandbox.clock().RunFrom(*time);
    } else if (key == "offset_seconds" || key == "advance_seconds") {
      if (!value.is_number()) return Error(400, absl::StrCat(key, " must be a number"));
      const absl::Duration by = absl::Seconds(value.get<double>());
      if (key == "offset_seconds") sandbox.clock().Run(by);
      if (key == "advance_seconds") sandbox.clock().Advance(by);
    } else {
      return Error(400, absl::StrCat("unknown key ", key));
    }
  }
  return ShowClock(sandbox);
}

Reply Get(Sandbox& sandbox, absl::string_view path, const Query& query) {
  if (path == "/appointments") return Appointments(sandbox, query);
  if (path == "/patients") return Patients(sandbox);
  if (path == "/requests") return Requests(sandbox);
  if (path == "/log") return Log(sandbox, query);
  if (path == "/faults") return ShowFaults(sandbox);
  if (path == "/settings") return ShowSettings(sandbox);
  if (path == "/clock") return ShowClock(sandbox);
  return Error(404, "no such control route");
}

Reply Post(Sandbox& sandbox, absl::string_view path, const Json& body) {
  if (path == "/faults") return AddFault(sandbox, body);
  if (path == "/settings") return ChangeSettings(sandbox, body);
  if (path == "/clock") return SetClock(sandbox, body);
  if (path == "/reset-counts") {
    sandbox.ResetCounts();
    return Done();
  }
  if (path == "/reset") {
    const absl::Status status = sandbox.Reset();
    return status.ok() ? Done() : FromStatus(status);
  }
  if (absl::ConsumePrefix(&path, "/staff/")) {
    const absl::StatusOr<Json> answer = ActAsStaff(sandbox, path, body);
    return answer.ok() ? JsonReply(200, *answer) : FromStatus(answer.status());
  }
  return Error(404, "no such control route");
}

Reply Delete(Sandbox& sandbox, absl::string_view path) {
  if (path == "/faults") {
    sandbox.ClearFaults();
    return Done();
  }
  int id = 0;
  if (absl::ConsumePrefix(&path, "/faults/") && absl::SimpleAtoi(path, &id) &&
      sandbox.faults().Remove(id)) {
    return Done();
  }
  return Error(404, "no such fault");
}

Reply RouteControl(Sandbox& sandbox, absl::string_view method, absl::string_view path,
                   const Query& query, absl::string_view body) {
  if (method == "GET") return Get(sandbox, path, query);
  if (method == "DELETE") return Delete(sandbox, path);
  if (method != "POST") return Error(404, "no such control route");
  Json json = Json::object();
  if (!body.empty()) {
    json = Json::parse(body.begin(), body.end(), nullptr, /*allow_exceptions=*/false);
  }
  if (!json.is_object()) return Error(400, "the body must be a JSON object");
  return Post(sandbox, path, json);
}

}  // namespace

Reply HandleControl(Sandbox& sandbox, absl::string_view method, absl::string_view path,
                    const Query& query, absl::string_view body) {
  try {
    return RouteControl(sandbox, method, path, query, body);
  } catch (const Json::exception& e) {  // a value of the wrong type
    return Error(400, e.what());
  }
}

}  // namespace frontdesk::sandbox
