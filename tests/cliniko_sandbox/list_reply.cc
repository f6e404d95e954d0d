#include "tests/cliniko_sandbox/list_reply.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace frontdesk::sandbox {

Reply Envelope(const Call& call, const char* plural, Json rows, size_t total, PageBounds bounds) {
  const auto link = [&](int page) {
    return absl::StrCat(call.request.scheme, "://", call.request.host, call.request.path, "?",
                        call.query.WithPage(page));
  };
  const size_t per_page = bounds.per_page;
  const int last_page = std::max<int>(1, static_cast<int>((total + per_page - 1) / per_page));
  Json json;
  json[plural] = std::move(rows);
  json["total_entries"] = total;
  json["links"]["self"] = link(bounds.page);
  if (bounds.page < last_page) json["links"]["next"] = link(bounds.page + 1);
  if (bounds.page > 1) json["links"]["previous"] = link(std::min(bounds.page - 1, last_page));
  return JsonReply(200, json);
}

}  // namespace frontdesk::sandbox
