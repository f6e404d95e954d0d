#include <fcntl.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "absl/cleanup/cleanup.h"
#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "libs/seal/keyring.h"
#include "libs/status/status_macros.h"
#include "tools/frontdeskctl/command_context.h"
#include "tools/frontdeskctl/commands.h"

namespace frontdesk::ctl {
namespace {

absl::StatusOr<std::string> NewKeyLine(const std::string& id) {
  std::array<unsigned char, 32> key;
  if (RAND_bytes(key.data(), static_cast<int>(key.size())) != 1) {
    return absl::InternalError("the system has no random numbers to give");
  }
  return absl::StrCat(
      id, " ",
      absl::Base64Escape(absl::string_view(reinterpret_cast<const char*>(key.data()), key.size())),
      "\n");
}

// A file of the owner's alone that was not there before.
absl::Status WriteNewFile(const std::string& path, absl::string_view text) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) {
    if (errno == EEXIST) {
      return absl::AlreadyExistsError(absl::StrCat(
          path, " is there already; it is not overwritten, since it may open sealed keys"));
    }
    return absl::InvalidArgumentError(absl::StrCat("cannot create ", path, ": ", strerror(errno)));
  }
  const absl::Cleanup close = [file] { ::close(file); };
  const ssize_t written = ::write(file, text.data(), text.size());
  if (written != static_cast<ssize_t>(text.size()) || ::fsync(file) != 0) {
    const std::string why = strerror(errno);
    ::unlink(path.c_str());
    return absl::InternalError(absl::StrCat("cannot write ", path, ": ", why));
  }
  return absl::OkStatus();
}

absl::Status RunKeyringNew(CommandContext& context, const std::string& path) {
  ASSIGN_OR_RETURN(const std::string line, NewKeyLine("k1"));
  RETURN_IF_ERROR(
      WriteNewFile(path, absl::StrCat("# Opens the Cliniko keys in the database.\n", line)));
  context.terminal().out << "made " << path << "\n";
  return absl::OkStatus();
}

// The text of a file that Keyring has just read.
std::string TextOf(const std::string& path) {
  std::ifstream file(path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// The new key comes first and so becomes the current one. The file is replaced as a whole: whoever
// reads it meanwhile gets the one or the other.
absl::Status RunKeyringAdd(CommandContext& context, const std::string& path,
                           const std::string& id) {
  RETURN_IF_ERROR(Keyring::Load(path).status());
  ASSIGN_OR_RETURN(const std::string line, NewKeyLine(id));
  std::string text = absl::StrCat(line, TextOf(path));
  const absl::Cleanup wipe = [&text] { OPENSSL_cleanse(text.data(), text.size()); };
  if (const absl::Status usable = Keyring::Parse(text).status(); !usable.ok()) {
    return absl::InvalidArgumentError(absl::StrCat("--id: ", usable.message()));
  }
  const std::string fresh = absl::StrCat(path, ".new");
  RETURN_IF_ERROR(WriteNewFile(fresh, text));
  if (std::rename(fresh.c_str(), path.c_str()) != 0) {
    const std::string why = strerror(errno);
    ::unlink(fresh.c_str());
    return absl::InternalError(absl::StrCat("cannot replace ", path, ": ", why));
  }
  context.terminal().out << path << " has the key " << id
                         << " first now. Restart the services with it, then run `frontdeskctl key "
                            "rotate`\n";
  return absl::OkStatus();
}

void AddKeyringNew(CLI::App& parent, CommandContext& context) {
  CLI::App* command = parent.add_subcommand(
      "new", "Make the file with the key that seals Cliniko keys in the database");
  const auto path = std::make_shared<std::string>();
  command->add_option("--file", *path, "the file to make; only its owner may read it")->required();
  command->footer(
      "Keep a copy in a safe place apart from the database's backups: without it nobody can open\n"
      "the clinics' Cliniko keys, with both anybody can.\n\n"
      "Example:\n"
      "  frontdeskctl keyring new --file /etc/frontdesk/keyring");
  command->callback([&context, path] {
    context.Choose([&context, path] { return RunKeyringNew(context, *path); });
  });
}

void AddKeyringAdd(CLI::App& parent, CommandContext& context) {
  struct Flags {
    std::string path;
    std::string id;
  };
  CLI::App* command = parent.add_subcommand("add", "Put a new key into the file, as its newest");
  const auto flags = std::make_shared<Flags>();
  command->add_option("--file", flags->path, "the file; the keys in it stay")->required();
  command->add_option("--id", flags->id, "what to call the new key, as in k2")->required();
  command->footer(
      "`frontdeskctl key rotate --help` tells what to do next.\n\n"
      "Example:\n"
      "  frontdeskctl keyring add --file /etc/frontdesk/keyring --id k2");
  command->callback([&context, flags] {
    context.Choose([&context, flags] { return RunKeyringAdd(context, flags->path, flags->id); });
  });
}

}  // namespace

void AddKeyringCommands(CLI::App& parent, CommandContext& context) {
  AddKeyringNew(parent, context);
  AddKeyringAdd(parent, context);
}

}  // namespace frontdesk::ctl
