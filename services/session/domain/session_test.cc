#include "services/session/domain/session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/domain/ids.h"
#include "libs/domain/search.h"

namespace frontdesk {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

const absl::Time kNow = absl::FromUnixSeconds(1'783'900'800);

// A time `hours` from now with the first practitioner at the first location.
SlotKey SlotIn(int hours) {
  return {.practitioner = PractitionerId("200000000000000201"),
          .business = BusinessId("100000000000000101"),
          .start = kNow + absl::Hours(hours)};
}

SearchCriteria MassageWithCameron() {
  return {.practitioners = {PractitionerId("200000000000000201")},
          .appointment_types = {AppointmentTypeId("300000000000000301")},
          .businesses = {BusinessId("100000000000000101"), BusinessId("100000000000000102")},
          .first_day = absl::CivilDay(2026, 7, 14)};
}

SearchCriteria MassageWithAnyone() {
  SearchCriteria criteria = MassageWithCameron();
  criteria.practitioners.clear();
  return criteria;
}

// A call in which time passes only as a test says.
class SessionTest : public ::testing::Test {
 protected:
  SearchStart Begin(const SearchCriteria& criteria) {
    return BeginSearch(session_, criteria, now_, limits_);
  }
  void Offer(const SearchCriteria& criteria, const std::vector<SlotKey>& slots) {
    RecordOffer(session_, criteria, slots, now_);
  }
  void AfterAWhile() { now_ += absl::Seconds(20); }

  SessionLimits limits_;
  Session session_;
  absl::Time now_ = kNow;
};

TEST_F(SessionTest, RefusesNothingAtFirst) {
  EXPECT_EQ(Begin(MassageWithCameron()), SearchStart());
}

TEST_F(SessionTest, RefusesWhatWasOfferedWhenTheSameSearchComesAgain) {
  Begin(MassageWithCameron());
  Offer(MassageWithCameron(), {SlotIn(1), SlotIn(2)});
  AfterAWhile();

  const SearchStart again = Begin(MassageWithCameron());

  EXPECT_THAT(again.refused, ElementsAre(SlotIn(1), SlotIn(2)));
  EXPECT_THAT(again.offer_again, IsEmpty());
}

TEST_F(SessionTest, RefusesMoreWithEachSearch) {
  for (int hours = 1; hours <= 3; ++hours) {
    Begin(MassageWithCameron());
    Offer(MassageWithCameron(), {SlotIn(hours)});
    AfterAWhile();
  }

  EXPECT_THAT(Begin(MassageWithCameron()).refused, ElementsAre(SlotIn(1), SlotIn(2), SlotIn(3)));
}

TEST_F(SessionTest, RefusesEachTimeOnce) {
  for (int i = 0; i < 3; ++i) {
    Begin(MassageWithCameron());
    Offer(MassageWithCameron(), {SlotIn(1)});
    AfterAWhile();
  }

  EXPECT_THAT(Begin(MassageWithCameron()).refused, ElementsAre(SlotIn(1)));
}

// The reference compared the start alone, so another practitioner's time was hidden too.
TEST_F(SessionTest, RefusesOneTimeAtOnePlaceWithOnePractitionerOnly) {
  SlotKey elsewhere = SlotIn(1);
  elsewhere.business = BusinessId("100000000000000102");
  SlotKey with_another = SlotIn(1);
  with_another.practitioner = PractitionerId("200000000000000202");
  Begin(MassageWithAnyone());
  Offer(MassageWithAnyone(), {SlotIn(1)});
  AfterAWhile();

  const std::vector<SlotKey> refused = Begin(MassageWithAnyone()).refused;

  EXPECT_THAT(refused, ElementsAre(SlotIn(1)));
  EXPECT_THAT(refused, Not(Contains(elsewhere)));
  EXPECT_THAT(refused, Not(Contains(with_another)));
}

TEST_F(SessionTest, OffersTheSameAgainToARetryWithinTwoSeconds) {
  Begin(MassageWithCameron());
  Offer(MassageWithCameron(), {SlotIn(1)});
  AfterAWhile();
  Begin(MassageWithCameron());
  Offer(MassageWithCameron(), {SlotIn(2)});
  now_ += absl::Milliseconds(1999);

  const SearchStart retry = Begin(MassageWithCameron());

  EXPECT_THAT(retry.refused, ElementsAre(SlotIn(1)));
  EXPECT_THAT(retry.offer_again, ElementsAre(SlotIn(2)));
}

TEST_F(SessionTest, TakesTheSameSearchForARefusalFromTwoSecondsOn) {
  Begin(MassageWithCameron());
  Offer(MassageWithCameron(), {SlotIn(1)});
  now_ += absl::Seconds(2);

  EXPECT_THAT(Begin(MassageWithCameron()).refused, ElementsAre(SlotIn(1)));
}

TEST_F(SessionTest, RefusesNothingWhileTheFirstOfTwoDuplicatesIsStillSearching) {
  Begin(MassageWithCameron());
  now_ += absl::Seconds(5);

  EXPECT_EQ(Begin(MassageWithCameron()), SearchStart());
}

TEST_F(SessionTest, ForgetsRefusalsWhenTheCriteriaChange) {
  SearchCriteria later = MassageWithCameron();
  later.first_day = absl::CivilDay(2026, 7, 15);
  for (const SearchCriteria& other : {MassageWithAnyone(), later}) {
    session_ = Session();
    Begin(MassageWithCameron());
    Offer(MassageWithCameron(), {SlotIn(1)});
    AfterAWhile();

    EXPECT_EQ(Begin(other), SearchStart());
    EXPECT_EQ(Begin(MassageWithCameron()), SearchStart()) << "they stay forgotten";
  }
}

TEST_F(SessionTest, TakesTheSameIdsInAnotherOrderForTheSameSearch) {
  SearchCriteria reordered = MassageWithCameron();
  reordered.businesses = {BusinessId("100000000000000102"), BusinessId("100000000000000101"),
                          BusinessId("100000000000000102")};
  Begin(MassageWithCameron());
  Offer(MassageWithCameron(), {SlotIn(1)});
  AfterAWhile();

  EXPECT_THAT(Begin(reordered).refused, ElementsAre(SlotIn(1)));
}

TEST_F(SessionTest, IgnoresAnOfferOfASearchThatTheCallerHasLeft) {
  Begin(MassageWithCameron());
  Begin(MassageWithAnyone());
  Offer(MassageWithCameron(), {SlotIn(1)});
  AfterAWhile();

  EXPECT_THAT(session_.offered, IsEmpty());
  EXPECT_EQ(Begin(MassageWithAnyone()), SearchStart());
}

TEST_F(SessionTest, RemembersAnOfferWhoseBeginningWasNeverStored) {
  Offer(MassageWithCameron(), {SlotIn(1)});
  AfterAWhile();

  EXPECT_THAT(Begin(MassageWithCameron()).refused, ElementsAre(SlotIn(1)));
}

TEST_F(SessionTest, StartsOverAfterRefusalsAreClearedAndKeepsTheLocation) {
  session_.business = BusinessId("100000000000000101");
  Begin(MassageWithCameron());
  Offer(MassageWithCameron(), {SlotIn(1)});
  AfterAWhile();
  Begin(MassageWithCameron());

  ClearRefusals(session_);

  EXPECT_EQ(Begin(MassageWithCameron()), SearchStart());
  EXPECT_EQ(session_.business, BusinessId("100000000000000101"));
}

TEST_F(SessionTest, DropsRefusalsOfTimesThatArePast) {
  Begin(MassageWithCameron());
  Offer(MassageWithCameron(), {SlotIn(1), SlotIn(5)});
  AfterAWhile();
  Begin(MassageWithCameron());
  now_ += absl::Hours(2);

  EXPECT_THAT(Begin(MassageWithCameron()).refused, ElementsAre(SlotIn(5)));
}

TEST_F(SessionTest, ForgetsTheOldestRefusalsBeyondTheLimit) {
  limits_.most_refused = 2;
  for (int hours = 1; hours <= 3; ++hours) {
    Begin(MassageWithCameron());
    Offer(MassageWithCameron(), {SlotIn(hours)});
    AfterAWhile();
  }

  EXPECT_THAT(Begin(MassageWithCameron()).refused, ElementsAre(SlotIn(2), SlotIn(3)));
}

// Searches that choose what to offer before they ask what is refused.
class OfferTest : public SessionTest {
 protected:
  // Of a search that begins and ends now.
  OfferAnswer Offer(const std::vector<SlotKey>& times, bool start_known = false) {
    return OfferOf(MassageWithCameron(), now_, times, start_known);
  }
  OfferAnswer OfferOf(const SearchCriteria& criteria, absl::Time began_at,
                      const std::vector<SlotKey>& times, bool start_known = false) {
    return MakeOffer(session_, {.criteria = criteria, .times = times, .start_known = start_known},
                     began_at, now_, limits_);
  }
  static OfferAnswer ChooseBy(const SearchStart& start) { return {.start = start}; }
};

TEST_F(OfferTest, IsMadeWhereNothingOfItIsRefused) {
  EXPECT_TRUE(Offer({SlotIn(1)}).recorded);
  AfterAWhile();
  EXPECT_TRUE(Offer({SlotIn(2)}).recorded);

  EXPECT_THAT(session_.offered, ElementsAre(SlotIn(2)));
  EXPECT_THAT(session_.refused, ElementsAre(SlotIn(1)));
}

TEST_F(OfferTest, IsChosenAnewWhereTheCallerTurnedItDown) {
  Offer({SlotIn(1), SlotIn(2)});
  AfterAWhile();
  const Session before = session_;

  EXPECT_EQ(Offer({SlotIn(2), SlotIn(3)}), ChooseBy({.refused = {SlotIn(1), SlotIn(2)}}));
  EXPECT_EQ(session_, before);

  EXPECT_TRUE(Offer({SlotIn(3)}, /*start_known=*/true).recorded);
  EXPECT_THAT(session_.refused, ElementsAre(SlotIn(1), SlotIn(2)));
  EXPECT_THAT(session_.offered, ElementsAre(SlotIn(3)));
}

TEST_F(OfferTest, IsMadeAgainToARetryWithinTwoSeconds) {
  Offer({SlotIn(1), SlotIn(2)});
  now_ += absl::Milliseconds(1999);

  EXPECT_EQ(Offer({SlotIn(1)}), ChooseBy({.offer_again = {SlotIn(1), SlotIn(2)}}));
  EXPECT_TRUE(Offer({SlotIn(2), SlotIn(1)}).recorded);
  EXPECT_THAT(session_.refused, IsEmpty());
}

// What counts is when the caller asked, not when the answer was found.
TEST_F(OfferTest, IsMadeAgainToARetryThatSearchesForLong) {
  Offer({SlotIn(1)});
  const absl::Time began_at = now_ + absl::Seconds(1);
  now_ += absl::Seconds(4);

  EXPECT_TRUE(OfferOf(MassageWithCameron(), began_at, {SlotIn(1)}).recorded);
  EXPECT_THAT(session_.refused, IsEmpty());
}

TEST_F(OfferTest, IsTheSameForDuplicatesOfWhichOneIsFaster) {
  Offer({SlotIn(1)});
  AfterAWhile();
  const absl::Time began_at = now_;
  now_ += absl::Milliseconds(20);
  EXPECT_TRUE(OfferOf(MassageWithCameron(), began_at, {SlotIn(2)}, true).recorded);
  now_ += absl::Seconds(5);

  EXPECT_EQ(OfferOf(MassageWithCameron(), began_at, {SlotIn(1)}),
            ChooseBy({.refused = {SlotIn(1)}, .offer_again = {SlotIn(2)}}));
  EXPECT_TRUE(OfferOf(MassageWithCameron(), began_at, {SlotIn(2)}, true).recorded);
  EXPECT_THAT(session_.refused, ElementsAre(SlotIn(1)));
  EXPECT_THAT(session_.offered, ElementsAre(SlotIn(2)));
}

TEST_F(OfferTest, ForgetsRefusalsWhenTheCriteriaChange) {
  Offer({SlotIn(1)});
  AfterAWhile();

  EXPECT_TRUE(OfferOf(MassageWithAnyone(), now_, {SlotIn(1)}).recorded);
  EXPECT_THAT(session_.refused, IsEmpty());
  AfterAWhile();
  EXPECT_TRUE(Offer({SlotIn(1)}).recorded) << "they stay forgotten";
}

TEST_F(OfferTest, IsIgnoredOfASearchThatTheCallerHasLeft) {
  const absl::Time began_at = now_;
  AfterAWhile();
  OfferOf(MassageWithAnyone(), now_, {SlotIn(1)});

  EXPECT_TRUE(OfferOf(MassageWithCameron(), began_at, {SlotIn(2)}).recorded);

  EXPECT_THAT(session_.offered, ElementsAre(SlotIn(1)));
  EXPECT_EQ(session_.criteria, CanonicalText(MassageWithAnyone()));
}

TEST(CanonicalText, TellsApartTheKindsOfIds) {
  const SearchCriteria practitioner{.practitioners = {PractitionerId("7")}};
  const SearchCriteria type{.appointment_types = {AppointmentTypeId("7")}};
  const SearchCriteria business{.businesses = {BusinessId("7")}};

  EXPECT_NE(CanonicalText(practitioner), CanonicalText(type));
  EXPECT_NE(CanonicalText(type), CanonicalText(business));
  EXPECT_NE(CanonicalText({}), "");
}

struct OverCase {
  std::string what;
  absl::Duration since_began;
  absl::Duration since_used;
  bool over_if_identified;
  bool over_otherwise;
};

TEST(SessionIsOver, SoonerForAnIdThatMayBeSeveralCallers) {
  const OverCase cases[] = {
      {"in the middle of a call", absl::Minutes(3), absl::Seconds(40), false, false},
      {"two minutes of silence", absl::Minutes(3), absl::Minutes(2), false, false},
      {"a little more", absl::Minutes(3), absl::Seconds(121), false, true},
      {"kept busy for ten minutes", absl::Minutes(10), absl::Seconds(5), false, false},
      {"kept busy for longer", absl::Seconds(601), absl::Seconds(5), false, true},
      {"half an hour of silence", absl::Hours(1), absl::Minutes(30), false, true},
      {"more than that", absl::Hours(1), absl::Seconds(1801), true, true},
  };
  for (const OverCase& c : cases) {
    SCOPED_TRACE(c.what);
    const Session session{.began_at = kNow - c.since_began, .used_at = kNow - c.since_used};
    EXPECT_EQ(IsOver(session, /*identified=*/true, kNow, {}), c.over_if_identified);
    EXPECT_EQ(IsOver(session, /*identified=*/false, kNow, {}), c.over_otherwise);
  }
}

TEST(SessionIsOver, BeforeItBegan) {
  EXPECT_TRUE(IsOver(Session(), /*identified=*/true, kNow, {}));
  EXPECT_TRUE(IsOver(Session(), /*identified=*/false, kNow, {}));
}

}  // namespace
}  // namespace frontdesk
