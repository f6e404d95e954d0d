#include "tests/cliniko_sandbox/faults.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "tests/cliniko_sandbox/json.h"

namespace frontdesk::sandbox {
namespace {

constexpr std::pair<const char*, Delivery> kDeliveries[] = {
    {"hang", Delivery::kHang},          {"drop_after_commit", Delivery::kDrop},
    {"reset", Delivery::kReset},        {"truncated_json", Delivery::kTruncated},
    {"slow_body", Delivery::kSlowBody},
};

constexpr std::pair<const char*, StaffRace> kStaffRaces[] = {
    {"before", StaffRace::kBefore},
    {"after", StaffRace::kAfter},
};

bool Hits(const FaultRule& rule, const FaultTarget& target) {
  if (!rule.method.empty() && rule.method != target.method) return false;
  if (!rule.account.empty() && rule.account != target.account && rule.account != target.subdomain) {
    return false;
  }
  absl::string_view route = rule.route;
  if (absl::ConsumeSuffix(&route, "*")) return absl::StartsWith(target.route, route);
  return route.empty() || route == target.route;
}

void Apply(const FaultRule& rule, FaultPlan& plan) {
  (rule.after ? plan.delay_after : plan.delay_before) += rule.latency;
  plan.stale_reads = std::max(plan.stale_reads, rule.stale_reads);
  if (plan.staff_race == StaffRace::kNone) plan.staff_race = rule.staff_race;
  // Of several rules that decide the answer the oldest wins.
  if (plan.status != 0 || plan.delivery != Delivery::kNone) return;
  plan.status = rule.status;
  plan.html = rule.html;
  if (rule.reset_header) plan.reset_in_seconds = rule.reset_in_seconds;
  plan.delivery = rule.delivery;
  plan.delivery_time = rule.delivery_time;
  const bool loses_request = rule.delivery == Delivery::kHang || rule.delivery == Delivery::kReset;
  plan.commit = rule.status == 0 && (!loses_request || rule.after);
}

bool DecidesAnswer(const FaultRule& rule) {
  return rule.status != 0 || rule.delivery != Delivery::kNone;
}

struct BadRule {
  std::string message;
};

StaffRace ReadStaffRace(const Json& value) {
  for (const auto& [name, race] : kStaffRaces) {
    if (value == name) return race;
  }
  throw BadRule{"staff_race"};
}

void ReadKey(const std::string& key, const Json& value, FaultRule& rule) {
  const auto milliseconds = [&] {
    if (!value.is_number() || value.get<double>() < 0) throw BadRule{key};
    return absl::Milliseconds(value.get<double>());
  };
  if (key == "method") {
    rule.method = value.get<std::string>();
  } else if (key == "route") {
    const std::string route = value.get<std::string>();
    rule.route = std::string(absl::StripPrefix(route, "/v1"));
  } else if (key == "account") {
    rule.account = value.get<std::string>();
  } else if (key == "times") {
    if (!value.is_null() && value != "forever") rule.times = value.get<int>();
  } else if (key == "probability") {
    rule.probability = value.get<double>();
  } else if (key == "latency_ms") {
    rule.latency = milliseconds();
  } else if (key == "stale_reads_seconds") {
    rule.stale_reads = milliseconds() * 1000;
  } else if (key == "status") {
    rule.status = value.get<int>();
    if (rule.status < 200 || rule.status > 599) throw BadRule{key};
  } else if (key == "html") {
    rule.html = value.get<bool>();
  } else if (key == "reset_in_seconds") {
    rule.reset_header = !value.is_null();
    if (rule.reset_header) rule.reset_in_seconds = value.get<int>();
  } else if (key == "after") {
    rule.after = value.get<bool>();
  } else if (key == "duration_ms") {
    rule.delivery_time = milliseconds();
  } else if (key == "staff_race") {
    rule.staff_race = ReadStaffRace(value);
  } else {
    for (const auto& [name, delivery] : kDeliveries) {
      if (key != name) continue;
      if (value.get<bool>()) rule.delivery = delivery;
      return;
    }
    throw BadRule{key};
  }
}

}  // namespace

absl::StatusOr<FaultRule> ParseFaultRule(const Json& json) {
  if (!json.is_object()) return absl::InvalidArgumentError("a fault must be an object");
  FaultRule rule;
  try {
    for (const auto& [key, value] : json.items()) {
      if (key == "kind") {
        // {"kind":"latency_ms","value":500} is {"latency_ms":500}; the flags need no value.
        ReadKey(value.get<std::string>(), json.contains("value") ? json["value"] : Json(true),
                rule);
      } else if (key != "value") {
        ReadKey(key, value, rule);
      }
    }
  } catch (const BadRule& bad) {
    return absl::InvalidArgumentError(absl::StrCat("fault: ", bad.message));
  } catch (const Json::exception& e) {
    return absl::InvalidArgumentError(absl::StrCat("fault: ", e.what()));
  }
  if (!DecidesAnswer(rule) && rule.latency == absl::ZeroDuration() &&
      rule.stale_reads == absl::ZeroDuration() && rule.staff_race == StaffRace::kNone) {
    return absl::InvalidArgumentError("fault: names no kind");
  }
  return rule;
}

Json FaultRuleToJson(const FaultRule& rule) {
  Json json;
  json["id"] = rule.id;
  if (!rule.method.empty()) json["method"] = rule.method;
  if (!rule.route.empty()) json["route"] = rule.route;
  if (!rule.account.empty()) json["account"] = rule.account;
  json["times"] = rule.times ? Json(*rule.times) : Json("forever");
  if (rule.probability < 1) json["probability"] = rule.probability;
  if (rule.latency > absl::ZeroDuration()) {
    json["latency_ms"] = absl::ToInt64Milliseconds(rule.latency);
  }
  if (rule.stale_reads > absl::ZeroDuration()) {
    json["stale_reads_seconds"] = absl::ToDoubleSeconds(rule.stale_reads);
  }
  if (rule.status != 0) json["status"] = rule.status;
  if (rule.html) json["html"] = true;
  for (const auto& [name, delivery] : kDeliveries) {
    if (rule.delivery != delivery) continue;
    json[name] = true;
    if (delivery != Delivery::kHang && delivery != Delivery::kSlowBody) continue;
    json["duration_ms"] = absl::ToInt64Milliseconds(rule.delivery_time);
  }
  if (rule.after) json["after"] = true;
  for (const auto& [name, race] : kStaffRaces) {
    if (rule.staff_race == race) json["staff_race"] = name;
  }
  return json;
}

int FaultBook::Add(FaultRule rule) {
  const std::lock_guard lock(mutex_);
  rule.id = ++last_id_;
  rules_.push_back(std::move(rule));
  return last_id_;
}

void FaultBook::Clear() {
  const std::lock_guard lock(mutex_);
  rules_.clear();
}

bool FaultBook::Remove(int id) {
  const std::lock_guard lock(mutex_);
  return std::erase_if(rules_, [&](const FaultRule& rule) { return rule.id == id; }) > 0;
}

std::vector<FaultRule> FaultBook::List() const {
  const std::lock_guard lock(mutex_);
  return rules_;
}

FaultPlan FaultBook::Take(const FaultTarget& target) {
  const std::lock_guard lock(mutex_);
  FaultPlan plan;
  for (FaultRule& rule : rules_) {
    if (!Hits(rule, target)) continue;
    const bool decided = plan.status != 0 || plan.delivery != Delivery::kNone;
    if (decided && DecidesAnswer(rule)) continue;  // keeps its times for the next request
    if (rule.probability < 1 &&
        std::uniform_real_distribution<double>(0, 1)(random_) >= rule.probability) {
      continue;
    }
    Apply(rule, plan);
    if (rule.times) --*rule.times;
  }
  std::erase_if(rules_, [](const FaultRule& rule) { return rule.times && *rule.times <= 0; });
  return plan;
}

absl::Duration FaultBook::LongestStaleness() const {
  const std::lock_guard lock(mutex_);
  absl::Duration longest;
  for (const FaultRule& rule : rules_) longest = std::max(longest, rule.stale_reads);
  return longest;
}

}  // namespace frontdesk::sandbox
