#ifndef FRONTDESK_TOOLS_FRONTDESKCTL_INTERRUPT_H_
#define FRONTDESK_TOOLS_FRONTDESKCTL_INTERRUPT_H_

#include <atomic>
#include <csignal>

namespace frontdesk::ctl {

// While this lives, of which there is one at a time, the first Ctrl-C or SIGTERM only asks for an
// end; the second one ends the tool at once.
class Interrupt {
 public:
  Interrupt();
  ~Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  // Becomes true when an end is asked for.
  const std::atomic<bool>& requested() const;

 private:
  struct sigaction before_int_ = {};
  struct sigaction before_term_ = {};
};

}  // namespace frontdesk::ctl

#endif  // FRONTDESK_TOOLS_FRONTDESKCTL_INTERRUPT_H_
