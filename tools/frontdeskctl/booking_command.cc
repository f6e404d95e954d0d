#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "libs/civil/format.h"
#include "libs/civil/zone.h"
#include "libs/clinics/clinic_admin.h"
#include "libs/phone/phone_number.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/status/domain_error.h"
#include "libs/status/status_macros.h"
#include "tools/frontdeskctl/booking_audit.h"
#include "tools/frontdeskctl/clinic_text.h"
#include "tools/frontdeskctl/command_context.h"
#include "tools/frontdeskctl/commands.h"
#include "tools/frontdeskctl/counts.h"
#include "tools/frontdeskctl/find_clinic.h"
#include "tools/frontdeskctl/table.h"

namespace frontdesk::ctl {
namespace {

using nlohmann::ordered_json;

struct BookingFlags {
  std::string id;
  std::string clinic;
  std::string from;
  std::string to;
  std::string state;
  std::string phone;
  int limit = 100;
  bool with_names = false;
  bool json = false;
};

// On the clinic's own clock, with its offset; in UTC where the zone cannot be read.
std::string LocalTextOf(absl::Time time, const std::string& zone_name) {
  const auto zone = LoadZone(zone_name);
  return zone.ok() ? LocalText(time, *zone) : TimeText(time);
}

// What callers are told of an appointment. Source: contract/webhooks.md, section 2.7.
std::string ConfirmationOf(const AuditedBooking& booking) {
  const std::string& id = booking.appointment_id;
  return id.empty() ? "" : absl::StrCat("APT-", id.size() > 6 ? id.substr(id.size() - 6) : id);
}

std::string OrDash(const std::string& text) { return text.empty() ? "-" : text; }
std::string NameOf(const std::string& name, const std::string& id) {
  return name.empty() ? id : name;
}
ordered_json OrNull(const std::string& text) {
  return text.empty() ? ordered_json() : ordered_json(text);
}

absl::StatusOr<absl::CivilDay> DayOf(const std::string& text, const char* flag) {
  absl::CivilDay day;
  if (absl::ParseCivilTime(text, &day)) return day;
  return absl::InvalidArgumentError(
      absl::StrCat(flag, " takes a day as in 2026-07-14, not ", text));
}

absl::StatusOr<BookingQuery> QueryOf(CommandContext& context, PostgresPool& pool,
                                     const BookingFlags& flags) {
  BookingQuery query{.id = flags.id, .state = flags.state, .limit = flags.limit};
  if (flags.clinic.empty()) {
    if (flags.id.empty()) {
      return absl::InvalidArgumentError("name a booking, or the clinic with --clinic");
    }
    if (!flags.from.empty() || !flags.to.empty() || !flags.phone.empty()) {
      return absl::InvalidArgumentError("--from, --to and --phone need --clinic");
    }
    return query;
  }
  ClinicAdmin admin(pool);
  ASSIGN_OR_RETURN(const ClinicRecord clinic,
                   FindClinic(admin, flags.clinic, context.SoonEnough()));
  query.clinic = clinic.id;
  ASSIGN_OR_RETURN(const absl::TimeZone zone, LoadZone(clinic.zone_name));
  if (!flags.from.empty()) {
    ASSIGN_OR_RETURN(const absl::CivilDay day, DayOf(flags.from, "--from"));
    query.from = BoundsOf(day, zone).start;
  }
  if (!flags.to.empty()) {
    ASSIGN_OR_RETURN(const absl::CivilDay day, DayOf(flags.to, "--to"));
    query.until = BoundsOf(day, zone).end;
  }
  if (absl::StrContains(flags.phone, '*')) {
    query.masked_phone = flags.phone;
  } else if (!flags.phone.empty()) {
    const absl::StatusOr<PhoneNumber> phone = ParsePhone(flags.phone, clinic.country);
    if (!phone.ok()) {
      return absl::InvalidArgumentError(
          "--phone takes a telephone number, or a masked one as in 614******01");
    }
    query.phone = phone->e164();
  }
  return query;
}

ordered_json BookingJson(const AuditedBooking& booking, bool with_names) {
  ordered_json json = {{"booking_id", booking.booking_id},
                       {"clinic_id", booking.clinic.value()},
                       {"state", booking.state},
                       {"failure_reason", OrNull(booking.failure_reason)},
                       {"appointment_id", OrNull(booking.appointment_id)},
                       {"confirmation_number", OrNull(ConfirmationOf(booking))},
                       {"starts_at", TimeText(booking.start)},
                       {"ends_at", TimeText(booking.end)},
                       {"starts_at_local", LocalTextOf(booking.start, booking.zone_name)},
                       {"practitioner_id", booking.practitioner_id},
                       {"practitioner_name", booking.practitioner},
                       {"business_id", booking.business_id},
                       {"business_name", booking.location},
                       {"appointment_type_id", booking.appointment_type_id},
                       {"appointment_type_name", booking.service},
                       {"patient_id", OrNull(booking.patient_id)},
                       {"masked_phone", booking.masked_phone},
                       {"session_id", booking.session_id},
                       {"created_at", TimeText(booking.created_at)},
                       {"updated_at", TimeText(booking.updated_at)}};
  if (with_names) json["patient_name"] = booking.patient_name;
  return json;
}

ordered_json EventJson(const AuditedEvent& event) {
  return {{"event_id", event.event_id},
          {"booking_id", event.booking_id},
          {"happened_at", TimeText(event.happened_at)},
          {"event", event.event},
          {"reason", OrNull(event.reason)},
          {"session_id", OrNull(event.session_id)},
          {"masked_phone", OrNull(event.masked_phone)},
          {"practitioner_id", OrNull(event.practitioner_id)},
          {"starts_at", OrNull(event.start.has_value() ? TimeText(*event.start) : "")}};
}

void PrintEvents(std::ostream& out, const std::vector<AuditedEvent>& events, bool name_bookings) {
  std::vector<std::vector<std::string>> rows = {
      {"WHEN (UTC)", "EVENT", "REASON", "SESSION", "PHONE", "START (UTC)"}};
  if (name_bookings) rows[0].push_back("BOOKING");
  for (const AuditedEvent& event : events) {
    rows.push_back({TimeText(event.happened_at), event.event, OrDash(event.reason),
                    OrDash(event.session_id), OrDash(event.masked_phone),
                    OrDash(event.start.has_value() ? TimeText(*event.start) : "")});
    if (name_bookings) rows.back().push_back(event.booking_id);
  }
  PrintTable(out, rows);
}

void PrintBooking(std::ostream& out, const AuditedBooking& booking, bool with_names) {
  std::vector<std::vector<std::string>> rows = {
      {"Booking", booking.booking_id},
      {"Clinic id", booking.clinic.value()},
      {"State", booking.failure_reason.empty()
                    ? booking.state
                    : absl::StrCat(booking.state, " (", booking.failure_reason, ")")},
      {"Appointment", booking.appointment_id.empty()
                          ? "-"
                          : absl::StrCat(booking.appointment_id, ", ", ConfirmationOf(booking))},
      {"Starts", LocalTextOf(booking.start, booking.zone_name)},
      {"Ends", LocalTextOf(booking.end, booking.zone_name)},
      {"Practitioner", NameOf(booking.practitioner, booking.practitioner_id)},
      {"Location", NameOf(booking.location, booking.business_id)},
      {"Service", NameOf(booking.service, booking.appointment_type_id)},
      {"Patient id", OrDash(booking.patient_id)},
      {"Phone", booking.masked_phone},
      {"Session", OrDash(booking.session_id)},
      {"Asked", TimeText(booking.created_at)},
      {"Changed", TimeText(booking.updated_at)}};
  if (with_names) rows.push_back({"Patient", booking.patient_name});
  PrintTable(out, rows);
}

absl::Status RunShow(CommandContext& context, const BookingFlags& flags) {
  ASSIGN_OR_RETURN(PostgresPool * pool, context.Database());
  ASSIGN_OR_RETURN(BookingQuery query, QueryOf(context, *pool, flags));
  ASSIGN_OR_RETURN(const std::vector<AuditedBooking> bookings,
                   FindBookings(*pool, query, context.SoonEnough()));
  if (bookings.empty()) {
    return MakeError(DomainError::kAppointmentNotFound,
                     absl::StrCat("no booking has the id, appointment id or number ", flags.id));
  }
  std::ostream& out = context.terminal().out;
  ordered_json list = ordered_json::array();
  for (const AuditedBooking& booking : bookings) {
    ASSIGN_OR_RETURN(
        const std::vector<AuditedEvent> events,
        FindEvents(*pool, {.id = booking.booking_id, .limit = 1000}, context.SoonEnough()));
    if (!flags.json) {
      if (&booking != &bookings.front()) out << "\n";
      PrintBooking(out, booking, flags.with_names);
      out << "\n";
      PrintEvents(out, events, /*name_bookings=*/false);
      continue;
    }
    ordered_json json = BookingJson(booking, flags.with_names);
    json["events"] = ordered_json::array();
    for (const AuditedEvent& event : events) json["events"].push_back(EventJson(event));
    list.push_back(std::move(json));
  }
  if (flags.json) PrintJsonLine(out, {{"bookings", std::move(list)}});
  return absl::OkStatus();
}

absl::Status RunList(CommandContext& context, const BookingFlags& flags) {
  ASSIGN_OR_RETURN(PostgresPool * pool, context.Database());
  ASSIGN_OR_RETURN(BookingQuery query, QueryOf(context, *pool, flags));
  ASSIGN_OR_RETURN(const std::vector<AuditedBooking> bookings,
                   FindBookings(*pool, query, context.SoonEnough()));
  std::ostream& out = context.terminal().out;
  if (flags.json) {
    ordered_json list = ordered_json::array();
    for (const AuditedBooking& booking : bookings) {
      list.push_back(BookingJson(booking, flags.with_names));
    }
    PrintJsonLine(out, {{"bookings", std::move(list)}});
    return absl::OkStatus();
  }
  std::vector<std::vector<std::string>> rows = {
      {"STARTS", "STATE", "PRACTITIONER", "SERVICE", "LOCATION", "NUMBER", "PHONE", "BOOKING"}};
  if (flags.with_names) rows[0].push_back("PATIENT");
  for (const AuditedBooking& booking : bookings) {
    rows.push_back({LocalTextOf(booking.start, booking.zone_name), booking.state,
                    NameOf(booking.practitioner, booking.practitioner_id),
                    NameOf(booking.service, booking.appointment_type_id),
                    NameOf(booking.location, booking.business_id), OrDash(ConfirmationOf(booking)),
                    booking.masked_phone, booking.booking_id});
    if (flags.with_names) rows.back().push_back(booking.patient_name);
  }
  PrintTable(out, rows);
  if (static_cast<int>(bookings.size()) == flags.limit) {
    context.terminal().err << "only the first " << flags.limit << "; --limit shows more\n";
  }
  return absl::OkStatus();
}

absl::Status RunEvents(CommandContext& context, const BookingFlags& flags) {
  ASSIGN_OR_RETURN(PostgresPool * pool, context.Database());
  ASSIGN_OR_RETURN(BookingQuery query, QueryOf(context, *pool, flags));
  ASSIGN_OR_RETURN(const std::vector<AuditedEvent> events,
                   FindEvents(*pool, query, context.SoonEnough()));
  std::ostream& out = context.terminal().out;
  if (!flags.json) {
    PrintEvents(out, events, /*name_bookings=*/true);
    if (static_cast<int>(events.size()) == flags.limit) {
      context.terminal().err << "only the latest " << flags.limit << "; --limit shows more\n";
    }
    return absl::OkStatus();
  }
  ordered_json list = ordered_json::array();
  for (const AuditedEvent& event : events) list.push_back(EventJson(event));
  PrintJsonLine(out, {{"events", std::move(list)}});
  return absl::OkStatus();
}

void AddId(CLI::App& command, BookingFlags& flags, bool required) {
  CLI::Option* option = command.add_option(
      "id", flags.id,
      "a booking's id, an appointment's id in Cliniko, or the number callers hear, as in "
      "APT-000401");
  if (required) option->required();
}

void AddFilters(CLI::App& command, BookingFlags& flags) {
  command.add_option("--clinic", flags.clinic, "a number of the clinic, or its id");
  command.add_option(
      "--from", flags.from,
      "appointments on this day of the clinic's calendar or later, as in 2026-07-14");
  command.add_option("--to", flags.to, "appointments on this day or earlier");
  command.add_option("--state", flags.state, "what has become of the booking")
      ->check(CLI::IsMember({"pending", "booked", "withdrawing", "failed", "cancelled", "moved"}));
  command.add_option(
      "--phone", flags.phone,
      "for this telephone number; a masked one as logs have it will do: 614******01");
  command.add_option("--limit", flags.limit, "at most so many")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
}

void AddNames(CLI::App& command, BookingFlags& flags) {
  command.add_flag("--with-names", flags.with_names,
                   "tell patients' names too; think of who can read the screen");
}

}  // namespace

void AddBookingCommands(CLI::App& parent, CommandContext& context) {
  const auto flags = std::make_shared<BookingFlags>();
  const auto add = [&](const char* name, const char* what, auto run) {
    CLI::App* command = parent.add_subcommand(name, what);
    command->add_flag("--json", flags->json, "print one JSON object");
    command->callback([&context, flags, run] {
      context.Choose([&context, flags, run] { return run(context, *flags); });
    });
    return command;
  };
  CLI::App* show = add("show", "Show a booking and all that happened to it", RunShow);
  AddId(*show, *flags, /*required=*/true);
  show->add_option("--clinic", flags->clinic,
                   "only this clinic's; several may have the same APT number");
  AddNames(*show, *flags);
  show->footer("Example:\n  frontdeskctl booking show APT-000401 --clinic +61290000001");
  CLI::App* list = add("list", "List a clinic's bookings, by the time of the appointment", RunList);
  AddFilters(*list, *flags);
  list->get_option("--clinic")->required();
  AddNames(*list, *flags);
  list->footer(
      "Example:\n  frontdeskctl booking list --clinic +61290000001 --from 2026-07-14 "
      "--to 2026-07-14 --state failed");
  CLI::App* events = add("events", "List what happened to bookings, the latest last", RunEvents);
  AddId(*events, *flags, /*required=*/false);
  AddFilters(*events, *flags);
  events->footer(
      "Events are only ever added. Session and phone are those of who asked; what the services do "
      "by themselves later has no phone.\n\n"
      "Example:\n  frontdeskctl booking events --clinic +61290000001 --phone '614******01'");
}

}  // namespace frontdesk::ctl
