#include "tools/frontdeskctl/sync_patients.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <sstream>
#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "frontdesk/v1/booking.grpc.pb.h"
#include "libs/civil/clock.h"
#include "libs/clinics/registered_clinic.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/rpc/rpc_server.h"
#include "libs/testing/scratch_database.h"
#include "tools/frontdeskctl/command_context.h"
#include "tools/frontdeskctl/terminal.h"

namespace frontdesk::ctl {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class FakeBooking : public v1::BookingService::Service {
 public:
  grpc::Status SyncPatients(grpc::ServerContext*, const v1::SyncPatientsRequest* request,
                            v1::SyncPatientsResponse* response) override {
    asked_for = request->clinic_id();
    *response = answer;
    return status;
  }

  std::string asked_for;
  v1::SyncPatientsResponse answer;
  grpc::Status status;
};

class SyncPatientsTest : public ::testing::Test {
 protected:
  SyncPatientsTest() {
    test::Register(pool_, clinic_, test::TestKeyring());
    server_ = *RpcServer::Start({.listen = "127.0.0.1:0"}, booking_);
  }
  ~SyncPatientsTest() override { server_->Stop(absl::Seconds(1)); }

  std::string Said() {
    SyncPatients(context_, pool_, clinic_.id);
    return err_.str();
  }

  const NewClinic clinic_ = test::ANewClinic();
  test::ScratchDatabase database_;
  PostgresPool pool_{{.url = database_.UrlAs("frontdesk_operator"), .size = 2}};
  FakeBooking booking_;
  std::unique_ptr<RpcServer> server_;
  SystemClock clock_;
  std::istringstream in_;
  std::ostringstream out_, err_;
  Terminal terminal_{.in = in_, .out = out_, .err = err_};
  CommandContext context_{terminal_, clock_};
};

TEST_F(SyncPatientsTest, TellsWhatBookingFound) {
  context_.flags().booking_address = server_->address();
  booking_.answer.set_done(true);
  booking_.answer.set_patient_count(250);
  booking_.answer.set_phone_count(240);
  booking_.answer.set_unusable_number_count(3);

  EXPECT_THAT(Said(), AllOf(HasSubstr("Patients: 250 with 240 numbers\n"),
                            HasSubstr("warning: 3 numbers of patients")));
  EXPECT_EQ(booking_.asked_for, clinic_.id.value());
  EXPECT_EQ(out_.str(), "");
}

TEST_F(SyncPatientsTest, SaysWhenReadingGoesOn) {
  context_.flags().booking_address = server_->address();
  booking_.answer.set_patient_count(1200);

  EXPECT_THAT(Said(), HasSubstr("so far, reading goes on"));
}

TEST_F(SyncPatientsTest, WarnsWhereBookingFails) {
  context_.flags().booking_address = server_->address();
  booking_.status = grpc::Status(grpc::StatusCode::UNAVAILABLE, "Cliniko is down");

  EXPECT_THAT(Said(), HasSubstr("warning: the patients were not read yet: Cliniko is down"));
}

TEST_F(SyncPatientsTest, MakesTheSyncDueWhereBookingsAddressIsNotTold) {
  EXPECT_THAT(Said(), HasSubstr("read by the booking service"));
  EXPECT_EQ(database_.Execute("SELECT due_at <= now() FROM booking.patient_syncs"), "t");
}

}  // namespace
}  // namespace frontdesk::ctl
