#ifndef FRONTDESK_LIBS_PRIVACY_PERSON_RECORDS_H_
#define FRONTDESK_LIBS_PRIVACY_PERSON_RECORDS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/domain/ids.h"

namespace frontdesk {

class PostgresPool;

// Who is meant: one of the two is given. A family shares a number, so a number may lead to several
// people; a patient's id leads to one.
struct Person {
  std::string phone;  // E.164, as a patient's or as a caller's
  PatientId patient;  // Cliniko's
};

// What is stored of a person, by kind. Each record is the whole row, as a JSON object, so that
// nothing is left out that a later version of the schema adds. Personal data all of it.
struct PersonRecords {
  struct Kind {
    const char* name;  // "bookings"
    std::vector<std::string> records;
  };
  std::vector<Kind> kinds;

  std::size_t size() const;
};

struct Erased {
  std::int64_t bookings = 0;  // anonymised; their events as well
  std::int64_t patients = 0;  // entries of the index
  std::int64_t calls = 0;     // sessions, call outcomes and events, preferred locations
  // Of the bookings: appointments that are yet to come. They stay in Cliniko.
  std::int64_t upcoming = 0;
};

// Everything. With a patient's id, what is kept by number alone (sessions, preferred locations,
// attempts that failed before Cliniko knew of them) is told of the numbers that are nobody else's.
// Fails with kBookingSystemUnavailable.
absl::StatusOr<PersonRecords> FindPersonRecords(PostgresPool& pool, const ClinicId& clinic,
                                                const Person& person, absl::Time deadline);

// Takes it out of the database, all or nothing: bookings are anonymised, the rest is deleted. That
// it was done is written down, without for whom, unless there was nothing to erase. Fails with
// FailedPrecondition, and changes nothing, while a booking of theirs is not settled.
absl::StatusOr<Erased> ErasePerson(PostgresPool& pool, const ClinicId& clinic, const Person& person,
                                   absl::Time deadline);

// One time that ErasePerson took something out.
struct Erasure {
  absl::Time at;
  std::string sought_by;  // "number" or "patient"
  Erased erased;          // without upcoming
};

// Those of a clinic, the latest first, at most `limit`.
absl::StatusOr<std::vector<Erasure>> ListErasures(PostgresPool& pool, const ClinicId& clinic,
                                                  int limit, absl::Time deadline);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_PRIVACY_PERSON_RECORDS_H_
