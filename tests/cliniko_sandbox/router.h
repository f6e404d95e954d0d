#ifndef FRONTDESK_TESTS_CLINIKO_SANDBOX_ROUTER_H_
#define FRONTDESK_TESTS_CLINIKO_SANDBOX_ROUTER_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tests/cliniko_sandbox/call.h"

namespace frontdesk::sandbox {

using Handler = Reply (*)(Call&);

struct Route {
  std::string method;
  // Without "/v1"; a segment that begins with ':' stands for an id, all digits.
  std::string path;
  bool writes = false;
  Handler handler = nullptr;
};

class Router {
 public:
  explicit Router(std::vector<Route> routes);

  struct Found {
    const Route* route;
    std::vector<Id> ids;
  };
  // `path` is without "/v1". Thread-safe.
  std::optional<Found> Find(absl::string_view method, absl::string_view path) const;

 private:
  struct Entry {
    Route route;
    std::vector<std::string> segments;
  };
  std::vector<Entry> entries_;
};

// Adds a route that only reads, or one that may write.
inline void AddRead(std::vector<Route>& routes, const char* path, Handler handler) {
  routes.push_back({"GET", path, false, handler});
}
inline void AddWrite(std::vector<Route>& routes, const char* method, const char* path,
                     Handler handler) {
  routes.push_back({method, path, true, handler});
}

}  // namespace frontdesk::sandbox

#endif  // FRONTDESK_TESTS_CLINIKO_SANDBOX_ROUTER_H_
