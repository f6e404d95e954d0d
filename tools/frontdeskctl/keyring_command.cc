#include <fcntl.h>
#include <openssl/rand.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <string>

#include "absl/cleanup/cleanup.h"
#include "absl/status/status.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "libs/status/status_macros.h"
#include "tools/frontdeskctl/command_context.h"
#include "tools/frontdeskctl/commands.h"

namespace frontdesk::ctl {
namespace {

absl::StatusOr<std::string> NewKeyLine() {
  std::array<unsigned char, 32> key;
  if (RAND_bytes(key.data(), static_cast<int>(key.size())) != 1) {
    return absl::InternalError("the system has no random numbers to give");
  }
  return absl::StrCat(
      "k1 ",
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
  ASSIGN_OR_RETURN(const std::string line, NewKeyLine());
  RETURN_IF_ERROR(
      WriteNewFile(path, absl::StrCat("# Opens the Cliniko keys in the database.\n", line)));
  context.terminal().out << "made " << path << "\n";
  return absl::OkStatus();
}

}  // namespace

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

}  // namespace frontdesk::ctl
