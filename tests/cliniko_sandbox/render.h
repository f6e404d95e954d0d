#ifndef FRONTDESK_TESTS_CLINIKO_SANDBOX_RENDER_H_
#define FRONTDESK_TESTS_CLINIKO_SANDBOX_RENDER_H_

#include <string>

#include "absl/strings/string_view.h"
#include "tests/cliniko_sandbox/call.h"
#include "tests/cliniko_sandbox/json.h"
#include "tests/cliniko_sandbox/world.h"

namespace frontdesk::sandbox {

// Writes records as the API shows them. Source: contract/cliniko.md, section 10.
class Renderer {
 public:
  // `call` must outlive the renderer.
  explicit Renderer(const Call& call) : call_(call), account_(call.account) {}
  // For a write: shows `account`, which the handler has just changed.
  Renderer(const Call& call, const Account& account) : call_(call), account_(account) {}

  Json operator()(const User& user) const;
  Json operator()(const Business& business) const;
  Json operator()(const Practitioner& practitioner) const;
  Json operator()(const AppointmentType& type) const;
  Json operator()(const DailyAvailability& row) const;
  Json operator()(const AvailabilityBlock& block) const;
  Json operator()(const UnavailableBlock& block) const;
  Json operator()(const IndividualAppointment& appointment) const;
  Json operator()(const GroupAppointment& group) const;
  Json operator()(const Attendee& attendee) const;
  Json operator()(const Patient& patient) const;

  // {"links":{"self": base + path}}
  Json Link(const std::string& path) const;
  Json Link(absl::string_view collection, Id id) const;
  // A JSON string, or an integer with the switch `integer_ids`.
  Json IdJson(Id id) const;

 private:
  // {"self": ...}: the "links" of a record itself.
  Json Self(absl::string_view collection, Id id) const;
  // id, created_at and updated_at.
  Json Start(const Record& record) const;

  const Call& call_;
  const Account& account_;
};

Json TextJson(const Text& text);
Json InstantJson(const Instant& instant);

// "Feeling Better" and so on; "" for none. Source: contract/cliniko.md, 10.12.
std::string CancellationText(const std::optional<int>& reason);

}  // namespace frontdesk::sandbox

#endif  // FRONTDESK_TESTS_CLINIKO_SANDBOX_RENDER_H_
