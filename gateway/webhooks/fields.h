#ifndef FRONTDESK_GATEWAY_WEBHOOKS_FIELDS_H_
#define FRONTDESK_GATEWAY_WEBHOOKS_FIELDS_H_

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "gateway/json/value.h"

namespace frontdesk::gateway {

using Aliases = std::initializer_list<absl::string_view>;

inline constexpr int kLongestText = 300;    // bytes; of a name, a phone, a date
inline constexpr int kLongestNotes = 2000;  // bytes; of what is kept as it was said

// Speech that is not there: an unfilled "{{variable}}" or a bare "system__..." variable name.
bool IsUnfilled(absl::string_view text);

// What the client meant by a text: trimmed; empty for "", "null", "none", "undefined", "unknown",
// "n/a", an unfilled "{{variable}}" and a bare "system__..." variable name. Source:
// contract/webhooks.md, section 1.5; contract/elevenlabs.md, section 2.1.
std::string Meant(absl::string_view text);

// What a text, a number or a boolean says, as it was written; empty for anything else. What is
// longer than `limit` is cut between characters.
std::string ScalarText(const JsonValue& value, int limit = kLongestText);

// The object or list that a text encodes as JSON; null if it is any other text. Some clients encode
// what is nested.
JsonValue Decoded(absl::string_view text);

// The first of an object's `members` that says something.
std::string MemberText(const JsonValue& object, Aliases members);

// A thing that a client names by id, by name or by both.
struct NamedValue {
  std::string id;
  std::string name;

  bool empty() const { return id.empty() && name.empty(); }
};

// Reads the members of one webhook body.
class Fields {
 public:
  // `body` must outlive this.
  explicit Fields(const JsonValue& body);

  // The member of that name; null if there is none.
  const JsonValue* Find(absl::string_view alias) const {
    return (marks_ & MarkOf(alias)) == 0 ? nullptr : body_.Find(alias);
  }

  // The first of `aliases` that says something; numbers and booleans as they were written. What is
  // longer than `limit` is cut between characters. `field` is our name for it, in mistyped().
  std::string Text(absl::string_view field, Aliases aliases, int limit = kLongestText);

  // As Text, but of the caller's own words, among which "none" and "null" mean something.
  std::string Speech(absl::string_view field, Aliases aliases);

  // As Text, and an object such as {"id": ..., "name": ...} counts too, also one that is encoded
  // as a text.
  NamedValue Named(absl::string_view field, Aliases aliases, Aliases id_members,
                   Aliases name_members);

  // As Text, but an object or a list is told as text too: {"service": "Massage", "time": "9:00 AM"}
  // is "Massage, at 9:00 AM". Ids, phones and lengths are left out, as nobody would say them.
  std::string Description(absl::string_view field, Aliases aliases, int limit);

  // Fields of which nothing could be read because the value is an array or an object, by our name.
  const std::vector<std::string>& mistyped() const { return mistyped_; }

 private:
  // One bit, the same for equal names.
  static std::uint64_t MarkOf(absl::string_view name) {
    if (name.empty()) return 1;
    const unsigned first = static_cast<unsigned char>(name.front());
    const unsigned last = static_cast<unsigned char>(name.back());
    return std::uint64_t{1} << ((name.size() + 3 * first + 5 * last) % 64);
  }

  const JsonValue& body_;
  // Of all names that the body has: a webhook is asked for some 150 names and has a handful.
  std::uint64_t marks_ = 0;
  std::vector<std::string> mistyped_;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_WEBHOOKS_FIELDS_H_
