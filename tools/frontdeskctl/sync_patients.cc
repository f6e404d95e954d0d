#include "tools/frontdeskctl/sync_patients.h"

#include <memory>
#include <ostream>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "frontdesk/v1/booking.grpc.pb.h"
#include "grpcpp/grpcpp.h"
#include "libs/rpc/channel.h"
#include "libs/rpc/grpc_status.h"
#include "libs/turns/postgres_turns.h"
#include "tools/frontdeskctl/terminal.h"

namespace frontdesk::ctl {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(30);

absl::Status AskBooking(CommandContext& context, const ClinicId& clinic) {
  const auto booking =
      v1::BookingService::NewStub(Connect(context.flags().booking_address, context.flags().grpc));
  grpc::ClientContext call;
  call.set_deadline(absl::ToChronoTime(context.clock().Now() + kPatience));
  v1::SyncPatientsRequest request;
  request.set_clinic_id(clinic.value());
  v1::SyncPatientsResponse response;
  const grpc::Status status = booking->SyncPatients(&call, request, &response);
  if (!status.ok()) return FromGrpc(status);
  std::ostream& out = context.terminal().err;
  out << absl::StrCat("Patients: ", response.patient_count(), " with ", response.phone_count(),
                      " numbers", response.done() ? "" : " so far, reading goes on", "\n");
  if (response.unusable_number_count() > 0) {
    out << absl::StrCat("warning: ", response.unusable_number_count(),
                        " numbers of patients cannot be read as telephone numbers\n");
  }
  return absl::OkStatus();
}

absl::Status MakeDue(CommandContext& context, PostgresPool& pool, const ClinicId& clinic) {
  const absl::Status due =
      PostgresTurns(pool, {.table = "booking.patient_syncs"}).MakeDue(clinic, context.SoonEnough());
  if (due.ok()) context.terminal().err << "Patients: read by the booking service while it runs\n";
  return due;
}

}  // namespace

void SyncPatients(CommandContext& context, PostgresPool& pool, const ClinicId& clinic) {
  const absl::Status synced = context.flags().booking_address.empty()
                                  ? MakeDue(context, pool, clinic)
                                  : AskBooking(context, clinic);
  if (synced.ok()) return;
  context.terminal().err << absl::StrCat(
      "warning: the patients were not read yet: ", synced.message(), "\n");
}

}  // namespace frontdesk::ctl
