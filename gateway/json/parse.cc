#include "gateway/json/parse.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gateway/json/value.h"
#include "libs/status/domain_error.h"
#include "nlohmann/json.hpp"

namespace frontdesk::gateway {
namespace {

// Nobody says a control character; line breaks and tabs are gaps between words.
std::string WithoutControlCharacters(const std::string& text) {
  std::string clean;
  clean.reserve(text.size());
  for (const char c : text) {
    if (c == '\n' || c == '\t' || c == '\r') {
      clean.push_back(' ');
    } else if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) {
      clean.push_back(c);
    }
  }
  return clean;
}

// Receives the parser's events. Returning false stops it.
class Builder {
 public:
  bool null() { return Add(JsonValue()); }
  bool boolean(bool value) { return Add(JsonValue(value)); }
  bool number_integer(std::int64_t value) { return AddNumber(absl::StrCat(value)); }
  bool number_unsigned(std::uint64_t value) { return AddNumber(absl::StrCat(value)); }
  bool number_float(double /*value*/, const std::string& lexeme) { return AddNumber(lexeme); }
  bool string(std::string& value) { return Add(JsonValue(WithoutControlCharacters(value))); }
  bool binary(std::vector<std::uint8_t>& /*value*/) { return false; }  // not in JSON text

  bool start_object(std::size_t /*size*/) { return Open(JsonValue(JsonValue::Object())); }
  bool end_object() { return Close(); }
  bool start_array(std::size_t /*size*/) { return Open(JsonValue(JsonValue::Array())); }
  bool end_array() { return Close(); }
  bool key(std::string& name) {
    if (open_.back().object()->size() >= kMostJsonMembers) {
      error_ = "the body has an object with too many members";
      return false;
    }
    keys_.back() = WithoutControlCharacters(name);
    return true;
  }

  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*error*/) {
    error_ = absl::StrCat("the body is not valid JSON in UTF-8 near byte ", position);
    return false;
  }

  JsonValue TakeRoot() { return std::move(root_); }
  const std::string& error() const { return error_; }

 private:
  bool AddNumber(std::string lexeme) {
    return Add(JsonValue(JsonValue::Number{std::move(lexeme)}));
  }

  bool Add(JsonValue value) {
    if (++count_ > kMostJsonValues) {
      error_ = "the body has too many values";
      return false;
    }
    Put(std::move(value));
    return true;
  }

  bool Open(JsonValue container) {
    if (open_.size() >= kDeepestJson) {
      error_ = absl::StrCat("the body is nested deeper than ", kDeepestJson, " levels");
      return false;
    }
    if (++count_ > kMostJsonValues) {
      error_ = "the body has too many values";
      return false;
    }
    open_.push_back(std::move(container));
    keys_.emplace_back();
    return true;
  }

  bool Close() {
    JsonValue done = std::move(open_.back());
    open_.pop_back();
    keys_.pop_back();
    Put(std::move(done));
    return true;
  }

  void Put(JsonValue value) {
    if (open_.empty()) {
      root_ = std::move(value);
    } else if (auto* array = open_.back().array()) {
      array->push_back(std::move(value));
    } else {
      PutMember(*open_.back().object(), keys_.back(), std::move(value));
    }
  }

  static void PutMember(JsonValue::Object& object, const std::string& key, JsonValue value) {
    for (auto& member : object) {
      if (member.first == key) {
        member.second = std::move(value);
        return;
      }
    }
    object.emplace_back(key, std::move(value));
  }

  JsonValue root_;
  std::vector<JsonValue> open_;
  std::vector<std::string> keys_;  // the key that waits for its value, one an open container
  std::string error_;
  int count_ = 0;
};

}  // namespace

absl::StatusOr<JsonValue> ParseJsonObject(absl::string_view body) {
  Builder builder;
  if (!nlohmann::json::sax_parse(body.begin(), body.end(), &builder)) {
    return MakeError(DomainError::kInvalidRequest, builder.error());
  }
  JsonValue root = builder.TakeRoot();
  if (root.object() == nullptr) {
    return MakeError(DomainError::kInvalidRequest, "the body must be a JSON object");
  }
  return root;
}

}  // namespace frontdesk::gateway
