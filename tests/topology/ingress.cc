#include "tests/topology/ingress.h"

#include <httplib.h>

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace frontdesk::test {
namespace {

using nlohmann::json;

// A cluster asks less often, and a pod has ten seconds in place of one for its leave.
constexpr absl::Duration kBetweenProbes = absl::Milliseconds(100);
constexpr std::size_t kAFreshConnectionEvery = 3;
constexpr int kPatienceSeconds = 60;

}  // namespace

Ingress::Ingress() : watcher_([this] { Watch(); }) {}

Ingress::~Ingress() {
  stopping_ = true;
  watcher_.join();
}

void Ingress::Add(const std::string& address, const std::string& operations) {
  const std::lock_guard lock(mutex_);
  if (Find(address) != nullptr) return;
  gateways_.push_back(std::make_unique<Gateway>());
  gateways_.back()->address = address;
  gateways_.back()->operations = operations;
}

Ingress::Gateway* Ingress::Find(const std::string& address) const {
  for (const auto& gateway : gateways_) {
    if (gateway->address == address) return gateway.get();
  }
  return nullptr;
}

bool Ingress::Uses(const std::string& address) const {
  const std::lock_guard lock(mutex_);
  const Gateway* const gateway = Find(address);
  return gateway != nullptr && gateway->ready;
}

int Ingress::SentTo(const std::string& address) const {
  const std::lock_guard lock(mutex_);
  const Gateway* const gateway = Find(address);
  return gateway == nullptr ? 0 : gateway->sent;
}

void Ingress::Watch() {
  while (!stopping_) {
    std::vector<Gateway*> gateways;
    {
      const std::lock_guard lock(mutex_);
      for (const auto& gateway : gateways_) gateways.push_back(gateway.get());
    }
    for (Gateway* const gateway : gateways) {
      httplib::Client client("http://" + gateway->operations);
      client.set_connection_timeout(5);
      client.set_read_timeout(5);
      const httplib::Result answer = client.Get("/readyz");
      const bool ready = answer && answer->status == 200;
      const std::lock_guard lock(mutex_);
      gateway->ready = ready;
      if (!ready) gateway->idle.clear();
    }
    absl::SleepFor(kBetweenProbes);
  }
}

Ingress::Gateway* Ingress::Next() {
  for (std::size_t i = 0; i < gateways_.size(); ++i) {
    Gateway* const gateway = gateways_[++turn_ % gateways_.size()].get();
    if (gateway->ready) return gateway;
  }
  return nullptr;
}

Ingress::Answer Ingress::Post(const std::string& path, const std::string& body,
                              const std::string& key) {
  for (;;) {
    Gateway* gateway = nullptr;
    std::unique_ptr<httplib::Client> connection;
    {
      const std::lock_guard lock(mutex_);
      gateway = Next();
      if (gateway == nullptr) return {};
      ++gateway->sent;
      if (!gateway->idle.empty() && turn_ % kAFreshConnectionEvery != 0) {
        connection = std::move(gateway->idle.back());
        gateway->idle.pop_back();
      }
    }
    if (connection == nullptr) {
      connection = std::make_unique<httplib::Client>("http://" + gateway->address);
      connection->set_keep_alive(true);
      connection->set_tcp_nodelay(true);
      connection->set_read_timeout(kPatienceSeconds);
    }
    const httplib::Result result =
        connection->Post(path, {{"X-API-Key", key}}, body, "application/json");
    const std::lock_guard lock(mutex_);
    if (!result && result.error() == httplib::Error::Connection) {
      gateway->ready = false;  // until it says otherwise
      continue;
    }
    if (!result) return {.status = 0, .body = nullptr, .gateway = gateway->address};
    if (gateway->ready && result->get_header_value("Connection") != "close") {
      gateway->idle.push_back(std::move(connection));
    }
    return {.status = result->status,
            .body = json::parse(result->body, nullptr, /*allow_exceptions=*/false),
            .gateway = gateway->address};
  }
}

}  // namespace frontdesk::test
