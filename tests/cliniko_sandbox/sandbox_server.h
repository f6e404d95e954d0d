#ifndef FRONTDESK_TESTS_CLINIKO_SANDBOX_SANDBOX_SERVER_H_
#define FRONTDESK_TESTS_CLINIKO_SANDBOX_SANDBOX_SERVER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"

namespace frontdesk::sandbox {

class Sandbox;

// The sandbox behind an HTTP server of its own, for the binary and for tests in the same process:
//
//   FakeClock clock(...);
//   auto server = SandboxServer::Start(world_json, {.clock = &clock});
//   UseCliniko((*server)->url(), "demo-harbour-key-au1");
//   EXPECT_EQ((*server)->sandbox().log().CountOf("POST", "/individual_appointments"), 1);
class SandboxServer {
 public:
  struct Options {
    std::string host = "127.0.0.1";  // IPv4 loopback only: the control path has no password
    int port = 0;                    // 0: any free one
    std::string tls_cert = "";       // PEM files; both empty: plain HTTP
    std::string tls_key = "";
    int threads = 128;             // each open connection holds one
    const Clock* clock = nullptr;  // must outlive the server; null: the system's
  };

  // Returns when connections are accepted. `world` is the text of a world file.
  static absl::StatusOr<std::unique_ptr<SandboxServer>> Start(std::string world, Options options);

  // Closes all connections, also those of requests that hang.
  ~SandboxServer();

  std::string url() const;          // "http://127.0.0.1:8080/v1"
  std::string control_url() const;  // "http://127.0.0.1:8080/_sandbox"
  int port() const;

  // Direct control; sandbox.h has the class.
  Sandbox& sandbox();

  // A request of the control path without HTTP: Control("POST", "/staff/book", json). Fails with
  // the message of an answer that is not 2xx. `path` is what follows "/_sandbox".
  absl::StatusOr<std::string> Control(absl::string_view method, absl::string_view path,
                                      absl::string_view body = "");

  // The number of appointments that stand on the calendar (not cancelled, not archived).
  int LiveAppointments();

  // The time of the sandbox: standing still, or running on from a moment.
  void FixTime(absl::Time time);
  void RunTimeFrom(absl::Time time);

 private:
  class Impl;
  explicit SandboxServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace frontdesk::sandbox

#endif  // FRONTDESK_TESTS_CLINIKO_SANDBOX_SANDBOX_SERVER_H_
