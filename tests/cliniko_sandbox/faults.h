#ifndef FRONTDESK_TESTS_CLINIKO_SANDBOX_FAULTS_H_
#define FRONTDESK_TESTS_CLINIKO_SANDBOX_FAULTS_H_

#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "nlohmann/json_fwd.hpp"

namespace frontdesk::sandbox {

// What may go wrong with an answer on its way. All but kNone and kSlowBody close the connection.
enum class Delivery {
  kNone,       // nothing
  kHang,       // no answer at all; the connection stays open until the hang ends
  kDrop,       // the connection is closed without an answer
  kReset,      // the same by a TCP reset
  kTruncated,  // the headers promise the whole body, half of it comes
  kSlowBody,   // the body comes in small pieces
};

// When staff take the time that a create or an update of an appointment asks for.
enum class StaffRace { kNone, kBefore, kAfter };

// A rule: for which requests, how often, and what.
struct FaultRule {
  int id = 0;
  // Which requests; empty means any. `route` is a route template ("/patients/:id"), and may end
  // with '*'. `account` is the account's name or subdomain.
  std::string method, route, account;
  std::optional<int> times;  // how many more requests; none: until it is removed
  double probability = 1;

  absl::Duration latency;      // before the request is handled, or after it with `after`
  absl::Duration stale_reads;  // reads do not see what was written less than this ago
  int status = 0;              // answer this instead of handling the request
  bool html = false;           // with `status`: an HTML page as the body, as proxies answer
  bool reset_header = true;    // with status 429: send X-RateLimit-Reset
  int reset_in_seconds = 1;
  Delivery delivery = Delivery::kNone;
  // The request is handled before the answer is lost (hang, reset) or delayed (latency).
  bool after = false;
  absl::Duration delivery_time = absl::Seconds(60);  // of a hang, or of a slow body as a whole
  StaffRace staff_race = StaffRace::kNone;
};

// All rules that hit one request, put together.
struct FaultPlan {
  absl::Duration delay_before, delay_after, stale_reads, delivery_time;
  int status = 0;
  bool html = false;
  std::optional<int> reset_in_seconds;
  Delivery delivery = Delivery::kNone;
  bool commit = true;  // false: the request is not handled at all
  StaffRace staff_race = StaffRace::kNone;
};

struct FaultTarget {
  absl::string_view method, route, account, subdomain;
};

// Reads a rule such as {"route":"/patients","latency_ms":500,"times":2}; README.md lists the keys.
absl::StatusOr<FaultRule> ParseFaultRule(const nlohmann::ordered_json& json);
nlohmann::ordered_json FaultRuleToJson(const FaultRule& rule);

// The rules in force. Thread-safe.
class FaultBook {
 public:
  int Add(FaultRule rule);
  void Clear();
  bool Remove(int id);
  std::vector<FaultRule> List() const;

  // Uses up one of the times of every rule that hits the request.
  FaultPlan Take(const FaultTarget& target);

  // The longest staleness of any rule; while it is positive, old states must be kept.
  absl::Duration LongestStaleness() const;

 private:
  mutable std::mutex mutex_;
  std::vector<FaultRule> rules_;
  int last_id_ = 0;
  std::minstd_rand random_{1};  // the same sequence in every run
};

}  // namespace frontdesk::sandbox

#endif  // FRONTDESK_TESTS_CLINIKO_SANDBOX_FAULTS_H_
