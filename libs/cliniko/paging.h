#ifndef FRONTDESK_LIBS_CLINIKO_PAGING_H_
#define FRONTDESK_LIBS_CLINIKO_PAGING_H_

#include <optional>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/cliniko/client.h"
#include "libs/cliniko/endpoint.h"
#include "libs/cliniko/json_row.h"
#include "libs/cliniko/query.h"
#include "libs/cliniko/rest.h"

namespace frontdesk::cliniko {

// Where `link`, the "next" of the page at `target` (prefix included), leads: a path and query of
// the same path on the same server. Empty for a link to any other scheme, host or path, which would
// take the key to a place that is not the one asked. Source: contract/cliniko.md, sections 4 and 6.
std::optional<std::string> NextTarget(const Endpoint& endpoint, absl::string_view target,
                                      absl::string_view link);

// Reads every page of a list, `on_row` telling of each row whether it is a new one. It ends with
// the page that names no next one or brings nothing new. A next link that leads elsewhere is not
// followed: the page's number is counted on instead, so that the list is whole all the same.
// Returns the server's own time at the first page, or ours where it does not tell.
absl::StatusOr<absl::Time> ForEachRow(Rest& rest, const Route& route, const Query& query,
                                      const char* list_name, absl::Time deadline,
                                      absl::FunctionRef<absl::StatusOr<bool>(const Json&)> on_row);

// What a page says about the list that it is of.
struct PageEnd {
  bool last = true;            // no next page
  std::optional<int> total{};  // rows on all pages, where that is told
  absl::Time as_of{};          // as ForEachRow returns it
};

// Reads one page, counted from 1, for whoever cannot hold a list at once. A page past the end has
// no rows and is the last.
absl::StatusOr<PageEnd> ReadPage(Rest& rest, const Route& route, const Query& query,
                                 const char* list_name, int page, absl::Time deadline,
                                 absl::FunctionRef<absl::Status(const Json&)> on_row);

// As ForEachRow, each row read by `read` and kept once by `key`. A row that moved to a later page
// while we read comes twice: the later reading counts.
template <typename Row, typename Key>
absl::StatusOr<Listing<Row>> ListAll(Rest& rest, const Route& route, const Query& query,
                                     const char* list_name, absl::Time deadline,
                                     absl::StatusOr<Row> (*read)(const Json&), Key key) {
  Listing<Row> listing;
  absl::flat_hash_map<std::string, size_t> places;
  absl::StatusOr<absl::Time> as_of = ForEachRow(
      rest, route, query, list_name, deadline, [&](const Json& json) -> absl::StatusOr<bool> {
        absl::StatusOr<Row> row = read(json);
        if (!row.ok()) return row.status();
        const auto [place, is_new] = places.try_emplace(key(*row), listing.rows.size());
        if (is_new) {
          listing.rows.push_back(*std::move(row));
        } else {
          listing.rows[place->second] = *std::move(row);
        }
        return is_new;
      });
  if (!as_of.ok()) return as_of.status();
  listing.as_of = *as_of;
  return listing;
}

}  // namespace frontdesk::cliniko

#endif  // FRONTDESK_LIBS_CLINIKO_PAGING_H_
