#ifndef FRONTDESK_TESTS_BENCH_COUNTING_PROXY_H_
#define FRONTDESK_TESTS_BENCH_COUNTING_PROXY_H_

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"

namespace frontdesk::bench {

// Stands between a client and PostgreSQL, and counts the round trips by statement. For counting,
// not for measuring: it costs a thread and a copy in each direction.
class CountingProxy {
 public:
  // `database_url`: over TCP ("...@host:port/...") or a Unix socket ("...?host=/folder&...").
  static absl::StatusOr<std::unique_ptr<CountingProxy>> Start(const std::string& database_url);
  // Clients must be gone.
  ~CountingProxy();

  // The same database by way of the proxy.
  const std::string& url() const { return url_; }

  // How often each was sent, since the beginning.
  std::map<std::string, double> Counts() const;

 private:
  CountingProxy() = default;

  void Accept();
  int ConnectToServer() const;
  void CarryBothWays(int client, int server);

  std::string host_;  // or the folder of the socket
  int port_ = 5432;
  std::string url_;
  int listening_ = -1;
  mutable std::mutex mutex_;
  std::map<std::string, double> counts_;  // guarded by mutex_
  std::vector<std::thread> carriers_;     // of the accepting thread alone
  std::atomic<bool> stopping_ = false;
  std::thread accepting_;
};

}  // namespace frontdesk::bench

#endif  // FRONTDESK_TESTS_BENCH_COUNTING_PROXY_H_
