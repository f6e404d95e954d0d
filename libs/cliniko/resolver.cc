#include "libs/cliniko/resolver.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>

#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

namespace frontdesk::cliniko {
namespace {

using SteadyClock = std::chrono::steady_clock;
constexpr std::chrono::seconds kKeep(60);

std::vector<std::string> LookUp(const std::string& host) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  std::vector<std::string> addresses;
  if (getaddrinfo(host.c_str(), nullptr, &hints, &found) != 0) return addresses;
  for (const addrinfo* info = found; info != nullptr; info = info->ai_next) {
    char text[NI_MAXHOST];
    if (getnameinfo(info->ai_addr, info->ai_addrlen, text, sizeof(text), nullptr, 0,
                    NI_NUMERICHOST) == 0) {
      addresses.emplace_back(text);
    }
  }
  freeaddrinfo(found);
  return addresses;
}

bool IsNumeric(const std::string& host) {
  in6_addr address;
  return inet_pton(AF_INET, host.c_str(), &address) == 1 ||
         inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

}  // namespace

struct Resolver::State {
  explicit State(std::string name) : host(std::move(name)) {}

  const std::string host;
  std::mutex mutex;
  std::condition_variable done;
  bool looking = false;
  SteadyClock::time_point looked_at{};
  std::vector<std::string> addresses;
};

Resolver::Resolver(std::string host) : state_(std::make_shared<State>(std::move(host))) {
  if (IsNumeric(state_->host)) {
    state_->addresses = {state_->host};
    state_->looked_at = SteadyClock::time_point::max() - kKeep;
  }
}

std::vector<std::string> Resolver::Addresses(SteadyClock::time_point deadline) {
  std::unique_lock lock(state_->mutex);
  if (SteadyClock::now() < state_->looked_at + kKeep && !state_->addresses.empty()) {
    return state_->addresses;
  }
  if (!state_->looking) {
    state_->looking = true;
    std::thread([state = state_] {
      std::vector<std::string> addresses = LookUp(state->host);
      const std::lock_guard thread_lock(state->mutex);
      if (!addresses.empty()) {
        state->addresses = std::move(addresses);
        state->looked_at = SteadyClock::now();
      }
      state->looking = false;
      state->done.notify_all();
    }).detach();
  }
  state_->done.wait_until(lock, deadline, [this] { return !state_->looking; });
  return state_->addresses;
}

}  // namespace frontdesk::cliniko
