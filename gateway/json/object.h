#ifndef FRONTDESK_GATEWAY_JSON_OBJECT_H_
#define FRONTDESK_GATEWAY_JSON_OBJECT_H_

#include <cstddef>
#include <utility>

#include "nlohmann/json.hpp"

namespace frontdesk::gateway {

using Json = nlohmann::ordered_json;  // members stay in the order in which they were set

// Room for so many members: without it an ordered object that grows copies all that is in it.
inline void Reserve(std::size_t members, Json& object) {
  object.get_ref<Json::object_t&>().reserve(members);
}

namespace internal {

inline void Append(Json::object_t& /*members*/) {}

template <typename Value, typename... Rest>
void Append(Json::object_t& members, const char* name, Value&& value, Rest&&... rest) {
  members.emplace_back(name, std::forward<Value>(value));
  Append(members, std::forward<Rest>(rest)...);
}

}  // namespace internal

// Adds names and values in turn to an object that has no member of these names: setting them one by
// one would compare each with all that are there.
template <typename... Members>
void AddMembers(Json& object, Members&&... members) {
  static_assert(sizeof...(Members) % 2 == 0);
  internal::Append(object.get_ref<Json::object_t&>(), std::forward<Members>(members)...);
}

// An object of names and values in turn, each name once:
// `ObjectOf("id", business.id.value(), "name", business.name)`. What a list in braces makes is the
// same, by way of an array for each member.
template <typename... Members>
Json ObjectOf(Members&&... members) {
  Json object = Json::object();
  Reserve(sizeof...(Members) / 2, object);
  AddMembers(object, std::forward<Members>(members)...);
  return object;
}

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_JSON_OBJECT_H_
