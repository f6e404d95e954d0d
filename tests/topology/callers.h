#ifndef FRONTDESK_TESTS_TOPOLOGY_CALLERS_H_
#define FRONTDESK_TESTS_TOPOLOGY_CALLERS_H_

#include <atomic>
#include <functional>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/time.h"
#include "tests/topology/topology.h"

namespace frontdesk::test {

// One webhook call, as its caller saw it.
struct Call {
  std::string path;
  bool changes = false;  // books, moves or cancels
  absl::Time began;
  absl::Time ended;
  std::string gateway;  // its address
  int status = 0;
  std::string error;  // the body's, or that there was none; empty: a success

  std::string Story() const;
};

// A steady load of callers of the clinic, each with times of their own that nobody else takes: all
// webhooks succeed, whatever happens to replicas. Each one asks for places, services and free
// times, books, moves and mostly cancels; one after the other, from construction until Stop.
class Callers {
 public:
  // `topology` must outlive the object. `first` tells the persons of several loads apart.
  Callers(Topology& topology, int first);
  ~Callers() { Stop(); }
  Callers(const Callers&) = delete;
  Callers& operator=(const Callers&) = delete;

  // Lets everybody come to an end: also those who were told to ask again. Once more is OK.
  void Stop();

  // The first calls for something, not those that ask again after a failure. Thread-safe.
  std::vector<Call> calls() const;
  std::vector<Call> failed() const;
  // Until so many more calls have been answered.
  void AwaitMore(int count) const;

  // After Stop only: appointments that their callers were told are booked, and have not cancelled.
  const std::set<std::string>& kept() const { return kept_; }

 private:
  struct Time {
    std::string date;
    std::string time;
  };

  nlohmann::json Ask(const std::string& path, const nlohmann::json& body, bool changes);
  // Until it is done, or known not to be: an agent asks again. Empty if nothing was done.
  nlohmann::json Do(const std::string& path, const nlohmann::json& body);
  std::vector<Time> TimesOn(const std::string& day);
  nlohmann::json From(int person) const;
  void Read(int person, int turn);
  void Book(int person, const Time& time, const Time& later);
  void Run(int caller);
  void Keep(Call call);

  Topology& topology_;
  const int first_;
  std::string business_;
  std::vector<std::vector<Time>> times_;  // of each caller
  mutable std::mutex mutex_;
  std::vector<Call> calls_;     // guarded by mutex_
  std::set<std::string> kept_;  // guarded by mutex_
  std::atomic<bool> stop_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace frontdesk::test

#endif  // FRONTDESK_TESTS_TOPOLOGY_CALLERS_H_
