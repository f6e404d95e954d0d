#include "gateway/speech/staff_sentence.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gateway/clients/availability_client.h"
#include "gateway/speech/calendar.h"
#include "gateway/speech/phrases.h"
#include "libs/domain/directory.h"

namespace frontdesk::gateway {
namespace {

// "Acupuncture (Initial) and Massage".
std::string Services(const PractitionerProfile& profile, int most) {
  std::vector<std::string> names;
  for (const AppointmentType& service : profile.services) names.push_back(service.name);
  return JoinWithAnd(names, most);
}

std::string Places(const PractitionerProfile& profile, int most) {
  std::vector<std::string> names;
  for (const Business& business : profile.businesses) names.push_back(business.name);
  return JoinWithAnd(names, most);
}

// Nobody at all works there only where no service was asked for: others may offer other ones.
std::string NobodyFree(const FreeStaff& staff, const std::string& when, int most) {
  const std::string& place = staff.business.name;
  const std::string service = staff.service.has_value() ? staff.service->name : "";
  switch (staff.reason) {
    case NothingFree::kNotWorking:
      return absl::StrCat(
          service.empty() ? "Nobody works" : absl::StrCat("Nobody offers ", service), " at ", place,
          " on ", when, ". Shall I check another day?");
    case NothingFree::kFullyBooked:
      return absl::StrCat("Everyone ",
                          service.empty() ? "" : absl::StrCat("who offers ", service, " "), "at ",
                          place, " is fully booked on ", when, ". Shall I check another day?");
    case NothingFree::kMayNotBeOpen:
      return absl::StrCat("Nothing is open for booking at ", place, " on ", when,
                          ". Shall I check an earlier day?");
    case NothingFree::kUnknown:
      break;
  }
  if (!staff.free_otherwise.empty()) {
    std::vector<std::string> names;
    for (const Practitioner& who : staff.free_otherwise) names.push_back(who.display_name);
    return absl::StrCat("Nobody is free at ", place, " on ", when, ", but ",
                        JoinWithAnd(names, most), names.size() == 1 ? " has" : " have",
                        " other times that day. Would one of those suit you?");
  }
  return absl::StrCat("I don't see any openings",
                      service.empty() ? "" : absl::StrCat(" for ", service), " at ", place, " on ",
                      when, ". Shall I check another day?");
}

}  // namespace

std::string StaffSentence(const PlaceStaff& staff) {
  std::vector<std::string> names;
  for (const Practitioner& practitioner : staff.practitioners) {
    names.push_back(practitioner.display_name);
  }
  return WithNamesThatFit([&](int most) {
    return absl::StrCat("At ", staff.business.name, " we have ", JoinWithAnd(names, most), ".");
  });
}

std::string FreeStaffSentence(const FreeStaff& staff, const Calendar& calendar) {
  const std::string when = absl::StrCat(calendar.Day(staff.day, /*full=*/staff.year_repaired),
                                        PartOfDayText(staff.part_of_day));
  if (staff.practitioners.empty()) {
    return WithNamesThatFit([&](int most) { return NobodyFree(staff, when, most); });
  }
  std::vector<std::string> names;
  for (const FreePractitioner& free : staff.practitioners) {
    names.push_back(free.practitioner.display_name);
  }
  return WithNamesThatFit([&](int most) {
    return absl::StrCat("On ", when, " at ", staff.business.name, ", ", JoinWithAnd(names, most),
                        names.size() == 1 ? " has" : " have", " availability.");
  });
}

std::string ServicesSentence(const PractitionerProfile& profile, bool at_one_place) {
  return WithNamesThatFit([&](int most) {
    const std::string where = at_one_place && !profile.businesses.empty()
                                  ? absl::StrCat(" at ", Places(profile, most))
                                  : "";
    return absl::StrCat(profile.practitioner.display_name, " offers ", Services(profile, most),
                        where, ".");
  });
}

std::string ProfileSentence(const PractitionerProfile& profile) {
  const std::string& who = profile.practitioner.display_name;
  return WithNamesThatFit([&](int most) {
    const std::string where =
        profile.businesses.empty() ? "" : absl::StrCat(" at our ", Places(profile, most));
    if (profile.services.empty()) {
      return absl::StrCat(who, where.empty() ? " is one of our practitioners" : " works", where,
                          ".");
    }
    return absl::StrCat(who, " offers ", Services(profile, most), where, ".");
  });
}

}  // namespace frontdesk::gateway
