#ifndef FRONTDESK_GATEWAY_TESTING_RAW_CLIENT_H_
#define FRONTDESK_GATEWAY_TESTING_RAW_CLIENT_H_

#include <string>

#include "absl/strings/string_view.h"

namespace frontdesk::gateway::test {

// A TCP connection to a server of ours, for saying exactly what a test wants said.
class RawClient {
 public:
  // `url` is "http://host:port".
  explicit RawClient(const std::string& url);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  // False if the server has closed the connection.
  bool Send(absl::string_view bytes);
  void EndSending();

  // The next whole response (head and body by Content-Length); what there is when the server closes
  // or ten seconds pass.
  std::string Receive();

  // Whether the server has closed, waiting for it up to ten seconds.
  bool IsClosed();

 private:
  int fd_;
  std::string rest_;  // what came after the last response
};

// The status of a response; 0 if it is none.
int StatusOf(const std::string& response);
std::string BodyOf(const std::string& response);

// A request with a body and its length.
std::string PostOf(absl::string_view path, absl::string_view body,
                   absl::string_view more_headers = "");

}  // namespace frontdesk::gateway::test

#endif  // FRONTDESK_GATEWAY_TESTING_RAW_CLIENT_H_
