#include "tools/frontdeskctl/explain.h"

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "libs/cliniko/failure.h"
#include "libs/postgres/pqxx_errors.h"
#include "libs/status/domain_error.h"

namespace frontdesk::ctl {
namespace {

absl::string_view AdviceFor(cliniko::Failure failure) {
  using enum cliniko::Failure;
  switch (failure) {
    case kInvalidKey:
      return "Cliniko does not accept the key (401). Check that it was copied whole, with the "
             "ending that names its shard, such as -au1, and that it has not been deleted in "
             "Cliniko.";
    case kForbidden:
      return "Cliniko knows the key, but its user may not do this (403). Give that user a role "
             "that sees the clinic's locations, practitioners, appointments and patients.";
    case kRateLimited:
      return "Cliniko has had too many requests of this key's user. Try again in a minute.";
    case kTimeout:
      return "Cliniko did not answer in time. Try again.";
    case kUnreachable:
      return "Cliniko cannot be reached. Check the network, the key's shard and --cliniko-url.";
    case kUntrustedServer:
      return "The server that answers is not Cliniko, or its certificate is not trusted. The key "
             "was not sent.";
    case kServerError:
      return "Cliniko has a problem of its own. Try again later.";
    default:
      return "Cliniko gave an answer that cannot be used.";
  }
}

// The table, the schema or the column is not there.
bool SchemaIsOld(const absl::Status& status) {
  const std::string state = SqlStateOf(status);
  return state == "42P01" || state == "3F000" || state == "42703";
}

}  // namespace

std::string Explain(const absl::Status& status) {
  if (const std::optional<cliniko::Failure> failure = cliniko::FailureOf(status)) {
    return absl::StrCat(AdviceFor(*failure), " [", status.message(), "]");
  }
  if (SchemaIsOld(status)) {
    return "The database does not have the tables of this version. Run `frontdeskctl migrate` "
           "first.";
  }
  if (CommitInDoubt(status)) {
    return absl::StrCat(
        "The connection to the database was lost while it was storing, so it is not known whether "
        "it did. Look with `frontdeskctl clinic list`. [",
        status.message(), "]");
  }
  if (IsError(status, DomainError::kBookingSystemUnavailable)) {
    return absl::StrCat("The database cannot be used. [", status.message(), "]");
  }
  return std::string(status.message());
}

bool IsUsageError(const absl::Status& status) {
  return absl::IsInvalidArgument(status) && !cliniko::FailureOf(status).has_value();
}

}  // namespace frontdesk::ctl
