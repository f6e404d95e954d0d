#include <fcntl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <istream>
#include <memory>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/clinics/clinic_admin.h"
#include "libs/domain/ids.h"
#include "libs/phone/phone_number.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/privacy/person_records.h"
#include "libs/status/status_macros.h"
#include "tools/frontdeskctl/clinic_text.h"
#include "tools/frontdeskctl/command_context.h"
#include "tools/frontdeskctl/commands.h"
#include "tools/frontdeskctl/counts.h"
#include "tools/frontdeskctl/find_clinic.h"
#include "tools/frontdeskctl/table.h"
#include "tools/frontdeskctl/terminal.h"

namespace frontdesk::ctl {
namespace {

using nlohmann::ordered_json;

struct PatientFlags {
  std::string clinic;
  std::string phone;
  std::string patient;
  std::string out = "-";
  bool yes = false;
  bool json = false;
  int limit = 100;
};

constexpr char kInCliniko[] =
    "What Cliniko has of this person stays there: appointments, notes and the patient's record are "
    "the clinic's own. While the patient is in Cliniko, not archived, the next sync brings name "
    "and "
    "numbers back into the index of patients.";

absl::StatusOr<Person> PersonOf(const PatientFlags& flags, const ClinicRecord& clinic) {
  if (flags.phone.empty() == flags.patient.empty()) {
    return absl::InvalidArgumentError(
        "say who: either --phone, or --patient with the id that Cliniko has");
  }
  if (!flags.patient.empty()) {
    if (flags.patient.size() > 20 ||
        flags.patient.find_first_not_of("0123456789") != std::string::npos) {
      return absl::InvalidArgumentError("--patient takes the id of a patient in Cliniko: digits");
    }
    return Person{.patient = PatientId(flags.patient)};
  }
  const absl::StatusOr<PhoneNumber> phone = ParsePhone(flags.phone, clinic.country);
  // Without what was typed: it may be somebody's number.
  if (!phone.ok()) return absl::InvalidArgumentError("--phone takes a telephone number");
  return Person{.phone = phone->e164()};
}

struct Chosen {
  PostgresPool* pool;
  ClinicRecord clinic;
  Person person;
};

absl::StatusOr<Chosen> ChosenBy(CommandContext& context, const PatientFlags& flags) {
  ASSIGN_OR_RETURN(PostgresPool * pool, context.Database());
  ClinicAdmin admin(*pool);
  ASSIGN_OR_RETURN(ClinicRecord clinic, FindClinic(admin, flags.clinic, context.SoonEnough()));
  ASSIGN_OR_RETURN(Person person, PersonOf(flags, clinic));
  return Chosen{.pool = pool, .clinic = std::move(clinic), .person = std::move(person)};
}

absl::Status NobodyThere() {
  return absl::NotFoundError("nothing is stored of this person at this clinic");
}

// A file that only its owner reads, and that was not there before: an older one might be shared.
absl::Status WriteFile(const std::string& path, absl::string_view text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) {
    return absl::FailedPreconditionError(
        absl::StrCat("cannot make ", path, ": ",
                     errno == EEXIST ? "it is there already" : std::strerror(errno)));
  }
  const absl::Cleanup close = [file] { ::close(file); };
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      const std::string why = std::strerror(errno);
      ::unlink(path.c_str());
      return absl::UnavailableError(absl::StrCat("cannot write ", path, ": ", why));
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return absl::OkStatus();
}

absl::Status RunExport(CommandContext& context, const PatientFlags& flags) {
  ASSIGN_OR_RETURN(const Chosen chosen, ChosenBy(context, flags));
  ASSIGN_OR_RETURN(
      const PersonRecords records,
      FindPersonRecords(*chosen.pool, chosen.clinic.id, chosen.person, context.SoonEnough()));
  if (records.size() == 0) return NobodyThere();
  ordered_json json = {{"clinic_id", chosen.clinic.id.value()},
                       {"clinic_name", chosen.clinic.name},
                       {"exported_at", TimeText(context.clock().Now())}};
  if (!chosen.person.phone.empty()) json["phone"] = chosen.person.phone;
  if (!chosen.person.patient.empty()) json["patient_id"] = chosen.person.patient.value();
  for (const PersonRecords::Kind& kind : records.kinds) {
    ordered_json& list = json[kind.name] = ordered_json::array();
    for (const std::string& record : kind.records) {
      list.push_back(ordered_json::parse(record, nullptr, /*allow_exceptions=*/false));
    }
  }
  json["in_cliniko"] = kInCliniko;
  const std::string text =
      absl::StrCat(json.dump(2, ' ', false, ordered_json::error_handler_t::replace), "\n");
  if (flags.out == "-") {
    context.terminal().out << text;
  } else {
    RETURN_IF_ERROR(WriteFile(flags.out, text));
    context.terminal().err << records.size() << " records are in " << flags.out << "\n";
  }
  if (!chosen.person.phone.empty() && records.kinds.front().records.size() > 1) {
    context.terminal().err
        << "Several patients have this number: this tells of all of them. --patient tells of one\n";
  }
  return absl::OkStatus();
}

// "1 patient", "2 patients".
std::string Counted(std::int64_t number, absl::string_view thing) {
  return absl::StrCat(number, " ", thing, number == 1 ? "" : "s");
}

// Of the bookings, those whose appointment is yet to come.
std::int64_t UpcomingOf(const PersonRecords& records, absl::Time now) {
  std::int64_t upcoming = 0;
  for (const PersonRecords::Kind& kind : records.kinds) {
    if (kind.name != absl::string_view("bookings")) continue;
    for (const std::string& record : kind.records) {
      const auto booking = ordered_json::parse(record, nullptr, /*allow_exceptions=*/false);
      absl::Time end;
      if (booking.value("state", "") == "booked" &&
          absl::ParseTime(absl::RFC3339_full, booking.value("ends_at", ""), &end, nullptr) &&
          end > now) {
        ++upcoming;
      }
    }
  }
  return upcoming;
}

void SayWhatGoes(std::ostream& err, const ClinicRecord& clinic, const PersonRecords& records,
                 absl::Time now) {
  err << "This erases from \"" << clinic.name << "\", for good:\n";
  for (const PersonRecords::Kind& kind : records.kinds) {
    if (kind.records.empty()) continue;
    err << "  " << kind.records.size() << " " << kind.name
        << (kind.name == absl::string_view("bookings")
                ? " (what was booked stays, and no longer says for whom)"
                : "")
        << "\n";
  }
  if (records.kinds.front().records.size() > 1) {
    err << "Several patients have this number: all of them are erased. --patient erases one\n";
  }
  if (const std::int64_t upcoming = UpcomingOf(records, now); upcoming > 0) {
    err << Counted(upcoming, "appointment")
        << " yet to come: in Cliniko it stays, and callers cannot move or cancel it any more. "
           "Staff can\n";
  }
  err << kInCliniko << "\n";
}

absl::Status Confirm(Terminal& terminal, bool yes) {
  if (yes) return absl::OkStatus();
  if (!terminal.interactive) {
    return absl::InvalidArgumentError("nobody is there to confirm: add --yes to erase it");
  }
  terminal.err << "Type erase to go on: " << std::flush;
  std::string line;
  std::getline(terminal.in, line);
  if (absl::StripAsciiWhitespace(line) == "erase") return absl::OkStatus();
  return absl::CancelledError("nothing was erased");
}

// Erased already, or a number that was typed wrong: the one must not fail a script that runs twice,
// and the other is for the eye.
void SayNothingThere(Terminal& terminal) {
  terminal.err << "nothing is stored of this person at this clinic: nothing was erased. Is the "
                  "number or id right?\n";
}

absl::Status RunErase(CommandContext& context, const PatientFlags& flags) {
  ASSIGN_OR_RETURN(const Chosen chosen, ChosenBy(context, flags));
  ASSIGN_OR_RETURN(
      const PersonRecords records,
      FindPersonRecords(*chosen.pool, chosen.clinic.id, chosen.person, context.SoonEnough()));
  Erased erased;
  if (records.size() == 0) {
    SayNothingThere(context.terminal());
  } else {
    SayWhatGoes(context.terminal().err, chosen.clinic, records, context.clock().Now());
    RETURN_IF_ERROR(Confirm(context.terminal(), flags.yes));
    ASSIGN_OR_RETURN(
        erased, ErasePerson(*chosen.pool, chosen.clinic.id, chosen.person, context.SoonEnough()));
  }
  if (flags.json) {
    PrintJsonLine(context.terminal().out, {{"clinic_id", chosen.clinic.id.value()},
                                           {"bookings_anonymised", erased.bookings},
                                           {"patients_erased", erased.patients},
                                           {"call_records_erased", erased.calls},
                                           {"upcoming_in_cliniko", erased.upcoming}});
  } else {
    context.terminal().out << Counted(erased.bookings, "booking") << " anonymised, "
                           << Counted(erased.patients, "patient") << " and "
                           << Counted(erased.calls, "record") << " of calls erased\n";
  }
  return absl::OkStatus();
}

absl::Status RunErasures(CommandContext& context, const PatientFlags& flags) {
  ASSIGN_OR_RETURN(PostgresPool * pool, context.Database());
  ClinicAdmin admin(*pool);
  ASSIGN_OR_RETURN(const ClinicRecord clinic,
                   FindClinic(admin, flags.clinic, context.SoonEnough()));
  ASSIGN_OR_RETURN(const std::vector<Erasure> erasures,
                   ListErasures(*pool, clinic.id, flags.limit, context.SoonEnough()));
  ordered_json list = ordered_json::array();
  std::vector<std::vector<std::string>> rows = {
      {"WHEN (UTC)", "SOUGHT BY", "BOOKINGS", "PATIENTS", "CALL RECORDS"}};
  for (const Erasure& erasure : erasures) {
    const Erased& erased = erasure.erased;
    rows.push_back({TimeText(erasure.at), erasure.sought_by, absl::StrCat(erased.bookings),
                    absl::StrCat(erased.patients), absl::StrCat(erased.calls)});
    list.push_back({{"erased_at", TimeText(erasure.at)},
                    {"sought_by", erasure.sought_by},
                    {"bookings_anonymised", erased.bookings},
                    {"patients_erased", erased.patients},
                    {"call_records_erased", erased.calls}});
  }
  if (flags.json) {
    PrintJsonLine(context.terminal().out,
                  {{"clinic_id", clinic.id.value()}, {"erasures", std::move(list)}});
  } else {
    PrintTable(context.terminal().out, rows);
  }
  return absl::OkStatus();
}

CLI::App* AddOne(CLI::App& parent, const char* name, const char* what, PatientFlags& flags) {
  CLI::App* command = parent.add_subcommand(name, what);
  AddClinicFlag(*command, flags.clinic);
  command->add_option("--phone", flags.phone,
                      "all that is stored under this telephone number, whoever uses it");
  command->add_option("--patient", flags.patient,
                      "one person, by the patient's id in Cliniko: right where a family shares a "
                      "number");
  return command;
}

}  // namespace

void AddPatientCommands(CLI::App& parent, CommandContext& context) {
  const auto flags = std::make_shared<PatientFlags>();
  CLI::App* exported =
      AddOne(parent, "export", "Write down everything that is stored of a person, as JSON", *flags);
  exported
      ->add_option("--out", flags->out, "a new file, which only you can read; - is standard output")
      ->capture_default_str();
  exported->footer(
      "For somebody who asks what is known of them. Make sure first that it is they who ask.\n\n"
      "Examples:\n"
      "  frontdeskctl patient export --clinic +61290000001 --patient 501 --out casey.json\n"
      "  frontdeskctl patient export --clinic +61290000001 --phone '0491 570 110'");
  exported->callback([&context, flags] {
    context.Choose([&context, flags] { return RunExport(context, *flags); });
  });
  CLI::App* erase = AddOne(parent, "erase", "Erase what is stored of a person", *flags);
  erase->add_flag("--yes", flags->yes, "do not ask");
  erase->add_flag("--json", flags->json, "print one JSON object");
  erase->footer(
      "Says first what goes; bookings keep what was booked, and no longer say for whom. All or "
      "nothing;\nrefuses while a booking of theirs is not settled. What is in Cliniko stays: "
      "archive or delete the patient\nthere first.\n\n"
      "Example:\n"
      "  frontdeskctl patient erase --clinic +61290000001 --patient 501");
  erase->callback([&context, flags] {
    context.Choose([&context, flags] { return RunErase(context, *flags); });
  });
  CLI::App* erasures =
      parent.add_subcommand("erasures", "List when somebody was erased, the latest first");
  AddClinicFlag(*erasures, flags->clinic);
  erasures->add_option("--limit", flags->limit, "at most so many")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  erasures->add_flag("--json", flags->json, "print one JSON object");
  erasures->footer(
      "When and how much; not who, which is what was erased.\n\n"
      "Example:\n  frontdeskctl patient erasures --clinic +61290000001");
  erasures->callback([&context, flags] {
    context.Choose([&context, flags] { return RunErasures(context, *flags); });
  });
}

}  // namespace frontdesk::ctl
