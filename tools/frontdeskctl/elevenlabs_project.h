#ifndef FRONTDESK_TOOLS_FRONTDESKCTL_ELEVENLABS_PROJECT_H_
#define FRONTDESK_TOOLS_FRONTDESKCTL_ELEVENLABS_PROJECT_H_

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

// The files of deploy/elevenlabs, made a clinic's own: ten tools and an agent as the ElevenLabs CLI
// pushes them. Source: contract/elevenlabs.md, section 6.
namespace frontdesk::ctl {

struct ElevenLabsOptions {
  std::string url;  // of the gateway, as CheckGatewayUrl says
  std::string clinic_name;
  std::string time_zone;                        // IANA
  std::string key_label = "frontdesk_api_key";  // of the environment variable that holds our key
  std::string initiation_secret_id;             // empty: no initiation webhook
  std::string post_call_webhook_id;             // empty: the workspace's own setting stands
};

// By path below the project's folder, such as "tool_configs/location_resolver.json".
using ProjectFiles = std::map<std::string, std::string>;

// `url` without a slash at its end. Fails with InvalidArgument, saying why, for what is no address,
// has a query, a fragment or a user in it, or is http and not this machine's own: the key would
// travel in the open.
absl::StatusOr<std::string> CheckGatewayUrl(absl::string_view url);

// Whether it is this machine's own, which ElevenLabs cannot reach.
bool IsLoopbackUrl(absl::string_view url);

// Everything a project has. Fails where a file would not be what ElevenLabs accepts.
absl::StatusOr<ProjectFiles> RenderElevenLabs(const ElevenLabsOptions& options);

// Takes the ids that `push` wrote into the files of an earlier export over into `fresh`, so that
// the next push changes what is there and makes nothing twice.
absl::Status KeepIds(const ProjectFiles& earlier, ProjectFiles& fresh);

// The agent's file with the ids of all tools, from tools.json. Fails with FailedPrecondition and
// the names of those that were not pushed yet.
absl::StatusOr<std::string> LinkTools(const std::string& tools_json, const std::string& agent);

}  // namespace frontdesk::ctl

#endif  // FRONTDESK_TOOLS_FRONTDESKCTL_ELEVENLABS_PROJECT_H_
