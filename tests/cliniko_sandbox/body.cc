#include "tests/cliniko_sandbox/body.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "tests/cliniko_sandbox/time_text.h"

namespace frontdesk::sandbox {
namespace {

constexpr int kMaxRepeats = 51;  // contract/cliniko.md, 10.9

std::variant<Json, Reply> ParseForm(const std::string& body) {
  Json json = Json::object();
  for (const absl::string_view part : absl::StrSplit(body, '&', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> pair =
        absl::StrSplit(part, absl::MaxSplits('=', 1));
    const std::string name = PercentDecode(pair.first);
    if (absl::StrContains(name, "[")) return Message(500, "Internal Server Error");
    json[name] = PercentDecode(pair.second);
  }
  return json;
}

}  // namespace

std::variant<Json, Reply> ParseBody(const ApiRequest& request) {
  if (request.body.empty()) return Json(Json::object());
  if (absl::StartsWithIgnoreCase(request.content_type, "application/x-www-form-urlencoded")) {
    return ParseForm(request.body);
  }
  Json json = Json::parse(request.body, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return Message(400, "The request body is not a JSON object");
  return json;
}

bool BodyReader::IsNull(const char* field) const {
  return body_.contains(field) && body_[field].is_null();
}

Id BodyReader::IdOf(const char* field) const {
  const auto it = body_.find(field);
  if (it == body_.end()) return 0;
  if (it->is_string()) return ParseId(it->get<std::string>()).value_or(0);
  if (it->is_number_integer()) return it->get<Id>();
  return 0;
}

std::vector<Id> BodyReader::IdsOf(const char* field) const {
  std::vector<Id> ids;
  const auto it = body_.find(field);
  if (it == body_.end() || !it->is_array()) return ids;
  for (const Json& entry : *it) {
    if (entry.is_string()) ids.push_back(ParseId(entry.get<std::string>()).value_or(0));
    if (entry.is_number_integer()) ids.push_back(entry.get<Id>());
  }
  return ids;
}

std::optional<absl::Time> BodyReader::TimeOf(const char* field) const {
  const std::optional<std::string> text = TextOf(field);
  if (!text) return std::nullopt;
  const std::optional<absl::Time> time = ParseDateTime(*text);
  if (!time) return std::nullopt;
  return absl::FromUnixSeconds(absl::ToUnixSeconds(*time));
}

std::optional<int> BodyReader::IntegerOf(const char* field) const {
  const auto it = body_.find(field);
  if (it == body_.end()) return std::nullopt;
  int64_t value = 0;
  if (it->is_string()) {
    value = ParseId(it->get<std::string>()).value_or(-1);
  } else if (it->is_number_integer()) {
    value = it->get<int64_t>();
  } else {
    return std::nullopt;
  }
  if (value < 0 || value > 1000000) return std::nullopt;
  return static_cast<int>(value);
}

std::optional<bool> BodyReader::BooleanOf(const char* field) const {
  const auto it = body_.find(field);
  if (it == body_.end()) return std::nullopt;
  if (it->is_boolean()) return it->get<bool>();
  if (it->is_string() && *it == "true") return true;
  if (it->is_string() && *it == "false") return false;
  return std::nullopt;
}

std::optional<std::string> BodyReader::TextOf(const char* field) const {
  const auto it = body_.find(field);
  if (it == body_.end()) return std::nullopt;
  if (it->is_string()) return it->get<std::string>();
  if (it->is_number_integer()) return it->dump();
  return std::nullopt;
}

void BodyReader::Fail(const std::string& field, const std::string& message) {
  if (!errors_.contains(field)) errors_[field] = message;
}

void BodyReader::Require(const char* field) {
  const auto it = body_.find(field);
  if (it == body_.end() || it->is_null() || (it->is_string() && *it == "")) Fail(field, kBlank);
}

std::vector<absl::Time> RepeatedStarts(absl::Time first, const std::optional<RepeatRule>& rule,
                                       absl::TimeZone zone) {
  std::vector<absl::Time> starts = {first};
  if (!rule) return starts;
  const absl::CivilSecond local = absl::ToCivilSecond(first, zone);
  for (int i = 1; i <= rule->number_of_repeats; ++i) {
    const int step = i * rule->repeating_interval;
    absl::CivilDay day(local);
    if (rule->repeat_type == "Daily") day += step;
    if (rule->repeat_type == "Weekly") day += 7 * step;
    if (rule->repeat_type == "Monthly") {
      day = absl::CivilDay(absl::CivilMonth(local) + step) + (local.day() - 1);
    }
    starts.push_back(
        absl::FromCivil(absl::CivilSecond(day.year(), day.month(), day.day(), local.hour(),
                                          local.minute(), local.second()),
                        zone));
  }
  return starts;
}

std::optional<RepeatRule> ReadRepeatRule(BodyReader& reader) {
  const auto it = reader.body().find("repeat_rule");
  if (it == reader.body().end() || !it->is_object() || it->empty()) return std::nullopt;
  const BodyReader fields(*it);
  RepeatRule rule;
  rule.repeat_type = fields.TextOf("repeat_type").value_or("");
  rule.number_of_repeats = fields.IntegerOf("number_of_repeats").value_or(0);
  rule.repeating_interval = fields.IntegerOf("repeating_interval").value_or(1);
  const bool known_type =
      rule.repeat_type == "Daily" || rule.repeat_type == "Weekly" || rule.repeat_type == "Monthly";
  if (!known_type || rule.number_of_repeats < 1 || rule.number_of_repeats > kMaxRepeats ||
      rule.repeating_interval < 1) {
    reader.Fail("repeat_rule", "is invalid");
    return std::nullopt;
  }
  return rule;
}

}  // namespace frontdesk::sandbox
