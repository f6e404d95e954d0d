#ifndef FRONTDESK_LIBS_CLINIKO_CALL_PRIORITY_H_
#define FRONTDESK_LIBS_CLINIKO_CALL_PRIORITY_H_

namespace frontdesk::cliniko {

// For whom Cliniko is asked. It decides who goes first when the requests of a minute run short.
enum class CallPriority {
  kCaller,      // someone is on the telephone, or an operator waits
  kBackground,  // sync, probe, refresh, reconciling: nobody notices if it comes later
};

}  // namespace frontdesk::cliniko

#endif  // FRONTDESK_LIBS_CLINIKO_CALL_PRIORITY_H_
