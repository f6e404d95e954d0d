#ifndef FRONTDESK_TESTS_BENCH_FLOOR_CHAIN_H_
#define FRONTDESK_TESTS_BENCH_FLOOR_CHAIN_H_

#include <sys/types.h>

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/bench/house.h"
#include "tests/bench/post.h"
#include "tests/bench/webhooks.h"

namespace frontdesk::bench {

// The floor beside a layout: for kFiveProcesses a server and two hops, a process each; for
// kOneProcess all of it in one. See floor/main.cc.
class FloorChain {
 public:
  // `answers`: of each webhook, by path, what it answers.
  static absl::StatusOr<std::unique_ptr<FloorChain>> Start(
      const ProgramFolder& programs, const std::string& folder, Layout layout,
      const std::map<std::string, nlohmann::json>& answers);

  // host:port
  std::string address() const { return server_->Announced("FLOOR_ADDR"); }
  std::vector<pid_t> pids() const;

  // `question` with so many gRPC calls in between.
  static Post PostOf(const Question& question, int calls);

 private:
  FloorChain() = default;

  std::unique_ptr<RunningProgram> last_;
  std::unique_ptr<RunningProgram> first_;
  std::unique_ptr<RunningProgram> server_;
};

}  // namespace frontdesk::bench

#endif  // FRONTDESK_TESTS_BENCH_FLOOR_CHAIN_H_
