#ifndef FRONTDESK_TESTS_CLINIKO_SANDBOX_REQUEST_LOG_H_
#define FRONTDESK_TESTS_CLINIKO_SANDBOX_REQUEST_LOG_H_

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace frontdesk::sandbox {

inline constexpr char kUnknownRoute[] = "(unknown)";

struct LogEntry {
  absl::Time started;  // by the sandbox's clock
  std::string method;
  std::string route;   // the template, without "/v1"; kUnknownRoute for a path that has none
  std::string target;  // path and query as they came
  std::string account;
  std::string user;  // the user's e-mail address; empty when the key is unknown
  int status = 0;    // 0: not answered (yet, or ever)
  int bucket = 0;    // how full the user's rate bucket was, this request included
  bool user_agent_ok = false;
  bool accept_ok = false;
};

struct RouteCount {
  int total = 0;
  std::map<int, int> by_status;  // 0: not answered
};

// The last requests, and how many there were of each route. Thread-safe.
class RequestLog {
 public:
  // Counts a request that has just come in. Returns a number for Finish.
  int64_t Start(LogEntry entry);
  void Finish(int64_t number, int status);

  // Oldest first; at most the last `limit` of those that are kept (10,000).
  std::vector<LogEntry> Entries(size_t limit = 10000) const;
  // By (method, route).
  std::map<std::pair<std::string, std::string>, RouteCount> Counts() const;
  int Total() const;
  // The requests of one route since the last reset.
  int CountOf(absl::string_view method, absl::string_view route) const;
  void Reset();

 private:
  mutable std::mutex mutex_;
  std::deque<LogEntry> entries_;
  int64_t first_number_ = 0;
  std::map<std::pair<std::string, std::string>, RouteCount> counts_;
  int total_ = 0;
};

}  // namespace frontdesk::sandbox

#endif  // FRONTDESK_TESTS_CLINIKO_SANDBOX_REQUEST_LOG_H_
