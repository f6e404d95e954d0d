#ifndef FRONTDESK_LIBS_NAMES_MEMO_H_
#define FRONTDESK_LIBS_NAMES_MEMO_H_

#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"

namespace frontdesk {

// What was worked out of the names of a directory, which are the same question after question.
// Holds the most used of late: between `most` and twice as many values. Thread-safe.
template <typename Value>
class Memo {
 public:
  explicit Memo(std::size_t most) : most_(most) {}

  // The value under `key`, made where there is none: a value of everything that `make` uses.
  std::shared_ptr<const Value> Get(const std::string& key, absl::FunctionRef<Value()> make) {
    {
      const std::lock_guard lock(mutex_);
      if (const auto found = young_.find(key); found != young_.end()) return found->second;
      if (const auto found = old_.find(key); found != old_.end()) {
        std::shared_ptr<const Value> value = found->second;
        Keep(key, value);
        return value;
      }
    }
    auto value = std::make_shared<const Value>(make());
    const std::lock_guard lock(mutex_);
    Keep(key, value);
    return value;
  }

 private:
  // What nobody asks for until `most` others were asked for is forgotten.
  void Keep(const std::string& key, std::shared_ptr<const Value> value) {
    if (young_.size() >= most_) {
      old_ = std::move(young_);
      young_.clear();
    }
    young_.insert_or_assign(key, std::move(value));
  }

  const std::size_t most_;
  std::mutex mutex_;  // guards what follows
  absl::flat_hash_map<std::string, std::shared_ptr<const Value>> young_;
  absl::flat_hash_map<std::string, std::shared_ptr<const Value>> old_;
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_NAMES_MEMO_H_
