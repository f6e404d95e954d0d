#include "tests/bench/world.h"

#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace frontdesk::bench {
namespace {

using Json = nlohmann::ordered_json;

struct Person {
  const char* title;
  const char* first_name;
  const char* last_name;
  const char* business;  // its key
  std::vector<const char*> services;
};

const std::vector<Person>& Staff() {
  // The first kBookable of them work at kLocation and offer kService.
  static const auto& staff = *new std::vector<Person>{
      {"Dr", "Cameron", "Example", "city", {"physio60", "physio30", "review"}},
      {"Ms", "Robin", "Placeholder", "city", {"physio60", "physio30", "massage"}},
      {"Mr", "Jordan", "Specimen", "city", {"physio60", "massage", "review"}},
      {"Ms", "Avery", "Mockwell", "city", {"physio60", "pilates"}},
      {"Dr", "Quinn", "Pretend", "harbour", {"physio60", "podiatry"}},
      {"Ms", "Rowan", "Sampleton", "harbour", {"massage", "pilates"}},
      {"Mr", "Drew", "Template", "balmain", {"physio30", "podiatry"}},
      {"Dr", "Sage", "Standin", "balmain", {"physio60", "review"}},
  };
  return staff;
}

constexpr std::array<std::array<const char*, 2>, 3> kBusinesses = {
    {{"city", kLocation}, {"harbour", "Harbour Rooms"}, {"balmain", "Balmain Rooms"}}};

struct Service {
  const char* key;
  const char* name;
  int minutes;
};
constexpr std::array<Service, 6> kServices = {{{"physio60", kService, 60},
                                               {"physio30", "Physiotherapy (30 min)", 30},
                                               {"massage", "Remedial Massage (60 min)", 60},
                                               {"podiatry", "Podiatry (45 min)", 45},
                                               {"pilates", "Clinical Pilates (60 min)", 60},
                                               {"review", "Review (30 min)", 30}}};

Json PractitionerOf(const Person& person) {
  return {{"title", person.title},
          {"first_name", person.first_name},
          {"last_name", person.last_name},
          {"default_appointment_type", person.services.front()},
          {"appointment_types", person.services},
          {"hours", Json::array({{{"business", person.business},
                                  {"days", {1, 2, 3, 4, 5, 6, 7}},
                                  {"windows", {"08:00-18:00"}}}})}};
}

Json AccountOf(int clinic) {
  Json account = {{"name", ClinicName(clinic)},
                  {"subdomain", absl::StrCat("bench-", clinic)},
                  {"shard", "au1"},
                  {"country", "Australia"},
                  {"country_code", "AU"},
                  {"time_zone", kZone}};
  account["users"] = Json::array({{{"first_name", "Frontdesk"},
                                   {"last_name", "Bench"},
                                   {"email", absl::StrCat("desk@bench-", clinic, ".example")},
                                   {"role", "administrator"},
                                   {"api_keys", {ClinikoKey(clinic)}}}});
  for (const auto& [key, name] : kBusinesses) {
    account["businesses"].push_back({{"key", key}, {"business_name", name}, {"city", "Sydney"}});
  }
  for (const Service& service : kServices) {
    account["appointment_types"].push_back(
        {{"key", service.key}, {"name", service.name}, {"duration_in_minutes", service.minutes}});
  }
  for (const Person& person : Staff()) account["practitioners"].push_back(PractitionerOf(person));
  for (int i = 0; i < kPatients; ++i) {
    account["patients"].push_back(
        {{"first_name", "Casey"},
         {"last_name", PatientName(i).substr(6)},
         {"phones",
          Json::array({{{"phone_type", "Mobile"}, {"number", PatientPhone(clinic, i)}}})}});
  }
  return account;
}

}  // namespace

std::string ClinicName(int clinic) { return absl::StrCat("Bench Clinic ", clinic); }

std::string ClinicNumber(int clinic) { return absl::StrFormat("+612900%05d", clinic); }

std::string ClinikoKey(int clinic) { return absl::StrCat("bench-", clinic, "-key-au1"); }

std::string BookablePractitioner(int i) {
  const Person& person = Staff()[static_cast<std::size_t>(i)];
  return absl::StrCat(person.title, " ", person.first_name, " ", person.last_name);
}

std::string PatientName(int patient) {
  // Digits in a name would be taken for a mistake.
  return absl::StrCat("Casey Caller", std::string(1, static_cast<char>('a' + patient / 26)),
                      std::string(1, static_cast<char>('a' + patient % 26)));
}

std::string PatientPhone(int clinic, int patient) {
  return absl::StrFormat("+6149%03d%04d", clinic % 1000, patient);
}

std::string WorldOf(int clinics) {
  Json world;
  for (int i = 0; i < clinics; ++i) world["accounts"].push_back(AccountOf(i));
  return world.dump();
}

}  // namespace frontdesk::bench
