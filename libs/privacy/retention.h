#ifndef FRONTDESK_LIBS_PRIVACY_RETENTION_H_
#define FRONTDESK_LIBS_PRIVACY_RETENTION_H_

namespace frontdesk {

// How long personal data stays, in days. What it is and where: docs/privacy.md.
struct Retention {
  // After an appointment, for a clinic that has no number of its own (`clinic set
  // --retention-days`). 1 to 3650.
  int days = 400;
  // After a call, what was offered in it and how it ended. 1 to 3650; never longer than the above.
  int session_days = 30;
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_PRIVACY_RETENTION_H_
