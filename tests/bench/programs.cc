#include "tests/bench/programs.h"

#include <signal.h>

#include <atomic>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "absl/memory/memory.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/testing/process.h"

namespace frontdesk::bench {
namespace {

constexpr absl::Duration kStart = absl::Seconds(30);

std::string EndOf(const std::string& text) {
  constexpr std::size_t kMost = 2000;
  return text.size() <= kMost ? text : text.substr(text.size() - kMost);
}

}  // namespace

std::string ProgramFolder::Of(const std::string& program) const {
  if (flat) return absl::StrCat(path, "/", program);
  std::string folder = absl::StrCat("services/", program);
  if (program == "gateway") folder = "gateway";
  if (program == "frontdeskctl") folder = "tools/frontdeskctl";
  if (program == "cliniko_sandbox") folder = "tests/cliniko_sandbox";
  if (program == "floor") folder = "tests/bench/floor";
  return absl::StrCat(path, "/", folder, "/", program);
}

absl::StatusOr<std::unique_ptr<RunningProgram>> RunningProgram::Start(
    const std::vector<std::string>& words, const std::string& awaited) {
  static std::atomic<int> number = 0;
  const std::string file = test::InTemp(absl::StrCat("announced_", ++number));
  std::remove(file.c_str());
  std::vector<std::string> all = words;
  all.insert(all.end(), {"--announce-file", file});
  auto program = absl::WrapUnique(new RunningProgram(all, file));
  for (const absl::Time end = absl::Now() + kStart; absl::Now() < end;) {
    if (!program->Announced(awaited).empty()) return program;
    if (program->process_.Ended()) break;
    absl::SleepFor(absl::Milliseconds(2));
  }
  return absl::UnavailableError(
      absl::StrCat(words.front(), " did not start: ", EndOf(program->process_.errors())));
}

RunningProgram::~RunningProgram() {
  process_.Signal(SIGTERM);
  for (const absl::Time end = absl::Now() + kStart; absl::Now() < end && !process_.Ended();) {
    absl::SleepFor(absl::Milliseconds(5));
  }
}

std::string RunningProgram::Announced(const std::string& name) const {
  const std::string text = test::TextOf(announce_file_);
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    if (absl::ConsumePrefix(&line, absl::StrCat(name, "="))) return std::string(line);
  }
  return "";
}

absl::StatusOr<std::string> RunToEnd(const std::vector<std::string>& words) {
  test::Process process(words);
  if (process.Wait() == 0) return process.output();
  return absl::InternalError(absl::StrCat(words.front(), " ", words.size() > 1 ? words[1] : "",
                                          " failed: ", EndOf(process.errors())));
}

}  // namespace frontdesk::bench
