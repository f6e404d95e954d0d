#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <system_error>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "libs/clinics/clinic_admin.h"
#include "libs/postgres/postgres_pool.h"
#include "libs/status/status_macros.h"
#include "tools/frontdeskctl/clinic_text.h"
#include "tools/frontdeskctl/command_context.h"
#include "tools/frontdeskctl/commands.h"
#include "tools/frontdeskctl/elevenlabs_merge.h"
#include "tools/frontdeskctl/elevenlabs_project.h"
#include "tools/frontdeskctl/find_clinic.h"

namespace frontdesk::ctl {
namespace {

namespace fs = std::filesystem;

struct ExportFlags {
  std::string clinic;
  std::string out = "elevenlabs";
  bool force = false;
  ElevenLabsOptions options;
};

std::string ReadAll(const fs::path& path) {
  std::ifstream file(path);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// What of `files` is there already, as it is there.
ProjectFiles Earlier(const fs::path& folder, const ProjectFiles& files) {
  ProjectFiles earlier;
  for (const auto& [name, text] : files) {
    std::error_code error;
    if (fs::exists(folder / name, error)) earlier[name] = ReadAll(folder / name);
  }
  return earlier;
}

absl::Status WriteAll(const fs::path& folder, const ProjectFiles& files) {
  for (const auto& [name, text] : files) {
    const fs::path path = folder / name;
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    std::ofstream file(path);
    file << text;
    file.close();
    if (error || !file) {
      return absl::InternalError(absl::StrCat("cannot write ", path.string()));
    }
  }
  return absl::OkStatus();
}

void PrintNextSteps(const ExportFlags& flags, std::ostream& out) {
  out << "\nNext, with the ElevenLabs CLI (npm install -g @elevenlabs/cli) and ELEVENLABS_API_KEY "
         "set:\n"
      << "  cd " << flags.out << "\n"
      << "  elevenlabs tools push\n"
      << "  frontdeskctl elevenlabs link --dir .\n"
      << "  elevenlabs agents push\n"
      << "The key itself goes into ElevenLabs' environment variable " << flags.options.key_label
      << "; docs/elevenlabs.md tells how.\n";
}

absl::Status RunExport(CommandContext& context, const ExportFlags& flags) {
  ElevenLabsOptions options = flags.options;
  ASSIGN_OR_RETURN(options.url, CheckGatewayUrl(flags.options.url));
  ASSIGN_OR_RETURN(PostgresPool * pool, context.Database());
  ClinicAdmin admin(*pool);
  ASSIGN_OR_RETURN(const ClinicRecord clinic,
                   FindClinic(admin, flags.clinic, context.SoonEnough()));
  options.clinic_name = clinic.name;
  options.time_zone = clinic.zone_name;

  ASSIGN_OR_RETURN(ProjectFiles files, RenderElevenLabs(options));
  const ProjectFiles earlier = Earlier(flags.out, files);
  RETURN_IF_ERROR(KeepIds(earlier, files));
  const ExportMerge merge =
      MergeExport(earlier, files, ReadAll(fs::path(flags.out) / kExportRecord), flags.force);
  RETURN_IF_ERROR(WriteAll(flags.out, merge.write));

  Terminal& terminal = context.terminal();
  terminal.out << clinic.name << ": " << files.size() << " files in " << flags.out << " ("
               << merge.replaced.size() << " replaced), for the gateway at " << options.url << "\n";
  if (!merge.kept.empty()) {
    terminal.err << "frontdeskctl: left as they are, since somebody changed them: "
                 << absl::StrJoin(merge.kept, ", ") << "; --force replaces them\n";
  }
  if (IsLoopbackUrl(options.url)) {
    terminal.err << "frontdeskctl: ElevenLabs cannot reach " << options.url
                 << ", which is this machine alone\n";
  }
  if (!clinic.active) terminal.err << "frontdeskctl: the clinic is disabled\n";
  PrintNextSteps(flags, terminal.out);
  return absl::OkStatus();
}

absl::Status RunLink(CommandContext& context, const std::string& folder) {
  const fs::path agent = fs::path(folder) / "agent_configs/reception.json";
  const fs::path tools = fs::path(folder) / "tools.json";
  std::error_code error;
  if (!fs::exists(agent, error) || !fs::exists(tools, error)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--dir ", folder,
                     " holds no tools.json and agent_configs/reception.json; "
                     "make them with `frontdeskctl elevenlabs export`"));
  }
  ASSIGN_OR_RETURN(const std::string linked, LinkTools(ReadAll(tools), ReadAll(agent)));
  RETURN_IF_ERROR(WriteAll(folder, {{"agent_configs/reception.json", linked}}));
  context.terminal().out << agent.string()
                         << " names its tools; now run `elevenlabs agents push`\n";
  return absl::OkStatus();
}

void AddExport(CLI::App& parent, CommandContext& context) {
  CLI::App* command =
      parent.add_subcommand("export", "Write the tools and the agent of a clinic as files");
  const auto flags = std::make_shared<ExportFlags>();
  AddClinicFlag(*command, flags->clinic);
  command
      ->add_option("--url", flags->options.url,
                   "where ElevenLabs reaches the gateway, as in https://gateway.clinic.example")
      ->required();
  command->add_option("--out", flags->out, "the folder to write to")->capture_default_str();
  command->add_flag("--force", flags->force, "replace files that somebody changed, too");
  command
      ->add_option("--key-label", flags->options.key_label,
                   "ElevenLabs' environment variable of type secret that holds the gateway's key")
      ->capture_default_str();
  command->add_option("--initiation-secret-id", flags->options.initiation_secret_id,
                      "ElevenLabs' id of the secret that holds the gateway's key: asks the gateway "
                      "what the agent should know before its first word");
  command->add_option("--post-call-webhook-id", flags->options.post_call_webhook_id,
                      "ElevenLabs' id of the webhook that reports to the gateway how calls ended");
  command->footer(
      "Nothing secret is written: keys are named, not told. Run again, it replaces what it wrote\n"
      "and keeps files that somebody changed, unless --force is given. Ids that ElevenLabs gave\n"
      "are always kept.\n\n"
      "Example:\n"
      "  frontdeskctl elevenlabs export --clinic +61290000001 \\\n"
      "      --url https://gateway.clinic.example --out harbour-agent");
  command->callback([&context, flags] {
    context.Choose([&context, flags] { return RunExport(context, *flags); });
  });
}

void AddLink(CLI::App& parent, CommandContext& context) {
  CLI::App* command = parent.add_subcommand(
      "link", "Tell the agent's file which tools are its own, once they were pushed");
  const auto folder = std::make_shared<std::string>(".");
  command->add_option("--dir", *folder, "the folder that `export` wrote to")->capture_default_str();
  command->footer("Example:\n  frontdeskctl elevenlabs link --dir harbour-agent");
  command->callback([&context, folder] {
    context.Choose([&context, folder] { return RunLink(context, *folder); });
  });
}

}  // namespace

void AddElevenLabsCommands(CLI::App& parent, CommandContext& context) {
  AddExport(parent, context);
  AddLink(parent, context);
}

}  // namespace frontdesk::ctl
