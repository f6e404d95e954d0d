#include "tests/bench/floor_chain.h"

#include <fstream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/memory/memory.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "libs/status/status_macros.h"

namespace frontdesk::bench {
namespace {

using nlohmann::json;

// What our services answer each other is shorter than the JSON that is made of it: without
// sentences, and no time is told twice.
int RpcBytesOf(const json& answer) { return static_cast<int>(answer.dump().size() / 3); }

}  // namespace

absl::StatusOr<std::unique_ptr<FloorChain>> FloorChain::Start(
    const ProgramFolder& programs, const std::string& folder, Layout layout,
    const std::map<std::string, json>& answers) {
  const std::string file = folder + "/floor_answers.json";
  json all = json::object();
  for (const auto& [path, answer] : answers) {
    all[path] = {{"body", answer}, {"rpc_bytes", RpcBytesOf(answer)}};
  }
  std::ofstream(file) << all.dump();

  auto chain = absl::WrapUnique(new FloorChain());
  const std::string program = programs.Of("floor");
  std::vector<std::string> server = {program, "--answers", file};
  if (layout == Layout::kOneProcess) {
    server.push_back("--in-process");
  } else {
    const std::vector<std::string> hop = {program, "--grpc-listen", "127.0.0.1:0"};
    ASSIGN_OR_RETURN(chain->last_, RunningProgram::Start(hop, "HOP_ADDR"));
    std::vector<std::string> first = hop;
    first.insert(first.end(), {"--next-addr", chain->last_->Announced("HOP_ADDR")});
    ASSIGN_OR_RETURN(chain->first_, RunningProgram::Start(first, "HOP_ADDR"));
    server.insert(server.end(), {"--next-addr", chain->first_->Announced("HOP_ADDR")});
  }
  ASSIGN_OR_RETURN(chain->server_, RunningProgram::Start(server, "FLOOR_ADDR"));
  return chain;
}

std::vector<pid_t> FloorChain::pids() const {
  std::vector<pid_t> pids;
  for (const auto* program : {&last_, &first_, &server_}) {
    if (*program != nullptr) pids.push_back((*program)->pid());
  }
  return pids;
}

Post FloorChain::PostOf(const Question& question, int calls) {
  // As many headers as an agent sends us.
  return Post(absl::StrCat("/", calls, question.path),
              "X-API-Key: fdk_00000000000000000000000000000000000000000000\r\n",
              question.body.dump());
}

}  // namespace frontdesk::bench
