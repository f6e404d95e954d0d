#include "tests/storms/caller_model.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace frontdesk::test {
namespace {

using Outcome = CallerModel::Change::Outcome;

std::string Text(const std::set<Place>& places) {
  return absl::StrCat("{", absl::StrJoin(places, ", "), "}");
}

}  // namespace

std::string CallerModel::Booked(const Place& place, const std::string& appointment) {
  if (appointment.empty()) return "booked without an appointment";
  const auto known = where_.find(appointment);
  if (known == where_.end()) {
    for (const auto& [other, places] : where_) {
      if (places == std::set<Place>{place}) {
        return absl::StrCat("booked ", place, " twice: ", other, " and ", appointment);
      }
    }
  } else if (!known->second.contains(place)) {
    return absl::StrCat("told ", appointment, " at ", place, ", which was last at ",
                        Text(known->second));
  }
  where_[appointment] = {place};
  maybe_booked_.erase(place);
  return "";
}

std::string CallerModel::BookingRefused(const Place& place) {
  maybe_booked_.erase(place);
  for (const auto& [appointment, places] : where_) {
    if (places == std::set<Place>{place}) {
      return absl::StrCat("refused ", place, ", where they have ", appointment);
    }
  }
  return "";
}

std::string CallerModel::Changed(const std::string& appointment,
                                 const std::vector<Change>& together) {
  std::set<Place>& places = where_[appointment];
  std::set<Place> done, unknown;
  for (const Change& change : together) {
    if (change.outcome == Outcome::kDone) done.insert(change.to);
    if (change.outcome == Outcome::kUnknown) unknown.insert(change.to);
  }
  const bool any_cancelled = done.contains("");
  if (!done.empty() && !any_cancelled && places == std::set<Place>{""}) {
    return absl::StrCat("moved ", appointment, ", which was cancelled");
  }
  if (any_cancelled) {
    places = {""};
    return "";
  }
  if (!done.empty()) places = done;
  places.merge(unknown);
  return "";
}

std::string CallerModel::NotFound(const std::string& appointment) const {
  const auto known = where_.find(appointment);
  if (known == where_.end() || known->second.contains("")) return "";
  return absl::StrCat("told that there is no ", appointment, ", which is at ", Text(known->second));
}

std::vector<std::string> CallerModel::WrongWith(
    const std::map<std::string, Place>& in_the_end) const {
  std::vector<std::string> wrong;
  for (const auto& [appointment, places] : where_) {
    const auto there = in_the_end.find(appointment);
    const Place place = there == in_the_end.end() ? "" : there->second;
    if (!places.contains(place)) {
      wrong.push_back(
          absl::StrCat(appointment, " ended at '", place, "' instead of ", Text(places)));
    }
  }
  std::set<Place> maybe_booked = maybe_booked_;
  for (const auto& [appointment, place] : in_the_end) {
    if (where_.contains(appointment)) continue;
    // Booked without being told so, and perhaps by one of several tries.
    if (maybe_booked.erase(place) == 0) {
      wrong.push_back(absl::StrCat(appointment, " at ", place, ", which nobody was told of"));
    }
  }
  return wrong;
}

std::vector<std::string> CallerModel::appointments() const {
  std::vector<std::string> standing;
  for (const auto& [appointment, places] : where_) {
    if (places != std::set<Place>{""}) standing.push_back(appointment);
  }
  return standing;
}

bool CallerModel::MayBeAt(const std::string& appointment, const Place& place) const {
  const auto known = where_.find(appointment);
  return known != where_.end() && known->second.contains(place);
}

}  // namespace frontdesk::test
