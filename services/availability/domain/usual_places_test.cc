#include "services/availability/domain/usual_places.h"

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "libs/status/domain_error.h"
#include "libs/testing/sample_clinic.h"
#include "services/session/client/fake_session_client.h"

namespace frontdesk::availability {
namespace {

using namespace ::frontdesk::test;  // NOLINT: the sample clinic is the vocabulary of these tests
using ::testing::Optional;

const Caller kCaller = {.session_id = "conv_1", .phone = "0400 000 001"};
const Caller kNobody = {.session_id = "1", .phone = ""};

// Stores places only once it is let.
class SlowSessionClient : public FakeSessionClient {
 public:
  using FakeSessionClient::FakeSessionClient;

  absl::Status RememberLocation(const CallContext& call, const Clinic& clinic, const Caller& caller,
                                const BusinessId& business) override {
    go_on_.WaitForNotification();
    return FakeSessionClient::RememberLocation(call, clinic, caller, business);
  }
  void GoOn() { go_on_.Notify(); }

 private:
  absl::Notification go_on_;
};

class UsualPlacesTest : public ::testing::Test {
 protected:
  std::optional<BusinessId> Stored() {
    const auto session = sessions_.GetSession(call_, clinic_, kCaller);
    return session.ok() ? std::optional(session->business) : std::nullopt;
  }

  const Clinic clinic_ = SampleDirectory().clinic;
  const CallContext call_;
  FakeClock clock_{AtClinic(kToday, 12)};
  FakeSessionClient sessions_{clock_};
  // What is slow to a test is not slow to the machine that it runs on.
  UsualPlaces places_{sessions_, clock_, {.patience = absl::Seconds(20)}};
};

TEST_F(UsualPlacesTest, AreKnownToEveryReplicaOnceRememberReturns) {
  places_.Remember(clinic_, kCaller, kHarbourRooms, call_);

  EXPECT_EQ(Stored(), kHarbourRooms);
  UsualPlaces other_replica(sessions_, clock_);
  EXPECT_THAT(other_replica.Of(clinic_, kCaller, call_), Optional(kHarbourRooms));
}

TEST_F(UsualPlacesTest, FollowWhatAnotherReplicaHeardLater) {
  places_.Remember(clinic_, kCaller, kHarbourRooms, call_);
  UsualPlaces other_replica(sessions_, clock_, {.patience = absl::Seconds(20)});

  other_replica.Remember(clinic_, kCaller, kCityRooms, call_);

  EXPECT_THAT(places_.Of(clinic_, kCaller, call_), Optional(kCityRooms));
}

TEST_F(UsualPlacesTest, AreRememberedOfNobodyInParticular) {
  places_.Remember(clinic_, kNobody, kHarbourRooms, call_);

  EXPECT_EQ(places_.Of(clinic_, kNobody, call_), std::nullopt);
}

TEST_F(UsualPlacesTest, AreKnownHereWhileTheSessionServiceIsAway) {
  places_.Remember(clinic_, kCaller, kHarbourRooms, call_);
  sessions_.FailWith(MakeError(DomainError::kBookingSystemUnavailable, "away"));

  EXPECT_THAT(places_.Of(clinic_, kCaller, call_), Optional(kHarbourRooms));
  places_.Remember(clinic_, kCaller, kCityRooms, call_);
  EXPECT_THAT(places_.Of(clinic_, kCaller, call_), Optional(kCityRooms));
}

TEST_F(UsualPlacesTest, AreNotBelievedForLongWhileNobodyConfirmsThem) {
  places_.Remember(clinic_, kCaller, kHarbourRooms, call_);
  sessions_.FailWith(MakeError(DomainError::kBookingSystemUnavailable, "away"));
  clock_.Advance(absl::Seconds(61));

  EXPECT_EQ(places_.Of(clinic_, kCaller, call_), std::nullopt);
}

TEST_F(UsualPlacesTest, AreKnownHereAtOnceAndThereOnceTheyAreStored) {
  SlowSessionClient slow(clock_);
  {
    UsualPlaces places(slow, clock_, {.patience = absl::Milliseconds(1)});
    places.Remember(clinic_, kCaller, kHarbourRooms, call_);
    EXPECT_THAT(places.Of(clinic_, kCaller, call_), Optional(kHarbourRooms));
    slow.GoOn();
  }

  EXPECT_EQ(slow.GetSession(call_, clinic_, kCaller)->business, kHarbourRooms);
}

// Two tasks at a time could store them in the other order.
TEST_F(UsualPlacesTest, AreStoredInTheOrderInWhichTheyWereSaid) {
  SlowSessionClient slow(clock_);
  {
    UsualPlaces places(slow, clock_, {.patience = absl::Milliseconds(1)});
    places.Remember(clinic_, kCaller, kHarbourRooms, call_);
    places.Remember(clinic_, kCaller, kCityRooms, call_);
    slow.GoOn();
  }

  EXPECT_EQ(slow.GetSession(call_, clinic_, kCaller)->business, kCityRooms);
}

TEST_F(UsualPlacesTest, TakeABoundedPartOfTheMemory) {
  UsualPlaces few(sessions_, clock_, {.patience = absl::Seconds(20), .most_calls = 2});
  for (const char* session : {"conv_1", "conv_2", "conv_3", "conv_4"}) {
    few.Remember(clinic_, {.session_id = session, .phone = kCaller.phone}, kHarbourRooms, call_);
  }

  sessions_.FailWith(MakeError(DomainError::kBookingSystemUnavailable, "away"));
  EXPECT_EQ(few.Of(clinic_, kCaller, call_), std::nullopt);
  EXPECT_THAT(few.Of(clinic_, {.session_id = "conv_4", .phone = kCaller.phone}, call_),
              Optional(kHarbourRooms));
}

}  // namespace
}  // namespace frontdesk::availability
