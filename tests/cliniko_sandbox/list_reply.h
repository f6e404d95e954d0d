#ifndef FRONTDESK_TESTS_CLINIKO_SANDBOX_LIST_REPLY_H_
#define FRONTDESK_TESTS_CLINIKO_SANDBOX_LIST_REPLY_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/types/span.h"
#include "tests/cliniko_sandbox/call.h"
#include "tests/cliniko_sandbox/list.h"

namespace frontdesk::sandbox {

// The envelope of a list: `rows` are those of the page. Source: contract/cliniko.md, section 6.
Reply Envelope(const Call& call, const char* plural, Json rows, size_t total, PageBounds bounds);

// Cuts the page out of `rows` and writes it with `render`.
template <typename Row, typename Render>
Reply PageReply(const Call& call, const char* plural, const std::vector<Row>& rows,
                const Render& render) {
  const absl::StatusOr<PageBounds> bounds = ReadPageBounds(call.query, call.settings);
  if (!bounds.ok()) return Message(400, bounds.status().message());
  const size_t first = static_cast<size_t>(bounds->page - 1) * bounds->per_page;
  Json page = Json::array();
  for (size_t i = first; i < rows.size() && i < first + bounds->per_page; ++i) {
    page.push_back(render(rows[i]));
  }
  return Envelope(call, plural, std::move(page), rows.size(), *bounds);
}

// A list route: filters, hides, sorts and pages. `parent` is a field that a nested route does not
// filter by, or null.
template <typename Row, typename Render>
Reply ListReply(const Call& call, const char* plural, absl::Span<const Field<Row>> known_fields,
                std::vector<Row> rows, const Render& render, const char* parent = nullptr) {
  std::vector<Field<Row>> fields(known_fields.begin(), known_fields.end());
  for (Field<Row>& field : fields) {
    if (parent != nullptr && absl::string_view(field.name) == parent) field.filterable = false;
  }
  const absl::Span<const Field<Row>> span = fields;
  const absl::StatusOr<std::vector<Condition>> conditions = ReadConditions(span, call.query);
  if (!conditions.ok()) return Message(400, conditions.status().message());
  std::erase_if(rows, [&](const Row& row) { return !Shows(span, *conditions, row); });
  if (const absl::Status sorted = Sort(span, call.query, rows); !sorted.ok()) {
    return Message(400, sorted.message());
  }
  return PageReply(call, plural, rows, render);
}

// GET /x/:id. Hides like a list; its filters lift that.
template <typename Row, typename Render>
Reply ShowReply(const Call& call, absl::Span<const Field<Row>> fields, const Row& row,
                const Render& render) {
  const absl::StatusOr<std::vector<Condition>> conditions = ReadConditions(fields, call.query);
  if (!conditions.ok()) return Message(400, conditions.status().message());
  if (!Shows(fields, *conditions, row, call.settings.show_hidden_by_id)) {
    return NotFound(call.settings);
  }
  return JsonReply(200, render(row));
}

// Pointers to all records of a map that `keep` accepts.
template <typename T, typename Keep>
std::vector<const T*> Rows(const std::map<Id, T>& records, const Keep& keep) {
  std::vector<const T*> rows;
  for (const auto& [id, record] : records) {
    if (keep(record)) rows.push_back(&record);
  }
  return rows;
}
template <typename T>
std::vector<const T*> Rows(const std::map<Id, T>& records) {
  return Rows(records, [](const T&) { return true; });
}

}  // namespace frontdesk::sandbox

#endif  // FRONTDESK_TESTS_CLINIKO_SANDBOX_LIST_REPLY_H_
