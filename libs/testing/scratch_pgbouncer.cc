#include "libs/testing/scratch_pgbouncer.h"

#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/testing/scratch_cluster.h"

namespace frontdesk::test {
namespace {

constexpr int kPort = 6432;  // a name within the socket's folder, not a port of the machine

std::string Settings(const std::string& folder, int connections) {
  return absl::StrCat("[databases]\n* = host=", folder,
                      "\n[pgbouncer]\npool_mode = transaction\ndefault_pool_size = ", connections,
                      "\nserver_login_retry = 1\nmax_client_conn = 100\nauth_type = "
                      "trust\nauth_file = ",
                      folder, "/pgbouncer.users\nlisten_addr =\nlisten_port = ", kPort,
                      "\nunix_socket_dir = ", folder, "\nlogfile = ", folder, "/pgbouncer.log\n");
}

std::string Users() {
  std::string users = "\"postgres\" \"\"\n";
  for (const char* login : kServiceLogins) absl::StrAppend(&users, "\"", login, "\" \"\"\n");
  return users;
}

// The socket's file is there a moment before anybody listens to it.
bool Listens(const std::string& socket) {
  sockaddr_un address = {.sun_family = AF_UNIX};
  if (socket.size() >= sizeof(address.sun_path)) throw std::runtime_error("the path is too long");
  socket.copy(address.sun_path, socket.size());
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) throw std::runtime_error("cannot make a socket");
  const bool connected =
      ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  ::close(fd);
  return connected;
}

}  // namespace

ScratchPgBouncer::ScratchPgBouncer(int connections) {
  const std::string& folder = ScratchCluster::Shared().folder();
  const std::string file = absl::StrCat(folder, "/pgbouncer.ini");
  std::ofstream(file) << Settings(folder, connections);
  std::ofstream(folder + "/pgbouncer.users") << Users();

  // Like PostgreSQL it refuses to be root; and it must not outlive us, however we end.
  std::vector<const char*> command = {"/usr/bin/setpriv", "--pdeathsig=KILL"};
  if (::geteuid() == 0) {
    command.insert(command.end(), {"--reuid=postgres", "--regid=postgres", "--init-groups"});
  }
  command.insert(command.end(), {"--", "/usr/sbin/pgbouncer", "--quiet", file.c_str(), nullptr});
  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error("cannot fork");
  if (pid_ == 0) {
    ::execv(command.front(), const_cast<char* const*>(command.data()));
    ::_exit(127);
  }

  const std::string socket = absl::StrCat(folder, "/.s.PGSQL.", kPort);
  while (!Listens(socket)) {
    if (::waitpid(pid_, nullptr, WNOHANG) != 0) {
      throw std::runtime_error("the scratch PgBouncer did not start");
    }
    absl::SleepFor(absl::Milliseconds(5));
  }
}

ScratchPgBouncer::~ScratchPgBouncer() {
  ::kill(pid_, SIGTERM);
  ::waitpid(pid_, nullptr, 0);
}

std::string ScratchPgBouncer::Url(absl::string_view database, absl::string_view user) const {
  return absl::StrCat(ScratchCluster::Shared().Url(database, user), "&port=", kPort);
}

}  // namespace frontdesk::test
