#ifndef FRONTDESK_LIBS_TESTING_WIRE_H_
#define FRONTDESK_LIBS_TESTING_WIRE_H_

#include <atomic>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace frontdesk::test {

// The way to a server at host:port, which a test can cut: whoever connects to address() talks to
// the server.
class Wire {
 public:
  explicit Wire(const std::string& server);
  ~Wire();
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  // host:port, on loopback.
  const std::string& address() const { return address_; }

  // Both ends of every connection see the other one's process die. New connections are refused.
  void Cut();

 private:
  void Accept();
  void Carry(int from, int to);
  bool Keep(int fd);

  const std::string server_;
  int listening_ = -1;
  std::string address_;
  std::atomic<bool> cut_ = false;
  std::mutex mutex_;
  std::set<int> open_;                 // guarded by mutex_
  std::vector<std::thread> carriers_;  // guarded by mutex_
  std::thread acceptor_;
};

}  // namespace frontdesk::test

#endif  // FRONTDESK_LIBS_TESTING_WIRE_H_
