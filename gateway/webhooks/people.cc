#include "gateway/webhooks/people.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "gateway/webhooks/shapes.h"
#include "libs/domain/directory.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway {

void SetWorkplace(const Business& business, Json& body) {
  body["location"] = BusinessJson(business);
  body["locationName"] = business.name;
  body["location_name"] = business.name;
  body["locationId"] = business.id.value();
  body["location_id"] = business.id.value();
  body["business_id"] = business.id.value();
  body["business_name"] = business.name;
}

void SetPractitioners(const std::vector<Practitioner>& practitioners, Json& body) {
  Json people = Json::array();
  Json names = Json::array();
  for (const Practitioner& practitioner : practitioners) {
    Json person = PractitionerJson(practitioner);
    const auto namesakes =
        std::count_if(practitioners.begin(), practitioners.end(), [&](const Practitioner& other) {
          return absl::EqualsIgnoreCase(other.first_name, practitioner.first_name);
        });
    if (namesakes > 1) person["firstName"] = practitioner.display_name;
    people.push_back(std::move(person));
    names.push_back(practitioner.display_name);
  }
  body["practitioners"] = std::move(people);
  body["practitionerNames"] = std::move(names);
  body["practitioner_count"] = practitioners.size();
}

void SetNoPractitioners(Json& body) {
  body["practitioners"] = Json::array();
  body["practitionerNames"] = Json::array();
  body["practitioner_count"] = 0;
}

void SetServices(const std::vector<AppointmentType>& services, Json& body) {
  Json list = Json::array();
  Json names = Json::array();
  for (const AppointmentType& service : services) {
    list.push_back(ServiceJson(service));
    names.push_back(service.name);
  }
  body["services"] = std::move(list);
  body["service_names"] = std::move(names);
  body["serviceCount"] = services.size();
}

}  // namespace frontdesk::gateway
