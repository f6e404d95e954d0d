#include "gateway/webhooks/people.h"

#include <algorithm>
#include <vector>

#include "absl/strings/match.h"
#include "gateway/json/written.h"
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
  WrittenArray people;
  WrittenArray names;
  for (const Practitioner& practitioner : practitioners) {
    const auto namesakes =
        std::count_if(practitioners.begin(), practitioners.end(), [&](const Practitioner& other) {
          return absl::EqualsIgnoreCase(other.first_name, practitioner.first_name);
        });
    Practitioner person = practitioner;
    if (namesakes > 1) person.first_name = person.display_name;
    people.Add(PractitionerJson(person));
    names.Add(practitioner.display_name);
  }
  body["practitioners"] = people;
  body["practitionerNames"] = names;
  body["practitioner_count"] = practitioners.size();
}

void SetNoPractitioners(Json& body) {
  body["practitioners"] = Json::array();
  body["practitionerNames"] = Json::array();
  body["practitioner_count"] = 0;
}

void SetServices(const std::vector<AppointmentType>& services, Json& body) {
  WrittenArray list;
  WrittenArray names;
  for (const AppointmentType& service : services) {
    list.Add(ServiceJson(service));
    names.Add(service.name);
  }
  body["services"] = list;
  body["service_names"] = names;
  body["serviceCount"] = services.size();
}

}  // namespace frontdesk::gateway
