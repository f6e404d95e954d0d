#ifndef FRONTDESK_TESTS_BENCH_WEBHOOKS_H_
#define FRONTDESK_TESTS_BENCH_WEBHOOKS_H_

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "tests/bench/house.h"
#include "tests/bench/post.h"

namespace frontdesk::bench {

// One of the ten webhooks, with a question that it answers from what is known.
struct Question {
  std::string path;
  std::string asks;  // for people, in a few words
  nlohmann::json body;
  bool reads = true;      // else it is one that books or cancels
  bool own_call = false;  // each is of a call of its own; else of one of kLiveCalls
};

// So many calls are live while a webhook is measured, unless each question is of its own.
inline constexpr std::size_t kLiveCalls = 200;

// The question as it is sent.
Post PostOf(const BenchClinic& clinic, const Question& question);

// Those that read, for this clinic.
absl::StatusOr<std::vector<Question>> ReadsOf(const House& house, const BenchClinic& clinic,
                                              int number_of_clinic);

// The ten, for this clinic. Books an appointment, and books and cancels another, so that the two
// that write can be asked again: the same request again is answered with what it did. Fails where
// the clinic does not answer as it should.
absl::StatusOr<std::vector<Question>> TenWebhooks(const House& house, const BenchClinic& clinic,
                                                  int number_of_clinic);

// A booking of `slot` (of slot_details) for one of the clinic's patients.
nlohmann::json BookingOf(const BenchClinic& clinic, const nlohmann::json& slot,
                         const std::string& practitioner, const std::string& name,
                         const std::string& phone);

// A question for the free times of a practitioner, `days` from today.
nlohmann::json TimesOf(const BenchClinic& clinic, const std::string& practitioner, int days);

}  // namespace frontdesk::bench

#endif  // FRONTDESK_TESTS_BENCH_WEBHOOKS_H_
