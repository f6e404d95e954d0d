#ifndef FRONTDESK_TESTS_BENCH_HOUSE_H_
#define FRONTDESK_TESTS_BENCH_HOUSE_H_

#include <sys/types.h>

#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "tests/bench/programs.h"

namespace frontdesk::bench {

enum class Layout { kOneProcess, kFiveProcesses };
const char* NameOf(Layout layout);

// A clinic as frontdeskctl onboarded it.
struct BenchClinic {
  std::string id;
  std::string key;     // for the gateway
  std::string number;  // E.164
};

struct HouseOptions {
  ProgramFolder programs;
  std::string migrations;    // folder
  std::string database_url;  // of an empty database
  std::string folder;        // for files that nobody needs afterwards
  int clinics = 1;
};

// What is measured: release programs, a Postgres of our own, the Cliniko sandbox, and clinics of
// its world. Not thread-safe.
class House {
 public:
  // Sandbox, tables, clinics; no program of ours runs yet.
  static absl::StatusOr<std::unique_ptr<House>> Build(const HouseOptions& options);

  // Starts Frontdesk, and returns once every part answers. `database_url`: by another way than
  // usual; empty: as usual.
  absl::Status Start(Layout layout, const std::string& database_url = "");
  void Stop();
  Layout layout() const { return layout_; }

  // host:port
  const std::string& gateway() const { return gateway_; }
  // Of Frontdesk's own processes.
  std::vector<pid_t> pids() const;
  // Of each of them, by name, in MiB resident.
  std::vector<std::pair<std::string, double>> Memory() const;
  // Of Postgres: the parent of all its processes. 0 if it is not on this machine.
  pid_t database_pid() const;

  const std::vector<BenchClinic>& clinics() const { return clinics_; }
  const HouseOptions& options() const { return options_; }
  const std::string& keyring_file() const { return keyring_file_; }

  // One question of an agent of `clinic`; again while the answer is still_checking. Fails where the
  // answer is no JSON object.
  absl::StatusOr<nlohmann::json> Ask(const BenchClinic& clinic, const std::string& path,
                                     const nlohmann::json& body) const;

  // gRPC calls that Frontdesk's services have answered, by method.
  absl::StatusOr<std::map<std::string, double>> Calls() const;
  // How often connections to Postgres were lent to all parts, mostly for one exchange each.
  absl::StatusOr<double> DatabaseAsks() const;
  // Requests that Cliniko has had, by "METHOD route".
  absl::StatusOr<std::map<std::string, double>> ClinikoRequests() const;
  // From now on Cliniko takes that much longer for each.
  absl::Status SlowClinikoBy(absl::Duration latency) const;

  // Runs statements; the first column of the first row.
  absl::StatusOr<std::string> Execute(const std::string& sql) const;

 private:
  // Calls `line` with each line of metrics of all parts that begins so, and its value.
  absl::Status ReadMetrics(absl::string_view prefix,
                           absl::FunctionRef<void(absl::string_view line, double value)> see) const;

  explicit House(const HouseOptions& options) : options_(options) {}

  absl::Status StartSandbox();
  absl::Status Onboard(int clinic);
  absl::Status StartProgram(const std::string& program, const std::vector<std::string>& flags,
                            const std::string& awaited);
  absl::Status StartOne();
  absl::Status StartFive();
  absl::Status AwaitReady() const;

  const HouseOptions options_;
  const std::string keyring_file_ = options_.folder + "/keyring";
  std::string url_file_ = options_.folder + "/database_url";
  std::unique_ptr<RunningProgram> sandbox_;
  std::string cliniko_url_;
  std::string control_;  // host:port
  std::vector<BenchClinic> clinics_;
  Layout layout_ = Layout::kOneProcess;
  std::string database_file_;  // of the programs that run
  std::string gateway_;
  std::vector<std::pair<std::string, std::unique_ptr<RunningProgram>>> running_;
};

}  // namespace frontdesk::bench

#endif  // FRONTDESK_TESTS_BENCH_HOUSE_H_
