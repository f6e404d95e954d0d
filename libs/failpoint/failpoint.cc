#include "libs/failpoint/failpoint.h"

#ifndef NDEBUG

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"

namespace frontdesk::failpoint {
namespace {

enum class Action { kKill, kHang, kError };

struct Clause {
  std::string name;  // without the star
  bool prefix = false;
  Action action = Action::kKill;
  absl::Duration hang;
  std::int64_t only = 0;     // the how-manieth time; 0: any
  std::uint32_t one_in = 1;  // the chance of each time

  bool Fits(absl::string_view reached) const {
    return prefix ? absl::StartsWith(reached, name) : reached == name;
  }
};

struct Armed {
  absl::Mutex mutex;
  std::vector<Clause> clauses ABSL_GUARDED_BY(mutex);
  std::mt19937 random ABSL_GUARDED_BY(mutex);
  std::map<std::string, std::int64_t> times ABSL_GUARDED_BY(mutex);
};

// Of the process, as its death is. Never destroyed: threads may outlive main.
Armed& TheArmed() {
  static Armed* const armed = new Armed;
  return *armed;
}

absl::Status Odd(absl::string_view clause) {
  return absl::InvalidArgumentError(absl::StrCat("no failpoint clause: ", clause));
}

absl::Status ReadWhen(absl::string_view when, absl::string_view text, Clause& clause) {
  if (absl::ConsumePrefix(&when, "1/")) {
    if (!absl::SimpleAtoi(when, &clause.one_in) || clause.one_in == 0) return Odd(text);
  } else if (!absl::SimpleAtoi(when, &clause.only) || clause.only <= 0) {
    return Odd(text);
  }
  return absl::OkStatus();
}

absl::StatusOr<Clause> ReadClause(absl::string_view text) {
  const std::pair<absl::string_view, absl::string_view> halves =
      absl::StrSplit(text, absl::MaxSplits('=', 1));
  Clause clause;
  absl::string_view name = halves.first;
  clause.prefix = absl::ConsumeSuffix(&name, "*");
  clause.name = std::string(name);
  const std::pair<absl::string_view, absl::string_view> what =
      absl::StrSplit(halves.second, absl::MaxSplits('@', 1));
  if (!what.second.empty()) RETURN_IF_ERROR(ReadWhen(what.second, text, clause));
  absl::string_view action = what.first;
  int milliseconds = 0;
  if (action == "kill") {
    clause.action = Action::kKill;
  } else if (action == "error") {
    clause.action = Action::kError;
  } else if (absl::ConsumePrefix(&action, "hang(") && absl::ConsumeSuffix(&action, ")") &&
             absl::SimpleAtoi(action, &milliseconds)) {
    clause.action = Action::kHang;
    clause.hang = absl::Milliseconds(milliseconds);
  } else {
    return Odd(text);
  }
  return clause;
}

// In one piece, and before the process can be gone.
void Say(const char* what, const char* name) {
  const std::string line = absl::StrCat("failpoint ", what, " ", name, "\n");
  if (::write(STDERR_FILENO, line.data(), line.size()) < 0) return;
}

}  // namespace

absl::Status Reach(const char* name) {
  Armed& armed = TheArmed();
  Clause clause;
  {
    const absl::MutexLock lock(&armed.mutex);
    if (armed.clauses.empty()) return absl::OkStatus();
    const std::int64_t time = ++armed.times[name];
    if (time == 1) Say("reached", name);
    const auto found =
        std::ranges::find_if(armed.clauses, [&](const Clause& one) { return one.Fits(name); });
    if (found == armed.clauses.end()) return absl::OkStatus();
    clause = *found;
    if (clause.only != 0 && clause.only != time) return absl::OkStatus();
    if (clause.one_in > 1 && armed.random() % clause.one_in != 0) return absl::OkStatus();
  }
  switch (clause.action) {
    case Action::kKill:
      Say("kill", name);
      ::kill(::getpid(), SIGKILL);
      absl::SleepFor(absl::InfiniteDuration());
      break;
    case Action::kHang:
      Say("hang", name);
      absl::SleepFor(clause.hang);
      break;
    case Action::kError:
      Say("error", name);
      return MakeError(DomainError::kStillChecking, absl::StrCat("failpoint ", name));
  }
  return absl::OkStatus();
}

absl::Status Arm(absl::string_view clauses) {
  std::vector<Clause> read;
  std::uint32_t seed = 0;
  for (absl::string_view text : absl::StrSplit(clauses, ';', absl::SkipWhitespace())) {
    if (absl::ConsumePrefix(&text, "seed=")) {
      if (!absl::SimpleAtoi(text, &seed)) return Odd(text);
      continue;
    }
    ASSIGN_OR_RETURN(Clause clause, ReadClause(text));
    read.push_back(std::move(clause));
  }
  Armed& armed = TheArmed();
  const absl::MutexLock lock(&armed.mutex);
  armed.clauses = std::move(read);
  armed.random.seed(seed);
  armed.times.clear();
  return absl::OkStatus();
}

absl::Status ArmFromEnvironment() {
  const char* const clauses = std::getenv("FRONTDESK_FAILPOINTS");
  return clauses == nullptr ? absl::OkStatus() : Arm(clauses);
}

}  // namespace frontdesk::failpoint

#endif  // NDEBUG
