// The floor: what the same libraries cost where nothing is computed. A bare cpp-httplib server that
// parses the JSON of a question and prints that of an answer, and as many bare gRPC calls in
// between as its path says: POST /3/availability-checker makes three, the first to one hop, which
// makes the other two. The hops are this program again, one process each, or all in one
// (--in-process).
#include <httplib.h>
#include <sys/socket.h>

#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <utility>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "libs/service/announce.h"
#include "libs/service/signals.h"
#include "libs/status/status_macros.h"
#include "tests/bench/floor/hop.h"

namespace frontdesk::bench {
namespace {

using nlohmann::json;

constexpr int kThreads = 64;  // a connection holds one; more than the bench ever opens

struct Flags {
  std::string http_listen;
  std::string grpc_listen;
  std::string next_addr;
  std::string announce_file;
  std::string answers_file;
  bool in_process = false;
};

// What is answered at a webhook's path.
struct Answer {
  json body;
  int rpc_bytes = 0;  // of the reply of each hop
};

std::map<std::string, Answer> ReadAnswers(const std::string& path) {
  std::ifstream file(path);
  const json all = json::parse(file);
  std::map<std::string, Answer> answers;
  for (const auto& [webhook, answer] : all.items()) {
    answers[webhook] = {answer.at("body"), answer.at("rpc_bytes").get<int>()};
  }
  return answers;
}

class FloorServer {
 public:
  FloorServer(std::map<std::string, Answer> answers, std::unique_ptr<HopCaller> hops)
      : answers_(std::move(answers)), hops_(std::move(hops)) {
    server_.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
    server_.set_keep_alive_max_count(1'000'000'000);
    server_.set_keep_alive_timeout(60);
    server_.set_tcp_nodelay(true);
    server_.set_socket_options([this](socket_t socket) {
      const int on = 1;
      ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
      listening_ = socket;
    });
    server_.Post(R"(/(\d)(/.*))",
                 [this](const httplib::Request& in, httplib::Response& out) { Reply(in, out); });
  }

  absl::StatusOr<int> Listen() {
    const int port = server_.bind_to_any_port("127.0.0.1");
    if (port <= 0) return absl::UnavailableError("cannot listen");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();
    ::listen(listening_, 1024);  // cpp-httplib's own backlog is 5
    return port;
  }

  void Stop() {
    server_.stop();
    thread_.join();
  }

 private:
  void Reply(const httplib::Request& in, httplib::Response& out) {
    const json question = json::parse(in.body, nullptr, /*allow_exceptions=*/false);
    const auto answer = answers_.find(in.matches[2]);
    const int calls = in.matches[1].str()[0] - '0';
    if (!question.is_object() || answer == answers_.end()) {
      out.status = 400;
      return;
    }
    if (calls > 0 && !hops_->Call(calls - 1, in.body, answer->second.rpc_bytes)) {
      out.status = 503;
      return;
    }
    out.set_content(answer->second.body.dump(), "application/json");
  }

  const std::map<std::string, Answer> answers_;
  const std::unique_ptr<HopCaller> hops_;
  httplib::Server server_;
  socket_t listening_ = INVALID_SOCKET;
  std::thread thread_;
};

absl::Status ServeHop(const Flags& flags) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Hop> hop,
                   Hop::Start(flags.grpc_listen,
                              flags.next_addr.empty() ? nullptr : ChannelTo(flags.next_addr)));
  RETURN_IF_ERROR(Announce(flags.announce_file, {{"HOP_ADDR", hop->address()}}));
  WaitForStopSignal();
  return absl::OkStatus();
}

absl::Status ServeHttp(const Flags& flags) {
  std::unique_ptr<Hop> last;
  std::unique_ptr<Hop> first;
  std::shared_ptr<grpc::Channel> channel;
  if (flags.in_process) {
    ASSIGN_OR_RETURN(last, Hop::Start("127.0.0.1:0", nullptr));
    ASSIGN_OR_RETURN(first, Hop::Start("127.0.0.1:0", last->InProcessChannel()));
    channel = first->InProcessChannel();
  } else {
    channel = ChannelTo(flags.next_addr);
  }
  FloorServer server(ReadAnswers(flags.answers_file), HopCaller::Make(channel));
  ASSIGN_OR_RETURN(const int port, server.Listen());
  RETURN_IF_ERROR(
      Announce(flags.announce_file, {{"FLOOR_ADDR", absl::StrCat("127.0.0.1:", port)}}));
  WaitForStopSignal();
  server.Stop();
  return absl::OkStatus();
}

int Main(int argc, char** argv) {
  Flags flags;
  CLI::App app("What the same libraries cost where nothing is computed.", "floor");
  app.add_option("--grpc-listen", flags.grpc_listen, "be a hop, at this host:port");
  app.add_option("--next-addr", flags.next_addr, "the hop to call");
  app.add_flag("--in-process", flags.in_process, "have the hops in this process");
  app.add_option("--answers", flags.answers_file, "JSON: by webhook, `body` and `rpc_bytes`");
  app.add_option("--announce-file", flags.announce_file, "gets the address")->required();
  CLI11_PARSE(app, argc, argv);
  const absl::Status served = flags.grpc_listen.empty() ? ServeHttp(flags) : ServeHop(flags);
  if (served.ok()) return 0;
  std::cerr << "floor: " << served << "\n";
  return 1;
}

}  // namespace
}  // namespace frontdesk::bench

int main(int argc, char** argv) { return frontdesk::bench::Main(argc, argv); }
