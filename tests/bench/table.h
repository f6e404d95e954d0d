#ifndef FRONTDESK_TESTS_BENCH_TABLE_H_
#define FRONTDESK_TESTS_BENCH_TABLE_H_

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace frontdesk::bench {

// A table that reads well in a terminal and as Markdown: the first `texts` columns are texts, the
// others numbers, on the right.
class Table {
 public:
  Table(std::vector<std::string> header, std::size_t texts) : texts_(texts) {
    rows_.push_back(std::move(header));
  }

  // As many cells as the header has.
  void Add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }

  std::string Text() const;

 private:
  const std::size_t texts_;
  std::vector<std::vector<std::string>> rows_;
};

// With as many digits as tell something: "0.042", "4.2", "42", "4200".
std::string Number(double value);

// "58 %"
std::string Percent(double part);

}  // namespace frontdesk::bench

#endif  // FRONTDESK_TESTS_BENCH_TABLE_H_
