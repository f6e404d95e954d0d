#ifndef FRONTDESK_TESTS_STORMS_STORM_H_
#define FRONTDESK_TESTS_STORMS_STORM_H_

#include <cstddef>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "tests/end_to_end/clinic_under_test.h"

namespace frontdesk::test {

// The demo clinic behind three replicas on one database, with budgets that no storm uses up: what
// is tried here is who gets a time, not how many requests Cliniko takes.
class Storm {
 public:
  static constexpr std::size_t kReplicas = 3;

  Storm();

  ClinicUnderTest& clinic() { return *clinic_; }

  // "frontdesk", "frontdesk-2" and so on, by their numbers from 0.
  static std::string ReplicaName(std::size_t replica);
  // One answer of a replica to one request on any path; status 0 if none came.
  HttpAnswer Try(std::size_t replica, const std::string& path, const nlohmann::json& request) const;

  // One answer of a replica to one request; no answer at all fails the test.
  HttpAnswer AskReplica(std::size_t replica, const nlohmann::json& request) const;
  // The same as an agent does it: again while the outcome is being confirmed.
  nlohmann::json Ask(std::size_t replica, const nlohmann::json& request) const;
  // All at the same moment, the i-th through replica i % 3.
  std::vector<nlohmann::json> AskAtOnce(const std::vector<nlohmann::json>& requests) const;

  // The open starts ("9:00 AM") of the demo practitioner for a service, on a day as said.
  std::vector<std::string> FreeTimes(const std::string& service, const std::string& day);
  // A booking with the demo practitioner by the i-th of many callers, each a patient of their own.
  nlohmann::json Booking(int i, const std::string& service, const std::string& day,
                         const std::string& time) const;

  // Rows whose outcome is still open, and bookings whose cancellation is.
  int Unsettled() const;
  // Until there are none; false if some remain after `patience`.
  bool AwaitSettled(absl::Duration patience) const;
  // Fails the test unless Postgres and Cliniko tell the same: each booked row has its live
  // appointment at that time, each live appointment of ours its row, nothing is open, and nothing
  // of ours overlaps what else stands in that practitioner's calendar.
  void ExpectAgreement();
  // A pair of active bookings of one practitioner that overlap at this moment, if there is one.
  std::set<std::string> Overlaps() const;
  // What Postgres calls booked, with no change under way, and what Cliniko has at another place or
  // never had. What is cancelled in Cliniko is left out: staff do so without a word to Postgres.
  std::set<std::string> BookedElsewhere() const;
  // Fails the test unless what `answer` says of a booking is what Postgres has.
  void ExpectTrue(const nlohmann::json& answer) const;

  int PatientsIn() const;
  // Fails the test if two patients of Cliniko's have the same name and number.
  void ExpectNoTwinPatients() const;
  // "PRACTITIONER_ID@UNIX_SECONDS" of the live appointments, by id.
  std::map<std::string, std::string> PlacesInCliniko() const;

 private:
  std::unique_ptr<ClinicUnderTest> clinic_;
  std::vector<std::string> replicas_;  // host:port of their gateways
  std::string business_;
};

}  // namespace frontdesk::test

#endif  // FRONTDESK_TESTS_STORMS_STORM_H_
