#ifndef FRONTDESK_TESTS_CLINIKO_SANDBOX_JSON_H_
#define FRONTDESK_TESTS_CLINIKO_SANDBOX_JSON_H_

#include <string>

#include "nlohmann/json.hpp"

namespace frontdesk::sandbox {

// Keeps the keys in the order in which they were written, as the API's answers do.
using Json = nlohmann::ordered_json;

// Bytes that are not UTF-8 become U+FFFD, so writing an answer never throws.
inline std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace frontdesk::sandbox

#endif  // FRONTDESK_TESTS_CLINIKO_SANDBOX_JSON_H_
