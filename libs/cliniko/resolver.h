#ifndef FRONTDESK_LIBS_CLINIKO_RESOLVER_H_
#define FRONTDESK_LIBS_CLINIKO_RESOLVER_H_

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace frontdesk::cliniko {

// Finds the addresses of one host, and keeps them for a minute. getaddrinfo knows no time-out, so
// it runs on a thread of its own, which a caller in a hurry leaves behind; what it finds serves the
// next caller. Thread-safe.
class Resolver {
 public:
  explicit Resolver(std::string host);

  // Numeric addresses, best first. Empty where there are none or `deadline` came first. When the
  // name server fails, the addresses of the last time are better than none.
  std::vector<std::string> Addresses(std::chrono::steady_clock::time_point deadline);

 private:
  struct State;
  std::shared_ptr<State> state_;  // shared with the thread that may outlive us
};

}  // namespace frontdesk::cliniko

#endif  // FRONTDESK_LIBS_CLINIKO_RESOLVER_H_
