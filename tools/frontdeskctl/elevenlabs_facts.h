#ifndef FRONTDESK_TOOLS_FRONTDESKCTL_ELEVENLABS_FACTS_H_
#define FRONTDESK_TOOLS_FRONTDESKCTL_ELEVENLABS_FACTS_H_

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

// What ElevenLabs is known to accept, so that a file of ours is refused here and not there. Each
// complaint names where in the file and the section of contract/elevenlabs.md that has the fact.
namespace frontdesk::ctl {

// What is wrong with a webhook tool, as it stands in tool_configs/; empty if nothing is. Sections 1
// and 3.
std::vector<std::string> ToolProblems(const nlohmann::json& tool);

// The same for an agent, as it stands in agent_configs/. Sections 4, 5 and 6.
std::vector<std::string> AgentProblems(const nlohmann::json& agent);

}  // namespace frontdesk::ctl

#endif  // FRONTDESK_TOOLS_FRONTDESKCTL_ELEVENLABS_FACTS_H_
