#ifndef FRONTDESK_LIBS_TESTING_PROCESS_H_
#define FRONTDESK_LIBS_TESTING_PROCESS_H_

#include <sys/types.h>

#include <string>
#include <vector>

namespace frontdesk::test {

// A path in the test's own folder.
std::string InTemp(const std::string& name);

// What is in a file; empty if there is none.
std::string TextOf(const std::string& path);

// The value of NAME in a file of NAME=value lines, once it is there; empty after half a minute.
std::string AwaitAnnounced(const std::string& path, const std::string& name);

// A child process whose output and errors go to files. Killed at the end.
class Process {
 public:
  // `words`: the program and its arguments.
  explicit Process(const std::vector<std::string>& words);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  void Signal(int signal) const;
  pid_t pid() const { return pid_; }

  // Whether it has ended, by itself or by a signal.
  bool Ended();

  // The exit code once the process has ended; -1 if it did not end by itself.
  int Wait();

  std::string output() const { return TextOf(out_); }
  std::string errors() const { return TextOf(err_); }

 private:
  const std::string out_;
  const std::string err_;
  pid_t pid_ = -1;
};

}  // namespace frontdesk::test

#endif  // FRONTDESK_LIBS_TESTING_PROCESS_H_
