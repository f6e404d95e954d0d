#ifndef FRONTDESK_TESTS_BENCH_WORLD_H_
#define FRONTDESK_TESTS_BENCH_WORLD_H_

#include <string>

namespace frontdesk::bench {

// The clinics of the bench, all alike and made up: eight practitioners at three locations, six
// services, open every day, and patients whose numbers are known. Numbered from 0.
inline constexpr int kPatients = 40;  // of each clinic
inline constexpr char kZone[] = "Australia/Sydney";
inline constexpr char kPractitioner[] = "Dr Cameron Example";
inline constexpr char kService[] = "Physiotherapy (60 min)";
inline constexpr char kLocation[] = "City Rooms";

std::string ClinicName(int clinic);
std::string ClinicNumber(int clinic);  // E.164
std::string ClinikoKey(int clinic);
// Whoever works at kLocation and offers kService, as a caller names them; `i` below kBookable.
inline constexpr int kBookable = 4;
std::string BookablePractitioner(int i);
std::string PatientName(int patient);
std::string PatientPhone(int clinic, int patient);

// The file of a world with so many clinics, for the Cliniko sandbox.
std::string WorldOf(int clinics);

}  // namespace frontdesk::bench

#endif  // FRONTDESK_TESTS_BENCH_WORLD_H_
