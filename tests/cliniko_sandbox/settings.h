#ifndef FRONTDESK_TESTS_CLINIKO_SANDBOX_SETTINGS_H_
#define FRONTDESK_TESTS_CLINIKO_SANDBOX_SETTINGS_H_

#include <string>

#include "absl/status/status.h"
#include "nlohmann/json_fwd.hpp"

namespace frontdesk::sandbox {

// The switches of the sandbox, for where the real behaviour is unknown or a test wants another one.
// Defaults are the contract's. Each can be read and set by its name over the control path.
struct Settings {
  // Transport.
  bool require_user_agent = true;  // false: accept a bad one and only note it in the log
  bool empty_404 = false;
  std::string shard;  // not empty: only keys of this shard's accounts are known

  // Rate limit, per user.
  int rate_limit = 200;
  int rate_window_seconds = 60;
  bool sliding_window = false;
  bool count_refused = false;
  bool rate_limit_headers = false;  // X-RateLimit-Limit and -Remaining on every answer

  // Shapes.
  bool integer_ids = false;
  bool zero_monday = false;         // day_of_week 0..6 from Monday
  bool zero_sunday = false;         // day_of_week 0..6 from Sunday
  bool refuse_large_pages = false;  // per_page above 100 is a 400
  bool show_hidden_by_id = false;   // GET /x/:id answers 200 for archived and cancelled records

  // Available times.
  bool allow_7_day_difference = false;
  bool segment_regrid = false;
  bool overrun_last_slot = false;
  bool busy_at_every_business = true;  // a booking elsewhere takes the practitioner's time here
  bool next_available_requires_range = false;
  std::string next_available_none = "null";  // or "omit" or "404"

  // Writing.
  bool reject_overlap = false;
  bool second_cancel_204 = false;
  bool unknown_patient_500 = false;
};

nlohmann::ordered_json SettingsToJson(const Settings& settings);

// Changes the settings that `changes`, an object, names. Fails, and changes nothing, when a name is
// unknown or a value has the wrong type.
absl::Status ApplySettings(const nlohmann::ordered_json& changes, Settings& settings);

}  // namespace frontdesk::sandbox

#endif  // FRONTDESK_TESTS_CLINIKO_SANDBOX_SETTINGS_H_
