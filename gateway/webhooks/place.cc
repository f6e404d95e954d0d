#include "gateway/webhooks/place.h"

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "gateway/webhooks/shapes.h"
#include "libs/domain/directory.h"
#include "libs/status/error_detail.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway {

void SetPlace(const Business& business, double confidence, Json& body) {
  const Json place = BusinessJson(business);
  body["resolved"] = true;
  body["action_completed"] = true;
  body["options"] = nullptr;
  body["confidence"] = confidence;
  body["selected_location"] = place;
  body["location"] = place;
  for (const char* id : {"business_id", "location_id", "locationId", "suggested_location"}) {
    body[id] = business.id.value();
  }
  for (const char* name : {"business_name", "businessName", "location_name", "locationName",
                           "suggested_location_name"}) {
    body[name] = business.name;
  }
}

void SetNoPlace(const absl::Status& status, Json& body) {
  const ErrorFacts facts = FactsOf(status);
  double confidence = 0;
  if (const auto fact = facts.find("confidence"); fact != facts.end()) {
    if (!absl::SimpleAtod(fact->second, &confidence)) confidence = 0;
  }
  body["resolved"] = false;
  body["confidence"] = confidence;
  body["selected_location"] = nullptr;
  if (!body.contains("options")) body["options"] = nullptr;
  if (facts.contains("any_location")) body["any_location"] = true;
}

}  // namespace frontdesk::gateway
