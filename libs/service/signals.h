#ifndef FRONTDESK_LIBS_SERVICE_SIGNALS_H_
#define FRONTDESK_LIBS_SERVICE_SIGNALS_H_

namespace frontdesk {

// Keeps SIGTERM and SIGINT for WaitForStopSignal, and ignores SIGPIPE. Call it first in main:
// threads inherit what is blocked when they start, and one that started earlier would take the
// signal and die.
void BlockStopSignals();

// Waits until the process is asked to stop and returns the signal, one that came before the call
// included. Needs BlockStopSignals.
int WaitForStopSignal();

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_SERVICE_SIGNALS_H_
