#include "tests/cliniko_sandbox/settings.h"

#include <variant>

#include "absl/strings/str_cat.h"
#include "tests/cliniko_sandbox/json.h"

namespace frontdesk::sandbox {
namespace {

using Member = std::variant<bool Settings::*, int Settings::*, std::string Settings::*>;

struct Switch {
  const char* name;
  Member member;
};

const Switch kSwitches[] = {
    {"require_user_agent", &Settings::require_user_agent},
    {"empty_404", &Settings::empty_404},
    {"shard", &Settings::shard},
    {"rate_limit", &Settings::rate_limit},
    {"rate_window_seconds", &Settings::rate_window_seconds},
    {"sliding_window", &Settings::sliding_window},
    {"count_refused", &Settings::count_refused},
    {"rate_limit_headers", &Settings::rate_limit_headers},
    {"integer_ids", &Settings::integer_ids},
    {"zero_monday", &Settings::zero_monday},
    {"zero_sunday", &Settings::zero_sunday},
    {"refuse_large_pages", &Settings::refuse_large_pages},
    {"show_hidden_by_id", &Settings::show_hidden_by_id},
    {"allow_7_day_difference", &Settings::allow_7_day_difference},
    {"segment_regrid", &Settings::segment_regrid},
    {"overrun_last_slot", &Settings::overrun_last_slot},
    {"busy_at_every_business", &Settings::busy_at_every_business},
    {"next_available_requires_range", &Settings::next_available_requires_range},
    {"next_available_none", &Settings::next_available_none},
    {"reject_overlap", &Settings::reject_overlap},
    {"second_cancel_204", &Settings::second_cancel_204},
    {"unknown_patient_500", &Settings::unknown_patient_500},
};

bool Assign(const Json& value, bool& target) {
  if (!value.is_boolean()) return false;
  target = value.get<bool>();
  return true;
}
bool Assign(const Json& value, int& target) {
  if (!value.is_number_integer() || value.get<int64_t>() < 1 || value.get<int64_t>() > 1000000000) {
    return false;
  }
  target = value.get<int>();
  return true;
}
bool Assign(const Json& value, std::string& target) {
  if (!value.is_string()) return false;
  target = value.get<std::string>();
  return true;
}

}  // namespace

Json SettingsToJson(const Settings& settings) {
  Json json = Json::object();
  for (const Switch& entry : kSwitches) {
    std::visit([&](auto member) { json[entry.name] = settings.*member; }, entry.member);
  }
  return json;
}

absl::Status ApplySettings(const Json& changes, Settings& settings) {
  if (!changes.is_object()) return absl::InvalidArgumentError("settings must be an object");
  Settings changed = settings;
  for (const auto& [name, value] : changes.items()) {
    bool known = false;
    for (const Switch& entry : kSwitches) {
      if (name != entry.name) continue;
      known = true;
      const bool fits = std::visit(
          [&, &v = value](auto member) { return Assign(v, changed.*member); }, entry.member);
      if (!fits) return absl::InvalidArgumentError(absl::StrCat("wrong value for ", name));
    }
    if (!known) return absl::InvalidArgumentError(absl::StrCat("unknown setting ", name));
  }
  settings = changed;
  return absl::OkStatus();
}

}  // namespace frontdesk::sandbox
