#include "services/booking/domain/patient_sync.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "libs/cliniko/call_priority.h"
#include "libs/cliniko/failure.h"
#include "libs/concurrency/pause.h"
#include "libs/domain/directory.h"
#include "libs/status/status_macros.h"
#include "libs/telemetry/log.h"
#include "services/booking/domain/patient_phones.h"

namespace frontdesk::booking {
namespace {

// For a question to the database.
constexpr absl::Duration kSoon = absl::Seconds(10);
// More would mean that Cliniko repeats itself: a million patients.
constexpr int kMostPages = 10'000;
// For a rate limit's reset, and how often in a row for one answer. The lease outlasts one.
constexpr absl::Duration kLongestWait = absl::Seconds(65);
constexpr int kMostWaits = 10;

// PostgreSQL has no text with a NUL in it, and JSON has.
std::string WithoutNul(std::string text) {
  std::erase(text, '\0');
  return text;
}

// What the index keeps of somebody. Of whom nobody can book for, only what leads to who stands for
// them now.
IndexedPatient ToIndexed(const cliniko::Patient& patient, const std::string& country) {
  IndexedPatient indexed{
      .id = patient.id,
      .archived = patient.archived_at.has_value() || !patient.merged_into.empty(),
      .merged_into = patient.merged_into};
  if (!indexed.archived) {
    indexed.first_name = WithoutNul(patient.first_name);
    indexed.last_name = WithoutNul(patient.last_name);
    indexed.preferred_first_name = WithoutNul(patient.preferred_first_name);
  }
  if (!indexed.archived || !patient.merged_into.empty()) {
    PatientPhones phones = PhonesOf(patient, country);
    indexed.phones = std::move(phones.numbers);
    indexed.unusable_numbers = phones.unusable;
  }
  return indexed;
}

}  // namespace

struct PatientSync::Round {
  const Turn& turn;
  const std::stop_token& stop;
  std::string country;
  std::shared_ptr<cliniko::Client> client;
  bool sees_archived = true;  // until the account refuses to list them

  // For the log.
  bool full = false;
  bool complete = true;
  int pages = 0;
  int patients = 0;
  int archived = 0;
  int merged = 0;
  int unusable_numbers = 0;
  int removed = 0;

  // The rows of a page, each patient once, and counted.
  std::vector<IndexedPatient> Take(const std::vector<cliniko::Patient>& rows) {
    std::map<PatientId, IndexedPatient> page;
    for (const cliniko::Patient& row : rows) page[row.id] = ToIndexed(row, country);
    std::vector<IndexedPatient> indexed;
    for (auto& [id, patient] : page) {
      ++patients;
      archived += patient.archived && patient.merged_into.empty() ? 1 : 0;
      merged += patient.merged_into.empty() ? 0 : 1;
      unusable_numbers += patient.unusable_numbers;
      indexed.push_back(std::move(patient));
    }
    return indexed;
  }
};

absl::Status PatientSync::Sync(const Turn& turn, const std::stop_token& stop) {
  const absl::Time began = clock_.Now();
  ASSIGN_OR_RETURN(const PatientSyncState state, index_.Load(turn, options_.lease, began + kSoon));
  ASSIGN_OR_RETURN(const Clinic clinic, registry_.Find(turn.clinic, began + kSoon));
  Round round{.turn = turn, .stop = stop, .country = clinic.country};
  ASSIGN_OR_RETURN(round.client,
                   clients_.For(turn.clinic, cliniko::CallPriority::kBackground, began + kSoon));
  // First what is new: a full read that cannot get past some page must not hold that up.
  if (state.read_up_to.has_value()) {
    RETURN_IF_ERROR(Poll(round, *state.read_up_to - options_.overlap));
  }
  if (!state.full_read_age.has_value() || *state.full_read_age >= options_.full_read_every ||
      state.full_wanted || state.full_read.has_value()) {
    RETURN_IF_ERROR(ReadAll(round, state));
  }
  log::Info("patients_synced", {{"clinic", turn.clinic},
                                {"full", round.full},
                                {"complete", round.complete},
                                {"pages", round.pages},
                                {"patients", round.patients},
                                {"archived", round.archived},
                                {"merged", round.merged},
                                {"unusable_numbers", round.unusable_numbers},
                                {"removed", round.removed},
                                {"took_ms", absl::ToInt64Milliseconds(clock_.Now() - began)}});
  return absl::OkStatus();
}

template <typename Result>
Result PatientSync::Ask(Round& round, absl::FunctionRef<Result(absl::Time deadline)> ask) {
  for (int limited = 0;; ++limited) {
    if (round.stop.stop_requested()) return absl::CancelledError("stopping");
    Result answer = ask(clock_.Now() + options_.for_one_answer);
    if (answer.ok()) return answer;
    if (round.stop.stop_requested()) return absl::CancelledError("stopping");
    // Callers go first, so running out of requests is part of reading a large account.
    const std::optional<absl::Time> reset = cliniko::RateLimitResetOf(answer.status());
    if (!reset.has_value() || limited == kMostWaits) return answer;
    RETURN_IF_ERROR(index_.Load(round.turn, options_.lease, clock_.Now() + kSoon).status());
    Pause(std::clamp(*reset - clock_.Now(), absl::ZeroDuration(), kLongestWait), round.stop);
  }
}

absl::StatusOr<cliniko::PatientPage> PatientSync::ReadPage(Round& round,
                                                           cliniko::PatientFilter filter,
                                                           int page) {
  filter.include_archived = round.sees_archived;
  const auto ask = [&](absl::Time deadline) {
    return round.client->FindPatientsPage(filter, page, deadline);
  };
  auto read = Ask<absl::StatusOr<cliniko::PatientPage>>(round, ask);
  // Accounts differ in whether archived_at can be asked for; in such a one an archived patient
  // vanishes from the list, and full reads notice. Source: contract/cliniko.md, section 7.
  if (round.sees_archived && cliniko::IsFailure(read.status(), cliniko::Failure::kInvalidRequest)) {
    round.sees_archived = filter.include_archived = false;
    read = Ask<absl::StatusOr<cliniko::PatientPage>>(round, ask);
  }
  if (read.ok()) ++round.pages;
  return read;
}

absl::Status PatientSync::Poll(Round& round, absl::Time since) {
  std::set<PatientId> seen;
  absl::Time as_of;
  for (int page = 1; page <= kMostPages; ++page) {
    ASSIGN_OR_RETURN(const cliniko::PatientPage read,
                     ReadPage(round, {.updated_since = since}, page));
    if (page == 1) as_of = read.as_of;
    const std::size_t seen_before = seen.size();
    for (const cliniko::Patient& patient : read.rows) seen.insert(patient.id);
    if (!read.rows.empty()) {
      RETURN_IF_ERROR(
          index_.Save(round.turn, round.Take(read.rows), options_.lease, clock_.Now() + kSoon));
    }
    if (!read.last && seen.size() > seen_before) continue;
    // A patient who is updated while we read moves to the list's end, and the first of a page that
    // we have not read yet to one that we have. Then the same is asked again the next time.
    const bool all_seen =
        page == 1 || !read.total.has_value() || static_cast<int>(seen.size()) >= *read.total;
    round.complete = round.complete && read.last && all_seen;
    if (!read.last || !all_seen) return absl::OkStatus();
    return index_.EndPoll(round.turn, as_of, clock_.Now() + kSoon);
  }
  return absl::InternalError("the list of changed patients has no end");
}

absl::Status PatientSync::ReadAll(Round& round, const PatientSyncState& state) {
  round.full = true;
  int page = 1;
  if (state.full_read.has_value() && state.full_read->age < options_.longest_full_read) {
    page = state.full_read->next_page;
  } else {
    RETURN_IF_ERROR(index_.BeginFullRead(round.turn, clock_.Now() + kSoon));
  }
  for (; page <= kMostPages; ++page) {
    ASSIGN_OR_RETURN(const cliniko::PatientPage read, ReadPage(round, {}, page));
    RETURN_IF_ERROR(index_.SavePage(round.turn, round.Take(read.rows), page + 1, read.as_of,
                                    options_.lease, clock_.Now() + kSoon));
    if (!read.last) continue;
    RETURN_IF_ERROR(AskAfterUnseen(round));
    ASSIGN_OR_RETURN(const bool complete,
                     index_.EndFullRead(round.turn, read.total, clock_.Now() + kSoon));
    round.complete = round.complete && complete;
    return absl::OkStatus();
  }
  return absl::InternalError("the list of patients has no end");
}

absl::Status PatientSync::AskAfterUnseen(Round& round) {
  ASSIGN_OR_RETURN(const std::vector<PatientId> unseen,
                   index_.Unseen(round.turn, options_.most_questions, clock_.Now() + kSoon));
  std::vector<PatientId> vanished;
  for (const PatientId& id : unseen) {
    const auto patient = Ask<absl::StatusOr<cliniko::Patient>>(
        round, [&](absl::Time deadline) { return round.client->GetPatient(id, deadline); });
    if (patient.ok()) {
      RETURN_IF_ERROR(
          index_.Save(round.turn, round.Take({*patient}), options_.lease, clock_.Now() + kSoon));
    } else if (cliniko::IsFailure(patient.status(), cliniko::Failure::kNotFound)) {
      vanished.push_back(id);
    } else {
      return patient.status();
    }
  }
  if (vanished.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(index_.Remove(round.turn, vanished, clock_.Now() + kSoon));
  round.removed = static_cast<int>(vanished.size());
  return absl::OkStatus();
}

}  // namespace frontdesk::booking
