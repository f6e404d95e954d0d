#ifndef FRONTDESK_SERVICES_BOOKING_DOMAIN_FAKE_BOOKING_STORE_H_
#define FRONTDESK_SERVICES_BOOKING_DOMAIN_FAKE_BOOKING_STORE_H_

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "libs/civil/clock.h"
#include "libs/status/domain_error.h"
#include "services/booking/domain/booking_store.h"
#include "services/booking/domain/patient_store.h"

namespace frontdesk::booking {

// Bookings in memory, for tests. Thread-safe. `clock` must outlive the object.
class FakeBookingStore : public BookingStore {
 public:
  explicit FakeBookingStore(const Clock& clock) : clock_(clock) {}

  std::vector<Booking> All() const {
    const std::lock_guard lock(mutex_);
    return bookings_;
  }

  // The first days whose slots were dropped with a booking.
  std::vector<absl::CivilDay> dropped() const {
    const std::lock_guard lock(mutex_);
    return dropped_;
  }

  absl::StatusOr<ClaimAnswer> ClaimTime(const NewBooking& wanted, const ClaimTerms& terms,
                                        absl::Time /*deadline*/) override {
    const std::lock_guard lock(mutex_);
    ClaimAnswer answer;
    for (const Booking& b : bookings_) {
      if (b.claim.clinic == wanted.claim.clinic && std::ranges::count(terms.decided, b.id) == 0 &&
          InQuestion(b, wanted, terms)) {
        answer.in_question.push_back(b);
      }
    }
    if (!answer.in_question.empty()) return answer;
    absl::StatusOr<Booking> added = Add(wanted, BookingId());
    if (!added.ok()) return added.status();
    answer.booking = *std::move(added);
    return answer;
  }

  absl::StatusOr<Booking> InsertMove(const BookingId& moved, const NewBooking& wanted,
                                     absl::Time /*deadline*/) override {
    const std::lock_guard lock(mutex_);
    if (!failure_.ok()) return failure_;
    const Booking* old = Row(moved);
    if (old == nullptr || old->state != BookingState::kBooked || old->cancel_reason != 0 ||
        BeingMoved(moved)) {
      return absl::FailedPreconditionError("not booked, or being changed");
    }
    return Add(wanted, moved);
  }

  absl::StatusOr<bool> IsBeingMoved(const BookingId& id, absl::Time /*deadline*/) override {
    const std::lock_guard lock(mutex_);
    if (!failure_.ok()) return failure_;
    return BeingMoved(id);
  }

  absl::Status TakeOver(const BookingId& move, absl::Time /*deadline*/) override {
    const std::lock_guard lock(mutex_);
    if (!failure_.ok()) return failure_;
    Booking* row = Row(move);
    Booking* old = row == nullptr ? nullptr : Row(row->moves);
    if (old == nullptr || row->state != BookingState::kPending ||
        old->state != BookingState::kBooked) {
      return absl::FailedPreconditionError("settled already");
    }
    row->state = BookingState::kBooked;
    row->patient = old->patient;
    row->appointment = old->appointment;
    old->state = BookingState::kMoved;
    old->appointment = AppointmentId();
    row->updated_at = old->updated_at = clock_.Now();
    return absl::OkStatus();
  }

  absl::StatusOr<Booking> Adopt(const NewBooking& booking, const PatientId& patient,
                                const AppointmentId& appointment,
                                absl::Time /*deadline*/) override {
    const std::lock_guard lock(mutex_);
    for (const Booking& b : bookings_) {
      if (b.claim.clinic != booking.claim.clinic) continue;
      const bool same_key = IsActive(b.state) && b.idempotency_key == booking.idempotency_key;
      if (same_key || b.appointment == appointment) {
        return absl::AlreadyExistsError("the appointment has a booking");
      }
    }
    Booking& row = Append(booking, BookingId());
    row.state = BookingState::kBooked;
    row.patient = patient;
    row.appointment = appointment;
    return row;
  }

  absl::Status Follow(const BookingId& id, const Claim& now, absl::Time /*deadline*/) override {
    const std::lock_guard lock(mutex_);
    Booking* row = Row(id);
    if (row == nullptr || row->state != BookingState::kBooked || BeingMoved(id)) {
      return absl::FailedPreconditionError("not booked, or being moved");
    }
    row->claim.offering = now.offering;
    row->claim.time = now.time;
    row->updated_at = clock_.Now();
    return absl::OkStatus();
  }

  absl::Status BookElsewhere(const BookingId& id, const AppointmentId& appointment,
                             const Claim& now, absl::Time /*deadline*/) override {
    const std::lock_guard lock(mutex_);
    if (!failure_.ok()) return failure_;
    for (const Booking& b : bookings_) {
      if (b.id != id && b.claim.clinic == now.clinic && b.appointment == appointment) {
        return absl::AlreadyExistsError("the appointment is another booking's");
      }
    }
    Booking* row = Row(id);
    if (row == nullptr || row->state != BookingState::kPending || !row->moves.empty()) {
      return absl::FailedPreconditionError("settled already");
    }
    row->state = BookingState::kBooked;
    row->appointment = appointment;
    row->claim.offering = now.offering;
    row->claim.time = now.time;
    row->updated_at = clock_.Now();
    return absl::OkStatus();
  }

  absl::StatusOr<Booking> WantCancel(const BookingId& id, const CancelWish& wish,
                                     absl::Time /*deadline*/) override {
    const std::lock_guard lock(mutex_);
    if (!failure_.ok()) return failure_;
    Booking* row = Row(id);
    const bool pending =
        row != nullptr && row->state == BookingState::kPending && row->moves.empty();
    const bool booked = row != nullptr && row->state == BookingState::kBooked && !BeingMoved(id);
    if (!pending && !booked) return absl::FailedPreconditionError("not booked, or being moved");
    if (row->cancel_reason == 0) {
      row->cancel_reason = wish.reason;
      row->cancel_note = wish.note;
      if (booked) row->updated_at = clock_.Now();
    }
    return *row;
  }

  absl::Status DropCancel(const BookingId& id, absl::Time /*deadline*/) override {
    const std::lock_guard lock(mutex_);
    if (!failure_.ok()) return failure_;
    Booking* row = Row(id);
    if (row == nullptr || row->state != BookingState::kBooked) {
      return absl::FailedPreconditionError("not booked");
    }
    row->cancel_reason = 0;
    row->cancel_note.clear();
    row->updated_at = clock_.Now();
    return absl::OkStatus();
  }

  absl::StatusOr<std::optional<Booking>> FindByKey(const ClinicId& clinic, const std::string& key,
                                                   absl::Time /*deadline*/) override {
    const std::lock_guard lock(mutex_);
    std::optional<Booking> found;
    for (const Booking& b : bookings_) {
      if (b.claim.clinic != clinic || b.idempotency_key != key) continue;
      if (!found.has_value() || !IsActive(found->state)) found = b;
    }
    return found;
  }

  absl::StatusOr<std::vector<Booking>> FindActive(const ClinicId& clinic,
                                                  const PractitionerId& practitioner,
                                                  const TimeRange& time,
                                                  absl::Time /*deadline*/) override {
    return Where([&](const Booking& b) {
      return IsActive(b.state) && b.claim.clinic == clinic &&
             b.claim.offering.practitioner == practitioner && Overlap(b.claim.time, time);
    });
  }

  absl::StatusOr<std::vector<Booking>> FindActiveOfPhone(const ClinicId& clinic,
                                                         const std::string& phone,
                                                         const TimeRange& time,
                                                         absl::Time /*deadline*/) override {
    return Where([&](const Booking& b) {
      return IsActive(b.state) && b.claim.clinic == clinic && b.patient_phone == phone &&
             Overlap(b.claim.time, time);
    });
  }

  absl::StatusOr<Booking> Find(const ClinicId& clinic, const BookingId& id,
                               absl::Time /*deadline*/) override {
    const auto found =
        Where([&](const Booking& b) { return b.claim.clinic == clinic && b.id == id; });
    if (found.empty()) return MakeError(DomainError::kAppointmentNotFound, "no such booking");
    return found.front();
  }

  absl::StatusOr<std::optional<Booking>> FindByAppointment(const ClinicId& clinic,
                                                           const AppointmentId& appointment,
                                                           absl::Time /*deadline*/) override {
    const auto found = Where(
        [&](const Booking& b) { return b.claim.clinic == clinic && b.appointment == appointment; });
    if (found.empty()) return std::nullopt;
    return found.front();
  }

  absl::StatusOr<std::vector<Booking>> FindBookedByCaller(const ClinicId& clinic,
                                                          const std::string& caller_phone,
                                                          absl::Time from,
                                                          absl::Time /*deadline*/) override {
    return Where([&](const Booking& b) {
      return b.state == BookingState::kBooked && b.claim.clinic == clinic &&
             !caller_phone.empty() && b.caller_phone == caller_phone && b.claim.time.start >= from;
    });
  }

  absl::StatusOr<std::vector<Booking>> FindBookedInSession(const ClinicId& clinic,
                                                           const std::string& session_id,
                                                           absl::Time made_since, absl::Time from,
                                                           absl::Time /*deadline*/) override {
    return Where([&](const Booking& b) {
      return b.state == BookingState::kBooked && b.claim.clinic == clinic && !session_id.empty() &&
             b.session_id == session_id && b.created_at >= made_since && b.claim.time.start >= from;
    });
  }

  absl::Status Note(const BookingId& id, const PatientId& patient, const AppointmentId& appointment,
                    absl::Time /*deadline*/) override {
    const std::lock_guard lock(mutex_);
    if (!failure_.ok()) return failure_;
    for (Booking& b : bookings_) {
      if (b.id != id || !IsUnsettled(b.state)) continue;
      if (!patient.empty()) b.patient = patient;
      if (!appointment.empty()) b.appointment = appointment;
      b.updated_at = clock_.Now();
      return absl::OkStatus();
    }
    return absl::FailedPreconditionError("settled");
  }

  absl::Status Settle(const BookingId& id, BookingState to, const std::string& reason,
                      absl::Time /*deadline*/) override {
    const std::lock_guard lock(mutex_);
    if (!failure_.ok()) return failure_;
    for (Booking& b : bookings_) {
      if (b.id != id) continue;
      const bool follows = b.state == BookingState::kPending ||
                           (b.state == BookingState::kWithdrawing && to == BookingState::kFailed) ||
                           (b.state == BookingState::kBooked && to == BookingState::kCancelled);
      if (!follows) break;
      b.state = to;
      if (!reason.empty()) b.failure_reason = reason;
      b.updated_at = clock_.Now();
      return absl::OkStatus();
    }
    return absl::FailedPreconditionError("settled already");
  }

  absl::Status Abandon(const BookingId& id, const std::string& reason,
                       absl::Time deadline) override {
    const absl::Status settled = Settle(id, BookingState::kFailed, reason, deadline);
    const std::lock_guard lock(mutex_);
    if (settled.ok()) Row(id)->patient = PatientId();
    return settled;
  }

  absl::StatusOr<bool> Confirm(const Booking& booking, const std::optional<DaysOfSlots>& slots,
                               absl::Time /*deadline*/) override {
    const std::lock_guard lock(mutex_);
    if (!failure_.ok()) return failure_;
    Booking* row = Row(booking.id);
    if (row == nullptr || row->state != BookingState::kPending || !row->moves.empty()) {
      return absl::FailedPreconditionError("settled already");
    }
    row->patient = booking.patient;
    row->appointment = booking.appointment;
    row->updated_at = clock_.Now();
    for (const Booking& other : bookings_) {
      if (other.state == BookingState::kBooked && Holds(other, row->claim) &&
          BeingMoved(other.id)) {
        return false;
      }
    }
    row->state = BookingState::kBooked;
    if (slots.has_value()) dropped_.push_back(slots->first);
    return true;
  }

  absl::StatusOr<std::optional<Booking>> TakeUnsettled(absl::Duration idle,
                                                       absl::Span<const ClinicId> but_of,
                                                       absl::Time /*deadline*/) override {
    return Take(idle, [&](const Booking& b) {
      if (std::ranges::find(but_of, b.claim.clinic) != but_of.end()) return false;
      return IsUnsettled(b.state) || (b.state == BookingState::kBooked && b.cancel_reason != 0);
    });
  }

  absl::StatusOr<std::optional<Booking>> TakeDoubtful(absl::Duration idle,
                                                      absl::Time /*deadline*/) override {
    return Take(idle, [&](const Booking& b) {
      return b.state == BookingState::kFailed && !b.patient.empty() && b.appointment.empty() &&
             clock_.Now() - b.created_at < absl::Hours(1);
    });
  }

  // What writes answers this until it is OK again.
  void FailWrites(absl::Status status) {
    const std::lock_guard lock(mutex_);
    failure_ = std::move(status);
  }

 private:
  static bool InQuestion(const Booking& b, const NewBooking& wanted, const ClaimTerms& terms) {
    if (std::ranges::count(terms.keys, b.idempotency_key) > 0) {
      return IsActive(b.state) || absl::StartsWith(b.idempotency_key, "id:");
    }
    if (!IsActive(b.state) || b.patient_phone != wanted.person.phone) return false;
    const absl::Duration length = wanted.claim.time.end - wanted.claim.time.start;
    return std::ranges::any_of(terms.starts, [&](absl::Time start) {
      return Overlap(b.claim.time, {start, start + length});
    });
  }

  static bool Holds(const Booking& b, const Claim& claim) {
    return IsActive(b.state) && b.claim.clinic == claim.clinic &&
           b.claim.offering.practitioner == claim.offering.practitioner &&
           Overlap(b.claim.time, claim.time);
  }

  // Null if there is none.
  Booking* Row(const BookingId& id) {
    for (Booking& b : bookings_) {
      if (b.id == id) return &b;
    }
    return nullptr;
  }

  bool BeingMoved(const BookingId& id) const {
    for (const Booking& b : bookings_) {
      if (b.moves == id && IsUnsettled(b.state)) return true;
    }
    return false;
  }

  absl::StatusOr<Booking> Add(const NewBooking& wanted, const BookingId& moves) {
    for (const Booking& b : bookings_) {
      const bool same_key = IsActive(b.state) && b.claim.clinic == wanted.claim.clinic &&
                            b.idempotency_key == wanted.idempotency_key;
      if (same_key || (b.id != moves && Holds(b, wanted.claim))) {
        return MakeError(DomainError::kSlotTaken, "an active booking holds the time");
      }
    }
    return Append(wanted, moves);
  }

  Booking& Append(const NewBooking& wanted, const BookingId& moves) {
    bookings_.push_back({.id = BookingId(absl::StrCat("booking-", bookings_.size() + 1)),
                         .idempotency_key = wanted.idempotency_key,
                         .fingerprint = wanted.fingerprint,
                         .claim = wanted.claim,
                         .patient_name = wanted.person.FullName(),
                         .patient_phone = wanted.person.phone,
                         .notes = wanted.notes,
                         .session_id = wanted.session_id,
                         .caller_phone = wanted.caller_phone,
                         .moves = moves,
                         .created_at = clock_.Now(),
                         .updated_at = clock_.Now()});
    return bookings_.back();
  }

  template <typename Condition>
  std::optional<Booking> Take(absl::Duration idle, Condition condition) {
    const std::lock_guard lock(mutex_);
    for (Booking& b : bookings_) {
      if (!condition(b) || clock_.Now() - b.updated_at <= idle) continue;
      b.updated_at = clock_.Now();
      return b;
    }
    return std::nullopt;
  }

  template <typename Condition>
  std::vector<Booking> Where(Condition condition) const {
    const std::lock_guard lock(mutex_);
    std::vector<Booking> found;
    for (const Booking& b : bookings_) {
      if (condition(b)) found.push_back(b);
    }
    return found;
  }

  const Clock& clock_;
  mutable std::mutex mutex_;
  std::vector<Booking> bookings_;
  std::vector<absl::CivilDay> dropped_;
  absl::Status failure_;
};

// Patients in memory, for tests. Thread-safe.
class FakePatientStore : public PatientStore {
 public:
  absl::StatusOr<std::vector<KnownPatient>> FindByPhone(const ClinicId& clinic,
                                                        const std::string& phone,
                                                        absl::Time /*deadline*/) override {
    const std::lock_guard lock(mutex_);
    return patients_[{clinic, phone}];
  }

  absl::Status Forget(const ClinicId& clinic, const PatientId& patient,
                      absl::Time /*deadline*/) override {
    const std::lock_guard lock(mutex_);
    for (auto& [key, family] : patients_) {
      if (key.first == clinic)
        std::erase_if(family, [&](const auto& p) { return p.id == patient; });
    }
    return absl::OkStatus();
  }

  absl::StatusOr<std::optional<PatientTurn>> TakeTurn(const ClinicId& clinic,
                                                      const std::string& phone,
                                                      absl::Duration /*lease*/,
                                                      absl::Time /*deadline*/) override {
    const std::lock_guard lock(mutex_);
    if (!turns_.insert({clinic, phone}).second) return std::nullopt;
    return PatientTurn{clinic, phone, "turn"};
  }

  absl::Status GiveBack(const PatientTurn& turn, absl::Time /*deadline*/) override {
    const std::lock_guard lock(mutex_);
    turns_.erase({turn.clinic, turn.phone});
    return absl::OkStatus();
  }

  absl::Status Save(const ClinicId& clinic, const KnownPatient& patient, const std::string& phone,
                    absl::Time /*deadline*/) override {
    const std::lock_guard lock(mutex_);
    patients_[{clinic, phone}].push_back(patient);
    return absl::OkStatus();
  }

 private:
  std::mutex mutex_;
  std::map<std::pair<ClinicId, std::string>, std::vector<KnownPatient>> patients_;
  std::set<std::pair<ClinicId, std::string>> turns_;
};

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_DOMAIN_FAKE_BOOKING_STORE_H_
