#include "gateway/webhooks/mistyped.h"

#include <algorithm>
#include <initializer_list>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "gateway/webhooks/request.h"
#include "libs/status/domain_error.h"
#include "libs/status/error_detail.h"

namespace frontdesk::gateway {

absl::Status CheckTypes(const WebhookRequest& request,
                        std::initializer_list<absl::string_view> used) {
  std::vector<std::string> wrong;
  for (const absl::string_view field : used) {
    const auto& mistyped = request.mistyped;
    if (std::find(mistyped.begin(), mistyped.end(), field) != mistyped.end())
      wrong.emplace_back(field);
  }
  if (wrong.empty()) return absl::OkStatus();
  return WithMissing(MakeError(DomainError::kInvalidRequest,
                               absl::StrCat("unusable type: ", absl::StrJoin(wrong, ", "))),
                     wrong);
}

}  // namespace frontdesk::gateway
