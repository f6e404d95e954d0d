#ifndef FRONTDESK_TESTS_CLINIKO_SANDBOX_ROUTES_H_
#define FRONTDESK_TESTS_CLINIKO_SANDBOX_ROUTES_H_

#include <vector>

#include "tests/cliniko_sandbox/router.h"

namespace frontdesk::sandbox {

// Each group of routes is in a file of its own.
void AddAccountRoutes(std::vector<Route>& routes);
void AddCatalogueRoutes(std::vector<Route>& routes);
void AddHoursRoutes(std::vector<Route>& routes);
void AddAvailableTimesRoutes(std::vector<Route>& routes);
void AddAppointmentRoutes(std::vector<Route>& routes);
void AddGroupRoutes(std::vector<Route>& routes);
void AddBlockRoutes(std::vector<Route>& routes);
void AddBookingRoutes(std::vector<Route>& routes);
void AddPatientRoutes(std::vector<Route>& routes);

// All of them, the busiest first.
std::vector<Route> AllRoutes();

}  // namespace frontdesk::sandbox

#endif  // FRONTDESK_TESTS_CLINIKO_SANDBOX_ROUTES_H_
