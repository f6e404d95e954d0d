#include "tests/cliniko_sandbox/routes.h"

namespace frontdesk::sandbox {

std::vector<Route> AllRoutes() {
  std::vector<Route> routes;
  AddAppointmentRoutes(routes);
  AddBookingRoutes(routes);
  AddPatientRoutes(routes);
  AddAvailableTimesRoutes(routes);
  AddAccountRoutes(routes);
  AddCatalogueRoutes(routes);
  AddHoursRoutes(routes);
  AddGroupRoutes(routes);
  AddBlockRoutes(routes);
  return routes;
}

}  // namespace frontdesk::sandbox
