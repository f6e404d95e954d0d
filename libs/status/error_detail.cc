#include "libs/status/error_detail.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "frontdesk/v1/common.pb.h"
#include "google/rpc/error_info.pb.h"
#include "libs/rpc/convert.h"
#include "libs/status/domain_error.h"

namespace frontdesk {
namespace {

// The type URL that google.protobuf.Any uses, so that libs/rpc passes payloads on without knowing them.
template <typename Message>
std::string TypeUrl() {
  return absl::StrCat("type.googleapis.com/", Message::descriptor()->full_name());
}

template <typename Message>
absl::Status With(absl::Status status, const Message& message) {
  status.SetPayload(TypeUrl<Message>(), absl::Cord(message.SerializeAsString()));
  return status;
}

template <typename Message>
std::optional<Message> Of(const absl::Status& status) {
  const auto payload = status.GetPayload(TypeUrl<Message>());
  Message message;
  if (!payload.has_value() || !message.ParseFromString(std::string(*payload))) return std::nullopt;
  return message;
}

v1::ChoiceKind KindToProto(ChoiceKind kind) {
  switch (kind) {
    case ChoiceKind::kLocation:
      return v1::CHOICE_KIND_LOCATION;
    case ChoiceKind::kPractitioner:
      return v1::CHOICE_KIND_PRACTITIONER;
    case ChoiceKind::kService:
      return v1::CHOICE_KIND_SERVICE;
    case ChoiceKind::kAppointment:
      return v1::CHOICE_KIND_APPOINTMENT;
  }
  return v1::CHOICE_KIND_UNSPECIFIED;
}

std::optional<ChoiceKind> KindFromProto(v1::ChoiceKind kind) {
  switch (kind) {
    case v1::CHOICE_KIND_LOCATION:
      return ChoiceKind::kLocation;
    case v1::CHOICE_KIND_PRACTITIONER:
      return ChoiceKind::kPractitioner;
    case v1::CHOICE_KIND_SERVICE:
      return ChoiceKind::kService;
    case v1::CHOICE_KIND_APPOINTMENT:
      return ChoiceKind::kAppointment;
    default:
      return std::nullopt;
  }
}

}  // namespace

absl::Status WithFacts(absl::Status status, const ErrorFacts& facts) {
  google::rpc::ErrorInfo info = Of<google::rpc::ErrorInfo>(status).value_or(google::rpc::ErrorInfo());
  for (const auto& [name, value] : facts) (*info.mutable_metadata())[name] = value;
  return With(std::move(status), info);
}

absl::Status WithMissing(absl::Status status, absl::Span<const std::string> fields) {
  v1::MissingInformation missing;
  for (const std::string& field : fields) missing.add_fields(field);
  return With(std::move(status), missing);
}

absl::Status WithClarification(absl::Status status, const Clarification& clarification) {
  v1::Clarification message;
  message.set_kind(KindToProto(clarification.kind));
  for (const Choice& choice : clarification.choices) {
    v1::Choice* added = message.add_choices();
    added->set_id(choice.id);
    added->set_label(choice.label);
    for (const auto& [name, value] : choice.facts) (*added->mutable_facts())[name] = value;
  }
  return With(std::move(status), message);
}

absl::Status WithAlternatives(absl::Status status, absl::Span<const DayOpenings> days) {
  v1::Alternatives message;
  for (const DayOpenings& day : days) ToProto(day, message.add_days());
  return With(std::move(status), message);
}

ErrorFacts FactsOf(const absl::Status& status) {
  const auto info = Of<google::rpc::ErrorInfo>(status);
  if (!info.has_value()) return {};
  return {info->metadata().begin(), info->metadata().end()};
}

std::vector<std::string> MissingOf(const absl::Status& status) {
  const auto missing = Of<v1::MissingInformation>(status);
  if (!missing.has_value()) return {};
  return {missing->fields().begin(), missing->fields().end()};
}

std::optional<Clarification> ClarificationOf(const absl::Status& status) {
  const auto message = Of<v1::Clarification>(status);
  if (!message.has_value()) return std::nullopt;
  const auto kind = KindFromProto(message->kind());
  if (!kind.has_value()) return std::nullopt;
  Clarification clarification{.kind = *kind, .choices = {}};
  for (const v1::Choice& choice : message->choices()) {
    clarification.choices.push_back({.id = choice.id(),
                                     .label = choice.label(),
                                     .facts = {choice.facts().begin(), choice.facts().end()}});
  }
  return clarification;
}

std::vector<DayOpenings> AlternativesOf(const absl::Status& status) {
  const auto message = Of<v1::Alternatives>(status);
  std::vector<DayOpenings> days;
  if (!message.has_value()) return days;
  for (const v1::DayOpenings& day : message->days()) {
    if (auto openings = FromProto(day); openings.ok()) days.push_back(*std::move(openings));
  }
  return days;
}

}  // namespace frontdesk
