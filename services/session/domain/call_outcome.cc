#include "services/session/domain/call_outcome.h"

#include <string>

namespace frontdesk {

std::string StatusWord(const std::string& said) {
  return said == "done" || said == "failed" ? said : "unknown";
}

std::string SuccessWord(const std::string& said) {
  return said == "success" || said == "failure" ? said : "unknown";
}

std::string FailureWord(const std::string& said) {
  return said.empty() || said == "busy" || said == "no-answer" ? said : "unknown";
}

}  // namespace frontdesk
