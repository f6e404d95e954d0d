#ifndef FRONTDESK_TESTS_CLINIKO_SANDBOX_CALL_H_
#define FRONTDESK_TESTS_CLINIKO_SANDBOX_CALL_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "tests/cliniko_sandbox/ids.h"
#include "tests/cliniko_sandbox/json.h"
#include "tests/cliniko_sandbox/query.h"
#include "tests/cliniko_sandbox/settings.h"
#include "tests/cliniko_sandbox/world.h"

namespace frontdesk::sandbox {

// A request as the API sees it, without the HTTP library.
struct ApiRequest {
  std::string method;
  std::string path;   // from the first slash, decoded: "/v1/user"
  std::string query;  // after "?", as it was sent
  std::string body;
  std::string scheme = "http";
  std::string host;  // the Host header
  std::string authorization;
  std::string user_agent;
  std::string accept;
  std::string content_type;
};

inline constexpr char kJsonType[] = "application/json; charset=utf-8";

struct Reply {
  int status = 200;
  std::string body;
  std::string content_type = kJsonType;
  std::vector<std::pair<std::string, std::string>> headers;
};

// All that a route's handler may use.
struct Call {
  const ApiRequest& request;
  const Settings& settings;
  const Account& account;  // what a read sees; may lag behind while a stale-reads fault is on
  Account* writable;       // the account itself; null for routes that only read
  const User& user;
  IdGenerator& id_generator;
  absl::Time now;          // whole seconds
  absl::Time precise_now;  // for new ids
  std::vector<Id> ids;     // of the path, from left to right
  Query query;
  Json body;         // an object; of reads and of requests without a body it is empty
  std::string base;  // "http://127.0.0.1:8080/v1"
};

Reply JsonReply(int status, const Json& json);
// 201 with the Location of the contract, which lacks "/v1". `path` is "/patients/1".
Reply Created(const Call& call, const std::string& path, const Json& json);
Reply NoContent();
Reply NotFound(const Settings& settings);
// {"message": ...} with any status.
Reply Message(int status, absl::string_view message);
// 422; `errors` maps a field of the request to one text.
Reply Invalid(const Json& errors);

inline constexpr char kBlank[] = "can\xE2\x80\x99t be blank";  // U+2019, as Cliniko writes it

}  // namespace frontdesk::sandbox

#endif  // FRONTDESK_TESTS_CLINIKO_SANDBOX_CALL_H_
