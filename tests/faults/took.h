#ifndef FRONTDESK_TESTS_FAULTS_TOOK_H_
#define FRONTDESK_TESTS_FAULTS_TOOK_H_

#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace frontdesk::test {

// A request of the gateway, as its log tells.
struct Answered {
  absl::Time at;
  absl::Duration took;  // from the arrival of the request to its answer
};

// By what stands before the "-" of the request's id; in the order of the log.
std::map<std::string, std::vector<Answered>> AnsweredByKind(absl::string_view logs);

// How long the gateway took for its requests, as its log tells: from the arrival of a request to
// its answer. By what stands before the "-" of the request's id; in the order of the log.
std::map<std::string, std::vector<absl::Duration>> TookByKind(absl::string_view logs);

}  // namespace frontdesk::test

#endif  // FRONTDESK_TESTS_FAULTS_TOOK_H_
