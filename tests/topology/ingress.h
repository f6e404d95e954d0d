#ifndef FRONTDESK_TESTS_TOPOLOGY_INGRESS_H_
#define FRONTDESK_TESTS_TOPOLOGY_INGRESS_H_

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

namespace httplib {
class Client;
}

namespace frontdesk::test {

// What stands before the gateways of a cluster: sends each request to the next gateway that is
// ready, on a connection that it keeps or on a new one. A request is sent once: only where nobody
// takes the connection, the next gateway gets it. Thread-safe.
class Ingress {
 public:
  struct Answer {
    int status = 0;  // 0: the connection broke
    nlohmann::json body;
    std::string gateway;  // its address; empty: there was none that is ready
  };

  Ingress();
  ~Ingress();
  Ingress(const Ingress&) = delete;
  Ingress& operator=(const Ingress&) = delete;

  // A gateway, by the host:port of its HTTP and of its operations; used while /readyz says so.
  void Add(const std::string& address, const std::string& operations);

  Answer Post(const std::string& path, const std::string& body, const std::string& key);

  // Whether it uses that gateway now.
  bool Uses(const std::string& address) const;
  // How many requests it has sent there.
  int SentTo(const std::string& address) const;

 private:
  struct Gateway {
    std::string address;
    std::string operations;
    bool ready = false;
    int sent = 0;
    std::vector<std::unique_ptr<httplib::Client>> idle;  // connections that are kept
  };

  void Watch();
  Gateway* Next();
  Gateway* Find(const std::string& address) const;

  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<Gateway>> gateways_;  // guarded by mutex_, all but the addresses
  std::size_t turn_ = 0;                            // guarded by mutex_
  std::atomic<bool> stopping_ = false;
  std::thread watcher_;
};

}  // namespace frontdesk::test

#endif  // FRONTDESK_TESTS_TOPOLOGY_INGRESS_H_
