#ifndef FRONTDESK_TESTS_CLINIKO_SANDBOX_LIST_H_
#define FRONTDESK_TESTS_CLINIKO_SANDBOX_LIST_H_

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "tests/cliniko_sandbox/filter.h"
#include "tests/cliniko_sandbox/query.h"
#include "tests/cliniko_sandbox/settings.h"

namespace frontdesk::sandbox {

// Filtering, ordering and paging of any kind of row. Source: contract/cliniko.md, sections 6 to 9.

// One field of a row as the list routes know it. Every field here sorts (but arrays).
template <typename Row>
struct Field {
  const char* name;
  FieldType type;
  FieldValue (*get)(const Row&);
  bool filterable = true;
};

struct PageBounds {
  int page = 1;
  int per_page = 50;
};

// Reads page and per_page; fails with the message of a 400.
absl::StatusOr<PageBounds> ReadPageBounds(const Query& query, const Settings& settings);

struct SortKey {
  std::string field;
  bool descending = false;
};
std::vector<SortKey> ReadSortKeys(const Query& query);

// Lists hide a record while one of these instants is set, unless a filter names it. Archiving sets
// both archived_at and deleted_at, so a filter on either one shows archived records.
inline bool Lifts(absl::string_view filtered, absl::string_view hiding) {
  return filtered == hiding || (hiding == "archived_at" && filtered == "deleted_at") ||
         (hiding == "deleted_at" && filtered == "archived_at");
}

template <typename Row>
const Field<Row>* FieldNamed(absl::Span<const Field<Row>> fields, absl::string_view name) {
  for (const Field<Row>& field : fields) {
    if (name == field.name) return &field;
  }
  return nullptr;
}

template <typename Row>
absl::StatusOr<std::vector<Condition>> ReadConditions(absl::Span<const Field<Row>> fields,
                                                      const Query& query) {
  std::vector<Condition> conditions;
  for (const std::string& filter : query.Filters()) {
    const absl::string_view name = FieldOfFilter(filter);
    const Field<Row>* field = FieldNamed(fields, name);
    if (field == nullptr || !field->filterable) {
      return absl::InvalidArgumentError(absl::StrCat(name, " is not filterable"));
    }
    absl::StatusOr<Condition> condition = ParseFilter(filter, field->type);
    if (!condition.ok()) return std::move(condition).status();
    conditions.push_back(*std::move(condition));
  }
  return conditions;
}

// Whether `row` is shown: it meets every condition and is not hidden.
template <typename Row>
bool Shows(absl::Span<const Field<Row>> fields, const std::vector<Condition>& conditions,
           const Row& row, bool show_hidden = false) {
  for (const Condition& condition : conditions) {
    if (!Matches(condition, FieldNamed(fields, condition.field)->get(row))) return false;
  }
  if (show_hidden) return true;
  for (const char* hiding : {"cancelled_at", "archived_at", "deleted_at"}) {
    const Field<Row>* field = FieldNamed(fields, hiding);
    if (field == nullptr || std::holds_alternative<std::monostate>(field->get(row))) continue;
    if (std::none_of(conditions.begin(), conditions.end(),
                     [&](const Condition& condition) { return Lifts(condition.field, hiding); })) {
      return false;
    }
  }
  return true;
}

// Orders by the query's sort keys, else by created_at; ties by id. Fails with the message of a 400.
template <typename Row>
absl::Status Sort(absl::Span<const Field<Row>> fields, const Query& query, std::vector<Row>& rows) {
  std::vector<SortKey> keys = ReadSortKeys(query);
  keys.push_back({"id"});
  std::vector<const Field<Row>*> columns;
  for (const SortKey& key : keys) {
    const Field<Row>* field = FieldNamed(fields, key.field);
    if (field == nullptr || field->type == FieldType::kArray) {
      return absl::InvalidArgumentError(absl::StrCat(key.field, " is not sortable"));
    }
    columns.push_back(field);
  }
  std::stable_sort(rows.begin(), rows.end(), [&](const Row& a, const Row& b) {
    for (size_t i = 0; i < keys.size(); ++i) {
      const FieldValue left = columns[i]->get(a);
      const FieldValue right = columns[i]->get(b);
      if (left == right) continue;
      return keys[i].descending ? Precedes(right, left) : Precedes(left, right);
    }
    return false;
  });
  return absl::OkStatus();
}

}  // namespace frontdesk::sandbox

#endif  // FRONTDESK_TESTS_CLINIKO_SANDBOX_LIST_H_
