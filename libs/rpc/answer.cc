#include "libs/rpc/answer.h"

#include <cxxabi.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <typeinfo>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/status.h"
#include "libs/domain/call_context.h"
#include "libs/rpc/channel.h"
#include "libs/rpc/grpc_status.h"
#include "libs/rpc/service_config.h"
#include "libs/status/domain_error.h"
#include "libs/telemetry/log.h"
#include "libs/telemetry/metrics.h"
#include "libs/telemetry/traceparent.h"

namespace frontdesk {
namespace {

// "std::out_of_range" for the exception being handled.
std::string TypeOfCurrentException() {
  const std::type_info* type = abi::__cxa_current_exception_type();
  if (type == nullptr) return "unknown";
  int failure = 0;
  const std::unique_ptr<char, decltype(&std::free)> name(
      abi::__cxa_demangle(type->name(), nullptr, nullptr, &failure), &std::free);
  return failure == 0 ? name.get() : type->name();
}

absl::Status Run(const CallContext& call,
                 absl::FunctionRef<absl::Status(const CallContext&)> body) {
  try {
    return body(call);
  } catch (...) {
    return absl::InternalError(absl::StrCat("unexpected ", TypeOfCurrentException()));
  }
}

void Measure(metrics::Name method, absl::StatusCode code, absl::Duration took) {
  static metrics::Counter calls("frontdesk_rpc_calls_total", "gRPC calls answered.",
                                {"method", "code"});
  static metrics::Histogram durations("frontdesk_rpc_duration_seconds",
                                      "Time from a gRPC call's begin to its answer.", {"method"});
  calls.Add({method, code});
  durations.Observe({method}, took);
}

}  // namespace

grpc::Status Answer(grpc::ServerContext& context, RpcName rpc,
                    absl::FunctionRef<absl::Status(const CallContext&)> body) {
  const metrics::Name method = rpc.name();
  const auto began = std::chrono::steady_clock::now();
  const CallContext call = ContextOf(context);
  const log::ScopedFields request({{"request_id", log::Theirs(call.request_id)},
                                   {"trace", log::Theirs(TraceIdOf(call.traceparent))}});

  const absl::Status status = Run(call, body);

  const absl::Duration took = absl::FromChrono(std::chrono::steady_clock::now() - began);
  const std::int64_t took_ms = absl::ToInt64Milliseconds(took);
  Measure(method, status.code(), took);
  if (status.ok()) {
    log::Info(
        "rpc",
        {{"method", log::Ours(method.text())}, {"code", status.code()}, {"took_ms", took_ms}});
    return grpc::Status::OK;
  }
  const ErrorRow& row = RowOf(ClassifyError(status));
  const bool worth_a_look = row.retryable || row.error == DomainError::kInternalError;
  (worth_a_look ? log::Warn : log::Info)("rpc", {{"method", log::Ours(method.text())},
                                                 {"code", status.code()},
                                                 {"reason", log::Ours(ReasonOf(row.error))},
                                                 {"message", status},
                                                 {"took_ms", took_ms}});
  context.AddTrailingMetadata(kRetryPushback, kNoRetry);
  return ToGrpc(status);
}

}  // namespace frontdesk
