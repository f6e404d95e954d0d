#include "libs/rpc/service_config.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/descriptor.pb.h"

namespace frontdesk {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::MethodOptions;
using google::protobuf::ServiceDescriptor;

constexpr const char* kFiles[] = {"frontdesk/v1/availability.proto", "frontdesk/v1/booking.proto",
                                  "frontdesk/v1/schedule_cache.proto",
                                  "frontdesk/v1/session.proto"};

// Four more attempts, after some 30, 60, 120 and 240 ms: time to look a service's name up and to
// connect, when the only replica that is known leaves; and not much longer when nobody is there at
// all. A replica's death may end a hundred calls at once; when nothing but failures comes
// back, half of the tokens are gone and nobody tries again.
constexpr char kRetryPolicy[] =
    R"({"maxAttempts":5,"initialBackoff":"0.03s","maxBackoff":"0.3s","backoffMultiplier":2,)"
    R"("retryableStatusCodes":["UNAVAILABLE"]})";
constexpr char kRetryThrottling[] = R"({"maxTokens":300,"tokenRatio":1})";

std::string RepeatableMethods() {
  std::vector<std::string> names;
  for (const char* name : kFiles) {
    const FileDescriptor* const file = DescriptorPool::generated_pool()->FindFileByName(name);
    if (file == nullptr) continue;
    for (int i = 0; i < file->service_count(); ++i) {
      const ServiceDescriptor& service = *file->service(i);
      for (int j = 0; j < service.method_count(); ++j) {
        const MethodDescriptor& method = *service.method(j);
        if (method.options().idempotency_level() == MethodOptions::IDEMPOTENCY_UNKNOWN) continue;
        names.push_back(absl::StrCat(R"({"service":")", service.full_name(), R"(","method":")",
                                     method.name(), R"("})"));
      }
    }
  }
  return absl::StrJoin(names, ",");
}

}  // namespace

std::string ServiceConfig() {
  const std::string repeatable = RepeatableMethods();
  const std::string methods =
      repeatable.empty()
          ? ""
          : absl::StrCat(R"({"name":[)", repeatable, R"(],"retryPolicy":)", kRetryPolicy, "}");
  return absl::StrCat(R"({"loadBalancingConfig":[{"round_robin":{}}],)",
                      R"("healthCheckConfig":{"serviceName":")", kTakesCallsHealth, R"("},)",
                      R"("retryThrottling":)", kRetryThrottling, R"(,"methodConfig":[)", methods,
                      "]}");
}

}  // namespace frontdesk
