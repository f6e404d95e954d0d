#ifndef FRONTDESK_TESTS_STORMS_CALLER_MODEL_H_
#define FRONTDESK_TESTS_STORMS_CALLER_MODEL_H_

#include <map>
#include <set>
#include <string>
#include <vector>

namespace frontdesk::test {

// With whom and when, such as "Dr Cameron Example 2026-03-02T22:00:00Z". Empty: nowhere, cancelled.
using Place = std::string;

// Everything that may be true of one caller's appointments, by all that they asked for and were
// told. Nobody else changes them. Not thread-safe.
class CallerModel {
 public:
  struct Change {
    enum class Outcome { kDone, kRefused, kUnknown } outcome;
    Place to;  // empty: cancelled
  };

  // Each returns what is wrong with such an answer; empty if nothing is.
  std::string Booked(const Place& place, const std::string& appointment);
  void BookingUnknown(const Place& place) { maybe_booked_.insert(place); }
  // Refused for a reason which means that nothing was left behind, by earlier tries neither: nor
  // may the caller have that very appointment, which the same request is to be told of.
  std::string BookingRefused(const Place& place);
  // Moves and cancellations of one appointment that were under way together.
  std::string Changed(const std::string& appointment, const std::vector<Change>& together);
  // They were told that there is no such appointment.
  std::string NotFound(const std::string& appointment) const;

  // What is wrong with these appointments (id to place) as the end of it all.
  std::vector<std::string> WrongWith(const std::map<std::string, Place>& in_the_end) const;

  // Those that may still stand.
  std::vector<std::string> appointments() const;
  bool MayBeAt(const std::string& appointment, const Place& place) const;

 private:
  std::map<std::string, std::set<Place>> where_;  // by appointment
  std::set<Place> maybe_booked_;                  // attempts whose outcome was never told
};

}  // namespace frontdesk::test

#endif  // FRONTDESK_TESTS_STORMS_CALLER_MODEL_H_
