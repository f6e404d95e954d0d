#include "libs/testing/scratch_cluster.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace frontdesk::test {
namespace {

constexpr char kPrograms[] = "/usr/lib/postgresql/15/bin/";

// Outlives the test process, however that ends: it waits for the end of its standard input, of
// which the test process holds the other side.
constexpr char kSupervisor[] = R"sh(
  trap '' HUP INT TERM
  cat >/dev/null
  pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null) && kill -QUIT "$pid" 2>/dev/null &&
    kill -CONT "$pid" 2>/dev/null &&
    while kill -0 "$pid" 2>/dev/null; do sleep 0.02; done
  rm -rf "$1"
)sh";

constexpr char kSettings[] = R"conf(
listen_addresses = ''
max_connections = 200
shared_buffers = 32MB
fsync = off
full_page_writes = off
timezone = 'Australia/Lord_Howe'
log_timezone = 'UTC'
)conf";

bool IsRoot() { return ::geteuid() == 0; }

std::string Contents(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

ScratchCluster& ScratchCluster::Shared() {
  static ScratchCluster cluster;
  return cluster;
}

ScratchCluster::ScratchCluster() {
  std::string pattern = "/tmp/frontdesk-pg-XXXXXX";
  if (::mkdtemp(pattern.data()) == nullptr)
    throw std::runtime_error("cannot make a folder in /tmp");
  folder_ = pattern;
  Supervise();

  if (IsRoot()) Run("chown", absl::StrCat("chown postgres: ", folder_));
  Run("initdb", AsServerUser("initdb", absl::StrCat("-D ", folder_,
                                                    "/data -U postgres -A trust --no-sync "
                                                    "--encoding=UTF8 --locale=C.UTF-8")));
  std::ofstream settings(absl::StrCat(folder_, "/data/postgresql.conf"), std::ios::app);
  settings << kSettings << "unix_socket_directories = '" << folder_ << "'\n";
  settings.close();
  Start();
}

ScratchCluster::~ScratchCluster() {
  ::close(lifeline_);
  ::waitpid(supervisor_, nullptr, 0);
}

void ScratchCluster::Supervise() {
  std::array<int, 2> pipe_ends;
  if (::pipe2(pipe_ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("cannot make a pipe");
  lifeline_ = pipe_ends[1];
  supervisor_ = ::fork();
  if (supervisor_ < 0) throw std::runtime_error("cannot fork");
  if (supervisor_ > 0) {
    ::close(pipe_ends[0]);
    return;
  }
  // The child. A session of its own, since the test's whole process group may be killed; and none
  // of the test's streams, since whoever reads those waits for their end.
  ::setsid();
  ::dup2(pipe_ends[0], STDIN_FILENO);
  const int nowhere = ::open("/dev/null", O_WRONLY);
  ::dup2(nowhere, STDOUT_FILENO);
  ::dup2(nowhere, STDERR_FILENO);
  ::execl("/bin/sh", "sh", "-c", kSupervisor, "sh", folder_.c_str(), static_cast<char*>(nullptr));
  ::_exit(127);
}

std::string ScratchCluster::Url(absl::string_view database, absl::string_view user) const {
  return absl::StrCat("postgresql:///", database, "?host=", folder_, "&user=", user);
}

void ScratchCluster::Stop() {
  Run("stop", AsServerUser("pg_ctl", absl::StrCat("-D ", folder_, "/data -w -m fast stop")));
}

void ScratchCluster::Crash() {
  Run("crash", AsServerUser("pg_ctl", absl::StrCat("-D ", folder_, "/data -w -m immediate stop")));
}

void ScratchCluster::Start() {
  Run("start", AsServerUser("pg_ctl", absl::StrCat("-D ", folder_, "/data -l ", folder_,
                                                   "/server.log -w start")));
}

void ScratchCluster::Freeze() { Signal(SIGSTOP); }

void ScratchCluster::Thaw() { Signal(SIGCONT); }

void ScratchCluster::Signal(int signal) const {
  pid_t server = 0;
  std::ifstream(folder_ + "/data/postmaster.pid") >> server;
  if (server <= 0 || ::kill(server, signal) != 0) {
    throw std::runtime_error("the scratch PostgreSQL does not run");
  }
  std::ifstream children(absl::StrCat("/proc/", server, "/task/", server, "/children"));
  for (pid_t child = 0; children >> child;) ::kill(child, signal);  // one may just have ended
}

std::string ScratchCluster::AsServerUser(absl::string_view program,
                                         absl::string_view arguments) const {
  return absl::StrCat(IsRoot() ? "/usr/sbin/runuser -u postgres -- " : "", kPrograms, program, " ",
                      arguments);
}

void ScratchCluster::Run(absl::string_view step, const std::string& command) const {
  const std::string output = absl::StrCat(folder_, "/", step, ".log");
  // The server's user may not enter the folder that the test runs in.
  const std::string line = absl::StrCat("cd / && ", command, " </dev/null >", output, " 2>&1");
  if (std::system(line.c_str()) == 0) return;
  throw std::runtime_error(absl::StrCat("the scratch PostgreSQL failed to ", step, ":\n",
                                        Contents(output), Contents(folder_ + "/server.log")));
}

}  // namespace frontdesk::test
