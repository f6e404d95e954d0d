#include "libs/testing/lossy_way.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace frontdesk::test {
namespace {

sockaddr_un SocketIn(const std::string& folder) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = absl::StrCat(folder, "/.s.PGSQL.5432");
  std::strncpy(address.sun_path, path.c_str(), sizeof(address.sun_path) - 1);
  return address;
}

std::string ValueOf(const std::string& url, const std::string& name) {
  const std::size_t begin = url.find(name) + name.size();
  return url.substr(begin, url.find('&', begin) - begin);
}

std::string NewFolder() {
  std::string name = "/tmp/lossy-XXXXXX";  // a socket's path must be short
  if (::mkdtemp(name.data()) == nullptr) std::abort();
  return name;
}

}  // namespace

LossyWay::LossyWay(const std::string& server_url)
    : server_folder_(ValueOf(server_url, "host=")),
      folder_(NewFolder()),
      listening_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)),
      url_(absl::StrReplaceAll(server_url, {{server_folder_, folder_}})) {
  const sockaddr_un address = SocketIn(folder_);
  if (::bind(listening_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0 ||
      ::listen(listening_, 16) != 0) {
    std::abort();
  }
  accepting_ = std::thread([this] { Accept(); });
}

LossyWay::~LossyWay() {
  ::shutdown(listening_, SHUT_RDWR);
  accepting_.join();
  for (const int fd : open_) ::shutdown(fd, SHUT_RDWR);
  for (std::thread& carrier : carriers_) carrier.join();
  for (const int fd : open_) ::close(fd);
  ::close(listening_);
  ::unlink(SocketIn(folder_).sun_path);
  ::rmdir(folder_.c_str());
}

void LossyWay::Accept() {
  for (;;) {
    const int client = ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) return;
    const int server = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_un address = SocketIn(server_folder_);
    if (::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
      std::abort();
    }
    open_.insert(open_.end(), {client, server});
    carriers_.emplace_back([this, client, server] { Carry(client, server, false); });
    carriers_.emplace_back([this, client, server] { Carry(server, client, true); });
  }
}

void LossyWay::Carry(int from, int to, bool answers) {
  std::array<char, 16 * 1024> chunk;
  for (ssize_t got = ::recv(from, chunk.data(), chunk.size(), 0); got > 0;
       got = ::recv(from, chunk.data(), chunk.size(), 0)) {
    if ((answers ? lose_answer_ : lose_question_).exchange(false)) break;
    if (!answers) ++exchanges_;
    if (::send(to, chunk.data(), static_cast<std::size_t>(got), MSG_NOSIGNAL) != got) break;
  }
  ::shutdown(from, SHUT_RDWR);
  ::shutdown(to, SHUT_RDWR);
}

}  // namespace frontdesk::test
