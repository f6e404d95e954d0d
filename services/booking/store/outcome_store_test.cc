#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/testing/scratch_database.h"
#include "libs/testing/status_matchers.h"
#include "services/booking/domain/insert_booking.h"
#include "services/booking/store/postgres_booking_store.h"
#include "services/booking/store/postgres_outcome_store.h"

namespace frontdesk::booking {
namespace {

using ::frontdesk::test::IsOk;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const ClinicId kClinic("00000000-0000-4000-8000-000000000001");
const ClinicId kOtherClinic("00000000-0000-4000-8000-000000000002");
constexpr char kSession[] = "conv_of_one_call_0001";
constexpr char kPhone[] = "+61491570156";
const absl::Time kNine = absl::FromUnixSeconds(1'784'000'000);
const absl::Time kForever = absl::InfiniteFuture();

class OutcomeStoreTest : public ::testing::Test {
 protected:
  OutcomeStoreTest() {
    for (const ClinicId& clinic : {kClinic, kOtherClinic}) {
      database_.Execute(absl::StrCat(
          "INSERT INTO schedule_cache.clinics (clinic_id, clinic_name, country, time_zone, "
          "contact_email, cliniko_key_sealed, cliniko_key_kek, cliniko_shard) VALUES ('",
          clinic.value(), "', 'C', 'AU', 'Australia/Sydney', 'a@example.com', '', 'k', 'au1')"));
    }
  }

  NewBooking Wish(absl::Time start = kNine, const std::string& key = "") {
    return {.idempotency_key = key.empty() ? absl::StrCat("k", ++keys_) : key,
            .fingerprint = "f",
            .claim = {kClinic,
                      {PractitionerId("201"), BusinessId("101"), AppointmentTypeId("302")},
                      {start, start + absl::Hours(1)}},
            .person = {"Casey", "Caller", kPhone},
            .session_id = kSession,
            .caller_phone = kPhone};
  }
  BookingId Pending(absl::Time start = kNine, const std::string& key = "") {
    const auto booking = Insert(bookings_, Wish(start, key), kForever);
    EXPECT_THAT(booking, IsOk());
    return booking.value_or(Booking{}).id;
  }
  void Confirm(const BookingId& id) {
    EXPECT_THAT(
        bookings_.Note(id, PatientId("5"), AppointmentId(absl::StrCat(600 + ++keys_)), kForever),
        IsOk());
    EXPECT_THAT(bookings_.Settle(id, BookingState::kBooked, "", kForever), IsOk());
  }
  void Fail(const BookingId& id) {
    EXPECT_THAT(bookings_.Settle(id, BookingState::kFailed, "slot_taken", kForever), IsOk());
  }
  BookingId Booked(absl::Time start = kNine) {
    const BookingId id = Pending(start);
    Confirm(id);
    return id;
  }

  // "booking done", "move not done", ... of all that is told.
  std::vector<std::string> Told(const CallerKey& caller = {kClinic, kSession, kPhone, true}) {
    const auto outcomes = outcomes_.Tell(caller, kForever);
    EXPECT_THAT(outcomes, IsOk());
    std::vector<std::string> told;
    if (!outcomes.ok()) return told;
    for (const LateOutcome& outcome : *outcomes) {
      const char* asked = outcome.asked == Asked::kBooking ? "booking"
                          : outcome.asked == Asked::kMove  ? "move"
                                                           : "cancellation";
      told.push_back(absl::StrCat(asked, outcome.done ? " done" : " not done"));
    }
    return told;
  }

  test::ScratchDatabase database_;
  PostgresPool pool_{{.url = database_.UrlAs("frontdesk_booking"), .size = 4}};
  PostgresBookingStore bookings_{pool_};
  PostgresOutcomeStore outcomes_{pool_};
  int keys_ = 0;
};

TEST_F(OutcomeStoreTest, TellsOnceWhatIsSettled) {
  const BookingId booking = Pending();
  EXPECT_THAT(Told(), IsEmpty());
  Confirm(booking);
  EXPECT_THAT(Told(), ElementsAre("booking done"));
  EXPECT_THAT(Told(), IsEmpty());
}

TEST_F(OutcomeStoreTest, TellsTheOldestFirstWithWhatBecameOfIt) {
  Fail(Pending());
  const BookingId first = Pending();
  const auto other = Insert(bookings_, Wish(kNine + absl::Hours(1)), kForever);
  ASSERT_THAT(other, IsOk());
  Confirm(other->id);
  ASSERT_THAT(bookings_.Settle(first, BookingState::kWithdrawing, "slot_taken", kForever), IsOk());
  EXPECT_THAT(Told(), ElementsAre("booking not done", "booking not done", "booking done"));
}

TEST_F(OutcomeStoreTest, TellsOfMoves) {
  for (const bool done : {true, false}) {
    const BookingId booking = Booked(kNine + absl::Hours(done ? 0 : 8));
    ASSERT_THAT(Told(), ElementsAre("booking done"));
    const auto move =
        bookings_.InsertMove(booking, Wish(kNine + absl::Hours(done ? 3 : 4)), kForever);
    ASSERT_THAT(move, IsOk());
    EXPECT_THAT(Told(), IsEmpty());
    if (done) {
      ASSERT_THAT(bookings_.TakeOver(move->id, kForever), IsOk());
    } else {
      Fail(move->id);
    }
    EXPECT_THAT(Told(), ElementsAre(done ? "move done" : "move not done"));
  }
}

TEST_F(OutcomeStoreTest, TellsOfCancellationsToWhoeverAskedForThem) {
  const BookingId booking = Booked();
  ASSERT_THAT(Told(), ElementsAre("booking done"));
  const CancelWish wish{.session_id = "conv_of_another_call_0002", .phone = "+61491570157"};
  const CallerKey them{kClinic, wish.session_id, wish.phone, true};
  ASSERT_THAT(bookings_.WantCancel(booking, wish, kForever), IsOk());
  EXPECT_THAT(Told(them), IsEmpty());
  ASSERT_THAT(bookings_.DropCancel(booking, kForever), IsOk());
  EXPECT_THAT(Told(), IsEmpty());
  EXPECT_THAT(Told(them), ElementsAre("cancellation not done"));

  ASSERT_THAT(bookings_.WantCancel(booking, wish, kForever), IsOk());
  ASSERT_THAT(bookings_.Settle(booking, BookingState::kCancelled, "", kForever), IsOk());
  EXPECT_THAT(Told(them), ElementsAre("cancellation done"));
}

TEST_F(OutcomeStoreTest, TellsNothingThatWasHeard) {
  const BookingId one = Booked();
  Booked(kNine + absl::Hours(1));
  Pending(kNine + absl::Hours(2));
  // By itself, whoever's call it was.
  ASSERT_THAT(outcomes_.Heard({kClinic, "another", "", true}, one, absl::Seconds(1), kForever),
              IsOk());
  EXPECT_EQ(database_.Execute("SELECT count(*) FROM booking.bookings WHERE untold IS NOT NULL"),
            "2");
  // All of this call that is settled, and nobody else's.
  const CallerKey caller{kClinic, kSession, kPhone, true};
  CallerKey other_phone = caller;
  other_phone.phone = "+61491570157";
  ASSERT_THAT(outcomes_.Heard(other_phone, BookingId(), absl::Seconds(30), kForever), IsOk());
  ASSERT_THAT(outcomes_.Heard({kOtherClinic, kSession, kPhone, true}, BookingId(),
                              absl::Seconds(30), kForever),
              IsOk());
  EXPECT_EQ(database_.Execute("SELECT count(*) FROM booking.bookings WHERE untold IS NOT NULL"),
            "2");
  ASSERT_THAT(outcomes_.Heard(caller, BookingId(), absl::Seconds(30), kForever), IsOk());
  EXPECT_THAT(Told(), IsEmpty());
  EXPECT_EQ(database_.Execute("SELECT state FROM booking.bookings WHERE untold IS NOT NULL"),
            "pending");
}

// It was struck out where it was settled during the call's next request, which did not tell it.
TEST_F(OutcomeStoreTest, TakesForHeardOnlyWhatTheCallAskedForJustNow) {
  Booked();
  database_.Execute("UPDATE booking.bookings SET created_at = now() - interval '1 minute'");
  ASSERT_THAT(
      outcomes_.Heard({kClinic, kSession, kPhone, true}, BookingId(), absl::Seconds(30), kForever),
      IsOk());
  EXPECT_THAT(Told(), ElementsAre("booking done"));
}

TEST_F(OutcomeStoreTest, TellsNobodyElse) {
  Booked();
  EXPECT_THAT(Told({kClinic, "conv_of_another_call_0002", kPhone, true}), IsEmpty());
  EXPECT_THAT(Told({kOtherClinic, kSession, kPhone, true}), IsEmpty());
  EXPECT_THAT(Told({kClinic, kSession, "+61491570157", true}), IsEmpty());
  EXPECT_THAT(Told({kClinic, "", kPhone, true}), IsEmpty());
  // An id that may be several callers' needs the phone.
  EXPECT_THAT(Told({kClinic, kSession, "", false}), IsEmpty());
  EXPECT_THAT(Told({kClinic, kSession, kPhone, false}), ElementsAre("booking done"));
}

TEST_F(OutcomeStoreTest, TellsWhoeverWithholdsTheirNumberLater) {
  Booked();
  EXPECT_THAT(Told({kClinic, kSession, "", true}), ElementsAre("booking done"));
}

TEST_F(OutcomeStoreTest, IsSilentAfterTwoHours) {
  Booked();
  database_.Execute("UPDATE booking.bookings SET updated_at = now() - interval '121 minutes'");
  EXPECT_THAT(Told(), IsEmpty());
}

TEST_F(OutcomeStoreTest, IsSilentAboutAFailureThatWasMadeGood) {
  Fail(Pending(kNine, "attempt"));
  const BookingId again = Pending(kNine, "attempt");
  EXPECT_THAT(Told(), IsEmpty());
  Confirm(again);
  EXPECT_THAT(Told(), ElementsAre("booking done"));
}

TEST_F(OutcomeStoreTest, IsSilentAboutWhatHasBecomeSomethingElse) {
  ASSERT_THAT(bookings_.Settle(Booked(), BookingState::kCancelled, "", kForever), IsOk());
  EXPECT_THAT(Told(), IsEmpty());
}

TEST_F(OutcomeStoreTest, NamesTheCallsThatAreOpen) {
  const auto open = [&] { return outcomes_.ListOpenCalls(10, kForever).value(); };
  EXPECT_THAT(open(), IsEmpty());
  // Before it is settled, and until it was told.
  const BookingId first = Pending();
  Pending(kNine + absl::Hours(1));
  EXPECT_THAT(open(), ElementsAre(OpenCall{kClinic, kSession}));
  Confirm(first);
  EXPECT_THAT(open(), ElementsAre(OpenCall{kClinic, kSession}));
  ASSERT_THAT(Told(), ElementsAre("booking done"));
  EXPECT_THAT(open(), ElementsAre(OpenCall{kClinic, kSession}));
  database_.Execute("UPDATE booking.bookings SET untold = NULL");
  EXPECT_THAT(open(), IsEmpty());

  ASSERT_THAT(bookings_.WantCancel(first, {.session_id = "conv_2"}, kForever), IsOk());
  EXPECT_THAT(open(), ElementsAre(OpenCall{kClinic, "conv_2"}));
  EXPECT_THAT(outcomes_.ListOpenCalls(0, kForever).value(), IsEmpty());
  database_.Execute("UPDATE booking.bookings SET updated_at = now() - interval '121 minutes'");
  EXPECT_THAT(open(), IsEmpty());
}

TEST_F(OutcomeStoreTest, TellsOnlyOneOfManyWhoAskAtATime) {
  Booked();
  std::atomic<int> told = 0;
  std::vector<std::thread> askers;
  for (int i = 0; i < 4; ++i) {
    askers.emplace_back([&] { told += static_cast<int>(Told().size()); });
  }
  for (std::thread& asker : askers) asker.join();
  EXPECT_EQ(told, 1);
}

}  // namespace
}  // namespace frontdesk::booking
