#include "tests/cliniko_sandbox/call.h"

#include "absl/strings/str_cat.h"

namespace frontdesk::sandbox {

Reply JsonReply(int status, const Json& json) {
  Reply reply;
  reply.status = status;
  reply.body = Dump(json);
  return reply;
}

Reply Created(const Call& call, const std::string& path, const Json& json) {
  Reply reply = JsonReply(201, json);
  reply.headers.emplace_back("Location",
                             absl::StrCat(call.request.scheme, "://", call.request.host, path));
  return reply;
}

Reply NoContent() {
  Reply reply;
  reply.status = 204;
  reply.content_type.clear();
  return reply;
}

Reply NotFound(const Settings& settings) {
  if (!settings.empty_404) return JsonReply(404, {{"status", "404"}, {"error", "Not Found"}});
  Reply reply;
  reply.status = 404;
  return reply;
}

Reply Message(int status, absl::string_view message) {
  return JsonReply(status, {{"message", std::string(message)}});
}

Reply Invalid(const Json& errors) {
  return JsonReply(422, {{"message", "Validation Failed"}, {"errors", errors}});
}

}  // namespace frontdesk::sandbox
