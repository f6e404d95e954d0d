#include "tests/storms/replicas.h"

#include <cstddef>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace frontdesk::test {
namespace {

constexpr absl::Duration kShortestLife = absl::Seconds(1);
constexpr absl::Duration kLongestLife = absl::Seconds(6);

}  // namespace

FailpointTally TallyOf(const std::string& logs) {
  FailpointTally tally;
  for (absl::string_view line : absl::StrSplit(logs, '\n')) {
    if (!absl::ConsumePrefix(&line, "failpoint ")) continue;
    if (absl::ConsumePrefix(&line, "reached ")) tally.reached.insert(std::string(line));
    if (absl::ConsumePrefix(&line, "kill ")) ++tally.kills[std::string(line)];
    if (absl::ConsumePrefix(&line, "hang ")) ++tally.hangs;
    if (absl::ConsumePrefix(&line, "error ")) ++tally.errors;
  }
  return tally;
}

Replicas::Replicas(Storm& storm, std::uint32_t seed)
    : storm_(storm), random_(seed), thread_([this] { Loop(); }) {}

void Replicas::Stop() {
  if (stopping_.exchange(true)) return;
  thread_.join();
  for (std::size_t replica = 0; replica < Storm::kReplicas; ++replica) {
    const std::string name = Storm::ReplicaName(replica);
    storm_.clinic().Kill(name);
    storm_.clinic().Start(name);
  }
}

std::string Replicas::Failpoints() {
  // Most die at a boundary soon; some err or stall at many until they are killed from outside.
  switch (random_() % 4) {
    case 0:
      return absl::StrCat("seed=", random_(), ";*=error@1/40");
    case 1:
      return absl::StrCat("seed=", random_(), ";*=hang(700)@1/40");
    default:
      return absl::StrCat("seed=", random_(), ";*=kill@1/", 10 + random_() % 60);
  }
}

void Replicas::Loop() {
  until_.fill(absl::InfinitePast());
  while (!stopping_) {
    for (std::size_t replica = 0; replica < Storm::kReplicas && !stopping_; ++replica) {
      const std::string name = Storm::ReplicaName(replica);
      if (!storm_.clinic().Ended(name)) {
        if (absl::Now() < until_[replica]) continue;
        storm_.clinic().Kill(name);
      }
      ++deaths_;
      storm_.clinic().Start(name, Failpoints());
      until_[replica] =
          absl::Now() + kShortestLife + (kLongestLife - kShortestLife) * (random_() % 1000) / 1000;
    }
    absl::SleepFor(absl::Milliseconds(10));
  }
}

}  // namespace frontdesk::test
