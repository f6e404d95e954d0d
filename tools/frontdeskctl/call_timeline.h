#ifndef FRONTDESK_TOOLS_FRONTDESKCTL_CALL_TIMELINE_H_
#define FRONTDESK_TOOLS_FRONTDESKCTL_CALL_TIMELINE_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/domain/ids.h"

namespace frontdesk {

class PostgresPool;

namespace ctl {

// One thing that happened in a call. Nothing of it is personal: numbers are masked, and there are
// no names.
struct CallMoment {
  absl::Time at;                       // when it began
  std::optional<absl::Duration> took;  // of requests
  // "webhook", "cliniko", "decision", "warning", "booking" or "outcome".
  std::string kind;
  std::string what;     // "/appointment-handler", "GET /available_times", "offered", "booked"
  std::string service;  // which process said so; empty: the database
  std::string request;  // id of the webhook's request; empty where it is not known
  bool within = false;  // of the webhook before it
  // What else there is to say, in the order in which it was said: names and texts.
  std::vector<std::pair<std::string, std::string>> details;
};

struct KnowingClinic {
  ClinicId id;
  std::string name;
};

// The clinics at which something is kept of a call with that session id; agents may choose the same
// one at several.
absl::StatusOr<std::vector<KnowingClinic>> ClinicsOfCall(PostgresPool& pool,
                                                         const std::string& session,
                                                         absl::Time deadline);

// What is kept of it at one clinic, in order: webhooks by their beginning, each with what it led to
// behind it. Of the log's lines the latest `limit`.
absl::StatusOr<std::vector<CallMoment>> TimelineOf(PostgresPool& pool, const ClinicId& clinic,
                                                   const std::string& session, int limit,
                                                   absl::Time deadline);

}  // namespace ctl
}  // namespace frontdesk

#endif  // FRONTDESK_TOOLS_FRONTDESKCTL_CALL_TIMELINE_H_
