#include "tests/operations/documented_commands.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/testing/process.h"

namespace frontdesk::test {
namespace {

constexpr char kPage[] = "docs/operations.md";

// Empty where there is none.
std::string BlockNamed(const std::string& name) {
  const std::string page = TextOf(kPage);
  const std::string mark = absl::StrCat("<!-- test: ", name, " -->\n```sh\n");
  const auto begin = page.find(mark);
  if (begin == std::string::npos) return "";
  const auto first = begin + mark.size();
  return page.substr(first, page.find("```", first) - first);
}

}  // namespace

DocumentedCommands::DocumentedCommands(const std::string& folder,
                                       std::map<std::string, std::string> environment)
    : folder_(folder), environment_(std::move(environment)) {
  namespace fs = std::filesystem;
  fs::remove_all(folder_);
  fs::create_directories(folder_ + "/bin");
  fs::create_directory_symlink(fs::absolute("deploy"), folder_ + "/deploy");
  fs::create_symlink(fs::absolute("tools/frontdeskctl/frontdeskctl"),
                     folder_ + "/bin/frontdeskctl");
}

std::string DocumentedCommands::Run(const std::string& name) const {
  const std::string block = BlockNamed(name);
  EXPECT_NE(block, "") << kPage << " has no <!-- test: " << name << " -->";
  const std::string script = absl::StrCat(folder_, "/", name, ".sh");
  std::ofstream(script) << "set -eu\numask 077\ncd '" << folder_ << "'\n" << block;

  std::vector<std::string> words = {"/usr/bin/env",
                                    absl::StrCat("PATH=", folder_, "/bin:/usr/bin:/bin")};
  for (const auto& [variable, value] : environment_) words.push_back(variable + "=" + value);
  words.insert(words.end(), {"/bin/sh", script});
  Process process(words);
  EXPECT_EQ(process.Wait(), 0) << name << ": " << process.errors();
  return process.output() + process.errors();
}

}  // namespace frontdesk::test
