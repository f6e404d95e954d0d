#ifndef FRONTDESK_TOOLS_FRONTDESKCTL_SANDBOXED_CTL_H_
#define FRONTDESK_TOOLS_FRONTDESKCTL_SANDBOXED_CTL_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "libs/testing/scratch_database.h"
#include "tests/cliniko_sandbox/sandbox_server.h"

namespace frontdesk::test {

inline constexpr char kHarbourKey[] = "demo-harbour-key-au1";

// The binary, as an operator runs it, against the Cliniko sandbox with the demo world: a database
// with all tables, a folder with the files that the flags name, and no clinic yet.
class SandboxedCtl : public ::testing::Test {
 protected:
  struct Result {
    int code = -1;
    std::string out;
    std::string err;
  };

  SandboxedCtl();

  // A file of this test's folder.
  std::string Path(const std::string& name) const;
  static std::string ReadFile(const std::string& path);
  // Only its owner may read it.
  void Write(const std::string& name, const std::string& text);

  // The program and its global flags, to be followed by a command; a line for a shell.
  std::string CommandLine(const std::string& arguments) const;
  // Runs a command to its end.
  Result Ctl(const std::string& arguments);
  // `clinic add` of the clinic in Sydney, +61255500100, with further flags.
  Result Add(const std::string& more = "");

  static absl::Time Soon();

  const std::string folder_;
  ScratchDatabase database_;
  std::unique_ptr<sandbox::SandboxServer> server_;
  std::string cliniko_url_;  // empty: the sandbox's
  // The budget; more than any test needs, background work too.
  int rate_ = 1000;
  int window_seconds_ = 1;
};

}  // namespace frontdesk::test

#endif  // FRONTDESK_TOOLS_FRONTDESKCTL_SANDBOXED_CTL_H_
