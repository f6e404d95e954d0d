#include "tools/frontdeskctl/onboarding.h"

#include <optional>
#include <pqxx/transaction>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/civil/zone.h"
#include "libs/clinics/clinic_writes.h"
#include "libs/cliniko/client.h"
#include "libs/cliniko/failure.h"
#include "libs/cliniko/types.h"
#include "libs/cliniko/zones.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "libs/postgres/transaction.h"
#include "libs/postgres/values.h"
#include "libs/seal/gateway_key.h"
#include "libs/status/status_macros.h"
#include "services/schedule_cache/directory/directory_snapshot.h"
#include "services/schedule_cache/directory/directory_sync.h"
#include "services/schedule_cache/directory/display_name.h"
#include "services/schedule_cache/directory/postgres_directory_store.h"
#include "services/schedule_cache/directory/replace_directory.h"

namespace frontdesk::ctl {
namespace {

// A wrong address or a dead network should be told soon; reading a large account may take its time.
constexpr absl::Duration kForOneAnswer = absl::Seconds(15);
constexpr absl::Duration kForTheDirectory = absl::Minutes(3);
constexpr absl::Duration kForTheDatabase = absl::Seconds(30);

std::string Describe(const DirectoryCounts& counts) {
  return absl::StrFormat(
      "%d locations, %d practitioners, %d appointment types, %d offerings, "
      "%d working hours",
      counts.businesses, counts.practitioners, counts.appointment_types, counts.offerings,
      counts.working_hours);
}

// What is in the account and yet not on offer to callers, each with the reason.
std::vector<std::string> WhatIsHidden(const ClinikoDirectory& cliniko,
                                      const DirectorySnapshot& snapshot) {
  std::vector<std::string> hidden;
  for (const cliniko::Business& business : cliniko.businesses) {
    if (business.show_in_online_bookings) continue;
    hidden.push_back(absl::StrCat("location ", business.name, ": hidden in Cliniko"));
  }
  for (const cliniko::Practitioner& one : cliniko.practitioners) {
    if (!one.active || one.show_in_online_bookings) continue;
    hidden.push_back(absl::StrCat("practitioner ",
                                  DisplayName(one.title, one.first_name, one.last_name),
                                  ": hidden in Cliniko"));
  }
  for (const Practitioner& one : snapshot.practitioners) {
    if (one.appointment_type_count > 0) continue;
    hidden.push_back(
        absl::StrCat("practitioner ", one.display_name, ": offers nothing that is open"));
  }
  for (const cliniko::AppointmentType& type : cliniko.appointment_types) {
    if (!type.show_in_online_bookings) {
      hidden.push_back(absl::StrCat("appointment type ", type.name, ": hidden in Cliniko"));
    } else if (type.max_attendees != 1) {
      hidden.push_back(absl::StrCat("appointment type ", type.name, ": for groups"));
    }
  }
  return hidden;
}

}  // namespace

absl::StatusOr<OnboardedClinic> Onboarding::Run(const OnboardingRequest& request) {
  OnboardedClinic clinic;
  ASSIGN_OR_RETURN(const DirectorySnapshot snapshot, Look(request, clinic));
  clinic.id = ClinicId(NewUuid());
  clinic.gateway_key = MintGatewayKey();
  clinic.gateway_key_id = GatewayKeyId(clinic.gateway_key);
  RETURN_IF_ERROR(Store(request, snapshot, clinic));
  return clinic;
}

absl::StatusOr<OnboardedClinic> Onboarding::TryOut(const OnboardingRequest& request) {
  OnboardedClinic clinic;
  RETURN_IF_ERROR(Look(request, clinic).status());
  return clinic;
}

absl::StatusOr<DirectorySnapshot> Onboarding::Look(const OnboardingRequest& request,
                                                   OnboardedClinic& clinic) {
  RETURN_IF_ERROR(TryKey());
  ASSIGN_OR_RETURN(clinic.zone_name, LearnZone(request.zone_name));
  ASSIGN_OR_RETURN(const absl::TimeZone zone, LoadZone(clinic.zone_name));
  const absl::CivilDay today = DayAt(clock_.Now(), zone);
  ASSIGN_OR_RETURN(const ClinikoDirectory directory, ReadDirectory(zone, today));
  DirectorySnapshot snapshot = BuildSnapshot(directory, zone, today);
  clinic.counts = CountsOf(snapshot);
  progress_.Done(Describe(clinic.counts));
  clinic.hidden = WhatIsHidden(directory, snapshot);
  clinic.warnings = std::move(warnings_);
  clinic.warnings.insert(clinic.warnings.end(), snapshot.warnings.begin(), snapshot.warnings.end());
  return snapshot;
}

absl::Status Onboarding::TryKey() {
  progress_.Begin("Trying the key with Cliniko");
  absl::StatusOr<cliniko::User> user = client_.GetUser(clock_.Now() + kForOneAnswer);
  if (!user.ok()) {
    progress_.Failed();
    return user.status();
  }
  user_ = *std::move(user);
  progress_.Done(user_.role.empty() ? "it works" : absl::StrCat("it works, as ", user_.role));
  return absl::OkStatus();
}

absl::StatusOr<std::string> Onboarding::LearnZone(const std::string& wanted) {
  progress_.Begin("Reading the clinic's settings");
  const absl::StatusOr<cliniko::AccountSettings> settings =
      client_.GetSettings(clock_.Now() + kForOneAnswer);
  const std::optional<absl::TimeZone> known =
      cliniko::AccountZone(user_, settings.ok() ? *settings : cliniko::AccountSettings{});
  if (settings.ok()) {
    if (!settings->online_bookings_enabled) {
      warnings_.push_back(
          "online bookings are switched off in Cliniko: it will offer no free times");
    }
  } else if (!cliniko::IsFailure(settings.status(), cliniko::Failure::kForbidden) &&
             !cliniko::IsFailure(settings.status(), cliniko::Failure::kNotFound)) {
    // The settings only help; a role that may not see them can still book.
    progress_.Failed();
    return settings.status();
  }
  if (wanted.empty() && !known.has_value()) {
    progress_.Failed();
    return absl::InvalidArgumentError(
        "Cliniko does not tell the clinic's time zone: add --time-zone, as in Australia/Sydney");
  }
  const std::string zone = wanted.empty() ? known->name() : wanted;
  progress_.Done(absl::StrCat("time zone ", zone));
  if (known.has_value() && known->name() != zone) {
    warnings_.push_back(
        absl::StrCat("Cliniko says that the time zone is ", known->name(), ", not ", zone));
  }
  return zone;
}

absl::StatusOr<ClinikoDirectory> Onboarding::ReadDirectory(absl::TimeZone zone,
                                                           absl::CivilDay today) {
  progress_.Begin("Reading the directory from Cliniko");
  absl::StatusOr<ClinikoDirectory> directory =
      FetchDirectory(client_, zone, today, clock_.Now() + kForTheDirectory);
  if (!directory.ok()) {
    progress_.Failed();
    return directory;
  }
  if (directory->weekday_numbering.has_value()) {
    weekdays_ = {.numbering = *directory->weekday_numbering,
                 .numbers = NumbersOf(directory->daily_availabilities)};
  }
  return directory;
}

absl::Status Onboarding::Store(const OnboardingRequest& request, const DirectorySnapshot& snapshot,
                               const OnboardedClinic& clinic) {
  progress_.Begin("Storing the clinic and its gateway key");
  const absl::Time now = clock_.Now();
  const absl::Status stored =
      InTransaction(pool_, now + kForTheDatabase, [&](pqxx::work& txn) -> absl::Status {
        RETURN_IF_ERROR(InsertClinic(txn,
                                     {.id = clinic.id,
                                      .name = request.name,
                                      .country = request.country,
                                      .zone_name = clinic.zone_name,
                                      .zone_by_operator = !request.zone_name.empty(),
                                      .contact_email = request.contact_email,
                                      .phone_number = request.phone_number,
                                      .cliniko_key = request.cliniko_key},
                                     keyring_));
        RETURN_IF_ERROR(ReplaceDirectory(txn, clinic.id, snapshot, now).status());
        InsertGatewayKey(txn, clinic.id, clinic.gateway_key_id, HashGatewayKey(clinic.gateway_key));
        return absl::OkStatus();
      });
  if (stored.ok() && weekdays_.has_value()) {
    // It only saves the first sync some requests.
    PostgresDirectoryStore(pool_)
        .Remember(clinic.id, *weekdays_, now + kForTheDatabase)
        .IgnoreError();
  }
  stored.ok() ? progress_.Done("done") : progress_.Failed();
  return stored;
}

}  // namespace frontdesk::ctl
