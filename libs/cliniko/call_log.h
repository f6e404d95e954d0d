#ifndef FRONTDESK_LIBS_CLINIKO_CALL_LOG_H_
#define FRONTDESK_LIBS_CLINIKO_CALL_LOG_H_

#include "libs/cliniko/call_observer.h"
#include "libs/domain/ids.h"

namespace frontdesk::cliniko {

// Logs each exchange with the clinic's Cliniko, "cliniko", with method, route, status, outcome,
// attempt and took_ms. One that is made for a request has the request's id and trace; those that
// are made for nobody's are many, and so at debug level alone.
CallObserver LoggingObserver(const ClinicId& clinic);

}  // namespace frontdesk::cliniko

#endif  // FRONTDESK_LIBS_CLINIKO_CALL_LOG_H_
