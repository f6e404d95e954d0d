// A step of a booking is one exchange with the server: what is known of it where that gets lost on
// its way there or back.
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/status/status_macros.h"
#include "libs/testing/lossy_way.h"
#include "libs/testing/scratch_database.h"
#include "libs/testing/status_matchers.h"
#include "services/booking/domain/booking_store.h"
#include "services/booking/store/postgres_booking_store.h"

namespace frontdesk::booking {
namespace {

using ::frontdesk::test::IsOk;
using ::frontdesk::test::IsOkAndHolds;

const ClinicId kClinic("00000000-0000-4000-8000-000000000001");

enum class Lost { kQuestion, kAnswer };

class LostAnswerTest : public ::testing::TestWithParam<Lost> {
 protected:
  LostAnswerTest() {
    database_.Execute(absl::StrCat(
        "INSERT INTO schedule_cache.clinics (clinic_id, clinic_name, country, time_zone, "
        "contact_email, cliniko_key_sealed, cliniko_key_kek, cliniko_shard) VALUES ('",
        kClinic.value(), "', 'C', 'AU', 'Australia/Sydney', 'a@example.com', '', 'k', 'au1')"));
    // Connects.
    EXPECT_THAT(store_.IsBeingMoved(BookingId(kClinic.value()), deadline_), IsOkAndHolds(false));
  }

  void Lose() { GetParam() == Lost::kQuestion ? way_.LoseNextQuestion() : way_.LoseNextAnswer(); }

  absl::StatusOr<Booking> Claim() {
    const absl::Time start = absl::FromUnixSeconds(1'784'000'000);
    const NewBooking wish = {
        .idempotency_key = "k",
        .fingerprint = "f",
        .claim = {kClinic,
                  {PractitionerId("201"), BusinessId("101"), AppointmentTypeId("302")},
                  {start, start + absl::Hours(1)}},
        .person = {"Casey", "Caller", "+61491570156"}};
    ASSIGN_OR_RETURN(const ClaimAnswer answer,
                     store_.ClaimTime(wish, {.keys = {"k"}, .starts = {start}}, deadline_));
    if (!answer.booking.has_value()) return absl::InternalError("something is in question");
    return *answer.booking;
  }
  std::string Rows() const {
    return database_.Execute("SELECT string_agg(state, ' ') FROM booking.bookings");
  }

  const absl::Time deadline_ = absl::Now() + absl::Minutes(1);
  test::ScratchDatabase database_;
  test::LossyWay way_{database_.UrlAs("frontdesk_booking")};
  PostgresPool pool_{{.url = way_.url(), .size = 2}};
  PostgresBookingStore store_{pool_};
};

TEST_P(LostAnswerTest, CostsNoClaim) {
  Lose();
  EXPECT_THAT(Claim(), IsOk());

  EXPECT_TRUE(way_.lost());
  EXPECT_EQ(Rows(), "pending");
}

TEST_P(LostAnswerTest, CostsNoNote) {
  const absl::StatusOr<Booking> booking = Claim();
  ASSERT_THAT(booking, IsOk());
  Lose();
  EXPECT_THAT(store_.Note(booking->id, PatientId("5"), {}, deadline_), IsOk());

  EXPECT_TRUE(way_.lost());
  EXPECT_EQ(database_.Execute("SELECT patient_id FROM booking.bookings"), "5");
}

TEST_P(LostAnswerTest, CostsNoConfirmation) {
  absl::StatusOr<Booking> booking = Claim();
  ASSERT_THAT(booking, IsOk());
  booking->patient = PatientId("5");
  booking->appointment = AppointmentId("6");
  Lose();
  EXPECT_THAT(store_.Confirm(*booking, std::nullopt, deadline_), IsOkAndHolds(true));

  EXPECT_TRUE(way_.lost());
  EXPECT_EQ(Rows(), "booked");
}

TEST_P(LostAnswerTest, CostsNoOutcome) {
  const absl::StatusOr<Booking> booking = Claim();
  ASSERT_THAT(booking, IsOk());
  Lose();
  EXPECT_THAT(store_.Settle(booking->id, BookingState::kFailed, "slot_taken", deadline_), IsOk());

  EXPECT_TRUE(way_.lost());
  EXPECT_EQ(Rows(), "failed");
}

INSTANTIATE_TEST_SUITE_P(Ways, LostAnswerTest, ::testing::Values(Lost::kQuestion, Lost::kAnswer),
                         [](const auto& lost) {
                           return lost.param == Lost::kQuestion ? "Question" : "Answer";
                         });

}  // namespace
}  // namespace frontdesk::booking
