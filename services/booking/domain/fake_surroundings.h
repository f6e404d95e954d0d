#ifndef FRONTDESK_SERVICES_BOOKING_DOMAIN_FAKE_SURROUNDINGS_H_
#define FRONTDESK_SERVICES_BOOKING_DOMAIN_FAKE_SURROUNDINGS_H_

#include <cstdint>
#include <memory>

#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "libs/clinics/fake_cliniko_clients.h"
#include "libs/cliniko/fake_client.h"
#include "libs/directory_cache/directory_cache.h"
#include "libs/testing/sample_clinic.h"
#include "services/booking/domain/fake_booking_store.h"
#include "services/schedule_cache/client/fake_schedule_cache_client.h"
#include "services/session/client/fake_session_client.h"

namespace frontdesk::booking {

inline const Offering kCameronMassage = {test::kCameronExample, test::kCityRooms, test::kMassage};

// What those who book, move and cancel work with, all of it fake and of the sample clinic, at noon
// of its today. `SomeClock` is a FakeClock.
template <typename SomeClock>
class FakeSurroundings : public ::testing::Test {
 protected:
  FakeSurroundings() { clinikos_.Set(test::kSampleClinic, cliniko_); }

  int LiveAppointments() const {
    int live = 0;
    for (const cliniko::Appointment& a : cliniko_->Look().appointments) live += a.live() ? 1 : 0;
    return live;
  }

  SomeClock clock_{test::AtClinic(test::kToday, 12)};
  std::shared_ptr<cliniko::FakeClient> cliniko_ = std::make_shared<cliniko::FakeClient>(clock_);
  FakeClinikoClients clinikos_;
  FakeScheduleCacheClient schedule_{test::SampleDirectory()};
  test::FakeSessionClient sessions_{clock_};
  DirectoryCache directories_{
      [this](const ClinicId& clinic, std::int64_t known, const CallContext& call) {
        return schedule_.GetDirectory(clinic, known, call);
      },
      clock_};
  FakePatientStore patients_;
};

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_DOMAIN_FAKE_SURROUNDINGS_H_
