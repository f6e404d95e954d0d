#ifndef FRONTDESK_TESTS_END_TO_END_AGENT_CALL_H_
#define FRONTDESK_TESTS_END_TO_END_AGENT_CALL_H_

#include <nlohmann/json.hpp>
#include <string>

#include "absl/time/time.h"
#include "tests/end_to_end/clinic_under_test.h"

namespace frontdesk::test {

// How long a caller takes to turn an offer down: longer than what makes the same search a retry.
// See libs/domain/search.h.
inline constexpr absl::Duration kAsLongAsACallerTakes = absl::Milliseconds(2200);

// One call as the voice agent leads it: each request carries the number that was dialled, the
// session id and the caller's phone.
class AgentCall {
 public:
  // `house` must outlive the object. An empty `phone` is withheld.
  AgentCall(ClinicUnderTest& house, const AddedClinic& clinic, std::string session_id,
            std::string phone);

  // Asks, and asks again while the answer is "still_checking", as an agent does. The test fails
  // unless every answer is 200 and has something to say.
  nlohmann::json Ask(const std::string& path, nlohmann::json more) const;

 private:
  ClinicUnderTest& house_;
  const AddedClinic clinic_;
  const std::string session_id_;
  const std::string phone_;
};

// What an answer offers: its slot_details but for the slots' ids, which change from one answer to
// the next.
nlohmann::json OffersOf(const nlohmann::json& answer);

}  // namespace frontdesk::test

#endif  // FRONTDESK_TESTS_END_TO_END_AGENT_CALL_H_
