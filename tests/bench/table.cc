#include "tests/bench/table.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace frontdesk::bench {

std::string Table::Text() const {
  std::vector<std::size_t> widths(rows_.front().size(), 3);
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string pad(widths[i] - row[i].size(), ' ');
      absl::StrAppend(&text, "| ", i < texts_ ? row[i] + pad : pad + row[i], " ");
    }
    absl::StrAppend(&text, "|\n");
    if (&row != &rows_.front()) continue;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string line(widths[i] - 1, '-');
      absl::StrAppend(&text, "| ", line, i < texts_ ? "- " : ": ");
    }
    absl::StrAppend(&text, "|\n");
  }
  return text;
}

std::string Number(double value) {
  if (!std::isfinite(value)) return "-";
  const double size = std::abs(value);
  if (size == 0) return "0";
  if (size < 0.1) return absl::StrFormat("%.3f", value);
  if (size < 1) return absl::StrFormat("%.2f", value);
  if (size < 100) return absl::StrFormat("%.1f", value);
  return absl::StrFormat("%.0f", value);
}

std::string Percent(double part) { return absl::StrFormat("%.0f %%", 100 * part); }

}  // namespace frontdesk::bench
