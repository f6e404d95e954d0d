#ifndef FRONTDESK_GATEWAY_JSON_WRITTEN_H_
#define FRONTDESK_GATEWAY_JSON_WRITTEN_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>

#include "absl/strings/string_view.h"
#include "nlohmann/json_fwd.hpp"

// Parts of an answer that are written as they are made, at a fraction of what values for each of
// their members cost. They can stand wherever a Json value can, but as one they are only for
// JsonText: nobody can look into them, or set a member, any more.
namespace frontdesk::gateway {

class WrittenObject {
 public:
  // Names and values in turn, as for Add.
  template <typename... Members>
  explicit WrittenObject(const Members&... members) requires(sizeof...(Members) % 2 == 0) {
    text_.reserve(kUsualBytes);
    AddAll(members...);
  }

  // `value` is a text or a whole number. Each name once, and none that needs an escape.
  template <typename Value>
  void Add(absl::string_view name, const Value& value) {
    if constexpr (std::is_integral_v<Value>) {
      static_assert(!std::is_same_v<Value, bool>);
      AddNumber(name, value);
    } else {
      AddText(name, value);
    }
  }

  // Those of another object, as they are written there.
  void AddMembersOf(const WrittenObject& other);

  friend void to_json(nlohmann::ordered_json& json, const WrittenObject& object);

 private:
  friend class WrittenArray;
  static constexpr std::size_t kUsualBytes = 384;

  void AddAll() {}
  template <typename Value, typename... Rest>
  void AddAll(absl::string_view name, const Value& value, const Rest&... rest) {
    Add(name, value);
    AddAll(rest...);
  }

  void AddName(absl::string_view name);
  void AddText(absl::string_view name, absl::string_view value);
  void AddNumber(absl::string_view name, std::int64_t value);

  std::string text_ = "{";  // all but the closing brace
};

class WrittenArray {
 public:
  void Add(const WrittenObject& object);
  void Add(absl::string_view value);

  friend void to_json(nlohmann::ordered_json& json, const WrittenArray& array);

 private:
  std::string text_ = "[";  // all but the closing bracket
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_JSON_WRITTEN_H_
