#ifndef FRONTDESK_TOOLS_FRONTDESKCTL_ELEVENLABS_TEMPLATES_H_
#define FRONTDESK_TOOLS_FRONTDESKCTL_ELEVENLABS_TEMPLATES_H_

#include <map>
#include <string>

namespace frontdesk::ctl {

// The files of deploy/elevenlabs as they were when this was built, by path below that folder.
std::map<std::string, std::string> ElevenLabsTemplates();

}  // namespace frontdesk::ctl

#endif  // FRONTDESK_TOOLS_FRONTDESKCTL_ELEVENLABS_TEMPLATES_H_
