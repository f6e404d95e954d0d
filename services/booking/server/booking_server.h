#ifndef FRONTDESK_SERVICES_BOOKING_SERVER_BOOKING_SERVER_H_
#define FRONTDESK_SERVICES_BOOKING_SERVER_BOOKING_SERVER_H_

#include "frontdesk/v1/booking.grpc.pb.h"
#include "libs/directory_cache/directory_cache.h"
#include "services/booking/domain/appointment_desk.h"
#include "services/booking/domain/booker.h"
#include "services/booking/domain/booking_store.h"
#include "services/booking/domain/mover.h"
#include "services/booking/domain/outcome_store.h"
#include "services/booking/domain/patient_sync_desk.h"

namespace frontdesk::booking {

// BookingService over the domain. The arguments must outlive the object.
class BookingServer : public v1::BookingService::Service {
 public:
  BookingServer(Booker& booker, Mover& mover, AppointmentDesk& appointments, BookingStore& bookings,
                DirectoryCache& directories, PatientSyncDesk& patients, OutcomeStore& outcomes)
      : booker_(booker),
        mover_(mover),
        appointments_(appointments),
        bookings_(bookings),
        directories_(directories),
        patients_(patients),
        outcomes_(outcomes) {}

  grpc::Status BookAppointment(grpc::ServerContext* context,
                               const v1::BookAppointmentRequest* request,
                               v1::BookAppointmentResponse* response) override;
  grpc::Status RescheduleAppointment(grpc::ServerContext* context,
                                     const v1::RescheduleAppointmentRequest* request,
                                     v1::RescheduleAppointmentResponse* response) override;
  grpc::Status CancelAppointment(grpc::ServerContext* context,
                                 const v1::CancelAppointmentRequest* request,
                                 v1::CancelAppointmentResponse* response) override;
  grpc::Status FindAppointments(grpc::ServerContext* context,
                                const v1::FindAppointmentsRequest* request,
                                v1::FindAppointmentsResponse* response) override;
  grpc::Status GetBooking(grpc::ServerContext* context, const v1::GetBookingRequest* request,
                          v1::GetBookingResponse* response) override;
  grpc::Status TellOutcomes(grpc::ServerContext* context, const v1::TellOutcomesRequest* request,
                            v1::TellOutcomesResponse* response) override;
  grpc::Status SyncPatients(grpc::ServerContext* context, const v1::SyncPatientsRequest* request,
                            v1::SyncPatientsResponse* response) override;

 private:
  // The phone as the clinic's country writes it.
  absl::StatusOr<CallerKey> KeyOf(const ClinicId& clinic, const Caller& caller,
                                  const CallContext& call);
  // Notes that the caller of a request that began then hears its outcome, unless it is not known
  // yet or nobody waits any more.
  void Heard(const ClinicId& clinic, const Caller& caller, const BookingId& booking,
             const absl::Status& outcome, absl::Time began, const CallContext& call);

  Booker& booker_;
  Mover& mover_;
  AppointmentDesk& appointments_;
  BookingStore& bookings_;
  DirectoryCache& directories_;
  PatientSyncDesk& patients_;
  OutcomeStore& outcomes_;
};

}  // namespace frontdesk::booking

#endif  // FRONTDESK_SERVICES_BOOKING_SERVER_BOOKING_SERVER_H_
