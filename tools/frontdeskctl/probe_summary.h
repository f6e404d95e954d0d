#ifndef FRONTDESK_TOOLS_FRONTDESKCTL_PROBE_SUMMARY_H_
#define FRONTDESK_TOOLS_FRONTDESKCTL_PROBE_SUMMARY_H_

#include <ostream>
#include <string>
#include <vector>

#include "libs/clinics/clinic_admin.h"
#include "libs/domain/directory.h"
#include "services/schedule_cache/probe/apply_probe.h"
#include "services/schedule_cache/probe/probe_store.h"
#include "services/schedule_cache/probe/probed_day.h"

namespace frontdesk::ctl {

// What a probe did, for its operator.
struct ProbeSummary {
  const ClinicRecord& clinic;
  const Directory& directory;
  const ProbeRun& run;
  std::string csv;  // the file
  std::vector<PlaceProgress> places;
  std::vector<ProbedDay> days;
  std::vector<PlaceReport> reports;  // of the places that have days
  bool sampled = false;              // the account shows only some of its free times
};

void PrintProbeTable(std::ostream& out, const ProbeSummary& summary);
void PrintProbeJson(std::ostream& out, const ProbeSummary& summary);
// What the operator should know, a line each.
void PrintProbeWarnings(std::ostream& err, const ProbeSummary& summary);

}  // namespace frontdesk::ctl

#endif  // FRONTDESK_TOOLS_FRONTDESKCTL_PROBE_SUMMARY_H_
