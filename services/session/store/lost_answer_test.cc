// The server does what it was asked to, and its answer gets lost on the way.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/domain/call_context.h"
#include "libs/domain/ids.h"
#include "libs/domain/search.h"
#include "libs/phone/phone_number.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/testing/lossy_way.h"
#include "libs/testing/scratch_database.h"
#include "libs/testing/status_matchers.h"
#include "services/session/domain/session.h"
#include "services/session/domain/session_ref.h"
#include "services/session/domain/sessions.h"
#include "services/session/store/postgres_session_store.h"

namespace frontdesk {
namespace {

using test::IsOk;
using test::IsOkAndHolds;
using ::testing::ElementsAre;
using ::testing::Field;

class LostAnswerTest : public ::testing::Test {
 protected:
  LostAnswerTest() {
    database_.Execute(
        "INSERT INTO schedule_cache.clinics (clinic_id, clinic_name, country, time_zone,"
        " contact_email, cliniko_key_sealed, cliniko_key_kek, cliniko_shard) VALUES ("
        "'3f2c8f0e-0000-4000-8000-000000000001', 'Example Clinic', 'AU', 'Australia/Sydney',"
        " 'desk@clinic.example', '', 'k', 'au1')");
  }

  const CallContext call_{.deadline = absl::Now() + absl::Minutes(1)};
  const SessionRef casey_ = {ClinicId("3f2c8f0e-0000-4000-8000-000000000001"), SessionId("1"),
                             *ParsePhone("+61400000001", "AU")};
  const SearchCriteria massage_ = {.appointment_types = {AppointmentTypeId("300000000000000301")}};
  const SlotKey slot_ = {PractitionerId("200000000000000201"), BusinessId("100000000000000101"),
                         absl::FromUnixSeconds(1'783'990'800)};
  FakeClock clock_{absl::FromUnixSeconds(1'783'900'800)};
  test::ScratchDatabase database_;
  test::LossyWay way_{database_.UrlAs("frontdesk_session")};
  PostgresPool pool_{{.url = way_.url(), .size = 2}};
  PostgresSessionStore store_{pool_};
  Sessions sessions_{store_, clock_, SessionLimits()};
};

// The caller hears the next times all the same, and neither loses a refusal nor gets one twice.
TEST_F(LostAnswerTest, OfASearchIsAskedForAgain) {
  ASSERT_THAT(sessions_.BeginSearch(call_, casey_, massage_), IsOk());
  ASSERT_THAT(sessions_.RecordOffer(call_, casey_, massage_, {slot_}), IsOk());
  clock_.Advance(absl::Seconds(15));
  way_.LoseNextAnswer();

  EXPECT_THAT(sessions_.BeginSearch(call_, casey_, massage_),
              IsOkAndHolds(Field(&SearchStart::refused, ElementsAre(slot_))));

  EXPECT_TRUE(way_.lost());
  EXPECT_THAT(sessions_.Get(call_, casey_),
              IsOkAndHolds(Field(&SessionView::refused, ElementsAre(slot_))));
}

TEST_F(LostAnswerTest, OfTheFirstSearchIsAskedForAgain) {
  ASSERT_THAT(sessions_.Get(call_, casey_), IsOk());  // connects
  way_.LoseNextAnswer();

  EXPECT_THAT(sessions_.RecordOffer(call_, casey_, massage_, {slot_}), IsOk());

  EXPECT_TRUE(way_.lost());
  EXPECT_THAT(sessions_.Get(call_, casey_),
              IsOkAndHolds(Field(&SessionView::offered, ElementsAre(slot_))));
}

TEST_F(LostAnswerTest, OfAnOfferIsAskedForAgain) {
  ASSERT_THAT(sessions_.Get(call_, casey_), IsOk());  // connects
  way_.LoseNextAnswer();

  EXPECT_THAT(sessions_.MakeOffer(call_, casey_, {.criteria = massage_, .times = {slot_}}),
              IsOkAndHolds(Field(&OfferAnswer::recorded, true)));

  EXPECT_TRUE(way_.lost());
  EXPECT_THAT(sessions_.Get(call_, casey_), IsOkAndHolds(SessionView{.offered = {slot_}}));
}

// What a caller waits for.
class ExchangesTest : public LostAnswerTest {
 protected:
  // The first search of a process connects, and purges what nobody uses any more.
  ExchangesTest() {
    SessionRef somebody = casey_;
    somebody.id = SessionId("2");
    for (Sessions* sessions : {&sessions_, &other_}) {
      EXPECT_THAT(sessions->MakeOffer(call_, somebody, {.criteria = massage_, .times = {slot_}}),
                  IsOk());
    }
  }

  // How many a search of the process with `sessions` takes, from beginning to end.
  int OfASearch(Sessions& sessions, const std::vector<SlotKey>& first,
                const std::vector<SlotKey>& then) {
    clock_.Advance(absl::Seconds(15));
    const int before = way_.exchanges();
    SearchOffer offer{.criteria = massage_, .times = first};
    const auto made = sessions.MakeOffer(call_, casey_, offer);
    EXPECT_THAT(made, IsOkAndHolds(Field(&OfferAnswer::recorded, then.empty())));
    if (!then.empty()) {
      offer.times = then;
      offer.start_known = true;
      EXPECT_THAT(sessions.MakeOffer(call_, casey_, offer),
                  IsOkAndHolds(Field(&OfferAnswer::recorded, true)));
    }
    return way_.exchanges() - before;
  }

  SlotKey After(int hours) const {
    return {slot_.practitioner, slot_.business, slot_.start + absl::Hours(hours)};
  }

  PostgresSessionStore other_store_{pool_};
  Sessions other_{other_store_, clock_, SessionLimits()};
};

TEST_F(ExchangesTest, AreOneForASearchAndTwoForOneWhoseFirstTimesWereTurnedDown) {
  EXPECT_EQ(OfASearch(sessions_, {slot_}, {}), 1);
  EXPECT_EQ(OfASearch(sessions_, {slot_}, {After(1)}), 2);
  EXPECT_EQ(OfASearch(sessions_, {After(2)}, {}), 1);
}

TEST_F(ExchangesTest, AreNoMoreThanTwoAtAProcessThatHasNotSeenTheCallYet) {
  EXPECT_EQ(OfASearch(sessions_, {slot_}, {}), 1);
  EXPECT_EQ(OfASearch(other_, {slot_}, {After(1)}), 2);
  EXPECT_EQ(OfASearch(sessions_, {slot_}, {After(2)}), 2);
  EXPECT_EQ(OfASearch(other_, {After(3)}, {}), 2);
}

}  // namespace
}  // namespace frontdesk
