// Measures Frontdesk beside the floor. ./dev bench starts it; README.md says how it measures.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "CLI/CLI.hpp"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/status/status_macros.h"
#include "libs/testing/process.h"
#include "tests/bench/report.h"
#include "tests/bench/results.h"
#include "tests/bench/results_json.h"
#include "tests/bench/run.h"
#include "tests/bench/setting.h"

namespace frontdesk::bench {
namespace {

struct Flags {
  HouseOptions house;
  std::string database_url_file;
  std::string commit = "unknown";
  std::string postgres = "unknown";
  std::string write;  // folder; empty: nothing is written
  std::vector<std::string> only;
  bool quick = false;
};

absl::Status Write(const std::string& path, const std::string& text) {
  std::ofstream file(path);
  file << text;
  file.close();
  return file ? absl::OkStatus() : absl::UnavailableError(absl::StrCat("cannot write ", path));
}

absl::Status Measure(Flags flags) {
  const absl::Time began = absl::Now();
  flags.house.database_url =
      std::string(absl::StripAsciiWhitespace(test::TextOf(flags.database_url_file)));
  Plan plan = flags.quick ? QuickPlan() : FullPlan();
  plan.only = {flags.only.begin(), flags.only.end()};
  ASSIGN_OR_RETURN(Results results, Run(flags.house, plan, [&](absl::string_view line) {
                     std::cout << absl::StrCat(
                                      "   [", absl::ToInt64Seconds(absl::Now() - began), " s] ", line)
                               << std::endl;
                   }));
  results.setting = SettingOfThisMachine(flags.commit, flags.postgres);
  results.setting.quick = flags.quick;
  results.setting.took_seconds = absl::ToDoubleSeconds(absl::Now() - began);
  std::cout << SummaryOf(results);
  if (flags.write.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(Write(flags.write + "/benchmarks.md", MarkdownOf(results)));
  RETURN_IF_ERROR(Write(flags.write + "/benchmarks.json", JsonOf(results)));
  std::cout << "\nWritten: " << flags.write << "/benchmarks.md and benchmarks.json\n";
  return absl::OkStatus();
}

int Main(int argc, char** argv) {
  Flags flags;
  CLI::App app("Measures Frontdesk beside the floor; ./dev bench starts it.", "bench");
  app.add_option("--programs", flags.house.programs.path, "the folder of all programs")->required();
  app.add_flag("--flat", flags.house.programs.flat, "all in that folder itself");
  app.add_option("--migrations", flags.house.migrations, "their folder")->required();
  app.add_option("--database-url-file", flags.database_url_file, "of an empty database")
      ->required();
  app.add_option("--folder", flags.house.folder, "for files that nobody needs afterwards")
      ->required();
  app.add_option("--commit", flags.commit, "that is measured");
  app.add_option("--postgres", flags.postgres, "its version");
  app.add_option("--write", flags.write, "the folder that gets benchmarks.md and benchmarks.json");
  app.add_option("--only", flags.only, "a part, or several: warm, cold, bookings, growth")
      ->delimiter(',')
      ->check(CLI::IsMember(std::vector<std::string>(std::begin(kParts), std::end(kParts))));
  app.add_flag("--quick", flags.quick, "less of it");
  CLI11_PARSE(app, argc, argv);
  // Where the output of the programs goes.
  flags.house.folder = std::filesystem::absolute(flags.house.folder);
  ::setenv("TEST_TMPDIR", flags.house.folder.c_str(), /*overwrite=*/1);
  const absl::Status done = Measure(flags);
  if (done.ok()) return 0;
  std::cerr << "bench: " << done.message() << "\n";
  return 1;
}

}  // namespace
}  // namespace frontdesk::bench

int main(int argc, char** argv) { return frontdesk::bench::Main(argc, argv); }
