#ifndef FRONTDESK_TESTS_CLINIKO_SANDBOX_BODY_H_
#define FRONTDESK_TESTS_CLINIKO_SANDBOX_BODY_H_

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "tests/cliniko_sandbox/call.h"

namespace frontdesk::sandbox {

// Reads the body of a request into an object: JSON, or form fields (which stay flat). A reply is
// the refusal: 400 for what is no JSON object, 500 for nested form fields, as Cliniko was seen to
// do.
std::variant<Json, Reply> ParseBody(const ApiRequest& request);

// Takes single values out of a body and collects what is wrong with them for a 422.
class BodyReader {
 public:
  explicit BodyReader(const Json& body) : body_(body) {}

  // True if the body names `field`, also with null.
  bool Has(const char* field) const { return body_.contains(field); }
  bool IsNull(const char* field) const;

  // An id as a string or an integer; 0 for anything else. A number that went through a double is
  // an integer that names nothing.
  Id IdOf(const char* field) const;
  std::vector<Id> IdsOf(const char* field) const;
  std::optional<absl::Time> TimeOf(const char* field) const;
  std::optional<int> IntegerOf(const char* field) const;
  std::optional<bool> BooleanOf(const char* field) const;
  // Texts; a number becomes its digits.
  std::optional<std::string> TextOf(const char* field) const;
  const Json& body() const { return body_; }

  // One text for a field; the first one stays.
  void Fail(const std::string& field, const std::string& message);
  // Fails with "can’t be blank" unless the field has a value.
  void Require(const char* field);

  bool ok() const { return errors_.empty(); }
  Reply Refusal() const { return Invalid(errors_); }

 private:
  const Json& body_;
  Json errors_ = Json::object();
};

// The starts of a repeated record: the first one, then `rule`'s, at the same wall-clock time.
std::vector<absl::Time> RepeatedStarts(absl::Time first, const std::optional<RepeatRule>& rule,
                                       absl::TimeZone zone);

// Reads "repeat_rule"; absent, null and {} are none.
std::optional<RepeatRule> ReadRepeatRule(BodyReader& reader);

}  // namespace frontdesk::sandbox

#endif  // FRONTDESK_TESTS_CLINIKO_SANDBOX_BODY_H_
