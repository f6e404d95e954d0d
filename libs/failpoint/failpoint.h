#ifndef FRONTDESK_LIBS_FAILPOINT_FAILPOINT_H_
#define FRONTDESK_LIBS_FAILPOINT_FAILPOINT_H_

// Named places in the code at which a test can make the process die, hang or fail. They exist in
// builds without NDEBUG alone: with it, as in --config=release, the macros are empty, nothing of
// failpoint.cc is compiled and no name gets into the program.
//
// Armed by the environment variable FRONTDESK_FAILPOINTS, which RunMain reads:
//
//   create.after_cliniko=kill@3;judge.*=hang(500)@1/20;seed=7
//
// Clauses are separated by ";". A name may end with "*"; the first clause that fits counts.
// Actions: kill (SIGKILL to the own process), hang(MS), and error (the function returns
// kStillChecking). "@N": at the Nth time alone; "@1/N": each time with that chance, drawn by
// `seed`; neither: every time. The first time that a failpoint is reached at all, and each time
// before it acts, one line
// ("failpoint reached NAME", "failpoint kill NAME") goes to stderr.

#ifndef NDEBUG

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

// Where an error is nothing new to the caller: returns it from a function of Status or StatusOr.
#define FAILPOINT(name)                                                                  \
  do {                                                                                   \
    if (absl::Status failpoint = ::frontdesk::failpoint::Reach(name); !failpoint.ok()) { \
      return failpoint;                                                                  \
    }                                                                                    \
  } while (false)
// Where it would be: there "error" does nothing.
#define FAILPOINT_WITHOUT_ERROR(name) static_cast<void>(::frontdesk::failpoint::Reach(name))
// Fails with InvalidArgument; a Status.
#define ARM_FAILPOINTS_FROM_ENVIRONMENT() ::frontdesk::failpoint::ArmFromEnvironment()

namespace frontdesk::failpoint {

// Thread-safe.
absl::Status Reach(const char* name);

// In place of what was armed before. Fails with InvalidArgument, and changes nothing then.
absl::Status Arm(absl::string_view clauses);
absl::Status ArmFromEnvironment();

}  // namespace frontdesk::failpoint

#else

#define FAILPOINT(name) static_cast<void>(0)
#define FAILPOINT_WITHOUT_ERROR(name) static_cast<void>(0)
#define ARM_FAILPOINTS_FROM_ENVIRONMENT() absl::OkStatus()

#endif  // NDEBUG

#endif  // FRONTDESK_LIBS_FAILPOINT_FAILPOINT_H_
