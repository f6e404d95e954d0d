#include "libs/postgres/connection_words.h"

#include <postgresql/libpq-fe.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"

namespace frontdesk {
namespace {

struct Default {
  absl::string_view keyword;
  absl::string_view value;
};

constexpr Default kDefaults[] = {
    {"client_encoding", "UTF8"},   {"fallback_application_name", "frontdesk"},
    {"keepalives_idle", "10"},      // seconds
    {"keepalives_interval", "5"},   // seconds
    {"keepalives_count", "3"},      // probes
    {"tcp_user_timeout", "15000"},  // milliseconds
};

std::string Word(absl::string_view keyword, absl::string_view value) {
  return absl::StrCat(keyword, "='", absl::StrReplaceAll(value, {{"\\", "\\\\"}, {"'", "\\'"}}),
                      "' ");
}

}  // namespace

absl::StatusOr<std::string> ConnectionWords(absl::string_view url) {
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
      PQconninfoParse(std::string(url).c_str(), nullptr), &PQconninfoFree);
  if (options == nullptr) return absl::InvalidArgumentError("the database URL is malformed");

  std::string words;
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
    if (option->val != nullptr) {
      absl::StrAppend(&words, Word(option->keyword, option->val));
      continue;
    }
    for (const Default& fallback : kDefaults) {
      if (fallback.keyword == option->keyword) {
        absl::StrAppend(&words, Word(fallback.keyword, fallback.value));
      }
    }
  }
  return words;
}

}  // namespace frontdesk
