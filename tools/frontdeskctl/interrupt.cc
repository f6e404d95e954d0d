#include "tools/frontdeskctl/interrupt.h"

#include <signal.h>

#include <atomic>

namespace frontdesk::ctl {
namespace {

// Global, since a signal handler has no other way to it.
std::atomic<bool> g_requested = false;
static_assert(std::atomic<bool>::is_always_lock_free);

extern "C" void AskForAnEnd(int) { g_requested = true; }

}  // namespace

Interrupt::Interrupt() {
  g_requested = false;
  struct sigaction once = {};
  once.sa_handler = AskForAnEnd;
  once.sa_flags = static_cast<int>(SA_RESETHAND) | SA_RESTART;
  ::sigaction(SIGINT, &once, &before_int_);
  ::sigaction(SIGTERM, &once, &before_term_);
}

Interrupt::~Interrupt() {
  ::sigaction(SIGINT, &before_int_, nullptr);
  ::sigaction(SIGTERM, &before_term_, nullptr);
}

const std::atomic<bool>& Interrupt::requested() const { return g_requested; }

}  // namespace frontdesk::ctl
