#include "gateway/testing/raw_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace frontdesk::gateway::test {
namespace {

constexpr char kBlankLine[] = "\r\n\r\n";
constexpr char kLength[] = "Content-Length: ";

// The length of the whole response that `text` begins with; npos while that is not known.
std::size_t ResponseLength(const std::string& text) {
  const std::size_t end = text.find(kBlankLine);
  if (end == std::string::npos) return std::string::npos;
  std::size_t length = 0;
  if (const std::size_t at = text.find(kLength); at < end) {
    const std::string value = text.substr(at + sizeof(kLength) - 1);
    EXPECT_TRUE(absl::SimpleAtoi(value.substr(0, value.find('\r')), &length));
  }
  return end + 4 + length;
}

}  // namespace

RawClient::RawClient(const std::string& url) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
  int port = 0;
  EXPECT_TRUE(absl::SimpleAtoi(url.substr(url.rfind(':') + 1), &port));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
  const timeval patience{.tv_sec = 10, .tv_usec = 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
}

RawClient::~RawClient() { ::close(fd_); }

bool RawClient::Send(absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(sent);
  }
  return true;
}

void RawClient::EndSending() { ::shutdown(fd_, SHUT_WR); }

std::string RawClient::Receive() {
  char chunk[4096];
  std::size_t length = ResponseLength(rest_);
  while (rest_.size() < length) {  // also while it is npos
    const ssize_t got = ::recv(fd_, chunk, sizeof(chunk), 0);
    if (got <= 0) break;
    rest_.append(chunk, got);
    length = ResponseLength(rest_);
  }
  const std::string response = rest_.substr(0, length);
  rest_.erase(0, length);
  return response;
}

bool RawClient::IsClosed() {
  char byte = 0;
  return rest_.empty() && ::recv(fd_, &byte, 1, 0) == 0;
}

int StatusOf(const std::string& response) {
  int status = 0;
  const bool http = response.rfind("HTTP/1.1 ", 0) == 0;
  return http && absl::SimpleAtoi(response.substr(9, 3), &status) ? status : 0;
}

std::string BodyOf(const std::string& response) {
  const std::size_t end = response.find(kBlankLine);
  return end == std::string::npos ? "" : response.substr(end + 4);
}

std::string PostOf(absl::string_view path, absl::string_view body, absl::string_view more_headers) {
  return absl::StrCat("POST ", path, " HTTP/1.1\r\nHost: test\r\n", more_headers,
                      "Content-Length: ", body.size(), kBlankLine, body);
}

}  // namespace frontdesk::gateway::test
