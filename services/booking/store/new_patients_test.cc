// Nobody becomes two patients because two requests for them come at the same moment to two
// replicas.
#include <string>
#include <thread>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "libs/cliniko/fake_client.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/testing/scratch_database.h"
#include "libs/testing/status_matchers.h"
#include "services/booking/domain/patient_finder.h"
#include "services/booking/store/postgres_patient_store.h"

namespace frontdesk::booking {
namespace {

using cliniko::Call;
using ::frontdesk::test::IsOk;

const ClinicId kClinic("00000000-0000-4000-8000-000000000001");
constexpr char kPhone[] = "+61491570156";

absl::Time Soon() { return absl::Now() + absl::Seconds(10); }

// What a replica has of its own.
struct Replica {
  explicit Replica(const std::string& url) : pool({.url = url, .size = 4}) {}
  PostgresPool pool;
  PostgresPatientStore store{pool};
  PatientFinder finder{store};
};

class NewPatientsTest : public ::testing::Test {
 protected:
  NewPatientsTest() {
    database_.Execute(R"sql(
      INSERT INTO schedule_cache.clinics (clinic_id, clinic_name, country, time_zone, contact_email,
                                          cliniko_key_sealed, cliniko_key_kek, cliniko_shard)
      VALUES ('00000000-0000-4000-8000-000000000001', 'Harbour Health', 'AU', 'Australia/Sydney',
              'desk@clinic.example', '', 'k1', 'au1'))sql");
  }

  test::ScratchDatabase database_;
  SystemClock clock_;
  cliniko::FakeClient cliniko_{clock_};
  Replica one_{database_.UrlAs("frontdesk_booking")};
  Replica two_{database_.UrlAs("frontdesk_booking")};
};

TEST_F(NewPatientsTest, AreMadeOnceByTwoReplicas) {
  // Holds up whoever asks Cliniko until the other one does too, or would have.
  absl::Mutex mutex;
  int asking = 0;
  cliniko_.Before(Call::kFindPatients, [&] {
    const absl::MutexLock lock(&mutex);
    ++asking;
    const auto both = [&asking] { return asking == 2; };
    mutex.AwaitWithTimeout(absl::Condition(&both), absl::Milliseconds(500));
    return absl::OkStatus();
  });
  std::vector<absl::StatusOr<PatientId>> found(2, absl::UnknownError("not asked"));
  std::vector<std::thread> requests;
  for (Replica* replica : {&one_, &two_}) {
    requests.emplace_back([&, replica, at = requests.size()] {
      found[at] = replica->finder.FindOrCreate(kClinic, {"Casey", "Caller", kPhone}, "AU", cliniko_,
                                               Soon());
    });
  }
  for (std::thread& request : requests) request.join();

  ASSERT_THAT(found[0], IsOk());
  ASSERT_THAT(found[1], IsOk());
  EXPECT_EQ(*found[0], *found[1]);
  EXPECT_EQ(cliniko_.Count(Call::kCreatePatient), 1);
  EXPECT_EQ(database_.Execute("SELECT count(*) FROM booking.patient_claims"), "0");
}

TEST_F(NewPatientsTest, AreMadeByTheNextOneWhereAReplicaDied) {
  const auto lost = one_.store.TakeTurn(kClinic, kPhone, absl::Milliseconds(300), Soon());
  ASSERT_THAT(lost, IsOk());
  ASSERT_TRUE(lost->has_value());
  const auto other = two_.store.TakeTurn(kClinic, kPhone, absl::Seconds(1), Soon());
  ASSERT_THAT(other, IsOk());
  EXPECT_FALSE(other->has_value());

  EXPECT_THAT(
      two_.finder.FindOrCreate(kClinic, {"Casey", "Caller", kPhone}, "AU", cliniko_, Soon()),
      IsOk());
}

}  // namespace
}  // namespace frontdesk::booking
