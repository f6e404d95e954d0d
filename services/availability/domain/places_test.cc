#include "services/availability/domain/places.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "libs/status/error_detail.h"
#include "libs/testing/sample_clinic.h"
#include "libs/testing/status_matchers.h"
#include "services/availability/domain/usual_places.h"
#include "services/schedule_cache/client/fake_schedule_cache_client.h"
#include "services/session/client/fake_session_client.h"

namespace frontdesk::availability {
namespace {

using namespace ::frontdesk::test;  // NOLINT: the sample clinic is the vocabulary of these tests
using ::testing::ElementsAre;

const Caller kCaller = {.session_id = "conv_1", .phone = "0400 000 001"};

class PlacesTest : public ::testing::Test {
 protected:
  absl::StatusOr<ResolvedPlace> Resolve(const std::string& said) {
    return places_.Resolve(kSampleClinic, kCaller, said, CallContext{});
  }
  absl::StatusOr<Business> Confirm(const std::string& answer, const std::vector<Choice>& offered) {
    return places_.Confirm(kSampleClinic, kCaller, answer, offered, CallContext{});
  }
  static std::vector<std::string> Labels(const absl::Status& status) {
    std::vector<std::string> labels;
    if (const auto clarification = ClarificationOf(status)) {
      for (const Choice& choice : clarification->choices) labels.push_back(choice.label);
    }
    return labels;
  }

  FakeClock clock_{AtClinic(kToday, 12)};
  FakeScheduleCacheClient schedule_{SampleDirectory()};
  FakeSessionClient sessions_{clock_};
  UsualPlaces usual_{sessions_, clock_};
  DirectoryCache directories_{
      [this](const ClinicId& clinic, std::int64_t known, const CallContext& call) {
        return schedule_.GetDirectory(clinic, known, call);
      },
      clock_};
  Places places_{directories_, usual_};
};

const std::vector<Choice> kBoth = {{"", "City Rooms"}, {"", "Harbour Rooms"}};

TEST_F(PlacesTest, ResolvesADistinctiveWord) {
  const auto place = Resolve("the city one");

  ASSERT_THAT(place, IsOk());
  EXPECT_EQ(place->business.id, kCityRooms);
  EXPECT_GE(place->confidence, 0.8);
}

TEST_F(PlacesTest, ListsAllWhenNothingFits) {
  const auto place = Resolve("downtown");

  EXPECT_THAT(place, FailsWith(DomainError::kLocationClarificationNeeded));
  EXPECT_THAT(Labels(place.status()), ElementsAre("City Rooms", "Harbour Rooms"));
  EXPECT_EQ(FactsOf(place.status())["confidence"], "0.00");
}

TEST_F(PlacesTest, GoesToTheUsualPlaceOnceOneWasConfirmed) {
  ASSERT_THAT(Confirm("the harbour one", kBoth), IsOk());

  const auto place = Resolve("my usual place");
  ASSERT_THAT(place, IsOk());
  EXPECT_EQ(place->business.id, kHarbourRooms);
}

// Each answer used to wait for the session service, also where it could change nothing.
TEST_F(PlacesTest, AsksWhereTheCallerWentBeforeOnlyWhereThatMayMatter) {
  class CountingSessions : public test::FakeSessionClient {
   public:
    using FakeSessionClient::FakeSessionClient;
    absl::StatusOr<SessionView> GetSession(const CallContext& call, const Clinic& clinic,
                                           const Caller& caller) override {
      ++asked;
      return FakeSessionClient::GetSession(call, clinic, caller);
    }
    int asked = 0;
  };
  CountingSessions sessions{clock_};
  UsualPlaces usual{sessions, clock_};
  Places places{directories_, usual};
  const auto resolve = [&](const char* said) {
    return places.Resolve(kSampleClinic, kCaller, said, CallContext{});
  };

  EXPECT_THAT(resolve("the city one"), IsOk());
  EXPECT_THAT(resolve("Harbour Rooms"), IsOk());
  EXPECT_EQ(sessions.asked, 0);
  resolve("my usual place").IgnoreError();
  EXPECT_EQ(sessions.asked, 1);
}

TEST_F(PlacesTest, UnderstandsPositionsAndNames) {
  EXPECT_EQ(Confirm("the second one", kBoth)->id, kHarbourRooms);
  EXPECT_EQ(Confirm("the city one", kBoth)->id, kCityRooms);
  EXPECT_EQ(Confirm("City Rooms?", kBoth)->id, kCityRooms);
}

TEST_F(PlacesTest, AsksAgainWhenAnAnswerIsUnclear) {
  const auto unclear = Confirm("not sure", kBoth);

  EXPECT_THAT(unclear, FailsWith(DomainError::kLocationClarificationNeeded));
  EXPECT_THAT(Labels(unclear.status()), ElementsAre("City Rooms", "Harbour Rooms"));
}

TEST_F(PlacesTest, OffersTheOthersAfterANo) {
  const auto no = Confirm("no", {{"", "City Rooms"}});

  EXPECT_THAT(no, FailsWith(DomainError::kLocationClarificationNeeded));
  EXPECT_EQ(FactsOf(no.status())["problem"], "no");
  EXPECT_THAT(Labels(no.status()), ElementsAre("Harbour Rooms"));
}

TEST_F(PlacesTest, ConfirmsNothingForNoOne) {
  EXPECT_THAT(Confirm("no one", kBoth), FailsWith(DomainError::kLocationClarificationNeeded));
  EXPECT_THAT(Confirm("no one", {{"", "City Rooms"}}),
              FailsWith(DomainError::kLocationClarificationNeeded));
  EXPECT_EQ(Confirm("no worries", {{"", "City Rooms"}})->id, kCityRooms);
}

TEST_F(PlacesTest, TakesNoForAnAnswerEvenToTheOnlyLocation) {
  Directory directory = SampleDirectory();
  std::erase_if(directory.businesses, [](const Business& b) { return b.id != kCityRooms; });
  FakeScheduleCacheClient schedule{directory};
  DirectoryCache directories{
      [&](const ClinicId& clinic, std::int64_t known, const CallContext& call) {
        return schedule.GetDirectory(clinic, known, call);
      },
      clock_};
  Places places{directories, usual_};

  EXPECT_THAT(places.Confirm(kSampleClinic, kCaller, "no", {}, CallContext{}),
              FailsWith(DomainError::kLocationClarificationNeeded));
  EXPECT_THAT(places.Confirm(kSampleClinic, kCaller, "yes", {}, CallContext{}), IsOk());
}

TEST_F(PlacesTest, RefusesAnOptionThatTheClinicDoesNotHave) {
  EXPECT_THAT(Confirm("yes", {{"999", "Somewhere Else"}}),
              FailsWith(DomainError::kLocationNotFound));
}

TEST_F(PlacesTest, NeedsNoOfferForAClearName) {
  EXPECT_EQ(Confirm("Harbour Rooms", {})->id, kHarbourRooms);
  EXPECT_THAT(Confirm("yes", {}), FailsWith(DomainError::kLocationClarificationNeeded));
}

}  // namespace
}  // namespace frontdesk::availability
