#ifndef FRONTDESK_LIBS_NAMES_ONCE_PER_NAME_H_
#define FRONTDESK_LIBS_NAMES_ONCE_PER_NAME_H_

#include <cstddef>
#include <memory>
#include <mutex>

#include "absl/functional/function_ref.h"

namespace frontdesk {

// One value for each name of a directory, worked out when it is first wanted. Agents send names
// back word for word as they were listed, and then there is nothing to work out but the first time.
// Thread-safe.
template <typename Value>
class OncePerName {
 public:
  explicit OncePerName(std::size_t names) : values_(std::make_unique<One[]>(names)) {}

  // The value of the `index`th name. `make` makes it of that name and its directory alone.
  const Value& Get(std::size_t index, absl::FunctionRef<Value()> make) const {
    One& one = values_[index];
    std::call_once(one.made, [&] { one.value = make(); });
    return one.value;
  }

 private:
  struct One {
    std::once_flag made;
    Value value;
  };

  std::unique_ptr<One[]> values_;
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_NAMES_ONCE_PER_NAME_H_
