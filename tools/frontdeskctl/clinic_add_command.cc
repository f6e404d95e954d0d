#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "libs/civil/zone.h"
#include "libs/clinics/clinic_admin.h"
#include "libs/cliniko/api_key.h"
#include "libs/cliniko/client.h"
#include "libs/cliniko/http_client.h"
#include "libs/phone/phone_number.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/seal/keyring.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"
#include "tools/frontdeskctl/command_context.h"
#include "tools/frontdeskctl/commands.h"
#include "tools/frontdeskctl/counts.h"
#include "tools/frontdeskctl/onboarding.h"
#include "tools/frontdeskctl/progress.h"
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
  bool json = false;
};

// What the command line says, without the key: it is asked for last, when all else is right.
struct CheckedFlags {
  std::string name;
  PhoneNumber number;
  std::string country;
};

absl::StatusOr<CheckedFlags> Check(const ClinicAddFlags& flags) {
  const std::string name(absl::StripAsciiWhitespace(flags.name));
  if (name.empty() || name.size() > 200) {
    return absl::InvalidArgumentError("--name is 1 to 200 characters");
  }
  const std::string country = absl::AsciiStrToUpper(flags.country);
  if (country.size() != 2 || !absl::ascii_isalpha(country[0]) || !absl::ascii_isalpha(country[1])) {
    return absl::InvalidArgumentError("--country is a code of two letters, as in AU");
  }
  const absl::StatusOr<PhoneNumber> number = ParsePhone(flags.phone, country);
  if (!number.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--phone is not a telephone number of ", country, ": ", flags.phone));
  }
  if (!flags.zone_name.empty() && !LoadZone(flags.zone_name).ok()) {
    return absl::InvalidArgumentError(absl::StrCat(
        "--time-zone is not a known IANA name such as Australia/Sydney: ", flags.zone_name));
  }
  const std::size_t at = flags.contact_email.find('@');
  if (at == std::string::npos || at == 0 || at + 1 == flags.contact_email.size()) {
    return absl::InvalidArgumentError("--contact-email is not an e-mail address");
  }
  return CheckedFlags{.name = name, .number = *number, .country = country};
}

// Fails with AlreadyExists, naming the clinic, where the number leads to one.
absl::Status RefuseKnownNumber(CommandContext& context, PostgresPool& pool,
                               const PhoneNumber& number) {
  const absl::StatusOr<ClinicRecord> known =
      ClinicAdmin(pool).FindByNumber(number.e164(), context.SoonEnough());
  if (IsError(known.status(), DomainError::kClinicNotFound)) return absl::OkStatus();
  RETURN_IF_ERROR(known.status());
  return absl::AlreadyExistsError(absl::StrCat(
      "the number ", number.e164(), " is that of the clinic \"", known->name, "\" (",
      known->id.value(), known->active ? ")" : ", disabled)",
      ". To read its directory again: `frontdeskctl clinic sync --clinic ", number.e164(),
      "`; for another gateway key: `frontdeskctl key mint --clinic ", number.e164(), "`"));
}

void PrintSummary(std::ostream& out, const OnboardingRequest& request,
                  const OnboardedClinic& clinic) {
  std::vector<std::vector<std::string>> rows = {{"Clinic", request.name},
                                                {"Clinic id", clinic.id.value()},
                                                {"Number", request.phone_number},
                                                {"Time zone", clinic.zone_name}};
  for (std::vector<std::string>& row : CountRows(clinic.counts)) rows.push_back(std::move(row));
  rows.push_back({"Gateway key", clinic.gateway_key});
  rows.push_back({"Gateway key id", clinic.gateway_key_id});
  PrintTable(out, rows);
  out << "\nThe gateway key is shown this once only: keep it where the voice agent's settings "
         "are.\n";
}

void PrintJson(std::ostream& out, const OnboardingRequest& request, const OnboardedClinic& clinic) {
  nlohmann::ordered_json json = {
      {"clinic_id", clinic.id.value()},          {"clinic_name", request.name},
      {"clinic_number", request.phone_number},   {"gateway_key", clinic.gateway_key},
      {"gateway_key_id", clinic.gateway_key_id}, {"time_zone", clinic.zone_name}};
  const nlohmann::ordered_json counts = CountsJson(clinic.counts);
  json.update(counts);
  json["counts"] = counts;
  json["warnings"] = clinic.warnings;
  PrintJsonLine(out, json);
}

absl::Status RunClinicAdd(CommandContext& context, const ClinicAddFlags& flags) {
  ASSIGN_OR_RETURN(const CheckedFlags checked, Check(flags));
  ASSIGN_OR_RETURN(const Keyring* keyring, context.KeyringFile());
  ASSIGN_OR_RETURN(PostgresPool * pool, context.Database());
  RETURN_IF_ERROR(RefuseKnownNumber(context, *pool, checked.number));
  Terminal& terminal = context.terminal();
  ASSIGN_OR_RETURN(const std::string key_text,
                   ReadSecret(terminal, flags.key_file, "Cliniko API key", "--cliniko-key-file"));
  ASSIGN_OR_RETURN(const cliniko::ApiKey key, cliniko::ApiKey::Parse(key_text));
  ASSIGN_OR_RETURN(
      const std::unique_ptr<cliniko::Client> client,
      cliniko::HttpClient::Create(
          key, {.base_url = context.flags().cliniko_url, .contact_email = flags.contact_email},
          context.clock()));
  const OnboardingRequest request = {.name = checked.name,
                                     .phone_number = checked.number.e164(),
                                     .country = checked.country,
                                     .zone_name = flags.zone_name,
                                     .contact_email = flags.contact_email,
                                     .cliniko_key = key};
  Progress progress(terminal.err, context.clock(), Onboarding::kSteps);
  Onboarding onboarding(*client, *pool, *keyring, context.clock(), progress);
  ASSIGN_OR_RETURN(const OnboardedClinic clinic, onboarding.Run(request));
  for (const std::string& warning : clinic.warnings) {
    terminal.err << "warning: " << warning << "\n";
  }
  flags.json ? PrintJson(terminal.out, request, clinic)
             : PrintSummary(terminal.out, request, clinic);
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
  command->add_flag("--json", flags->json, "print one JSON object");
  command->footer(
      "The key is checked, then sealed with --keyring-file and stored. Nothing is stored unless "
      "all\n"
      "steps succeed. The gateway key is shown once; only its hash is kept.\n\n"
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
