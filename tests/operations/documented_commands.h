#ifndef FRONTDESK_TESTS_OPERATIONS_DOCUMENTED_COMMANDS_H_
#define FRONTDESK_TESTS_OPERATIONS_DOCUMENTED_COMMANDS_H_

#include <map>
#include <string>

namespace frontdesk::test {

// The commands of docs/operations.md, run as they are written there: those of the fenced block
// behind
// <!-- test: NAME -->. They run in a folder of their own, to which `deploy` leads as in a checkout,
// with frontdeskctl on the path.
class DocumentedCommands {
 public:
  // `environment`: variables that the page tells people to set.
  explicit DocumentedCommands(const std::string& folder,
                              std::map<std::string, std::string> environment);

  void Set(const std::string& name, const std::string& value) { environment_[name] = value; }

  // Where the commands leave and find their files.
  const std::string& folder() const { return folder_; }

  // Runs a block to its end, or up to the first command that fails, which fails the test. Returns
  // what it said.
  std::string Run(const std::string& name) const;

 private:
  const std::string folder_;
  std::map<std::string, std::string> environment_;
};

}  // namespace frontdesk::test

#endif  // FRONTDESK_TESTS_OPERATIONS_DOCUMENTED_COMMANDS_H_
