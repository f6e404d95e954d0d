#ifndef FRONTDESK_LIBS_PHONE_PHONE_NUMBER_H_
#define FRONTDESK_LIBS_PHONE_PHONE_NUMBER_H_

#include <compare>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace frontdesk {

// A telephone number in its one canonical form. It is personal data: it has no operator<< and no
// AbslStringify on purpose, so that it cannot slip into a log; logs take Masked().
class PhoneNumber {
 public:
  // E.164 with the plus, "+61400000001": for storage, as a key and for Cliniko.
  const std::string& e164() const { return e164_; }

  // For logs: the first three digits, the last two, stars between ("614******01").
  // Source: contract/webhooks.md, 4.3.
  std::string Masked() const;

  friend auto operator<=>(const PhoneNumber&, const PhoneNumber&) = default;
  friend bool operator==(const PhoneNumber&, const PhoneNumber&) = default;

  template <typename H>
  friend H AbslHashValue(H state, const PhoneNumber& number) {
    return H::combine(std::move(state), number.e164_);
  }

 private:
  friend absl::StatusOr<PhoneNumber> ParsePhone(absl::string_view, absl::string_view);

  explicit PhoneNumber(std::string e164) : e164_(std::move(e164)) {}

  std::string e164_;
};

// Why a number was refused; each has its own wording. Source: contract/webhooks.md, 4.3.
enum class PhoneProblem { kMissing, kWrongLength, kWrongPrefix };

// Reads a number as people say it and systems send it: "0400 000 001", "+61 (0)400 000 001",
// "0061400000001", "400000001" (the zero was lost when it was sent as a number), "my number is 0491
// 570 156", "oh four nine one, double five". `country` is the clinic's, ISO 3166 ("AU", "GB",
// "US"), and tells how to read a number without a country code; what e164() returns is read the
// same everywhere.
//
// Australian numbers need a national prefix 02, 03, 04, 07 or 08 and ten digits; others must be
// possible for their country. Numbers set aside for fiction pass: being assigned is not asked for.
// Fails with kInvalidPhoneNumber, and PhoneProblemOf tells more.
absl::StatusOr<PhoneNumber> ParsePhone(absl::string_view spoken, absl::string_view country);

// What is wrong with the number that ParsePhone refused with `status`; empty for other statuses. It
// is known to the process that parsed the number, not across RPCs.
std::optional<PhoneProblem> PhoneProblemOf(const absl::Status& status);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_PHONE_PHONE_NUMBER_H_
