#ifndef FRONTDESK_TESTS_TOPOLOGY_CLUSTER_DNS_H_
#define FRONTDESK_TESTS_TOPOLOGY_CLUSTER_DNS_H_

#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>

namespace frontdesk::test {

// The DNS of a cluster with headless services: a name has an address of each replica that is ready.
// Over UDP, IPv4 addresses alone. Thread-safe.
class ClusterDns {
 public:
  ClusterDns();
  ~ClusterDns();
  ClusterDns(const ClusterDns&) = delete;
  ClusterDns& operator=(const ClusterDns&) = delete;

  // A gRPC name that is looked up here: "dns://127.0.0.1:5353/booking.test:9000".
  std::string TargetOf(const std::string& service, int port) const;

  void Enter(const std::string& service, const std::string& address);
  void Leave(const std::string& service, const std::string& address);

 private:
  void Serve();
  std::string AnswerTo(const std::string& query) const;

  int fd_ = -1;
  int port_ = 0;
  mutable std::mutex mutex_;
  std::map<std::string, std::set<std::string>> addresses_;  // by name; guarded by mutex_
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace frontdesk::test

#endif  // FRONTDESK_TESTS_TOPOLOGY_CLUSTER_DNS_H_
