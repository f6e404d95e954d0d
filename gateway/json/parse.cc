#include "gateway/json/parse.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gateway/json/flat_object.h"
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
  // Keeps all that is named so; all if null.
  explicit Builder(const JsonNames* names) : names_(names) {}

  bool null() { return Skips() || Add(JsonValue()); }
  bool boolean(bool value) { return Skips() || Add(JsonValue(value)); }
  bool number_integer(std::int64_t value) { return Skips() || AddNumber(absl::StrCat(value)); }
  bool number_unsigned(std::uint64_t value) { return Skips() || AddNumber(absl::StrCat(value)); }
  bool number_float(double /*value*/, const std::string& lexeme) {
    return Skips() || AddNumber(lexeme);
  }
  bool string(std::string& value) {
    return Skips() || Add(JsonValue(WithoutControlCharacters(value)));
  }
  bool binary(std::vector<std::uint8_t>& /*value*/) { return false; }  // not in JSON text

  bool start_object(std::size_t /*size*/) {
    return SkipsContainer() || Open(JsonValue(JsonValue::Object()));
  }
  bool end_object() { return Close(); }
  bool start_array(std::size_t /*size*/) {
    if (SkipsContainer()) return true;
    if (names_ == nullptr) return Open(JsonValue(JsonValue::Array()));
    skipped_ = 1;
    return Add(JsonValue(JsonValue::Array()));
  }
  bool end_array() { return Close(); }
  bool key(std::string& name) {
    if (skipped_ > 0) return true;
    if (names_ != nullptr && !names_->contains(name)) {
      skips_member_ = true;
      return true;
    }
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
  // Whether a scalar is nothing that is kept.
  bool Skips() { return skipped_ > 0 || std::exchange(skips_member_, false); }

  bool SkipsContainer() {
    if (!Skips()) return false;
    ++skipped_;
    return true;
  }

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
    if (skipped_ > 0) {
      --skipped_;
      return true;
    }
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

  const JsonNames* const names_;
  std::size_t skipped_ = 0;    // containers inside each other, of which nothing is kept
  bool skips_member_ = false;  // the value that comes next
  JsonValue root_;
  std::vector<JsonValue> open_;
  std::vector<std::string> keys_;  // the key that waits for its value, one an open container
  std::string error_;
  int count_ = 0;
};

absl::StatusOr<JsonValue> Parse(absl::string_view body, const JsonNames* names) {
  Builder builder(names);
  if (!nlohmann::json::sax_parse(body.begin(), body.end(), &builder)) {
    return MakeError(DomainError::kInvalidRequest, builder.error());
  }
  JsonValue root = builder.TakeRoot();
  if (root.object() == nullptr) {
    return MakeError(DomainError::kInvalidRequest, "the body must be a JSON object");
  }
  return root;
}

}  // namespace

absl::StatusOr<JsonValue> ParseJsonObject(absl::string_view body) {
  if (std::optional<JsonValue> flat = ReadFlatObject(body)) return *std::move(flat);
  return Parse(body, /*names=*/nullptr);
}

absl::StatusOr<JsonValue> ParseJsonMembers(absl::string_view body, const JsonNames& names) {
  return Parse(body, &names);
}

}  // namespace frontdesk::gateway
