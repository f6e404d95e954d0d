#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/clinics/clinic_admin.h"
#include "libs/clinics/http_cliniko_clients.h"
#include "libs/clinics/postgres_clinic_registry.h"
#include "libs/cliniko/api_key.h"
#include "libs/cliniko/client.h"
#include "libs/cliniko_budget/cliniko_budget.h"
#include "libs/phone/phone_number.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/seal/keyring.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"
#include "services/schedule_cache/directory/directory_sync.h"
#include "services/schedule_cache/directory/postgres_directory_store.h"
#include "tools/frontdeskctl/clinic_fields.h"
#include "tools/frontdeskctl/cliniko_account.h"
#include "tools/frontdeskctl/command_context.h"
#include "tools/frontdeskctl/commands.h"
#include "tools/frontdeskctl/counts.h"
#include "tools/frontdeskctl/onboarding.h"
#include "tools/frontdeskctl/progress.h"
#include "tools/frontdeskctl/sync_patients.h"
#include "tools/frontdeskctl/table.h"
#include "tools/frontdeskctl/terminal.h"

namespace frontdesk::ctl {
namespace {

struct ClinicAddFlags {
  std::string name;
  std::string phone;
  std::string country = "AU";
  std::string zone_name;
  std::string contact_email;
  std::string key_file;
  bool dry_run = false;
  bool json = false;
};

// What the command line says, without the key: it is asked for last, when all else is right.
struct CheckedFlags {
  std::string name;
  PhoneNumber number;
  std::string country;
};

absl::StatusOr<CheckedFlags> Check(const ClinicAddFlags& flags) {
  ASSIGN_OR_RETURN(const std::string name, CheckName(flags.name));
  const std::string country = absl::AsciiStrToUpper(flags.country);
  if (country.size() != 2 || !absl::ascii_isalpha(country[0]) || !absl::ascii_isalpha(country[1])) {
    return absl::InvalidArgumentError("--country is a code of two letters, as in AU");
  }
  const absl::StatusOr<PhoneNumber> number = ParsePhone(flags.phone, country);
  if (!number.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--phone is not a telephone number of ", country, ": ", flags.phone));
  }
  if (!flags.zone_name.empty()) RETURN_IF_ERROR(CheckZone(flags.zone_name));
  RETURN_IF_ERROR(CheckContactEmail(flags.contact_email));
  return CheckedFlags{.name = name, .number = *number, .country = country};
}

absl::Status AlreadyThere(const ClinicRecord& known, const std::string& number,
                          const std::string& why) {
  return absl::AlreadyExistsError(
      absl::StrCat("the number ", number, " is that of the clinic \"", known.name, "\" (",
                   known.id.value(), known.active ? ")" : ", disabled)", why,
                   ". To read its directory again: `frontdeskctl clinic sync --clinic ", number,
                   "`; for another gateway key: `frontdeskctl key mint --clinic ", number, "`"));
}

// The clinic of that number, if there is one. Fails with AlreadyExists, naming it, where it is not
// the one that is to be added.
absl::StatusOr<std::optional<ClinicRecord>> FindKnown(CommandContext& context, PostgresPool& pool,
                                                      const CheckedFlags& checked) {
  const std::string number = checked.number.e164();
  absl::StatusOr<ClinicRecord> known = ClinicAdmin(pool).FindByNumber(number, context.SoonEnough());
  if (IsError(known.status(), DomainError::kClinicNotFound)) return std::optional<ClinicRecord>();
  RETURN_IF_ERROR(known.status());
  if (known->name != checked.name || !known->active) return AlreadyThere(*known, number, "");
  return std::optional<ClinicRecord>(*std::move(known));
}

// The same command again, after one that succeeded: brings the directory up to date and makes no
// other key, since the first one may be in use.
absl::StatusOr<OnboardedClinic> AddAgain(CommandContext& context, PostgresPool& pool,
                                         const Keyring& keyring, const ClinicRecord& known,
                                         const OnboardingRequest& request) {
  PostgresClinicRegistry registry(pool, keyring);
  ASSIGN_OR_RETURN(const ClinikoCredentials stored,
                   registry.FindCredentials(known.id, context.SoonEnough()));
  if (stored.api_key.Reveal() != request.cliniko_key.Reveal()) {
    return AlreadyThere(
        known, request.phone_number,
        absl::StrCat(", with another Cliniko key: `frontdeskctl clinic set --clinic ",
                     request.phone_number, " --cliniko-key-file FILE` replaces it"));
  }
  context.terminal().err << "This clinic is there already: its directory is read again, and its "
                            "gateway keys stay\n";
  ASSIGN_OR_RETURN(ClinikoBudget * budget, context.Budget());
  HttpClinikoClients clients(registry, context.clock(),
                             {.base_url = context.flags().cliniko_url, .budget = budget});
  PostgresDirectoryStore store(pool);
  DirectorySync sync(registry, clients, store, context.clock());
  ASSIGN_OR_RETURN(SyncReport report,
                   sync.Sync(known.id, context.clock().Now() + absl::Minutes(3)));
  return OnboardedClinic{.id = known.id,
                         .zone_name = known.zone_name,
                         .counts = report.counts,
                         .warnings = std::move(report.warnings)};
}

// What of a clinic is printed depends on how it came to be.
enum class Outcome { kAdded, kAlreadyThere, kDryRun };

void PrintSummary(std::ostream& out, const OnboardingRequest& request,
                  const OnboardedClinic& clinic, Outcome outcome) {
  std::vector<std::vector<std::string>> rows = {{"Clinic", request.name}};
  if (outcome != Outcome::kDryRun) rows.push_back({"Clinic id", clinic.id.value()});
  rows.push_back({"Number", request.phone_number});
  rows.push_back({"Time zone", clinic.zone_name});
  for (std::vector<std::string>& row : CountRows(clinic.counts)) rows.push_back(std::move(row));
  for (const std::string& hidden : clinic.hidden) rows.push_back({"Not bookable", hidden});
  if (outcome == Outcome::kAdded) {
    rows.push_back({"Gateway key", clinic.gateway_key});
    rows.push_back({"Gateway key id", clinic.gateway_key_id});
  }
  PrintTable(out, rows);
  switch (outcome) {
    case Outcome::kAdded:
      out << "\nThe gateway key is shown this once only: keep it where the voice agent's settings "
             "are.\n";
      return;
    case Outcome::kAlreadyThere:
      out << "\nIts gateway keys cannot be shown again; `frontdeskctl key mint --clinic "
          << request.phone_number << "` makes another one.\n";
      return;
    case Outcome::kDryRun:
      out << "\nA dry run: nothing was stored.\n";
      return;
  }
}

void PrintJson(std::ostream& out, const OnboardingRequest& request, const OnboardedClinic& clinic,
               Outcome outcome) {
  const auto or_null = [](const std::string& text) {
    return text.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(text);
  };
  nlohmann::ordered_json json = {{"clinic_id", or_null(clinic.id.value())},
                                 {"clinic_name", request.name},
                                 {"clinic_number", request.phone_number},
                                 {"gateway_key", or_null(clinic.gateway_key)},
                                 {"gateway_key_id", or_null(clinic.gateway_key_id)},
                                 {"time_zone", clinic.zone_name}};
  const nlohmann::ordered_json counts = CountsJson(clinic.counts);
  json.update(counts);
  json["counts"] = counts;
  json["hidden"] = clinic.hidden;
  json["warnings"] = clinic.warnings;
  json["added"] = outcome == Outcome::kAdded;
  json["dry_run"] = outcome == Outcome::kDryRun;
  PrintJsonLine(out, json);
}

absl::Status RunClinicAdd(CommandContext& context, const ClinicAddFlags& flags) {
  ASSIGN_OR_RETURN(const CheckedFlags checked, Check(flags));
  ASSIGN_OR_RETURN(const Keyring* keyring, context.KeyringFile());
  ASSIGN_OR_RETURN(PostgresPool * pool, context.Database());
  ASSIGN_OR_RETURN(const std::optional<ClinicRecord> known, FindKnown(context, *pool, checked));
  Terminal& terminal = context.terminal();
  ASSIGN_OR_RETURN(const cliniko::ApiKey key, ReadClinikoKey(context, flags.key_file));
  ASSIGN_OR_RETURN(const std::unique_ptr<cliniko::Client> client,
                   OpenAccount(context, key, flags.contact_email));
  const OnboardingRequest request = {.name = checked.name,
                                     .phone_number = checked.number.e164(),
                                     .country = checked.country,
                                     .zone_name = flags.zone_name,
                                     .contact_email = flags.contact_email,
                                     .cliniko_key = key};
  Progress progress(terminal.err, context.clock(),
                    flags.dry_run ? Onboarding::kSteps - 1 : Onboarding::kSteps);
  Onboarding onboarding(*client, *pool, *keyring, context.clock(), progress);
  const Outcome outcome = flags.dry_run       ? Outcome::kDryRun
                          : known.has_value() ? Outcome::kAlreadyThere
                                              : Outcome::kAdded;
  absl::StatusOr<OnboardedClinic> clinic = outcome == Outcome::kDryRun ? onboarding.TryOut(request)
                                           : outcome == Outcome::kAlreadyThere
                                               ? AddAgain(context, *pool, *keyring, *known, request)
                                               : onboarding.Run(request);
  RETURN_IF_ERROR(clinic.status());
  if (outcome != Outcome::kDryRun) SyncPatients(context, *pool, clinic->id);
  for (const std::string& warning : clinic->warnings) {
    terminal.err << "warning: " << warning << "\n";
  }
  flags.json ? PrintJson(terminal.out, request, *clinic, outcome)
             : PrintSummary(terminal.out, request, *clinic, outcome);
  return absl::OkStatus();
}

}  // namespace

void AddClinicAdd(CLI::App& parent, CommandContext& context) {
  CLI::App* command = parent.add_subcommand(
      "add", "Add a clinic: try its Cliniko key, read its directory, make its gateway key");
  const auto flags = std::make_shared<ClinicAddFlags>();
  command->add_option("--name", flags->name, "what the clinic is called")->required();
  command->add_option("--phone", flags->phone, "the number that callers dial")->required();
  command->add_option("--country", flags->country, "two letters; tells how numbers are written")
      ->capture_default_str();
  command->add_option("--time-zone", flags->zone_name,
                      "IANA name, as in Australia/Sydney; what Cliniko says if left out");
  command
      ->add_option("--contact-email", flags->contact_email,
                   "whom Cliniko may write to about our requests")
      ->required();
  command->add_option("--cliniko-key-file", flags->key_file,
                      "file with the clinic's Cliniko API key; - reads standard input; asked for, "
                      "unseen, if left out");
  command->add_flag("--dry-run", flags->dry_run,
                    "try the key and read the directory; store nothing");
  command->add_flag("--json", flags->json, "print one JSON object");
  command->footer(
      "The key is checked, then sealed with --keyring-file and stored. Nothing is stored unless "
      "all\n"
      "steps succeed. The gateway key is shown once; only its hash is kept. The same command "
      "again\n"
      "reads the directory again and makes no other gateway key.\n\n"
      "Examples:\n"
      "  frontdeskctl clinic add --name \"Harbour Health\" --phone \"02 9000 0001\" --country AU "
      "\\\n"
      "      --contact-email ops@clinic.example --cliniko-key-file /run/secrets/harbour\n"
      "  pass show harbour | frontdeskctl clinic add --name \"Harbour Health\" \\\n"
      "      --phone +61290000001 --contact-email ops@clinic.example --cliniko-key-file - --json");
  command->callback([&context, flags] {
    context.Choose([&context, flags] { return RunClinicAdd(context, *flags); });
  });
}

}  // namespace frontdesk::ctl
