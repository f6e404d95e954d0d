#include "tests/end_to_end/json_mutator.h"

#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace frontdesk::test {
namespace {

using nlohmann::json;

// Names that the gateway reads, and some that only look like it.
constexpr const char* kKeys[] = {
    "sessionId",
    "dialedNumber",
    "callerPhone",
    "systemCallerID",
    "patientPhone",
    "patientName",
    "business_id",
    "locationId",
    "location",
    "businessName",
    "practitioner",
    "service",
    "appointmentType",
    "date",
    "appointmentDate",
    "time",
    "newDate",
    "newTime",
    "newPractitioner",
    "maxDays",
    "locationQuery",
    "userResponse",
    "options",
    "appointmentId",
    "confirmationNumber",
    "reason",
    "action",
    "appointmentDetails",
    "appointmentTime",
    "time_preference",
    "notes",
    "bookingFor",
    "transcript",
    "practitioner_id",
    "appointment_type_id",
    "id",
    "name",
    "request_id",
    "system__called_number",
    "",
};

// What callers say about days, times, people and places, and what voice platforms leave unfilled.
constexpr const char* kWords[] = {
    "next",
    "tuesday",
    "the",
    "31st",
    "of",
    "february",
    "half",
    "past",
    "two",
    "quarter",
    "to",
    "noon",
    "midnight",
    "tomorrow",
    "week",
    "weekend",
    "in",
    "99999999999",
    "days",
    "13/13/2026",
    "2026-02-30",
    "29/2",
    "25:61",
    "Dr",
    "Cameron",
    "Example",
    "Massage",
    "(60 min)",
    "city",
    "rooms",
    "one",
    "first",
    "no",
    "yes",
    "neither",
    "last",
    "-1",
    "0",
    "1e9",
    "anyone",
    "asap",
    "book",
    "cancel",
    "reschedule",
    "check",
    "null",
    "{{system__caller_id}}",
    "+61 491 570 110",
    "0400",
    "APT-000401",
    "'; DROP TABLE booking.bookings; --",
    "%s%n",
    "<b>",
};

// Valid UTF-8 that is seldom thought of.
constexpr const char* kOddTexts[] = {
    "\u00e9\u0301",
    "\u202egnihtyna",
    "\U0001f9d1\u200d\U0001f9bd",
    "\u0000x",
    "\ufeff",
    "\u5c71\u7530",
    "\u0660\u0661",
    "\u00ad\u200b",
    "\ufdfa",
    "I\u0307\u0131",
    "\U0010ffff",
    " \t\r\n ",
    "\"\\/",
    "[1,2",
    "{\"id\":1}",
    "City, Harbour,",
    "[\"City Rooms\"]",
};

// What no JSON text may hold at this place, and what few readers get right.
constexpr const char* kBadPieces[] = {
    "\xff",
    "\xc0\x80",
    "\xed\xa0\x80",
    "\xf4\x90\x80\x80",
    "\xe2\x82",
    "\x01",
    "\x7f",
    "\\ud800",
    "\\u0000",
    "\\x",
    "1e999",
    "-0",
    "0123",
    "NaN",
    ",",
    ":",
    "}",
    "]",
    "\"",
    "/**/",
    "\xef\xbb\xbf",
    "123456789012345678901234567890",
    "1e-400",
    "truefalse",
    "\n",
};

std::string Dump(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

std::string JsonMutator::Bytes(std::size_t most) {
  std::string bytes(Below(most + 1), '\0');
  for (char& byte : bytes) byte = static_cast<char>(Below(256));
  return bytes;
}

std::string JsonMutator::AnyText() {
  if (OneIn(60)) return std::string(Below(OneIn(4) ? 300'000 : 5'000), "aA0 \"\\"[Below(6)]);
  if (OneIn(6)) return Any(kOddTexts);
  std::string said;
  for (std::size_t i = Below(7); i > 0; --i) absl::StrAppend(&said, Any(kWords), " ");
  return said;
}

json JsonMutator::AnyValue(int depth) {
  switch (Below(depth > 0 ? 9 : 6)) {
    case 0:
      return nullptr;
    case 1:
      return OneIn(2);
    case 2:
      return static_cast<std::int64_t>(random_()) >> Below(64);
    case 3:
      return static_cast<double>(random_()) / static_cast<double>(1 + Below(1'000'000));
    case 4:
      return std::to_string(static_cast<std::int64_t>(random_()) >> Below(64));
    case 5:
    case 6:
      return AnyText();
    case 7: {
      json list = json::array();
      for (std::size_t i = Below(5); i > 0; --i) list.push_back(AnyValue(depth - 1));
      return list;
    }
    default: {
      json object = json::object();
      for (std::size_t i = Below(5); i > 0; --i) object[Any(kKeys)] = AnyValue(depth - 1);
      return object;
    }
  }
}

void JsonMutator::ChangeMember(json& parent, const std::string& key) {
  json& value = parent[key];
  switch (Below(9)) {
    case 0:
      parent.erase(key);
      return;
    case 1: {  // under another name
      json moved = std::move(value);
      parent.erase(key);
      parent[Any(kKeys)] = std::move(moved);
      return;
    }
    case 2:
      value = {{OneIn(2) ? "id" : "name", value}};
      return;
    case 3:
      value = json::array({value, AnyValue(1)});
      return;
    case 4:  // a number as a text, a text as a number, an object as a text
      value = value.is_string() ? json(static_cast<double>(Below(1'000'000))) : json(Dump(value));
      return;
    case 5:
      if (value.is_string()) {
        value = absl::StrCat(value.get<std::string>(), " ", AnyText());
        return;
      }
      break;
    case 6: {
      for (std::size_t i = Below(100); i > 0; --i) {
        value = OneIn(2) ? json::array({value}) : json{{"id", value}};
      }
      return;
    }
    default:
      break;
  }
  value = AnyValue(3);
}

void JsonMutator::ChangeStructure(json& body) {
  json* at = &body;
  while (at->is_object() && !at->empty()) {
    const std::string key =
        std::next(at->begin(), static_cast<std::ptrdiff_t>(Below(at->size()))).key();
    json& child = (*at)[key];
    if (child.is_array() && !child.empty() && OneIn(2)) {
      child[Below(child.size())] = AnyValue(2);
      return;
    }
    if (!child.is_object() || child.empty() || OneIn(3)) {
      ChangeMember(*at, key);
      break;
    }
    at = &child;
  }
  if (OneIn(3)) body[Any(kKeys)] = AnyValue(2);
}

void JsonMutator::BreakText(std::string& text) {
  const std::size_t place = Below(text.size() + 1);
  switch (Below(7)) {
    case 0:
      text.resize(place);
      return;
    case 1:
      text.insert(place, Any(kBadPieces));
      return;
    case 2:
      if (place < text.size()) text[place] = static_cast<char>(text[place] ^ (1 << Below(8)));
      return;
    case 3:  // the same member twice
      if (!text.empty()) {
        text.insert(1, absl::StrCat("\"", Any(kKeys), "\":", Dump(AnyValue(2)), ","));
      }
      return;
    case 4:
      text.insert(place, text.substr(Below(place + 1), Below(200)));
      return;
    case 5:
      text.insert(place, Bytes(8));
      return;
    default: {  // deeper than any reader should follow
      const std::size_t deep = Below(50'000);
      text = absl::StrCat("{\"options\":", std::string(deep, '['),
                          OneIn(2) ? std::string(deep, ']') : "", "}");
      return;
    }
  }
}

std::string JsonMutator::Mutated(const json& good) {
  if (OneIn(40)) return Bytes(400);
  if (OneIn(40)) return Dump(AnyValue(5));
  json body = good;
  for (std::size_t i = Below(4); i > 0; --i) ChangeStructure(body);
  std::string text = Dump(body);
  if (OneIn(4)) {
    for (std::size_t i = 1 + Below(3); i > 0; --i) BreakText(text);
  }
  return text;
}

}  // namespace frontdesk::test
