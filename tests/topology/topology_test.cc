// The production topology, from the image's tree, under a steady load: replicas are replaced,
// added, taken away and killed, and callers notice nothing but what was in flight on one that was
// killed.
#include "tests/topology/topology.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <iostream>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/storms/agreement.h"
#include "tests/topology/callers.h"

namespace frontdesk {
namespace {

using test::Call;
using test::Callers;
using test::Topology;

constexpr int kSome = 40;  // calls
constexpr absl::Duration kPatience = absl::Seconds(60);
// How long a busy machine may take to tell a process that its peer's socket is closed: what is sent
// to it until then is in flight as well.
constexpr absl::Duration kNoticed = absl::Milliseconds(500);

class TopologyTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { topology_ = new Topology; }
  static void TearDownTestSuite() { delete topology_; }

  TopologyTest() : callers_(*topology_, loads_++ * 100) { callers_.AwaitMore(kSome); }

  void ExpectNoFailure() {
    for (const Call& call : callers_.failed()) ADD_FAILURE() << call.Story();
  }

  // Ends the load, and compares what callers were told with Postgres and Cliniko.
  void ExpectTruth() {
    callers_.Stop();
    EXPECT_TRUE(test::AwaitSettled(topology_->database(), kPatience)) << "not settled in time";
    test::ExpectAgreement(topology_->database(), topology_->cliniko());
    for (const std::string& id : callers_.kept()) {
      EXPECT_EQ(topology_->database().Execute(
                    "SELECT count(*) FROM booking.bookings WHERE state = 'booked' AND "
                    "appointment_id = '" +
                    id + "'"),
                "1")
          << id << " is lost";
    }
    absl::Duration longest;
    for (const Call& call : callers_.calls()) longest = std::max(longest, call.ended - call.began);
    std::cout << callers_.calls().size() << " calls, " << callers_.failed().size()
              << " failed, the longest took " << longest << "\n";
  }

  // Until somebody calls it; how long that took.
  absl::Duration AwaitCalls(const std::string& service, int replica) {
    const absl::Time begin = absl::Now();
    const auto called = [&] {
      return service == "gateway" ? topology_->ingress().SentTo(topology_->HttpAddress(replica)) > 0
                                  : topology_->Calls(service, replica) > 0;
    };
    while (!called() && absl::Now() < begin + kPatience) absl::SleepFor(absl::Milliseconds(50));
    EXPECT_TRUE(called()) << "nobody calls " << service << " " << replica;
    return absl::Now() - begin;
  }

  static inline Topology* topology_ = nullptr;  // one for all, since it takes some seconds
  static inline int loads_ = 0;
  Callers callers_;
};

TEST_F(TopologyTest, EveryReplicaIsRestartedWithoutAFailedCall) {
  for (const std::string& service : Topology::Services()) {
    for (const int replica : {1, 2}) {
      SCOPED_TRACE(service);
      EXPECT_EQ(topology_->Stop(service, replica), 0);
      callers_.AwaitMore(kSome);
      topology_->Start(service, replica);
      callers_.AwaitMore(kSome);
    }
  }
  ExpectTruth();
  ExpectNoFailure();
}

TEST_F(TopologyTest, AThirdReplicaIsCalledSoonAndTakenAwayWithoutAFailedCall) {
  for (const std::string& service : Topology::Services()) {
    SCOPED_TRACE(service);
    topology_->Start(service, 3);
    // Some more for a busy machine; without an end of connections it would be never.
    EXPECT_LT(AwaitCalls(service, 3), Topology::kConnectionAge + absl::Seconds(15));
    EXPECT_EQ(topology_->Stop(service, 3), 0);
    callers_.AwaitMore(kSome);
  }
  ExpectTruth();
  ExpectNoFailure();
}

TEST_F(TopologyTest, AKilledReplicaCostsAtMostTheCallsInFlightOnIt) {
  for (const std::string& service : Topology::Services()) {
    SCOPED_TRACE(service);
    const std::size_t failed_before = callers_.failed().size();
    const absl::Time killed = absl::Now();
    topology_->Kill(service, 1);
    const absl::Time dead = absl::Now();
    callers_.AwaitMore(kSome);
    topology_->Start(service, 1);
    callers_.AwaitMore(kSome);

    const std::vector<Call> failed = callers_.failed();
    for (std::size_t i = failed_before; i < failed.size(); ++i) {
      const Call& call = failed[i];
      std::cout << service << " cost " << call.Story() << "\n";
      EXPECT_LE(call.began, dead + kNoticed) << call.Story();
      EXPECT_GE(call.ended, killed) << call.Story();
      if (service == "gateway") {
        EXPECT_EQ(call.gateway, topology_->HttpAddress(1)) << call.Story();
        EXPECT_EQ(call.status, 0) << call.Story();
      } else {
        // What only reads is asked of another replica, and so is what others need to book.
        EXPECT_EQ(service, "booking") << call.Story();
        EXPECT_TRUE(call.changes) << call.Story();
      }
    }
  }
  ExpectTruth();
}

}  // namespace
}  // namespace frontdesk
