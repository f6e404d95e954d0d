#include "libs/cliniko/paging.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "libs/cliniko/failure.h"
#include "libs/status/status_macros.h"
#include "nlohmann/json.hpp"

namespace frontdesk::cliniko {
namespace {

constexpr int kMostPages = 2000;  // of 100 rows
constexpr size_t kLongestLink = 8000;

absl::string_view PathOf(absl::string_view target) { return target.substr(0, target.find('?')); }

// A space or a line break would end the request line early.
bool IsPlain(absl::string_view text) {
  return text.size() <= kLongestLink && std::all_of(text.begin(), text.end(), absl::ascii_isgraph);
}

absl::Time ServerTime(const std::string& date, absl::Time otherwise) {
  absl::Time time;
  std::string error;
  // ParseTime also knows "infinite-past"; a date of HTTP begins with a capital letter.
  const bool is_date = !date.empty() && absl::ascii_isupper(static_cast<unsigned char>(date[0]));
  return is_date && absl::ParseTime("%a, %d %b %Y %H:%M:%S GMT", date, &time, &error) ? time
                                                                                      : otherwise;
}

// The body of a page, with its list.
absl::StatusOr<Json> ParsePage(const Route& route, const HttpAnswer& answer,
                               const char* list_name) {
  ASSIGN_OR_RETURN(Json body, ParseJson(answer.body));
  if (!body.is_object() || !body.contains(list_name) || !body[list_name].is_array()) {
    return MakeFailure({.failure = Failure::kMalformedAnswer},
                       absl::StrCat("GET ", route.path, " has no list of ", list_name));
  }
  return body;
}

std::string NextLink(const JsonRow& envelope) {
  return JsonRow(envelope.Object("links")).Text("next");
}

}  // namespace

std::optional<std::string> NextTarget(const Endpoint& endpoint, absl::string_view target,
                                      absl::string_view link) {
  link = link.substr(0, link.find('#'));
  if (link.empty() || !IsPlain(link)) return std::nullopt;
  const absl::string_view path = PathOf(target);
  if (absl::StartsWith(link, "?")) return absl::StrCat(path, link);

  absl::string_view next = link;  // becomes an absolute path with its query
  std::string absolute;
  if (absl::StartsWith(link, "//")) {
    absolute = absl::StrCat(endpoint.tls ? "https:" : "http:", link);
  } else if (absl::StrContains(PathOf(link), "://")) {
    absolute = std::string(link);
  }
  if (!absolute.empty()) {
    const absl::string_view url(absolute);
    const size_t authority_end = std::min(url.find_first_of("/?", url.find("://") + 3), url.size());
    const absl::StatusOr<Endpoint> server = Endpoint::Parse(url.substr(0, authority_end));
    if (!server.ok() || server->tls != endpoint.tls || server->host != endpoint.host ||
        server->port != endpoint.port) {
      return std::nullopt;
    }
    next = url.substr(authority_end);
  } else if (!absl::StartsWith(link, "/")) {
    absolute = absl::StrCat(path.substr(0, path.rfind('/') + 1), link);
    next = absolute;
  }
  if (PathOf(next) != path) return std::nullopt;
  return std::string(next);
}

absl::StatusOr<absl::Time> ForEachRow(Rest& rest, const Route& route, const Query& query,
                                      const char* list_name, absl::Time deadline,
                                      absl::FunctionRef<absl::StatusOr<bool>(const Json&)> on_row) {
  Query first_query = query;
  std::string target = first_query.Param("per_page", "100").target();
  absl::Time as_of;
  for (int page = 1; page <= kMostPages; ++page) {
    const absl::Time asked_at = rest.Now();
    ASSIGN_OR_RETURN(const HttpAnswer answer, rest.Call(route, target, "", deadline));
    if (page == 1) as_of = ServerTime(answer.date, asked_at);
    ASSIGN_OR_RETURN(const Json body, ParsePage(route, answer, list_name));
    const JsonRow envelope(body);
    bool anything_new = false;
    for (const Json& row : envelope.Array(list_name)) {
      ASSIGN_OR_RETURN(const bool is_new, on_row(row));
      anything_new = anything_new || is_new;
    }
    const std::string link = NextLink(envelope);
    if (link.empty() || !anything_new) return as_of;

    const std::optional<std::string> next =
        NextTarget(rest.endpoint(), absl::StrCat(rest.endpoint().prefix, target), link);
    if (next.has_value()) {
      target = std::string(absl::StripPrefix(*next, rest.endpoint().prefix));
    } else {
      Query counted = first_query;
      target = counted.Param("page", absl::StrCat(page + 1)).target();
    }
  }
  return MakeFailure({.failure = Failure::kMalformedAnswer},
                     absl::StrCat("GET ", route.path, " has no last page"));
}

absl::StatusOr<PageEnd> ReadPage(Rest& rest, const Route& route, const Query& query,
                                 const char* list_name, int page, absl::Time deadline,
                                 absl::FunctionRef<absl::Status(const Json&)> on_row) {
  Query paged = query;
  paged.Param("per_page", "100").Param("page", absl::StrCat(page));
  const absl::Time asked_at = rest.Now();
  ASSIGN_OR_RETURN(const HttpAnswer answer, rest.Call(route, paged.target(), "", deadline));
  ASSIGN_OR_RETURN(const Json body, ParsePage(route, answer, list_name));
  const JsonRow envelope(body);
  for (const Json& row : envelope.Array(list_name)) RETURN_IF_ERROR(on_row(row));
  // Whatever a page without rows says of a next one, following it would not end.
  return PageEnd{.last = NextLink(envelope).empty() || envelope.Array(list_name).empty(),
                 .total = envelope.Number("total_entries"),
                 .as_of = ServerTime(answer.date, asked_at)};
}

}  // namespace frontdesk::cliniko
