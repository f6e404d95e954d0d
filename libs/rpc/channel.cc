#include "libs/rpc/channel.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "grpcpp/client_context.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/channel_arguments.h"
#include "libs/rpc/local_context.h"
#include "libs/rpc/security.h"
#include "libs/rpc/service_config.h"

namespace frontdesk {
namespace {

constexpr char kRequestIdKey[] = "x-request-id";
constexpr char kTraceparentKey[] = "traceparent";
constexpr char kAnswerWithinKey[] = "x-answer-within-ms";
constexpr absl::Duration kLongestPatience = absl::Minutes(10);
constexpr std::size_t kLongestHeader = 128;  // what a well-behaved peer never exceeds

std::string HeaderOf(const grpc::ServerContext& context, const char* key) {
  const auto found = context.client_metadata().find(key);
  if (found == context.client_metadata().end() || found->second.size() > kLongestHeader) return "";
  return std::string(found->second.data(), found->second.size());
}

absl::Time Earlier(absl::Time time, absl::Time now) {
  return time - std::clamp((time - now) / 4, absl::ZeroDuration(), kReplyTime);
}

}  // namespace

std::shared_ptr<grpc::Channel> Connect(const std::string& target, const RpcSecurity& security) {
  grpc::ChannelArguments arguments;
  arguments.SetServiceConfigJSON(ServiceConfig());
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 500);
  // gRPC's own 30 s are too long where replicas are replaced one after the other: the second would
  // be gone before the first one's successor is known.
  arguments.SetInt(GRPC_ARG_DNS_MIN_TIME_BETWEEN_RESOLUTIONS_MS, 500);
  // A peer that vanished without a word is noticed by pings, not by the first unlucky caller. The
  // second one bounds for how long sent bytes may go without a sign of life, too.
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 10'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 3'000);
  arguments.SetInt(GRPC_ARG_MAX_METADATA_SIZE, kMostMetadataBytes);
  return grpc::CreateCustomChannel(target, ChannelCredentialsOf(security), arguments);
}

CallContext LessReplyTime(const CallContext& call) {
  const absl::Time now = absl::Now();
  CallContext less = call;
  less.deadline = Earlier(call.deadline, now);
  less.answer_by = Earlier(call.answer_by, now);
  return less;
}

void Prepare(const CallContext& call, grpc::ClientContext& context) {
  const absl::Time now = absl::Now();
  if (call.deadline != absl::InfiniteFuture()) {
    context.set_deadline(absl::ToChronoTime(Earlier(call.deadline, now)));
  }
  if (call.answer_by != absl::InfiniteFuture()) {
    // Like gRPC's own deadline: what is left travels, since the clocks of two machines differ.
    const absl::Duration left =
        std::clamp(Earlier(call.answer_by, now) - now, absl::ZeroDuration(), kLongestPatience);
    context.AddMetadata(kAnswerWithinKey, absl::StrCat(absl::ToInt64Milliseconds(left)));
  }
  if (!call.request_id.empty()) context.AddMetadata(kRequestIdKey, call.request_id);
  if (!call.traceparent.empty()) context.AddMetadata(kTraceparentKey, call.traceparent);
}

CallContext ContextOf(const grpc::ServerContext& context) {
  if (const auto* const local = dynamic_cast<const LocalContext*>(&context)) return local->call();
  CallContext call;
  const gpr_timespec deadline = gpr_convert_clock_type(context.raw_deadline(), GPR_CLOCK_REALTIME);
  if (gpr_time_cmp(deadline, gpr_inf_future(GPR_CLOCK_REALTIME)) != 0) {
    call.deadline = absl::FromUnixSeconds(deadline.tv_sec) + absl::Nanoseconds(deadline.tv_nsec);
  }
  std::int64_t within_ms = 0;
  if (absl::SimpleAtoi(HeaderOf(context, kAnswerWithinKey), &within_ms) && within_ms >= 0) {
    call.answer_by = absl::Now() + std::min(absl::Milliseconds(within_ms), kLongestPatience);
  }
  call.request_id = HeaderOf(context, kRequestIdKey);
  call.traceparent = HeaderOf(context, kTraceparentKey);
  return call;
}

}  // namespace frontdesk
