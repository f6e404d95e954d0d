#ifndef FRONTDESK_TESTS_STORMS_CALLER_H_
#define FRONTDESK_TESTS_STORMS_CALLER_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "tests/storms/caller_model.h"
#include "tests/storms/storm.h"

namespace frontdesk::test {

// A service of a practitioner at a time that was free before the storm.
struct Wish {
  std::string practitioner_id, practitioner, service, business_id;
  std::string date, time;  // as said
  Place place;
};

// What one person asked for and was told, line by line, and what may be true now.
struct Person {
  std::string name, phone, session_id;
  CallerModel model;
  std::vector<std::string> story;
};

struct Counts {
  std::atomic<int> answered = 0;  // requests
  std::atomic<int> unanswered = 0;
  std::atomic<int> booked = 0, moved = 0, cancelled = 0, refused = 0, still_checking = 0;
};

// Calls for one person after the other: books, moves, cancels, asks again, and asks for several
// things at once, through all replicas, and holds every answer against what is true at that moment.
class CallerActor {
 public:
  // All must outlive the object.
  CallerActor(Storm& storm, const std::vector<Wish>& wishes, Counts& counts, int number,
              std::uint32_t seed);

  // One request or several at once.
  void Act();

  const std::vector<Person>& persons() const { return persons_; }
  // Answers that were not true, with the story of the person.
  const std::vector<std::string>& wrong() const { return wrong_; }

 private:
  enum class Kind { kBook, kMove, kCancel };
  struct Request {
    Kind kind;
    nlohmann::json body;
    Place place;              // of a booking or a move
    std::string appointment;  // of a move or a cancellation
  };
  struct Told {
    Request request;
    nlohmann::json body;  // null: no answer
    std::string error;    // "": success; "still_checking" also where there was no answer
  };

  const Wish& AnyWish();
  void RememberOffers(const nlohmann::json& answer);
  Request BookRequest();
  Request MoveRequest(const std::string& appointment);
  Request CancelRequest(const std::string& appointment);
  nlohmann::json From(const Person& person) const;
  void NextPerson();
  bool Chance(unsigned percent) { return random_() % 100 < percent; }
  template <typename T>
  const T& Any(const std::vector<T>& all) {
    return all[random_() % all.size()];
  }

  void AskTogether(const std::vector<Request>& requests);
  Told Ask(std::size_t replica, const Request& request);
  void Judge(const std::vector<Told>& told);
  void JudgeBookings(const std::vector<Told>& told);
  void JudgeChanges(const std::string& appointment, const std::vector<Told>& told);
  void ExpectNow(const std::string& appointment, const Place& place);
  void Blame(const std::string& what);
  Person& person() { return persons_.back(); }

  Storm& storm_;
  const std::vector<Wish>& wishes_;
  Counts& counts_;
  const int number_;
  std::mt19937 random_;
  std::vector<Person> persons_;
  int acts_ = 0;                      // for the present person
  std::vector<const Wish*> offered_;  // to the present person
  std::vector<Request> asked_;        // by the present person
  std::vector<std::string> wrong_;
};

// "PRACTITIONER_ID@UNIX_SECONDS".
Place PlaceOf(const std::string& practitioner_id, const std::string& rfc3339);

}  // namespace frontdesk::test

#endif  // FRONTDESK_TESTS_STORMS_CALLER_H_
