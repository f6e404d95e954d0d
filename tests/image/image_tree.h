#ifndef FRONTDESK_TESTS_IMAGE_IMAGE_TREE_H_
#define FRONTDESK_TESTS_IMAGE_IMAGE_TREE_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "libs/testing/scratch_cluster.h"

namespace frontdesk::test {

// How a program is run in the image's root.
struct InsideOptions {
  // Its variables, besides those of the image.
  std::vector<std::pair<std::string, std::string>> variables = {};
  // As the first process of a pid namespace, as a container's program is. The process that is then
  // started outside is not it, but waits for it.
  bool first_process = false;
};

// The image's root file system, made by deploy/docker/rootfs.sh from the programs of this build,
// and a way to run them in it as in a container: uid 10001, a root that cannot be written, nothing
// of this machine but its network, /proc and /dev/null. Throws std::runtime_error where it cannot.
//
// Programs have one folder to write, which is theirs: /run, where a cluster would mount secrets and
// memory. It is the same for all programs of an ImageTree.
//
// Tests that use it need tags = ["no-sandbox"], and root or a kernel that lets everybody make user
// namespaces.
class ImageTree {
 public:
  ImageTree();
  // Removes it. Programs must have ended.
  ~ImageTree();
  ImageTree(const ImageTree&) = delete;
  ImageTree& operator=(const ImageTree&) = delete;

  // The root, as seen from outside.
  const std::string& root() const { return root_; }

  // The words for Process that run `words` in the image. Unless it is to be the first process, that
  // process is the program itself once it runs: signals reach it and its exit code comes back.
  //
  //   Process gateway(tree.Inside({"gateway", "--announce-file", "/run/gateway.addr", ...}));
  //   AwaitAnnounced(tree.Outside("/run/gateway.addr"), "GATEWAY_URL");
  std::vector<std::string> Inside(const std::vector<std::string>& words,
                                  const InsideOptions& options = {}) const;

  // Where a file below /run is, as seen from outside. What programs write can be read there.
  std::string Outside(const std::string& path) const;

  // Writes a file below /run, such as "/run/database_url": the programs' own, and nobody else's to
  // read. Returns `path`.
  std::string Give(const std::string& path, const std::string& text) const;

  // Lets programs that are started from now on reach the server's socket, and returns the URL under
  // which they do.
  std::string Reach(const ScratchCluster& cluster, const std::string& database);

  // Shows a folder of this machine as /run/NAME to programs that are started from now on, in place
  // of the one that had that name.
  void Show(const std::string& folder, const std::string& name);

 private:
  const std::string root_;
  const std::string run_;
  std::map<std::string, std::string> shown_;  // folders by their names
};

}  // namespace frontdesk::test

#endif  // FRONTDESK_TESTS_IMAGE_IMAGE_TREE_H_
