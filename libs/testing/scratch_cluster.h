#ifndef FRONTDESK_LIBS_TESTING_SCRATCH_CLUSTER_H_
#define FRONTDESK_LIBS_TESTING_SCRATCH_CLUSTER_H_

#include <sys/types.h>

#include <string>

#include "absl/strings/string_view.h"

namespace frontdesk::test {

// Roles that log in as what the services are in production, each IN ROLE the part before "_login".
// ScratchDatabase makes them.
inline constexpr const char* kServiceLogins[] = {
    "frontdesk_schedule_cache_login", "frontdesk_booking_login", "frontdesk_session_login",
    "frontdesk_app_login", "frontdesk_operator_login"};

// A PostgreSQL server of this test process alone, on a Unix socket, without durability. It and its
// files go away when the process ends, in whatever way. Everything throws std::runtime_error on
// failure, since no test can go on without its database.
//
// Tests that use it need tags = ["no-sandbox", "postgres"]: as root, the server runs as the user
// `postgres`, and inside Bazel's sandbox no folder can be given to another user.
//
// The server's time zone is a half-hour one far from UTC, so that a query which leans on the
// session's zone fails here rather than at a clinic.
class ScratchCluster {
 public:
  // The process's cluster, running since the first call.
  static ScratchCluster& Shared();

  ScratchCluster();
  ~ScratchCluster();
  ScratchCluster(const ScratchCluster&) = delete;
  ScratchCluster& operator=(const ScratchCluster&) = delete;

  // For libpq; the same through any number of restarts.
  std::string Url(absl::string_view database, absl::string_view user = "postgres") const;

  // Where the server's socket is, for what else speaks to it; belongs to the server's user.
  const std::string& folder() const { return folder_; }

  // An orderly shutdown: open transactions are rolled back, connections are told goodbye. What was
  // committed is there again after Start.
  void Stop();
  // The server dies in the middle of whatever it does. What was committed is there again after
  // Start.
  void Crash();
  // Returns once it takes connections again.
  void Start();
  // The server says nothing any more, on connections that are there and to whoever comes, until
  // Thaw, which it goes on after as if nothing had been.
  void Freeze();
  void Thaw();

 private:
  void Supervise();
  // To the server's first process and to its children.
  void Signal(int signal) const;
  void Run(absl::string_view step, const std::string& command) const;
  std::string AsServerUser(absl::string_view program, absl::string_view arguments) const;

  std::string folder_;  // short: a socket's path has 107 bytes at most
  int lifeline_ = -1;   // the supervisor cleans up when this end closes
  pid_t supervisor_ = -1;
};

}  // namespace frontdesk::test

#endif  // FRONTDESK_LIBS_TESTING_SCRATCH_CLUSTER_H_
