#ifndef FRONTDESK_TESTS_STORMS_AGREEMENT_H_
#define FRONTDESK_TESTS_STORMS_AGREEMENT_H_

#include "absl/time/time.h"
#include "libs/testing/scratch_database.h"
#include "tests/cliniko_sandbox/sandbox_server.h"

namespace frontdesk::test {

// Rows whose outcome is still open, and bookings whose cancellation is.
int Unsettled(const ScratchDatabase& database);
// Until there are none; false if some remain after `patience`.
bool AwaitSettled(const ScratchDatabase& database, absl::Duration patience);
// Fails the test unless Postgres and Cliniko tell the same: each booked row has its live
// appointment at that time, each live appointment of ours its row, nothing is open, and nothing of
// ours overlaps what else stands in that practitioner's calendar.
void ExpectAgreement(const ScratchDatabase& database, sandbox::SandboxServer& cliniko);

}  // namespace frontdesk::test

#endif  // FRONTDESK_TESTS_STORMS_AGREEMENT_H_
