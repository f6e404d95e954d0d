#include "services/booking/domain/booker.h"

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/cliniko/failure.h"
#include "libs/cliniko/fake_client.h"
#include "libs/status/error_detail.h"
#include "libs/testing/sample_clinic.h"
#include "libs/testing/status_matchers.h"
#include "services/booking/domain/fake_booking_store.h"
#include "services/booking/domain/fake_surroundings.h"

namespace frontdesk::booking {
namespace {

using namespace ::frontdesk::test;  // NOLINT: the sample clinic is the vocabulary of these tests
using cliniko::Call;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr absl::CivilDay kTuesday(2026, 7, 14);

// Counts how often it is looked at.
class CountingClock : public FakeClock {
 public:
  using FakeClock::FakeClock;
  absl::Time Now() const override {
    // Counted once it is read: who waits for a look moves the clock after it.
    const absl::Time now = FakeClock::Now();
    ++looks_;
    return now;
  }
  int looks() const { return looks_; }

 private:
  mutable std::atomic<int> looks_ = 0;
};

// Lets something happen between the look before a booking and the booking.
class RacingStore : public FakeBookingStore {
 public:
  using FakeBookingStore::FakeBookingStore;
  absl::StatusOr<ClaimAnswer> ClaimTime(const NewBooking& booking, const ClaimTerms& terms,
                                        absl::Time deadline) override {
    if (before_insert) std::exchange(before_insert, nullptr)();
    return FakeBookingStore::ClaimTime(booking, terms, deadline);
  }

  std::function<void()> before_insert;
};

// Knows who has a number, as the index does, and guesses who is meant.
class GuessingStore : public FakeBookingStore {
 public:
  using FakeBookingStore::FakeBookingStore;
  absl::StatusOr<ClaimAnswer> ClaimTime(const NewBooking& booking, const ClaimTerms& terms,
                                        absl::Time deadline) override {
    absl::StatusOr<ClaimAnswer> answer = FakeBookingStore::ClaimTime(booking, terms, deadline);
    if (!answer.ok() || !answer->booking.has_value()) return answer;
    answer->patients = known;
    EXPECT_THAT(FakeBookingStore::Note(answer->booking->id, guess, {}, deadline), IsOk());
    answer->booking->patient = guess;
    return answer;
  }
  absl::Status Note(const BookingId& id, const PatientId& patient, const AppointmentId& appointment,
                    absl::Time deadline) override {
    ++notes;
    return FakeBookingStore::Note(id, patient, appointment, deadline);
  }

  std::vector<KnownPatient> known;
  PatientId guess;
  int notes = 0;
};

class BookerTest : public FakeSurroundings<CountingClock> {
 protected:
  BookerTest() {
    schedule_.Offer(kCameronMassage, kTuesday, {AtClinic(kTuesday, 9), AtClinic(kTuesday, 10)});
    cliniko_->Edit([](cliniko::FakeClient::World& world) {
      world.businesses = {{.id = kCityRooms}, {.id = kHarbourRooms}};
      world.practitioners = {{.id = kCameronExample}, {.id = kJordanSample}};
      world.types = {{.id = kMassage, .duration = absl::Minutes(60)}};
    });
  }

  static BookingRequest ARequest(const std::string& name = "Casey Caller",
                                 const std::string& phone = "0400 000 001") {
    return {.clinic = kSampleClinic,
            .caller = {.session_id = "conv_1", .phone = phone},
            .patient_name = name,
            .patient_phone = phone,
            .practitioner = {{}, "Cameron Example"},
            .appointment_type = {{}, "Massage"},
            .business = {kCityRooms, ""},
            .start = SpokenStart{"tomorrow", "9:00 AM"}};
  }

  absl::StatusOr<BookingAnswer> Book(const BookingRequest& request,
                                     absl::Duration wait = absl::Seconds(10)) {
    return booker_.Book(request, CallContext{.deadline = absl::Now() + wait});
  }

  // Of a replica.
  Booker::Parts With(BookingStore& store, Settler& settler) {
    return {.directories = directories_,
            .schedule = schedule_,
            .sessions = sessions_,
            .clinikos = clinikos_,
            .bookings = store,
            .patients = finder_,
            .settler = settler,
            .clock = clock_};
  }

  RacingStore bookings_{clock_};
  PatientFinder finder_{patients_};
  Settler settler_{bookings_, clock_};
  Booker booker_{With(bookings_, settler_), {}};
};

TEST_F(BookerTest, BooksAFreeTime) {
  const auto answer = Book(ARequest());

  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(answer->booking.state, BookingState::kBooked);
  EXPECT_FALSE(answer->already_booked);
  ASSERT_EQ(LiveAppointments(), 1);
  const cliniko::Appointment made = cliniko_->Look().appointments[0];
  EXPECT_EQ(made.starts_at, AtClinic(kTuesday, 9));
  EXPECT_EQ(made.ends_at, AtClinic(kTuesday, 10));
  EXPECT_EQ(made.practitioner, kCameronExample);
  EXPECT_EQ(made.id, answer->booking.appointment);
}

TEST_F(BookerTest, ForgetsTheDaysSlotsAndRemembersThePlace) {
  ASSERT_THAT(Book(ARequest()), IsOk());

  EXPECT_THAT(bookings_.dropped(), ElementsAre(kTuesday));
  EXPECT_THAT(schedule_.dropped(), ElementsAre(kTuesday));
  const auto session =
      sessions_.GetSession(CallContext{}, SampleDirectory().clinic, ARequest().caller);
  ASSERT_THAT(session, IsOk());
  EXPECT_EQ(session->business, kCityRooms);
}

TEST_F(BookerTest, ChecksTheTimeAgainstFreshDataOnly) {
  ASSERT_THAT(Book(ARequest()), IsOk());

  ASSERT_THAT(schedule_.queries(), SizeIs(1));
  ASSERT_TRUE(schedule_.queries()[0].max_age.has_value());
  EXPECT_LE(*schedule_.queries()[0].max_age, absl::Seconds(5));
}

TEST_F(BookerTest, NeverRestsAPromiseOnStaleData) {
  schedule_.Mark(/*stale=*/true, /*partial=*/false);

  EXPECT_THAT(Book(ARequest()), FailsWith(DomainError::kBookingSystemUnavailable));
  EXPECT_THAT(bookings_.All(), IsEmpty());
}

TEST_F(BookerTest, TellsADayOffFromAFullDay) {
  const auto reason = [&](const std::string& day) {
    BookingRequest request = ARequest();
    request.start = SpokenStart{day, "2pm"};
    const auto answer = Book(request);
    EXPECT_THAT(answer, FailsWith(DomainError::kTimeNotAvailable)) << day;
    return FactsOf(answer.status())["reason"];
  };
  EXPECT_EQ(reason("Saturday"), "not_working");
  EXPECT_EQ(reason("Thursday"), "fully_booked");
  EXPECT_EQ(reason("2026-08-10"), "fully_booked");  // four weeks ahead, a Monday
  EXPECT_EQ(reason("2026-08-11"), "");              // further ahead it may not be open yet
  EXPECT_EQ(reason("tomorrow"), "");                // other times of that day are free
}

TEST_F(BookerTest, OffersWhatIsFreeInstead) {
  BookingRequest request = ARequest();
  request.start = SpokenStart{"tomorrow", "2pm"};

  const auto answer = Book(request);

  EXPECT_THAT(answer, FailsWith(DomainError::kTimeNotAvailable));
  const auto alternatives = AlternativesOf(answer.status());
  ASSERT_THAT(alternatives, SizeIs(1));
  EXPECT_THAT(alternatives[0].times, SizeIs(2));
  EXPECT_EQ(FactsOf(answer.status())["time"], "14:00");
  EXPECT_THAT(bookings_.All(), IsEmpty());
}

TEST_F(BookerTest, PrefersTheReadingThatIsFree) {
  schedule_.Offer(kCameronMassage, kTuesday, {AtClinic(kTuesday, 19)});
  BookingRequest request = ARequest();
  request.start = SpokenStart{"tomorrow", "7"};

  const auto answer = Book(request);

  ASSERT_THAT(answer, IsOk());
  EXPECT_EQ(answer->booking.claim.time.start, AtClinic(kTuesday, 19));
}

TEST_F(BookerTest, AnswersTheSameRequestWithTheSameBooking) {
  const auto first = Book(ARequest());
  const auto second = Book(ARequest());

  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(second, IsOk());
  EXPECT_TRUE(second->already_booked);
  EXPECT_EQ(second->booking.id, first->booking.id);
  EXPECT_EQ(LiveAppointments(), 1);
}

// An agent in a loop used to take a request of the clinic's minute each time.
TEST_F(BookerTest, AsksClinikoOfABookingOnceAMinute) {
  ASSERT_THAT(Book(ARequest()), IsOk());
  const int before = cliniko_->CountAll();
  for (int i = 0; i < 5; ++i) EXPECT_THAT(Book(ARequest()), IsOk());
  EXPECT_EQ(cliniko_->CountAll(), before);

  clock_.Advance(kSureFor);
  for (int i = 0; i < 5; ++i) EXPECT_THAT(Book(ARequest()), IsOk());
  EXPECT_EQ(cliniko_->CountAll(), before + 1);
}

// All used to be told that it was done before, but the one that did it.
// It used to be told as booked, and then to be gone.
TEST_F(BookerTest, DoesNotCallBookedWhatIsBeingCancelled) {
  const auto first = Book(ARequest());
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(bookings_.WantCancel(first->booking.id, {.reason = 50}, absl::InfiniteFuture()),
              IsOk());

  EXPECT_THAT(Book(ARequest()), FailsWith(DomainError::kStillChecking));
}

// It used to be told as booked at the time that it was leaving.
TEST_F(BookerTest, DoesNotCallBookedWhatIsBeingMoved) {
  const auto first = Book(ARequest());
  ASSERT_THAT(first, IsOk());
  NewBooking move{.idempotency_key = "m", .fingerprint = "f", .claim = first->booking.claim};
  move.claim.time = {AtClinic(kTuesday, 14), AtClinic(kTuesday, 15)};
  move.person = {"Casey", "Caller", first->booking.patient_phone};
  ASSERT_THAT(bookings_.InsertMove(first->booking.id, move, absl::InfiniteFuture()), IsOk());

  EXPECT_THAT(Book(ARequest()), FailsWith(DomainError::kStillChecking));
}

TEST_F(BookerTest, AnswersThoseWhoComeWhileItIsUnderWayAlike) {
  std::thread same;
  absl::StatusOr<BookingAnswer> other = absl::UnknownError("not asked");
  const auto first_is_under_way = [&] {
    const int before = clock_.looks();
    same = std::thread([&] { other = Book(ARequest()); });
    while (clock_.looks() == before) std::this_thread::yield();
    clock_.Advance(absl::Milliseconds(100));
    return absl::OkStatus();
  };
  cliniko_->Before(Call::kCreateAppointment, first_is_under_way);

  const auto first = Book(ARequest());
  same.join();

  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(other, IsOk());
  EXPECT_FALSE(first->already_booked);
  EXPECT_FALSE(other->already_booked);
  EXPECT_EQ(other->booking.appointment, first->booking.appointment);
}

TEST_F(BookerTest, TakesASlightlyOtherSpellingForTheSameRequest) {
  ASSERT_THAT(Book(ARequest("Casey Caller")), IsOk());

  const auto again = Book(ARequest("Kasey Caller"));

  ASSERT_THAT(again, IsOk());
  EXPECT_TRUE(again->already_booked);
}

TEST_F(BookerTest, RefusesAnotherPatientTheSameTime) {
  ASSERT_THAT(Book(ARequest()), IsOk());

  const auto other = Book(ARequest("Robin Other", "0400 000 002"));

  EXPECT_THAT(other, FailsWith(DomainError::kSlotTaken));
  ASSERT_THAT(AlternativesOf(other.status()), SizeIs(1));
  EXPECT_THAT(AlternativesOf(other.status())[0].times, SizeIs(1));
  EXPECT_EQ(LiveAppointments(), 1);
}

TEST_F(BookerTest, RefusesAPatientWhoIsElsewhereThen) {
  ASSERT_THAT(Book(ARequest()), IsOk());
  schedule_.Offer({kJordanSample, kCityRooms, kMassage}, kTuesday, {AtClinic(kTuesday, 9)});
  BookingRequest request = ARequest();
  request.practitioner = {kJordanSample, ""};

  EXPECT_THAT(Book(request), FailsWith(DomainError::kDuplicateBooking));
  EXPECT_EQ(LiveAppointments(), 1);
}

// A name in small letters used to be another patient's.
TEST_F(BookerTest, RefusesAPatientWhoIsElsewhereThenHoweverTheNameIsWritten) {
  ASSERT_THAT(Book(ARequest()), IsOk());
  schedule_.Offer({kJordanSample, kCityRooms, kMassage}, kTuesday, {AtClinic(kTuesday, 9)});
  for (const std::string name : {"casey caller", "Kasey Caller", "Casey", "Casey Ann Caller"}) {
    SCOPED_TRACE(name);
    BookingRequest request = ARequest(name);
    request.practitioner = {kJordanSample, ""};
    EXPECT_THAT(Book(request), FailsWith(DomainError::kDuplicateBooking));
  }
  EXPECT_EQ(LiveAppointments(), 1);
  // Somebody else of the family may be there then.
  BookingRequest robins = ARequest("Robin Caller");
  robins.practitioner = {kJordanSample, ""};
  EXPECT_THAT(Book(robins), IsOk());
}

// Two requests that had both looked before either was there used to book the patient twice.
TEST_F(BookerTest, BooksAPatientOnceAtATimeThoughTwoAskAtTheSameMoment) {
  schedule_.Offer({kJordanSample, kCityRooms, kMassage}, kTuesday, {AtClinic(kTuesday, 9)});
  bookings_.before_insert = [&] {
    BookingRequest other = ARequest();
    other.practitioner = {kJordanSample, ""};
    EXPECT_THAT(Book(other), IsOk());
    clock_.Advance(absl::Milliseconds(1));
  };

  EXPECT_THAT(Book(ARequest()), FailsWith(DomainError::kDuplicateBooking));
  EXPECT_EQ(LiveAppointments(), 1);
  for (const Booking& booking : bookings_.All()) EXPECT_FALSE(IsUnsettled(booking.state));
}

// Whoever withheld their number and said somebody's, with the name, used to hear that this person
// has exactly that time.
TEST_F(BookerTest, TellsAStrangerOfATimeThatIsTakenAndNothingElse) {
  ASSERT_THAT(Book(ARequest()), IsOk());
  const auto refusal_of = [&](const std::string& name, const Caller& caller) {
    BookingRequest request = ARequest(name);
    request.caller = caller;
    return Book(request).status();
  };
  const Caller withheld{.session_id = "conv_of_a_stranger_0001", .phone = ""};
  const absl::Status of_nobody = refusal_of("Nobody Here", withheld);
  EXPECT_THAT(of_nobody, FailsWith(DomainError::kSlotTaken));
  for (const Caller& caller :
       {withheld, Caller{.session_id = "conv_of_a_stranger_0001", .phone = "+266696687"},
        Caller{.session_id = "conv_of_a_stranger_0001", .phone = "0400 000 002"},
        Caller{.session_id = "1", .phone = ""}}) {
    const absl::Status of_casey = refusal_of("Casey Caller", caller);
    EXPECT_EQ(of_casey.code(), of_nobody.code());
    EXPECT_EQ(FactsOf(of_casey), FactsOf(of_nobody));
    EXPECT_EQ(AlternativesOf(of_casey).size(), AlternativesOf(of_nobody).size());
  }
}

TEST_F(BookerTest, KeepsFromAStrangerThatAPatientIsElsewhereThen) {
  ASSERT_THAT(Book(ARequest()), IsOk());
  schedule_.Offer({kJordanSample, kCityRooms, kMassage}, kTuesday, {AtClinic(kTuesday, 9)});
  BookingRequest request = ARequest();
  request.practitioner = {{}, "Jordan"};
  EXPECT_THAT(Book(request), FailsWith(DomainError::kDuplicateBooking));

  request.caller = {.session_id = "conv_of_a_stranger_0001", .phone = ""};
  EXPECT_THAT(Book(request), IsOk());
}

// An agent asks again after its time-out, also for whoever withholds their number.
TEST_F(BookerTest, KnowsARequestThatIsRepeatedInTheSameCall) {
  BookingRequest request = ARequest();
  for (const auto& [session, known_for] :
       {std::pair{"conv_of_one_call_0001", absl::Minutes(59)}, std::pair{"1", absl::Minutes(4)}}) {
    SCOPED_TRACE(session);
    request.caller = {.session_id = session, .phone = ""};
    const auto first = Book(request);
    ASSERT_THAT(first, IsOk());
    clock_.Advance(known_for);
    const auto again = Book(request);
    ASSERT_THAT(again, IsOk());
    EXPECT_EQ(again->booking.id, first->booking.id);
    clock_.Advance(absl::Minutes(1));
    EXPECT_THAT(Book(request), FailsWith(DomainError::kSlotTaken));
    ASSERT_THAT(
        bookings_.Settle(first->booking.id, BookingState::kCancelled, "", absl::InfiniteFuture()),
        IsOk());
  }
  EXPECT_EQ(LiveAppointments(), 2);
}

// The id of a request is known to whoever made it alone.
TEST_F(BookerTest, KnowsARequestByItsId) {
  BookingRequest request = ARequest();
  request.request_id = "request-1";
  const auto first = Book(request);
  ASSERT_THAT(first, IsOk());
  request.caller = {.session_id = "conv_of_another_call_0001", .phone = ""};
  const auto again = Book(request);
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->booking.id, first->booking.id);
}

TEST_F(BookerTest, RefusesAnotherRequestUnderTheSameId) {
  BookingRequest request = ARequest();
  request.request_id = "attempt-1";
  ASSERT_THAT(Book(request), IsOk());

  request.start = SpokenStart{"tomorrow", "10:00 AM"};
  EXPECT_THAT(Book(request), FailsWith(DomainError::kInvalidRequest));
}

// It was taken for a repeat, since the patient and the time were the same.
TEST_F(BookerTest, RefusesAnotherServiceAtTheSameTimeUnderTheSameId) {
  BookingRequest request = ARequest();
  request.request_id = "attempt-1";
  ASSERT_THAT(Book(request), IsOk());

  request.appointment_type = {{}, "Acupuncture"};
  EXPECT_THAT(Book(request), FailsWith(DomainError::kInvalidRequest));
}

TEST_F(BookerTest, KnowsARequestByItsIdThoughTheNameIsSpeltInAnotherWay) {
  BookingRequest request = ARequest();
  request.request_id = "attempt-1";
  ASSERT_THAT(Book(request), IsOk());

  request.patient_name = "casey  CALLER";
  const auto again = Book(request);
  ASSERT_THAT(again, IsOk());
  EXPECT_TRUE(again->already_booked);
}

// A key was free for anything as soon as its booking was cancelled or had failed.
TEST_F(BookerTest, RefusesAnotherRequestUnderAUsedIdForADayWhateverBecameOfTheFirst) {
  BookingRequest request = ARequest();
  request.request_id = "attempt-1";
  BookingRequest other = request;
  other.start = SpokenStart{"tomorrow", "10:00 AM"};
  const auto first = Book(request);
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(
      bookings_.Settle(first->booking.id, BookingState::kCancelled, "", absl::InfiniteFuture()),
      IsOk());
  cliniko_->Edit([&](cliniko::FakeClient::World& world) {
    world.appointments.front().cancelled_at = clock_.Now();
  });

  EXPECT_THAT(Book(other), FailsWith(DomainError::kInvalidRequest));
  // The same one is made anew.
  const auto again = Book(request);
  ASSERT_THAT(again, IsOk());
  EXPECT_FALSE(again->already_booked);
  EXPECT_EQ(LiveAppointments(), 1);
}

// "At seven" was booked as 19:00; the repeated request tried 7:00 first and was refused.
TEST_F(BookerTest, FindsTheSameRequestInAnyOfItsReadings) {
  schedule_.Offer(kCameronMassage, kTuesday, {AtClinic(kTuesday, 19)});
  BookingRequest request = ARequest();
  request.request_id = "attempt-1";
  request.start = SpokenStart{"tomorrow", "7"};
  ASSERT_THAT(Book(request), IsOk());

  const auto again = Book(request);
  ASSERT_THAT(again, IsOk());
  EXPECT_TRUE(again->already_booked);
}

// It was refused as another booking when the first one came in between two readings of it.
TEST_F(BookerTest, KnowsTheSameRequestThatComesInBetweenItsReadings) {
  class LateStore : public FakeBookingStore {
   public:
    using FakeBookingStore::FakeBookingStore;
    absl::StatusOr<std::optional<Booking>> FindByKey(const ClinicId& clinic, const std::string& key,
                                                     absl::Time deadline) override {
      if (late) return std::nullopt;
      return FakeBookingStore::FindByKey(clinic, key, deadline);
    }
    absl::StatusOr<std::vector<Booking>> FindActive(const ClinicId& clinic,
                                                    const PractitionerId& practitioner,
                                                    const TimeRange& time,
                                                    absl::Time deadline) override {
      if (std::exchange(late, false)) return std::vector<Booking>();
      return FakeBookingStore::FindActive(clinic, practitioner, time, deadline);
    }
    bool late = false;  // the first reading is looked for before anything is there
  };
  LateStore store(clock_);
  Settler settler(store, clock_);
  Booker booker(With(store, settler), {});
  schedule_.Offer(kCameronMassage, kTuesday, {AtClinic(kTuesday, 7)});
  BookingRequest request = ARequest();
  request.request_id = "attempt-1";
  request.start = SpokenStart{"tomorrow", "7"};
  const CallContext call{.deadline = absl::Now() + absl::Seconds(10)};
  ASSERT_THAT(booker.Book(request, call), IsOk());

  store.late = true;
  const auto again = booker.Book(request, call);
  ASSERT_THAT(again, IsOk());
  EXPECT_TRUE(again->already_booked);
}

TEST_F(BookerTest, SaysWhatItMeansToClaimOfTheSlots) {
  ASSERT_THAT(Book(ARequest()), IsOk());

  ASSERT_THAT(schedule_.queries(), SizeIs(1));
  EXPECT_THAT(schedule_.queries()[0].starts_to_book, ElementsAre(AtClinic(kTuesday, 9)));
}

TEST_F(BookerTest, AsksNoSlotsForARequestThatItHasSeen) {
  ASSERT_THAT(Book(ARequest()), IsOk());
  ASSERT_THAT(Book(ARequest()), IsOk());

  EXPECT_THAT(schedule_.queries(), SizeIs(1));
}

TEST_F(BookerTest, AnswersARequestThatAnotherReplicaCarriedOutWhateverTheSlotsSay) {
  const auto first = Book(ARequest());
  ASSERT_THAT(first, IsOk());
  const CallContext call{.deadline = absl::Now() + absl::Seconds(10)};
  for (const absl::Status& slots :
       {absl::OkStatus(), MakeError(DomainError::kBookingSystemUnavailable, "Cliniko is down")}) {
    for (const bool open : {true, false}) {
      SCOPED_TRACE(absl::StrCat(slots.ToString(), open));
      schedule_.FailWith(slots);
      schedule_.Offer(kCameronMassage, kTuesday, {AtClinic(kTuesday, open ? 9 : 10)});
      Booker other(With(bookings_, settler_), {});
      const auto again = other.Book(ARequest(), call);
      ASSERT_THAT(again, IsOk());
      EXPECT_TRUE(again->already_booked);
      EXPECT_EQ(again->booking.id, first->booking.id);
    }
  }
}

TEST_F(BookerTest, WritesThePatientDownOnlyWhereTheGuessWasNotTheirs) {
  GuessingStore store(clock_);
  Settler settler(store, clock_);
  Booker booker(With(store, settler), {});
  store.known = {{PatientId("77"), "Casey", "Caller"}, {PatientId("78"), "Robin", "Caller"}};
  cliniko_->Edit([](cliniko::FakeClient::World& world) {
    for (const char* id : {"77", "78"}) world.patients.push_back({.id = PatientId(id)});
  });
  const CallContext call{.deadline = absl::Now() + absl::Seconds(10)};

  store.guess = PatientId("77");
  ASSERT_THAT(booker.Book(ARequest(), call), IsOk());
  EXPECT_EQ(store.notes, 0);
  store.guess = PatientId("77");
  BookingRequest robins = ARequest("Robin Caller");
  robins.start = SpokenStart{"tomorrow", "10:00 AM"};
  ASSERT_THAT(booker.Book(robins, call), IsOk());
  EXPECT_EQ(store.notes, 1);

  ASSERT_THAT(store.All(), SizeIs(2));
  EXPECT_EQ(store.All()[0].patient, PatientId("77"));
  EXPECT_EQ(store.All()[1].patient, PatientId("78"));
  EXPECT_EQ(cliniko_->Count(Call::kFindPatients), 0);
}

// What Cliniko was never asked for cannot turn up, so nobody need look for it for an hour.
TEST_F(BookerTest, LeavesNothingToLookForWhereClinikoWasNotAsked) {
  GuessingStore store(clock_);
  Settler settler(store, clock_);
  Booker booker(With(store, settler), {});
  store.guess = PatientId("77");
  cliniko_->FailNext(Call::kFindPatients,
                     cliniko::MakeFailure({.failure = cliniko::Failure::kUnreachable}, "down"));

  EXPECT_THAT(booker.Book(ARequest(), {.deadline = absl::Now() + absl::Seconds(10)}),
              FailsWith(DomainError::kBookingSystemUnavailable));
  ASSERT_THAT(store.All(), SizeIs(1));
  EXPECT_EQ(store.All()[0].state, BookingState::kFailed);
  EXPECT_TRUE(store.All()[0].patient.empty());
}

// A patient who was merged or archived in Cliniko used to fail every booking for good.
TEST_F(BookerTest, LooksForThePatientAnewWhenClinikoRefusesTheOneInTheIndex) {
  ASSERT_THAT(patients_.Save(kSampleClinic, {PatientId("77"), "Casey", "Caller"}, "+61400000001",
                             absl::InfiniteFuture()),
              IsOk());

  EXPECT_THAT(Book(ARequest()), IsOk());
  EXPECT_EQ(cliniko_->Count(Call::kCreatePatient), 1);
  EXPECT_EQ(LiveAppointments(), 1);
}

// As Cliniko answers at times for a patient whom it does not take: it used to end in "still
// checking", and in a failed booking a minute later.
TEST_F(BookerTest, LooksForThePatientAnewWhenClinikoFailsForAnArchivedOne) {
  ASSERT_THAT(patients_.Save(kSampleClinic, {PatientId("77"), "Casey", "Caller"}, "+61400000001",
                             absl::InfiniteFuture()),
              IsOk());
  cliniko_->Edit([](cliniko::FakeClient::World& world) {
    world.patients.push_back({.id = PatientId("77"),
                              .first_name = "Casey",
                              .last_name = "Caller",
                              .archived_at = AtClinic(kToday, 8)});
  });
  cliniko_->FailNext(
      Call::kCreateAppointment,
      cliniko::MakeFailure(
          {.failure = cliniko::Failure::kServerError, .may_have_taken_effect = true}, "500"));

  const auto answer = Book(ARequest());
  ASSERT_THAT(answer, IsOk());
  EXPECT_NE(answer->booking.patient, PatientId("77"));
  EXPECT_EQ(LiveAppointments(), 1);
}

TEST_F(BookerTest, BooksAgainWhatStaffHaveCancelled) {
  const auto first = Book(ARequest());
  ASSERT_THAT(first, IsOk());
  cliniko_->Edit([](cliniko::FakeClient::World& world) {
    world.appointments[0].cancelled_at = AtClinic(kToday, 12);
  });
  clock_.Advance(kSureFor);
  // Day by day: with the first booking, as staff's change is found, and with the second.
  EXPECT_THAT(schedule_.dropped(), SizeIs(1));

  const auto again = Book(ARequest());
  ASSERT_THAT(again, IsOk());
  EXPECT_FALSE(again->already_booked);
  EXPECT_NE(again->booking.id, first->booking.id);
  EXPECT_EQ(LiveAppointments(), 1);
  EXPECT_THAT(schedule_.dropped(), ElementsAre(kTuesday, kTuesday, kTuesday));
}

// It used to be told as booked where it is no more.
TEST_F(BookerTest, TellsWhereStaffHaveMovedABooking) {
  const auto first = Book(ARequest());
  ASSERT_THAT(first, IsOk());
  cliniko_->Edit([](cliniko::FakeClient::World& world) {
    world.appointments[0].starts_at = AtClinic(kTuesday + 1, 14);
    world.appointments[0].ends_at = AtClinic(kTuesday + 1, 15);
  });
  clock_.Advance(kSureFor);

  const auto again = Book(ARequest());
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->booking.id, first->booking.id);
  EXPECT_EQ(again->booking.claim.time.start, AtClinic(kTuesday + 1, 14));
  EXPECT_EQ(bookings_.All().front().claim.time.start, AtClinic(kTuesday + 1, 14));
  EXPECT_EQ(LiveAppointments(), 1);
  EXPECT_THAT(schedule_.dropped(), ElementsAre(kTuesday, kTuesday, kTuesday + 1));
}

TEST_F(BookerTest, BooksOnceHoweverOftenTheRequestComesAtATime) {
  std::vector<std::thread> callers;
  std::vector<absl::StatusOr<BookingAnswer>> answers(8, absl::UnknownError("not asked"));
  for (std::size_t i = 0; i < answers.size(); ++i) {
    callers.emplace_back([&, i] { answers[i] = Book(ARequest()); });
  }
  for (std::thread& caller : callers) caller.join();

  for (const auto& answer : answers) {
    ASSERT_THAT(answer, IsOk());
    EXPECT_EQ(answer->booking.appointment, answers[0]->booking.appointment);
  }
  EXPECT_EQ(LiveAppointments(), 1);
}

TEST_F(BookerTest, LetsAFailedAttemptBeMadeAgain) {
  cliniko_->FailNext(Call::kCreateAppointment,
                     cliniko::MakeFailure({.failure = cliniko::Failure::kUnreachable}, "down"));
  EXPECT_THAT(Book(ARequest()), FailsWith(DomainError::kBookingSystemUnavailable));

  EXPECT_THAT(Book(ARequest()), IsOk());
  EXPECT_EQ(LiveAppointments(), 1);
}

TEST_F(BookerTest, CreatesNoPatientForATimeThatIsNotFree) {
  BookingRequest request = ARequest();
  request.start = SpokenStart{"tomorrow", "2pm"};
  EXPECT_THAT(Book(request), FailsWith(DomainError::kTimeNotAvailable));

  EXPECT_EQ(cliniko_->Count(Call::kCreatePatient), 0);
}

TEST_F(BookerTest, SaysThatTheOutcomeIsNotKnownYetAndTellsItLater) {
  const auto late = cliniko::MakeFailure(
      {.failure = cliniko::Failure::kTimeout, .may_have_taken_effect = true}, "late");
  cliniko_->After(Call::kCreateAppointment, [&] { return late; });
  cliniko_->FailNext(Call::kFindAppointments, late);
  EXPECT_THAT(Book(ARequest()), FailsWith(DomainError::kStillChecking));
  ASSERT_EQ(bookings_.All()[0].state, BookingState::kPending);

  // While it is pending the time is held; the same request waits for the outcome.
  EXPECT_THAT(Book(ARequest(), absl::Milliseconds(300)), FailsWith(DomainError::kStillChecking));
  ASSERT_THAT(settler_.Recover(bookings_.All()[0], *cliniko_, absl::InfiniteFuture()), IsOk());
  cliniko_->After(Call::kCreateAppointment, nullptr);

  const auto again = Book(ARequest());
  ASSERT_THAT(again, IsOk());
  EXPECT_TRUE(again->already_booked);
  EXPECT_EQ(LiveAppointments(), 1);
}

}  // namespace
}  // namespace frontdesk::booking
