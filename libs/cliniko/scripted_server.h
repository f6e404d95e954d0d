#ifndef FRONTDESK_LIBS_CLINIKO_SCRIPTED_SERVER_H_
#define FRONTDESK_LIBS_CLINIKO_SCRIPTED_SERVER_H_

#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "libs/cliniko/raw_server.h"

namespace frontdesk::test {

// A Cliniko that answers what a test has written down, and 404 for the rest.
class ScriptedServer {
 public:
  ScriptedServer() : server_([this](const auto& request, auto& peer) { Answer(request, peer); }) {}

  // Answers "GET /user" and so on, whatever the query, in the order of the calls; the last answer
  // stays.
  void On(const std::string& route, int status, const std::string& body,
          const std::string& headers = "") {
    const std::lock_guard lock(mutex_);
    answers_[route].push_back({status, body, headers});
  }
  // Closes the connection without an answer.
  void HangUpOn(const std::string& route) { On(route, 0, ""); }

  std::string Url() const { return server_.Url(); }
  std::vector<RawServer::Request> Requests() const { return server_.Requests(); }
  RawServer::Request Last() const { return server_.Requests().back(); }
  // "GET /v1/user" with the query, in order.
  std::vector<std::string> Lines() const {
    std::vector<std::string> lines;
    for (const RawServer::Request& request : server_.Requests()) {
      lines.push_back(absl::StrCat(request.method, " ", request.target));
    }
    return lines;
  }

 private:
  struct Scripted {
    int status;
    std::string body;
    std::string headers;
  };

  void Answer(const RawServer::Request& request, RawServer::Peer& peer) {
    const std::string path(request.target.substr(3, request.target.find('?') - 3));
    Scripted answer{404, R"({"status":"404","error":"Not Found"})", ""};
    {
      const std::lock_guard lock(mutex_);
      const auto found = answers_.find(absl::StrCat(request.method, " ", path));
      if (found != answers_.end()) {
        answer = found->second.front();
        if (found->second.size() > 1) found->second.pop_front();
      }
    }
    if (answer.status == 0) return peer.Close();
    peer.SendJson(answer.status, answer.body, answer.headers);
  }

  std::mutex mutex_;
  std::map<std::string, std::deque<Scripted>> answers_;
  RawServer server_;
};

}  // namespace frontdesk::test

#endif  // FRONTDESK_LIBS_CLINIKO_SCRIPTED_SERVER_H_
