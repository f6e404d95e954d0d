#ifndef FRONTDESK_TESTS_BENCH_PROGRAMS_H_
#define FRONTDESK_TESTS_BENCH_PROGRAMS_H_

#include <sys/types.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "libs/testing/process.h"

namespace frontdesk::bench {

// Where the programs are that are measured.
struct ProgramFolder {
  std::string path;
  bool flat = false;  // all in `path` itself, as ./dev puts them; else where Bazel does

  // Of "gateway", "frontdesk", "floor", ...
  std::string Of(const std::string& program) const;
};

// One that runs, until the object ends.
class RunningProgram {
 public:
  // Starts it with `--announce-file` and waits until it announces `awaited`. Fails, with the last
  // of what it said, where it does not.
  static absl::StatusOr<std::unique_ptr<RunningProgram>> Start(
      const std::vector<std::string>& words, const std::string& awaited);
  // Asks it to end, and waits.
  ~RunningProgram();

  pid_t pid() const { return process_.pid(); }
  // What it announced under `name`; empty if it did not.
  std::string Announced(const std::string& name) const;

 private:
  RunningProgram(const std::vector<std::string>& words, std::string announce_file)
      : announce_file_(std::move(announce_file)), process_(words) {}

  const std::string announce_file_;
  test::Process process_;
};

// Runs it to its end. What it wrote to standard output; fails, with what it said, where it failed.
absl::StatusOr<std::string> RunToEnd(const std::vector<std::string>& words);

}  // namespace frontdesk::bench

#endif  // FRONTDESK_TESTS_BENCH_PROGRAMS_H_
