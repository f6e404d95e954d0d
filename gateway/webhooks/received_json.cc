#include "gateway/webhooks/received_json.h"

#include <string>

#include "gateway/json/value.h"
#include "gateway/webhooks/shapes.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway {

Json ReceivedJson(const JsonValue& value) {
  if (const bool* flag = value.boolean()) return *flag;
  if (const std::string* text = value.string()) return *text;
  if (const JsonValue::Number* number = value.number()) {
    Json read = Json::parse(number->lexeme, nullptr, /*allow_exceptions=*/false);
    return read.dump() == number->lexeme ? read : Json(number->lexeme);
  }
  if (const JsonValue::Array* array = value.array()) {
    Json list = Json::array();
    for (const JsonValue& element : *array) list.push_back(ReceivedJson(element));
    return list;
  }
  if (const JsonValue::Object* object = value.object()) {
    Json members = Json::object();
    for (const auto& [name, member] : *object) members[name] = ReceivedJson(member);
    return members;
  }
  return nullptr;
}

}  // namespace frontdesk::gateway
