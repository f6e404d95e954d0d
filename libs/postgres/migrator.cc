#include "libs/postgres/migrator.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <pqxx/result>
#include <pqxx/transaction>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "libs/postgres/bounded_connection.h"
#include "libs/postgres/connection_words.h"
#include "libs/postgres/pqxx_errors.h"
#include "libs/status/status_macros.h"

namespace frontdesk {
namespace {

// Any number will do that nothing else in the database locks: "frontdsk" in ASCII.
constexpr char kLock[] = "SELECT pg_advisory_xact_lock(7382348042937332587)";

constexpr char kCreateLedger[] = R"sql(
  CREATE SCHEMA IF NOT EXISTS frontdesk_migrations;
  CREATE TABLE IF NOT EXISTS frontdesk_migrations.applied (
    version    integer PRIMARY KEY,
    name       text NOT NULL,
    checksum   text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
  ))sql";

constexpr char kReadLedger[] =
    "SELECT version, name, checksum FROM frontdesk_migrations.applied ORDER BY version";

constexpr char kRecord[] =
    "INSERT INTO frontdesk_migrations.applied (version, name, checksum) VALUES ($1, $2, $3)";

constexpr char kTransactionId[] = "SELECT pg_current_xact_id()::text";

std::string Sha256Hex(absl::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned int size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(digest.data()), size));
}

std::string FileName(const Migration& migration) {
  return absl::StrFormat("V%03d__%s.sql", migration.version, migration.name);
}

// Takes V001__create_clinics.sql apart. False if `file_name` has another form.
bool ParseFileName(absl::string_view file_name, Migration& migration) {
  if (!absl::ConsumePrefix(&file_name, "V") || !absl::ConsumeSuffix(&file_name, ".sql")) {
    return false;
  }
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(file_name, absl::MaxSplits("__", 1));
  const auto [digits, name] = parts;
  if (digits.size() < 3 || !std::all_of(digits.begin(), digits.end(), absl::ascii_isdigit) ||
      !absl::SimpleAtoi(digits, &migration.version)) {
    return false;
  }
  migration.name = std::string(name);
  return !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '_';
  });
}

absl::StatusOr<Migration> ReadMigration(const std::filesystem::path& path) {
  const std::string file_name = path.filename().string();
  Migration migration;
  if (!ParseFileName(file_name, migration)) {
    return absl::InvalidArgumentError(
        absl::StrCat(file_name, " is not named like V001__create_clinics.sql"));
  }
  std::ifstream file(path, std::ios::binary);
  migration.sql.assign(std::istreambuf_iterator<char>(file), {});
  if (!file) return absl::InvalidArgumentError(absl::StrCat("cannot read ", path.string()));
  migration.checksum = Sha256Hex(migration.sql);
  return migration;
}

absl::Status CheckNumbers(const std::vector<Migration>& migrations) {
  for (std::size_t i = 0; i < migrations.size(); ++i) {
    const int expected = static_cast<int>(i) + 1;
    const int found = migrations[i].version;
    if (found == expected) continue;
    if (found < expected) {
      return absl::InvalidArgumentError(absl::StrCat(
          "the number ", found, " is there twice: ", i > 0 ? FileName(migrations[i - 1]) : "", ", ",
          FileName(migrations[i])));
    }
    return absl::InvalidArgumentError(
        absl::StrCat("the number ", expected, " is missing before ", FileName(migrations[i])));
  }
  return absl::OkStatus();
}

// Whether each applied migration is still there, unchanged.
absl::Status CheckApplied(const pqxx::result& applied, const std::vector<Migration>& migrations) {
  for (const pqxx::row& row : applied) {
    const auto version = row[0].as<int>();
    const auto name = row[1].as<std::string>();
    if (version > static_cast<int>(migrations.size())) {
      return absl::FailedPreconditionError(absl::StrFormat(
          "the database has migration %d (%s), which this folder does not: it is newer than we are",
          version, name));
    }
    const Migration& migration = migrations[static_cast<std::size_t>(version) - 1];
    if (migration.name != name || migration.checksum != row[2].as<std::string>()) {
      return absl::FailedPreconditionError(
          absl::StrCat(FileName(migration), " was applied as ", name,
                       " and has changed since; add a new migration in place of editing it"));
    }
  }
  return absl::OkStatus();
}

absl::Status Apply(pqxx::work& txn, const Migration& migration) {
  const auto before = txn.exec1(kTransactionId)[0].as<std::string>();
  txn.exec(migration.sql);
  if (txn.exec1(kTransactionId)[0].as<std::string>() != before) {
    return absl::FailedPreconditionError("it ends the transaction that it runs in");
  }
  txn.exec_params0(kRecord, migration.version, migration.name, migration.checksum);
  return absl::OkStatus();
}

absl::Status NamingTheFile(const absl::Status& status, const Migration& migration) {
  absl::Status named(status.code(), absl::StrCat(FileName(migration), ": ", status.message()));
  status.ForEachPayload(
      [&](absl::string_view type, const absl::Cord& payload) { named.SetPayload(type, payload); });
  return named;
}

// Applies the first of `migrations` that is not applied yet; nothing if all are.
absl::StatusOr<std::optional<Migration>> ApplyNext(BoundedConnection& connection,
                                                   const std::vector<Migration>& migrations) {
  pqxx::work txn(connection);
  txn.exec(kLock);
  txn.exec(kCreateLedger);
  const pqxx::result applied = txn.exec(kReadLedger);
  RETURN_IF_ERROR(CheckApplied(applied, migrations));
  if (applied.size() == migrations.size()) return std::nullopt;

  const Migration& next = migrations[applied.size()];
  const absl::Status done = CatchingPqxx([&]() -> absl::Status {
    RETURN_IF_ERROR(Apply(txn, next));
    txn.commit();
    return absl::OkStatus();
  });
  if (!done.ok()) return NamingTheFile(done, next);
  return next;
}

}  // namespace

absl::StatusOr<std::vector<Migration>> ReadMigrations(const std::string& folder) {
  std::error_code error;
  const std::filesystem::directory_iterator files(folder, error);
  if (error) {
    return absl::InvalidArgumentError(absl::StrCat("cannot read ", folder, ": ", error.message()));
  }
  std::vector<Migration> migrations;
  for (const std::filesystem::directory_entry& file : files) {
    if (file.path().extension() != ".sql") continue;
    ASSIGN_OR_RETURN(Migration migration, ReadMigration(file.path()));
    migrations.push_back(std::move(migration));
  }
  std::sort(migrations.begin(), migrations.end(), [](const Migration& a, const Migration& b) {
    return std::pair(a.version, a.name) < std::pair(b.version, b.name);
  });
  RETURN_IF_ERROR(CheckNumbers(migrations));
  return migrations;
}

absl::StatusOr<std::vector<Migration>> Migrate(const std::string& url, const std::string& folder) {
  ASSIGN_OR_RETURN(const std::vector<Migration> migrations, ReadMigrations(folder));
  ASSIGN_OR_RETURN(const std::string words, ConnectionWords(url));
  return CatchingPqxx([&]() -> absl::StatusOr<std::vector<Migration>> {
    BoundedConnection connection(words, absl::Now() + absl::Seconds(10));
    std::vector<Migration> applied;
    while (true) {
      ASSIGN_OR_RETURN(std::optional<Migration> next, ApplyNext(connection, migrations));
      if (!next.has_value()) return applied;
      applied.push_back(*std::move(next));
    }
  });
}

}  // namespace frontdesk
