#ifndef FRONTDESK_LIBS_DOMAIN_STRONG_ID_H_
#define FRONTDESK_LIBS_DOMAIN_STRONG_ID_H_

#include <compare>
#include <string>
#include <utility>

namespace frontdesk {

// An identifier that cannot be confused with another kind of identifier: passing a BusinessId where a
// PractitionerId is wanted does not compile. The value is opaque; empty means "none".
template <typename Tag>
class StrongId {
 public:
  StrongId() = default;
  explicit StrongId(std::string value) : value_(std::move(value)) {}

  const std::string& value() const { return value_; }
  bool empty() const { return value_.empty(); }

  friend auto operator<=>(const StrongId&, const StrongId&) = default;
  friend bool operator==(const StrongId&, const StrongId&) = default;

  template <typename H>
  friend H AbslHashValue(H state, const StrongId& id) {
    return H::combine(std::move(state), id.value_);
  }

 private:
  std::string value_;
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_DOMAIN_STRONG_ID_H_
