#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "libs/clinics/clinic_admin.h"
#include "libs/clinics/clinic_change.h"
#include "libs/clinics/cliniko_key_change.h"
#include "libs/cliniko/api_key.h"
#include "libs/cliniko/client.h"
#include "libs/domain/directory.h"
#include "libs/domain/ids.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/seal/keyring.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"
#include "services/schedule_cache/directory/postgres_directory_store.h"
#include "tools/frontdeskctl/clinic_fields.h"
#include "tools/frontdeskctl/clinic_text.h"
#include "tools/frontdeskctl/cliniko_account.h"
#include "tools/frontdeskctl/command_context.h"
#include "tools/frontdeskctl/commands.h"
#include "tools/frontdeskctl/counts.h"
#include "tools/frontdeskctl/find_clinic.h"

namespace frontdesk::ctl {
namespace {

constexpr absl::Duration kForCliniko = absl::Seconds(30);

struct ClinicSetFlags {
  std::string clinic;
  std::string cliniko_rate;
  std::string retention_days;
  std::string name;
  std::string contact_email;
  std::string zone_name;
  std::string cliniko_key_file;
  bool json = false;
  bool has_rate = false;
  bool has_retention = false;
  bool has_name = false;
  bool has_contact_email = false;
  bool has_zone = false;
  bool has_key = false;
};

absl::StatusOr<std::optional<int>> RateOf(const std::string& said) {
  if (said == "default") return std::optional<int>();
  int rate = 0;
  if (!absl::SimpleAtoi(said, &rate) || rate < 1 || rate > 1000) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--cliniko-rate is 1 to 1000 requests a minute, or the word default, not ", said));
  }
  return std::optional<int>(rate);
}

// What to say of a clinic's rate that does not hold as it is: clinics with one Cliniko key share
// one budget, the smallest of their numbers. Empty for a clinic that has its key alone.
absl::StatusOr<std::string> WhoSharesTheBudget(CommandContext& context, ClinicAdmin& admin,
                                               const ClinicId& id) {
  ASSIGN_OR_RETURN(const ClinicRecord clinic, admin.Find(id, context.SoonEnough()));
  ASSIGN_OR_RETURN(const std::vector<ClinicRecord> others,
                   admin.ListSharingClinikoKey(id, context.SoonEnough()));
  if (others.empty()) return std::string();
  const int by_default = context.flags().cliniko_budget.rate;
  int smallest = clinic.cliniko_rate.value_or(by_default);
  std::vector<std::string> names;
  for (const ClinicRecord& other : others) {
    const int rate = other.cliniko_rate.value_or(by_default);
    smallest = std::min(smallest, rate);
    names.push_back(absl::StrCat(other.name, " (", rate, ")"));
  }
  return absl::StrCat("it has the same Cliniko key as ", absl::StrJoin(names, ", "),
                      ": together they get the smallest of their numbers, ", smallest,
                      " requests a minute");
}

absl::StatusOr<std::optional<int>> DaysOf(const std::string& said) {
  if (said == "default") return std::optional<int>();
  int days = 0;
  if (!absl::SimpleAtoi(said, &days) || days < 1 || days > 3650) {
    return absl::InvalidArgumentError("--retention-days is 1 to 3650 days, or the word default");
  }
  return std::optional<int>(days);
}

// Fails where the key does not work, or opens an account that has nothing of this clinic: its
// practitioners, bookings and hours would be somebody else's.
absl::Status TryKey(CommandContext& context, PostgresPool& pool, const ClinicRecord& clinic,
                    const cliniko::ApiKey& key, const std::string& contact_email) {
  ASSIGN_OR_RETURN(const std::unique_ptr<cliniko::Client> client,
                   OpenAccount(context, key, contact_email));
  const absl::Time deadline = context.clock().Now() + kForCliniko;
  RETURN_IF_ERROR(client->GetUser(deadline).status());
  ASSIGN_OR_RETURN(const std::vector<cliniko::Business> theirs, client->ListBusinesses(deadline));
  const absl::StatusOr<StoredDirectory> stored =
      PostgresDirectoryStore(pool).Load(clinic.id, context.SoonEnough());
  // A disabled clinic has no directory to compare with.
  if (IsError(stored.status(), DomainError::kClinicNotFound)) return absl::OkStatus();
  RETURN_IF_ERROR(stored.status());
  const std::vector<Business>& ours = stored->directory.businesses;
  const bool shared = std::ranges::any_of(ours, [&](const Business& business) {
    return std::ranges::count(theirs, business.id, &cliniko::Business::id) > 0;
  });
  if (ours.empty() || shared) return absl::OkStatus();
  return absl::FailedPreconditionError(
      "the key works, but it opens another Cliniko account, which has none of this clinic's "
      "locations. Add that one with `frontdeskctl clinic add`");
}

absl::Status RunClinicSet(CommandContext& context, const ClinicSetFlags& flags) {
  if (!flags.has_rate && !flags.has_name && !flags.has_contact_email && !flags.has_zone &&
      !flags.has_key && !flags.has_retention) {
    return absl::InvalidArgumentError(
        "nothing to change: give --name, --contact-email, --time-zone, --cliniko-rate, "
        "--retention-days or --cliniko-key-file");
  }
  ClinicChange change;
  std::optional<int> rate;
  if (flags.has_rate) {
    ASSIGN_OR_RETURN(rate, RateOf(flags.cliniko_rate));
  }
  std::optional<int> days;
  if (flags.has_retention) {
    ASSIGN_OR_RETURN(days, DaysOf(flags.retention_days));
  }
  if (flags.has_name) {
    ASSIGN_OR_RETURN(change.name, CheckName(flags.name));
  }
  if (flags.has_contact_email) {
    RETURN_IF_ERROR(CheckContactEmail(flags.contact_email));
    change.contact_email = flags.contact_email;
  }
  if (flags.has_zone) {
    RETURN_IF_ERROR(CheckZone(flags.zone_name));
    change.zone_name = flags.zone_name;
  }
  ASSIGN_OR_RETURN(PostgresPool * pool, context.Database());
  ClinicAdmin admin(*pool);
  ASSIGN_OR_RETURN(const ClinicRecord clinic,
                   FindClinic(admin, flags.clinic, context.SoonEnough()));
  std::vector<std::string> done;
  // First, since it is what can fail for reasons from outside.
  if (flags.has_key) {
    ASSIGN_OR_RETURN(const Keyring* keyring, context.KeyringFile());
    ASSIGN_OR_RETURN(const cliniko::ApiKey key, ReadClinikoKey(context, flags.cliniko_key_file));
    RETURN_IF_ERROR(
        TryKey(context, *pool, clinic, key, change.contact_email.value_or(clinic.contact_email)));
    RETURN_IF_ERROR(ReplaceClinikoKey(*pool, clinic.id, key, *keyring, context.SoonEnough()));
    done.push_back("the Cliniko key works, and is the clinic's from now on");
  }
  if (flags.has_name || flags.has_contact_email || flags.has_zone) {
    RETURN_IF_ERROR(ChangeClinic(*pool, clinic.id, change, context.SoonEnough()));
    if (change.name.has_value()) done.push_back(absl::StrCat("its name is ", *change.name));
    if (change.contact_email.has_value()) {
      done.push_back(absl::StrCat("its contact is ", *change.contact_email));
    }
    if (change.zone_name.has_value()) {
      done.push_back(absl::StrCat("its time zone is ", *change.zone_name));
    }
  }
  if (flags.has_rate) {
    RETURN_IF_ERROR(admin.SetClinikoRate(clinic.id, rate, context.SoonEnough()));
    done.push_back(rate.has_value()
                       ? absl::StrCat("its Cliniko gets at most ", *rate, " requests a minute")
                       : "its Cliniko gets as many requests a minute as the deployment says");
  }
  if (flags.has_rate || flags.has_key) {
    ASSIGN_OR_RETURN(const std::string shared, WhoSharesTheBudget(context, admin, clinic.id));
    if (!shared.empty() && flags.json) {
      context.terminal().err << clinic.name << ": " << shared << "\n";
    } else if (!shared.empty()) {
      done.push_back(shared);
    }
  }
  if (flags.has_retention) {
    RETURN_IF_ERROR(admin.SetRetentionDays(clinic.id, days, context.SoonEnough()));
    done.push_back(days.has_value()
                       ? absl::StrCat("its bookings say for whom they were for ", *days,
                                      " days after the appointment")
                       : "its personal data is kept for as long as the deployment says");
  }
  if (change.zone_name.has_value() && *change.zone_name != clinic.zone_name) {
    context.terminal().err << "The working hours are still those of " << clinic.zone_name
                           << ": run `frontdeskctl clinic sync --clinic " << flags.clinic
                           << "` now\n";
  }
  if (flags.json) {
    ASSIGN_OR_RETURN(const ClinicRecord after, admin.Find(clinic.id, context.SoonEnough()));
    PrintJsonLine(context.terminal().out, ClinicJson(after));
    return absl::OkStatus();
  }
  for (const std::string& line : done) {
    context.terminal().out << clinic.name << ": " << line << "\n";
  }
  return absl::OkStatus();
}

}  // namespace

void AddClinicSet(CLI::App& parent, CommandContext& context) {
  CLI::App* command = parent.add_subcommand("set", "Change what is known of a clinic");
  const auto flags = std::make_shared<ClinicSetFlags>();
  AddClinicFlag(*command, flags->clinic);
  const CLI::Option* name = command->add_option("--name", flags->name, "what the clinic is called");
  const CLI::Option* email = command->add_option("--contact-email", flags->contact_email,
                                                 "whom Cliniko may write to about our requests");
  const CLI::Option* zone =
      command->add_option("--time-zone", flags->zone_name, "IANA name, as in Australia/Sydney");
  const CLI::Option* rate = command->add_option(
      "--cliniko-rate", flags->cliniko_rate,
      "requests a minute with its Cliniko key, by all of us together: 1 to 1000, or default");
  const CLI::Option* retention = command->add_option(
      "--retention-days", flags->retention_days,
      "how long after an appointment its booking says for whom it was: 1 to 3650 days, or "
      "default; see `frontdeskctl purge`");
  const CLI::Option* key = command->add_option(
      "--cliniko-key-file", flags->cliniko_key_file,
      "file with another Cliniko API key of the same account; - reads standard input");
  command->add_flag("--json", flags->json, "print one JSON object");
  command->footer(
      "What is not named stays. Running services notice within seconds. A new Cliniko key is "
      "tried\n"
      "first; the old one may be deleted in Cliniko afterwards. Clinics with one Cliniko key "
      "share\n"
      "one rate, the smallest of theirs.\n\n"
      "Examples:\n"
      "  frontdeskctl clinic set --clinic +61290000001 --cliniko-rate 150\n"
      "  frontdeskctl clinic set --clinic +61290000001 --cliniko-rate default\n"
      "  frontdeskctl clinic set --clinic +61290000001 --retention-days 180\n"
      "  pass show harbour-new | frontdeskctl clinic set --clinic +61290000001 "
      "--cliniko-key-file -");
  command->callback([&context, flags, name, email, zone, rate, retention, key] {
    flags->has_retention = retention->count() > 0;
    flags->has_name = name->count() > 0;
    flags->has_contact_email = email->count() > 0;
    flags->has_zone = zone->count() > 0;
    flags->has_rate = rate->count() > 0;
    flags->has_key = key->count() > 0;
    context.Choose([&context, flags] { return RunClinicSet(context, *flags); });
  });
}

}  // namespace frontdesk::ctl
