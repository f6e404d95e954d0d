#ifndef FRONTDESK_GATEWAY_JSON_VALUE_H_
#define FRONTDESK_GATEWAY_JSON_VALUE_H_

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/string_view.h"

namespace frontdesk::gateway {

// JSON as it was received. Numbers keep the text they were written with, since ids of 18 digits do
// not survive a double.
class JsonValue {
 public:
  struct Null {};
  struct Number {
    std::string lexeme;
  };
  using Array = std::vector<JsonValue>;
  using Object = std::vector<std::pair<std::string, JsonValue>>;  // each key once
  using Any = std::variant<Null, bool, Number, std::string, Array, Object>;

  JsonValue() = default;
  explicit JsonValue(Any value) : value_(std::move(value)) {}

  bool is_null() const { return std::holds_alternative<Null>(value_); }
  const bool* boolean() const { return std::get_if<bool>(&value_); }
  const Number* number() const { return std::get_if<Number>(&value_); }
  const std::string* string() const { return std::get_if<std::string>(&value_); }
  const Array* array() const { return std::get_if<Array>(&value_); }
  const Object* object() const { return std::get_if<Object>(&value_); }
  Array* array() { return std::get_if<Array>(&value_); }
  Object* object() { return std::get_if<Object>(&value_); }

  // The member of that name; null if there is none or this is not an object.
  const JsonValue* Find(absl::string_view key) const {
    const Object* members = object();
    if (members == nullptr) return nullptr;
    for (const auto& [name, value] : *members) {
      if (name == key) return &value;
    }
    return nullptr;
  }

 private:
  Any value_;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_JSON_VALUE_H_
