#include "tests/image/image_tree.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "libs/testing/process.h"

namespace frontdesk::test {
namespace {

constexpr char kScript[] = "deploy/docker/rootfs.sh";
constexpr char kInside[] = "tests/image/inside.sh";
constexpr uid_t kUser = 10001;

// As root, programs in the image run as a user who must own what is theirs.
void GiveAway(const std::string& path) {
  if (::geteuid() == 0 && ::chown(path.c_str(), kUser, kUser) != 0)
    throw std::runtime_error(absl::StrCat("cannot give ", path, " to the image's user"));
}

}  // namespace

ImageTree::ImageTree() : root_(InTemp("image_root")), run_(InTemp("image_run")) {
  std::filesystem::remove_all(root_);
  std::filesystem::remove_all(run_);
  Process script({kScript, "--built", ".", "--output", root_});
  if (script.Wait() != 0)
    throw std::runtime_error(absl::StrCat("the image's root cannot be made: ", script.errors()));
  std::filesystem::create_directory(run_);
  GiveAway(run_);
}

ImageTree::~ImageTree() {
  std::error_code ignored;
  std::filesystem::remove_all(root_, ignored);
  std::filesystem::remove_all(run_, ignored);
}

std::vector<std::string> ImageTree::Inside(const std::vector<std::string>& words,
                                           const InsideOptions& options) const {
  std::vector<std::string> all = {kInside, root_, run_};
  const auto add = [&all](const std::vector<std::string>& more) {
    all.insert(all.end(), more.begin(), more.end());
  };
  for (const auto& [name, folder] : shown_) add({"--show", folder, name});
  for (const auto& [name, value] : options.variables) {
    add({"--variable", absl::StrCat(name, "=", value)});
  }
  if (options.first_process) add({"--first"});
  add(words);
  return all;
}

std::string ImageTree::Outside(const std::string& path) const {
  if (path.rfind("/run/", 0) != 0) throw std::runtime_error(absl::StrCat(path, " is not in /run"));
  return absl::StrCat(run_, path.substr(4));
}

std::string ImageTree::Give(const std::string& path, const std::string& text) const {
  const std::string outside = Outside(path);
  std::filesystem::remove(outside);
  std::ofstream(outside) << text;
  if (::chmod(outside.c_str(), 0400) != 0)
    throw std::runtime_error(absl::StrCat("cannot write ", outside));
  GiveAway(outside);
  return path;
}

std::string ImageTree::Reach(const ScratchCluster& cluster, const std::string& database) {
  // The server's folder is its user's alone; what is secret in it stays so without that.
  if (::chmod(cluster.folder().c_str(), 0711) != 0)
    throw std::runtime_error(absl::StrCat("cannot open ", cluster.folder()));
  Show(cluster.folder(), "postgres");
  return absl::StrCat("postgresql:///", database, "?host=/run/postgres&user=postgres");
}

void ImageTree::Show(const std::string& folder, const std::string& name) { shown_[name] = folder; }

}  // namespace frontdesk::test
