#include "services/session/domain/session_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/domain/call_context.h"
#include "libs/domain/ids.h"
#include "libs/domain/search.h"
#include "libs/phone/phone_number.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/postgres/transaction.h"
#include "libs/status/domain_error.h"
#include "libs/testing/scratch_database.h"
#include "libs/testing/status_matchers.h"
#include "services/session/domain/session.h"
#include "services/session/domain/session_ref.h"
#include "services/session/store/fake_session_store.h"
#include "services/session/store/postgres_session_store.h"

// What SessionStore promises, asked of the fake and of PostgreSQL alike, so that the fake cannot
// lie.
namespace frontdesk {
namespace {

using test::FailsWith;
using test::IsOk;
using test::IsOkAndHolds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

const ClinicId kClinic("3f2c8f0e-0000-4000-8000-000000000001");
const ClinicId kOtherClinic("3f2c8f0e-0000-4000-8000-000000000002");
const ClinicId kUnknownClinic("3f2c8f0e-0000-4000-8000-000000000009");

PhoneNumber Phone(const std::string& e164) { return *ParsePhone(e164, "AU"); }

const SessionRef kCasey = {kClinic, SessionId("1"), Phone("+61400000001")};
const SessionRef kRobin = {kClinic, SessionId("1"), Phone("+61400000002")};
const SessionRef kNobody = {kClinic, SessionId("1"), std::nullopt};
const absl::Time kNow = absl::FromUnixMicros(1'783'900'800'123'456);

class FakeFixture {
 public:
  FakeFixture() { store_.RemoveClinic(kUnknownClinic); }
  SessionStore& store() { return store_; }

 private:
  test::FakeSessionStore store_;
};

class PostgresFixture {
 public:
  PostgresFixture() {
    for (const ClinicId& clinic : {kClinic, kOtherClinic}) {
      database_.Execute(absl::StrCat(
          "INSERT INTO schedule_cache.clinics (clinic_id, clinic_name, country, time_zone,"
          " contact_email, cliniko_key_sealed, cliniko_key_kek, cliniko_shard) VALUES ('",
          clinic.value(),
          "', 'Example Clinic', 'AU', 'Australia/Sydney', 'desk@clinic.example', '', 'k', 'au1')"));
    }
  }
  SessionStore& store() { return store_; }

 private:
  test::ScratchDatabase database_;
  PostgresPool pool_{{.url = database_.UrlAs("frontdesk_session"), .size = 4}};
  PostgresSessionStore store_{pool_};
};

Session ASession() {
  return {.criteria = "practitioners=1,2 types=\"3\" businesses={} from=2026-07-14",
          .offered = {{PractitionerId("200000000000000201"), BusinessId("100000000000000101"),
                       absl::FromUnixSeconds(1'783'990'800)},
                      {PractitionerId("200000000000000202"), BusinessId("100000000000000102"),
                       absl::FromUnixSeconds(1'783'994'400)}},
          .refused = {{PractitionerId("200000000000000201"), BusinessId("100000000000000101"),
                       absl::FromUnixSeconds(1'783'987'200)}},
          .offered_at = kNow,
          .business = BusinessId("100000000000000101"),
          .began_at = kNow - absl::Minutes(3),
          .used_at = kNow};
}

template <typename Fixture>
class SessionStoreContract : public ::testing::Test {
 protected:
  SessionStore& store() { return fixture_.store(); }

  absl::Status Put(const SessionRef& ref, const Session& session) {
    return store().Update(call_, ref, {}, [&](Session& stored) { stored = session; });
  }

  absl::Status Prefer(const SessionRef& ref, const PreferredLocation& preferred) {
    return store().Update(call_, ref, preferred, [](Session&) {});
  }

  Session Stored(const SessionRef& ref) { return store().Load(call_, ref).value().session; }
  PreferredLocation Preferred(const SessionRef& ref) {
    return store().Load(call_, ref).value().preferred;
  }

  const CallContext call_{.deadline = absl::Now() + absl::Minutes(1)};

 private:
  Fixture fixture_;
};

using Fixtures = ::testing::Types<FakeFixture, PostgresFixture>;
TYPED_TEST_SUITE(SessionStoreContract, Fixtures);

TYPED_TEST(SessionStoreContract, HoldsNothingAtFirst) {
  const absl::StatusOr<StoredSession> stored = this->store().Load(this->call_, kCasey);

  ASSERT_THAT(stored, IsOk());
  EXPECT_EQ(stored->session, Session());
  EXPECT_EQ(stored->preferred, PreferredLocation());
}

TYPED_TEST(SessionStoreContract, GivesBackWhatWasPutThere) {
  ASSERT_THAT(this->Put(kCasey, ASession()), IsOk());

  EXPECT_EQ(this->Stored(kCasey), ASession());
}

TYPED_TEST(SessionStoreContract, ShowsAChangeWhatIsStored) {
  Session seen_first = ASession();
  ASSERT_THAT(this->store().Update(this->call_, kCasey, {},
                                   [&](Session& session) {
                                     seen_first = session;
                                     session = ASession();
                                   }),
              IsOk());
  Session seen_second;
  ASSERT_THAT(this->store().Update(this->call_, kCasey, {},
                                   [&](Session& session) {
                                     seen_second = session;
                                     session.offered.clear();
                                   }),
              IsOk());

  EXPECT_EQ(seen_first, Session());
  EXPECT_EQ(seen_second, ASession());
  EXPECT_THAT(this->Stored(kCasey).offered, SizeIs(0));
}

TYPED_TEST(SessionStoreContract, KeepsPhonesIdsAndClinicsApart) {
  ASSERT_THAT(this->Put(kCasey, ASession()), IsOk());

  EXPECT_EQ(this->Stored(kRobin), Session());
  EXPECT_EQ(this->Stored(kNobody), Session());
  EXPECT_EQ(this->Stored({kClinic, SessionId("2"), kCasey.phone}), Session());
  EXPECT_EQ(this->Stored({kOtherClinic, kCasey.id, kCasey.phone}), Session());
}

TYPED_TEST(SessionStoreContract, TakesAnyCharactersInASessionId) {
  const SessionRef odd = {kClinic, SessionId("O'Neil \"séance\" {1,\\2} " + std::string(170, 'x')),
                          std::nullopt};

  ASSERT_THAT(this->Put(odd, ASession()), IsOk());

  EXPECT_EQ(this->Stored(odd), ASession());
}

TYPED_TEST(SessionStoreContract, LosesNoneOfTheChangesThatComeAtOnce) {
  constexpr int kThreads = 4;
  constexpr int kChanges = 10;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([this, thread] {
      for (int change = 0; change < kChanges; ++change) {
        EXPECT_THAT(this->store().Update(this->call_, kCasey, {},
                                         [&](Session& session) {
                                           session.refused.push_back(
                                               {PractitionerId(absl::StrCat(thread)),
                                                BusinessId("1"), absl::FromUnixSeconds(change)});
                                         }),
                    IsOk());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_THAT(this->Stored(kCasey).refused, SizeIs(kThreads * kChanges));
}

TYPED_TEST(SessionStoreContract, ErasesASessionAndKeepsThePreference) {
  const PreferredLocation preferred = {BusinessId("100000000000000102"), kNow};
  ASSERT_THAT(this->Put(kCasey, ASession()), IsOk());
  ASSERT_THAT(this->Prefer(kCasey, preferred), IsOk());

  EXPECT_THAT(this->store().Erase(this->call_, kCasey), IsOk());
  EXPECT_THAT(this->store().Erase(this->call_, kCasey), IsOk());

  EXPECT_EQ(this->Stored(kCasey), Session());
  EXPECT_EQ(this->Preferred(kCasey), preferred);
}

TYPED_TEST(SessionStoreContract, ReplacesThePreferenceOfOnePhoneAtOneClinic) {
  const PreferredLocation before = {BusinessId("100000000000000101"), kNow};
  const PreferredLocation after = {BusinessId("100000000000000102"), kNow + absl::Seconds(1)};
  ASSERT_THAT(this->Prefer(kCasey, before), IsOk());
  ASSERT_THAT(this->Prefer(kCasey, after), IsOk());

  EXPECT_EQ(this->Preferred(kCasey), after);
  EXPECT_EQ(this->Preferred({kClinic, SessionId("another call"), kCasey.phone}), after);
  EXPECT_EQ(this->Preferred(kRobin), PreferredLocation());
  EXPECT_EQ(this->Preferred(kNobody), PreferredLocation());
  EXPECT_EQ(this->Preferred({kOtherClinic, kCasey.id, kCasey.phone}), PreferredLocation());
}

TYPED_TEST(SessionStoreContract, RefusesToWriteForAClinicThatDoesNotExist) {
  const SessionRef stranger = {kUnknownClinic, SessionId("1"), Phone("+61400000001")};

  EXPECT_THAT(this->Put(stranger, ASession()), FailsWith(DomainError::kClinicNotFound));
  EXPECT_THAT(this->Prefer(stranger, {BusinessId("1"), kNow}),
              FailsWith(DomainError::kClinicNotFound));
  EXPECT_EQ(this->Stored(stranger), Session());
  EXPECT_THAT(this->store().Erase(this->call_, stranger), IsOk());
}

TYPED_TEST(SessionStoreContract, PurgesTheOldestUpToALimit) {
  std::vector<SessionRef> refs;
  for (int age = 4; age >= 1; --age) {  // hours since its last use
    refs.push_back({kClinic, SessionId(absl::StrCat("call ", age)), std::nullopt});
    Session session = ASession();
    session.used_at = kNow - absl::Hours(age);
    ASSERT_THAT(this->Put(refs.back(), session), IsOk());
  }
  const auto purge = [&] {
    return this->store().Purge(this->call_, kNow - absl::Minutes(90), kNow, /*limit=*/2);
  };

  EXPECT_THAT(purge(), IsOkAndHolds(2));
  EXPECT_EQ(this->Stored(refs[0]), Session());
  EXPECT_EQ(this->Stored(refs[1]), Session());
  EXPECT_EQ(this->Stored(refs[2]).criteria, ASession().criteria);

  EXPECT_THAT(purge(), IsOkAndHolds(1));
  EXPECT_THAT(purge(), IsOkAndHolds(0));
  EXPECT_EQ(this->Stored(refs[3]).criteria, ASession().criteria);
}

TYPED_TEST(SessionStoreContract, PurgesPreferencesByTheirOwnAge) {
  const PreferredLocation recent = {BusinessId("100000000000000101"), kNow};
  const PreferredLocation old = {BusinessId("100000000000000101"), kNow - absl::Hours(2)};
  ASSERT_THAT(this->Prefer(kCasey, recent), IsOk());
  ASSERT_THAT(this->Prefer(kRobin, old), IsOk());

  EXPECT_THAT(this->store().Purge(this->call_, absl::InfinitePast(), kNow - absl::Hours(1), 10),
              IsOkAndHolds(1));

  EXPECT_EQ(this->Preferred(kCasey), recent);
  EXPECT_EQ(this->Preferred(kRobin), PreferredLocation());
}

// What a process remembers of a session is a guess. These have two processes, and others who write.
class SessionReplicas : public ::testing::Test {
 protected:
  SessionReplicas() {
    database_.Execute(absl::StrCat(
        "INSERT INTO schedule_cache.clinics (clinic_id, clinic_name, country, time_zone,"
        " contact_email, cliniko_key_sealed, cliniko_key_kek, cliniko_shard) VALUES ('",
        kClinic.value(),
        "', 'Example Clinic', 'AU', 'Australia/Sydney', 'desk@clinic.example', '', 'k', 'au1')"));
  }

  static SlotKey Time(int hour) {
    return {PractitionerId("200000000000000201"), BusinessId("100000000000000101"),
            absl::FromUnixSeconds(1'783'987'200) + absl::Hours(hour)};
  }

  absl::Status Refuse(SessionStore& store, const SlotKey& slot) {
    return store.Update(call_, kCasey, {}, [&](Session& session) {
      session.refused.push_back(slot);
      session.used_at = kNow;
    });
  }
  std::vector<SlotKey> Refused() { return one_.Load(call_, kCasey)->session.refused; }

  const CallContext call_{.deadline = absl::Now() + absl::Minutes(1)};
  test::ScratchDatabase database_;
  PostgresPool pool_{{.url = database_.UrlAs("frontdesk_session"), .size = 8}};
  PostgresSessionStore one_{pool_};
  PostgresSessionStore other_{pool_};
};

TEST_F(SessionReplicas, LoseNothingOfWhatTheOtherStored) {
  ASSERT_THAT(Refuse(one_, Time(1)), IsOk());
  ASSERT_THAT(Refuse(other_, Time(2)), IsOk());
  ASSERT_THAT(Refuse(one_, Time(3)), IsOk());
  ASSERT_THAT(Refuse(other_, Time(4)), IsOk());

  EXPECT_THAT(Refused(), ElementsAre(Time(1), Time(2), Time(3), Time(4)));
}

TEST_F(SessionReplicas, LoseNothingWhenBothStoreAtOnce) {
  constexpr int kChanges = 25;
  std::vector<std::thread> threads;
  for (PostgresSessionStore* store : {&one_, &other_, &one_, &other_}) {
    threads.emplace_back([this, store] {
      for (int change = 0; change < kChanges; ++change) {
        EXPECT_THAT(Refuse(*store, Time(change)), IsOk());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_THAT(Refused(), SizeIs(4 * kChanges));
}

// A service of the version before writes the row as it is, and knows of no version.
TEST_F(SessionReplicas, LoseNothingOfWhatAnybodyElseWrote) {
  ASSERT_THAT(Refuse(one_, Time(1)), IsOk());
  database_.Execute("UPDATE session.session_rejected_slots SET refused = '{}'");

  ASSERT_THAT(Refuse(one_, Time(2)), IsOk());

  EXPECT_THAT(Refused(), ElementsAre(Time(2)));
}

// Whoever was erased, or has not called for a day, is not brought back by what a process remembers.
TEST_F(SessionReplicas, BeginAnewWhatIsGone) {
  for (const char* gone : {"purged", "erased"}) {
    SCOPED_TRACE(gone);
    ASSERT_THAT(Refuse(one_, Time(1)), IsOk());
    if (gone == std::string("purged")) {
      ASSERT_THAT(other_.Purge(call_, kNow + absl::Hours(1), kNow, 10), IsOkAndHolds(1));
    } else {
      ASSERT_THAT(other_.Erase(call_, kCasey), IsOk());
    }
    EXPECT_THAT(one_.Update(call_, kCasey, {}, [](Session&) {}), IsOk());
    EXPECT_THAT(Refused(), SizeIs(0));

    ASSERT_THAT(Refuse(one_, Time(2)), IsOk());
    EXPECT_THAT(Refused(), ElementsAre(Time(2)));
    ASSERT_THAT(one_.Erase(call_, kCasey), IsOk());
  }
}

// A row that somebody uses while it is purged is either kept, or begun anew by whoever uses it.
TEST_F(SessionReplicas, LoseNothingToAPurgeThatRunsMeanwhile) {
  std::atomic<bool> done = false;
  std::thread purge([&] {
    while (!done) EXPECT_THAT(other_.Purge(call_, kNow, kNow, 10), IsOk());
  });
  for (int change = 0; change < 50; ++change) {
    // Old enough to go, then used.
    EXPECT_THAT(one_.Update(call_, kCasey, {},
                            [](Session& session) { session.used_at = kNow - absl::Hours(1); }),
                IsOk());
    EXPECT_THAT(Refuse(one_, Time(change)), IsOk());
    const std::vector<SlotKey> refused = Refused();
    ASSERT_THAT(refused, Not(IsEmpty()));
    EXPECT_EQ(refused.back(), Time(change));
  }
  done = true;
  purge.join();
}

TEST_F(SessionReplicas, KeepFromAPurgeWhatSomebodyIsUsing) {
  ASSERT_THAT(Refuse(one_, Time(1)), IsOk());
  database_.Execute("UPDATE session.session_rejected_slots SET updated_at = '2020-01-01'");
  {
    auto use = Transaction::Begin(pool_, call_.deadline);
    ASSERT_THAT(use.status(), IsOk());
    use->work().exec("UPDATE session.session_rejected_slots SET updated_at = now()");

    EXPECT_THAT(other_.Purge({.deadline = absl::Now() + absl::Seconds(5)}, kNow, kNow, 10),
                IsOkAndHolds(0));

    ASSERT_THAT(use->Commit(), IsOk());
  }
  EXPECT_THAT(Refused(), ElementsAre(Time(1)));
}

TEST_F(SessionReplicas, WriteNothingWhereNothingChanges) {
  const PreferredLocation preferred = {BusinessId("100000000000000101"), kNow};
  const auto again = [&](absl::Time said_at) {
    return one_.Update(call_, kCasey, {preferred.business, said_at},
                       [&](Session& session) { session = ASession(); });
  };
  const auto versions = [&] {
    return database_.Execute(
        "SELECT s.xmin || ' ' || p.xmin FROM session.session_rejected_slots s JOIN "
        "session.preferred_locations p USING (clinic_id)");
  };
  ASSERT_THAT(again(kNow), IsOk());
  const std::string before = versions();

  ASSERT_THAT(again(kNow + absl::Minutes(59)), IsOk());
  EXPECT_EQ(versions(), before);

  ASSERT_THAT(again(kNow + absl::Minutes(61)), IsOk());
  EXPECT_NE(versions(), before);
}

// Indexes are left alone by most updates, and still find what nobody has used for long.
TEST_F(SessionReplicas, NoteInTheIndexToTheMinuteWhenASessionWasUsed) {
  const auto use_at = [&](absl::Time time) {
    return one_.Update(call_, kCasey, {}, [&](Session& session) { session.used_at = time; });
  };
  const auto noted = [&] {
    return database_.Execute(
        "SELECT extract(epoch FROM used_at - updated_at)::int FROM session.session_rejected_slots");
  };
  ASSERT_THAT(use_at(kNow), IsOk());
  ASSERT_THAT(use_at(kNow + absl::Seconds(59)), IsOk());
  EXPECT_EQ(noted(), "59");
  EXPECT_EQ(other_.Load(call_, kCasey)->session.used_at, kNow + absl::Seconds(59));

  ASSERT_THAT(use_at(kNow + absl::Seconds(61)), IsOk());
  EXPECT_EQ(noted(), "0");
}

TEST_F(SessionReplicas, SeeThatTheVersionBeforeUsedASession) {
  ASSERT_THAT(Refuse(one_, Time(1)), IsOk());
  database_.Execute(
      "UPDATE session.session_rejected_slots SET updated_at = updated_at + interval '5 minutes'");

  EXPECT_EQ(one_.Load(call_, kCasey)->session.used_at, kNow + absl::Minutes(5));
  ASSERT_THAT(Refuse(one_, Time(2)), IsOk());
  EXPECT_THAT(Refused(), ElementsAre(Time(1), Time(2)));
}

// Two callers' refusals, or a booking, are worth the disk's answer; this is not.
TEST_F(SessionReplicas, DoNotWaitForTheDisk) {
  database_.Execute(
      "CREATE TABLE public.commits (waits text);"
      "GRANT INSERT ON public.commits TO PUBLIC;"
      "CREATE FUNCTION public.note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
      "INSERT INTO public.commits VALUES (current_setting('synchronous_commit')); RETURN NULL; END "
      "$$;"
      "CREATE CONSTRAINT TRIGGER note AFTER INSERT ON session.session_rejected_slots "
      "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.note()");

  ASSERT_THAT(Refuse(one_, Time(1)), IsOk());

  EXPECT_EQ(database_.Execute("SELECT waits FROM public.commits"), "off");
}

TEST(PostgresSessionStore, FailsInTimeWhileTheDatabaseIsDown) {
  PostgresPool pool({.url = "postgresql://frontdesk@127.0.0.1:1/frontdesk"});
  PostgresSessionStore store(pool);
  const CallContext call{.deadline = absl::Now() + absl::Seconds(2)};

  EXPECT_THAT(store.Load(call, kCasey), FailsWith(DomainError::kBookingSystemUnavailable));
  EXPECT_THAT(store.Update(call, kCasey, {}, [](Session&) {}),
              FailsWith(DomainError::kBookingSystemUnavailable));
}

}  // namespace
}  // namespace frontdesk
