#include "services/session/domain/sessions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/civil/clock.h"
#include "libs/domain/call_context.h"
#include "libs/domain/ids.h"
#include "libs/domain/search.h"
#include "libs/phone/phone_number.h"
#include "libs/status/domain_error.h"
#include "libs/testing/status_matchers.h"
#include "services/session/domain/session.h"
#include "services/session/domain/session_ref.h"
#include "services/session/domain/session_store.h"
#include "services/session/store/fake_session_store.h"

namespace frontdesk {
namespace {

using test::FailsWith;
using test::IsOk;
using test::IsOkAndHolds;
using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::Field;
using ::testing::IsEmpty;

const ClinicId kClinic("3f2c8f0e-0000-4000-8000-000000000001");
const ClinicId kOtherClinic("3f2c8f0e-0000-4000-8000-000000000002");
const BusinessId kCityRooms("100000000000000101");
const BusinessId kHarbourRooms("100000000000000102");

std::optional<PhoneNumber> Phone(const std::string& e164) { return *ParsePhone(e164, "AU"); }

const SessionRef kCasey = {kClinic, SessionId("1"), Phone("+61400000001")};
const SessionRef kRobin = {kClinic, SessionId("1"), Phone("+61400000002")};
const SessionRef kNobody = {kClinic, SessionId("1"), std::nullopt};
const SessionRef kWithheld = {kClinic, SessionId("conv_01jzexample0000000000000000"), std::nullopt};

SearchCriteria Massage() {
  return {.appointment_types = {AppointmentTypeId("300000000000000301")}};
}

MATCHER_P(Refuses, slots, "") {
  return ::testing::ExplainMatchResult(slots, arg.refused, result_listener);
}

class SessionsTest : public ::testing::Test {
 protected:
  SlotKey SlotIn(int hours) const {
    return {PractitionerId("200000000000000201"), kCityRooms, kStart + absl::Hours(hours)};
  }

  // The caller searches, hears of `slot` and thinks about it for a few seconds.
  void SearchAndHearOf(const SessionRef& caller, const SlotKey& slot) {
    ASSERT_THAT(sessions_.BeginSearch(call_, caller, Massage()), IsOk());
    ASSERT_THAT(sessions_.RecordOffer(call_, caller, Massage(), {slot}), IsOk());
    clock_.Advance(absl::Seconds(15));
  }
  absl::StatusOr<SearchStart> SearchAgain(const SessionRef& caller) {
    return sessions_.BeginSearch(call_, caller, Massage());
  }

  const absl::Time kStart = absl::FromUnixSeconds(1'783'900'800);
  const CallContext call_;
  test::FakeSessionStore store_;
  FakeClock clock_{kStart};
  Sessions sessions_{store_, clock_, SessionLimits()};
};

TEST_F(SessionsTest, MoveOnToOtherTimesWhenTheCallerAsksAgain) {
  SearchAndHearOf(kCasey, SlotIn(1));
  SearchAndHearOf(kCasey, SlotIn(2));

  EXPECT_THAT(SearchAgain(kCasey), IsOkAndHolds(Refuses(ElementsAre(SlotIn(1), SlotIn(2)))));
}

// Live agents send the session id "1" in every call.
TEST_F(SessionsTest, KeepCallersApartWhoShareASessionId) {
  SearchAndHearOf(kCasey, SlotIn(1));

  EXPECT_THAT(SearchAgain(kRobin), IsOkAndHolds(Refuses(IsEmpty())));
  EXPECT_THAT(SearchAgain(kNobody), IsOkAndHolds(Refuses(IsEmpty())));
  EXPECT_THAT(SearchAgain(kCasey), IsOkAndHolds(Refuses(ElementsAre(SlotIn(1)))));
}

TEST_F(SessionsTest, KeepClinicsApart) {
  SearchAndHearOf(kCasey, SlotIn(1));

  EXPECT_THAT(SearchAgain({kOtherClinic, kCasey.id, kCasey.phone}),
              IsOkAndHolds(Refuses(IsEmpty())));
}

TEST_F(SessionsTest, BeginAnewAfterHalfAnHourOfSilence) {
  SearchAndHearOf(kCasey, SlotIn(40));
  clock_.Advance(absl::Minutes(31));

  EXPECT_THAT(SearchAgain(kCasey), IsOkAndHolds(Refuses(IsEmpty())));
}

TEST_F(SessionsTest, LastAsLongAsTheyAreUsed) {
  SearchAndHearOf(kCasey, SlotIn(40));
  for (int i = 0; i < 3; ++i) {
    clock_.Advance(absl::Minutes(20));
    EXPECT_THAT(SearchAgain(kCasey), IsOkAndHolds(Refuses(ElementsAre(SlotIn(40)))));
  }
}

// Where nothing else changes there is nothing to write for a minute, and nobody is forgotten sooner
// than a minute before half an hour.
TEST_F(SessionsTest, NoteToTheMinuteThatTheyAreUsed) {
  const auto used_at = [&] { return store_.Load(call_, kCasey)->session.used_at; };
  ASSERT_THAT(sessions_.RememberLocation(call_, kCasey, kCityRooms), IsOk());
  clock_.Advance(absl::Seconds(59));
  ASSERT_THAT(sessions_.RememberLocation(call_, kCasey, kCityRooms), IsOk());
  EXPECT_EQ(used_at(), kStart);

  clock_.Advance(absl::Seconds(2));
  ASSERT_THAT(sessions_.RememberLocation(call_, kCasey, kCityRooms), IsOk());
  EXPECT_EQ(used_at(), kStart + absl::Seconds(61));

  clock_.Advance(absl::Seconds(1));
  ASSERT_THAT(sessions_.RememberLocation(call_, kCasey, kHarbourRooms), IsOk());
  EXPECT_EQ(used_at(), kStart + absl::Seconds(62));
}

TEST_F(SessionsTest, RememberAWithheldCallerByAMachineMadeIdAsLongAsAnyOther) {
  SearchAndHearOf(kWithheld, SlotIn(40));
  clock_.Advance(absl::Minutes(29));

  EXPECT_THAT(SearchAgain(kWithheld), IsOkAndHolds(Refuses(ElementsAre(SlotIn(40)))));
}

TEST_F(SessionsTest, StillMoveOnWithinOneCallThatNothingIdentifies) {
  SearchAndHearOf(kNobody, SlotIn(1));

  EXPECT_THAT(SearchAgain(kNobody), IsOkAndHolds(Refuses(ElementsAre(SlotIn(1)))));
}

TEST_F(SessionsTest, TellTheNextCallerNothingOfACallThatNothingIdentifies) {
  SearchAndHearOf(kNobody, SlotIn(1));
  clock_.Advance(absl::Minutes(2));

  EXPECT_THAT(SearchAgain(kNobody), IsOkAndHolds(Refuses(IsEmpty())));
}

TEST_F(SessionsTest, ForgetAfterTenMinutesWhatCallersThatNothingTellsApartKeepAlive) {
  for (int minute = 1; minute <= 10; ++minute) {
    SearchAndHearOf(kNobody, SlotIn(minute));
    clock_.Advance(absl::Seconds(45));
  }
  clock_.Advance(absl::Seconds(1));

  EXPECT_THAT(SearchAgain(kNobody), IsOkAndHolds(Refuses(IsEmpty())));
}

TEST_F(SessionsTest, ShowRefusalsOffersAndLocationWithoutChangingAnything) {
  SearchAndHearOf(kCasey, SlotIn(1));
  SearchAndHearOf(kCasey, SlotIn(2));
  ASSERT_THAT(sessions_.RememberLocation(call_, kCasey, kCityRooms), IsOk());
  const SessionView expected = {.refused = {SlotIn(1)},
                                .offered = {SlotIn(2)},
                                .business = kCityRooms,
                                .preferred_business = kCityRooms};

  EXPECT_THAT(sessions_.Get(call_, kCasey), IsOkAndHolds(expected));
  EXPECT_THAT(sessions_.Get(call_, kCasey), IsOkAndHolds(expected));
}

TEST_F(SessionsTest, ShowNothingOfOneThatWasNeverBegunOrIsOver) {
  EXPECT_THAT(sessions_.Get(call_, kCasey), IsOkAndHolds(SessionView()));

  SearchAndHearOf(kCasey, SlotIn(40));
  clock_.Advance(absl::Minutes(31));
  EXPECT_THAT(sessions_.Get(call_, kCasey), IsOkAndHolds(SessionView()));
}

TEST_F(SessionsTest, StartOverWhenRefusalsAreCleared) {
  SearchAndHearOf(kCasey, SlotIn(1));

  EXPECT_THAT(sessions_.ClearRefusals(call_, kCasey), IsOk());

  EXPECT_THAT(SearchAgain(kCasey), IsOkAndHolds(Refuses(IsEmpty())));
}

TEST_F(SessionsTest, StartOverAfterABookingAndRememberItsPlace) {
  SearchAndHearOf(kCasey, SlotIn(1));

  EXPECT_THAT(sessions_.ClearRefusalsAfterBooking(call_, kCasey, kHarbourRooms), IsOk());

  EXPECT_THAT(
      sessions_.Get(call_, kCasey),
      IsOkAndHolds(SessionView{.business = kHarbourRooms, .preferred_business = kHarbourRooms}));
}

// The place would be the next caller's, and the refusals are theirs no less than this one's.
TEST_F(SessionsTest, OnlyStartOverAfterABookingThatNothingIdentifies) {
  SearchAndHearOf(kNobody, SlotIn(1));

  EXPECT_THAT(sessions_.ClearRefusalsAfterBooking(call_, kNobody, kHarbourRooms), IsOk());

  EXPECT_THAT(sessions_.Get(call_, kNobody), IsOkAndHolds(SessionView()));
}

TEST_F(SessionsTest, PreferTheLastLocationInTheNextCallToo) {
  ASSERT_THAT(sessions_.RememberLocation(call_, kCasey, kCityRooms), IsOk());
  ASSERT_THAT(sessions_.RememberLocation(call_, kCasey, kHarbourRooms), IsOk());
  ASSERT_THAT(sessions_.End(call_, kCasey), IsOk());

  EXPECT_THAT(sessions_.Get(call_, {kClinic, SessionId("another call"), kCasey.phone}),
              IsOkAndHolds(SessionView{.preferred_business = kHarbourRooms}));
}

TEST_F(SessionsTest, ForgetAPreferenceAfterAYear) {
  ASSERT_THAT(sessions_.RememberLocation(call_, kCasey, kCityRooms), IsOk());
  clock_.Advance(absl::Hours(24 * 365 + 1));

  EXPECT_THAT(sessions_.Get(call_, kCasey), IsOkAndHolds(SessionView()));
}

TEST_F(SessionsTest, RememberALocationOfAWithheldCallerForTheCallOnly) {
  ASSERT_THAT(sessions_.RememberLocation(call_, kWithheld, kCityRooms), IsOk());

  EXPECT_THAT(sessions_.Get(call_, kWithheld), IsOkAndHolds(SessionView{.business = kCityRooms}));
}

// Otherwise the next caller would be booked at the place where this one goes.
TEST_F(SessionsTest, RememberNoLocationOfACallThatNothingIdentifies) {
  ASSERT_THAT(sessions_.RememberLocation(call_, kNobody, kCityRooms), IsOk());

  EXPECT_THAT(sessions_.Get(call_, kNobody), IsOkAndHolds(SessionView()));
}

TEST_F(SessionsTest, PurgeRowsOfTheDayBeforeNowAndThen) {
  SearchAndHearOf(kRobin, SlotIn(40));
  clock_.Advance(absl::Hours(25));

  SearchAndHearOf(kCasey, SlotIn(40));

  EXPECT_THAT(store_.Load(call_, kRobin),
              IsOkAndHolds(Field(&StoredSession::session, Eq(Session()))));
}

TEST_F(SessionsTest, FailAsTheirStoreDoes) {
  store_.FailWith(MakeError(DomainError::kBookingSystemUnavailable, "down"));

  EXPECT_THAT(SearchAgain(kCasey), FailsWith(DomainError::kBookingSystemUnavailable));
  EXPECT_THAT(sessions_.RecordOffer(call_, kCasey, Massage(), {}),
              FailsWith(DomainError::kBookingSystemUnavailable));
  EXPECT_THAT(sessions_.Get(call_, kCasey), FailsWith(DomainError::kBookingSystemUnavailable));
  EXPECT_THAT(sessions_.ClearRefusals(call_, kCasey),
              FailsWith(DomainError::kBookingSystemUnavailable));
  EXPECT_THAT(sessions_.RememberLocation(call_, kCasey, kCityRooms),
              FailsWith(DomainError::kBookingSystemUnavailable));
  EXPECT_THAT(sessions_.End(call_, kCasey), FailsWith(DomainError::kBookingSystemUnavailable));
}

}  // namespace
}  // namespace frontdesk
