// Names of things that come from outside: slot ids, telephone numbers, addresses, trace and request
// ids. The first letter picks the country, the rest is the name.
#include "libs/domain/ids.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "gateway/auth/dialed_number.h"
#include "gateway/auth/presented_key.h"
#include "gateway/limits/forwarded_for.h"
#include "gateway/limits/ip_address.h"
#include "gateway/request_id.h"
#include "gateway/server/http_message.h"
#include "libs/cliniko/endpoint.h"
#include "libs/cliniko/json_row.h"
#include "libs/domain/directory.h"
#include "libs/phone/phone_number.h"
#include "libs/slot_ids/slot_ids.h"
#include "libs/status/domain_error.h"
#include "libs/telemetry/phone_like.h"
#include "libs/telemetry/traceparent.h"
#include "tests/fuzz/input.h"
#include "tests/fuzz/require.h"

namespace frontdesk {
namespace {

using fuzz::Input;
using gateway::HttpRequest;
using gateway::IpAddress;
using gateway::IpRange;

constexpr absl::string_view kCountries[] = {"AU", "US", "GB", "NZ", "DE", "IT", "SG", "", "XX"};

const absl::Time kNow = absl::FromUnixSeconds(1'790'000'000);

bool IsDigits(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

bool IsHex(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), absl::ascii_isxdigit);
}

// Nothing but what we made opens, and that is what it was.
void RequireSlotIds(absl::string_view text) {
  static const SlotIds& ids = *new SlotIds({std::string(32, 'k')});
  static const SlotIds& of_others = *new SlotIds({std::string(32, 'o')});
  const ClinicId clinic("0a0a0a0a-0000-4000-8000-000000000001");
  const ClinicId other_clinic("0a0a0a0a-0000-4000-8000-000000000002");
  FRONTDESK_REQUIRE(!ids.Open(clinic, text, kNow).has_value());

  // Of the text's three words, if these are ids.
  std::vector<std::string> words(1);
  for (const char c : text) {
    if (c == ' ') {
      words.emplace_back();
    } else {
      words.back().push_back(c);
    }
  }
  words.resize(3, "7");
  const OfferedSlot slot{.practitioner = PractitionerId(words[0]),
                         .business = BusinessId(words[1]),
                         .appointment_type = AppointmentTypeId(words[2]),
                         .start = kNow + absl::Hours(24)};
  const std::string id = ids.Make(clinic, slot, kNow);
  if (id.empty()) return;
  const std::optional<OpenedSlot> opened = ids.Open(clinic, id, kNow);
  FRONTDESK_REQUIRE(opened.has_value() && opened->slot == slot && !opened->outdated);
  const std::optional<OpenedSlot> later = ids.Open(clinic, id, kNow + absl::Hours(1));
  FRONTDESK_REQUIRE(later.has_value() && later->outdated);
  FRONTDESK_REQUIRE(!ids.Open(other_clinic, id, kNow).has_value());
  FRONTDESK_REQUIRE(!of_others.Open(clinic, id, kNow).has_value());
  std::string changed = id;
  char& letter = changed[text.size() % changed.size()];
  letter = letter == 'A' ? 'B' : 'A';
  FRONTDESK_REQUIRE(!ids.Open(clinic, changed, kNow).has_value());
}

void RequirePhones(absl::string_view text, absl::string_view country) {
  const absl::StatusOr<PhoneNumber> phone = ParsePhone(text, country);
  if (!phone.ok()) {
    FRONTDESK_REQUIRE(IsError(phone.status(), DomainError::kInvalidPhoneNumber));
    FRONTDESK_REQUIRE(PhoneProblemOf(phone.status()).has_value());
    return;
  }
  const absl::string_view e164 = phone->e164();
  FRONTDESK_REQUIRE(e164.size() >= 4 && e164.size() <= 18 && e164[0] == '+');
  FRONTDESK_REQUIRE(IsDigits(e164.substr(1)));
  // It is read the same everywhere.
  for (const absl::string_view anywhere : kCountries) {
    const absl::StatusOr<PhoneNumber> again = ParsePhone(e164, anywhere);
    FRONTDESK_REQUIRE(again.ok() && *again == *phone);
  }
  const std::string masked = phone->Masked();
  FRONTDESK_REQUIRE(masked.size() == e164.size() - 1);
  FRONTDESK_REQUIRE(std::count_if(masked.begin(), masked.end(), absl::ascii_isdigit) <= 5);
  const Clinic clinic{.country = "AU", .phone_numbers = {std::string(e164)}};
  FRONTDESK_REQUIRE(gateway::Reaches(e164, clinic));
}

void RequireAddresses(absl::string_view text) {
  const std::optional<IpAddress> address = IpAddress::Parse(text);
  if (address.has_value()) {
    FRONTDESK_REQUIRE(std::all_of(text.begin(), text.end(), [](char c) {
      return absl::ascii_isxdigit(c) || c == '.' || c == ':';
    }));
    const absl::StatusOr<IpRange> alone = IpRange::Parse(text);
    FRONTDESK_REQUIRE(alone.ok() && alone->Contains(*address));
    FRONTDESK_REQUIRE(address->Subscriber().Subscriber() == address->Subscriber());
  }
  if (const absl::StatusOr<IpRange> range = IpRange::Parse(text); range.ok()) {
    const std::optional<IpAddress> base = IpAddress::Parse(text.substr(0, text.find('/')));
    FRONTDESK_REQUIRE(base.has_value() && range->Contains(*base));
  }

  // A stranger's word about who sent a request counts for nothing, a proxy's for one address.
  const IpAddress stranger = *IpAddress::Parse("192.0.2.1");
  const IpAddress proxy = *IpAddress::Parse("10.0.0.1");
  const std::vector<IpRange> trusted = {*IpRange::Parse("10.0.0.0/8")};
  const gateway::HttpHeaders headers = {{"X-Forwarded-For", std::string(text)}};
  FRONTDESK_REQUIRE(gateway::SenderOf(stranger, headers, trusted) == stranger);
  const IpAddress sender = gateway::SenderOf(proxy, headers, trusted);
  FRONTDESK_REQUIRE(sender == proxy || text.find_first_of(".:") != absl::string_view::npos);
}

void RequireTraces(absl::string_view text) {
  const std::string trace = TraceIdOf(text);
  FRONTDESK_REQUIRE(trace.empty() || (trace.size() == 32 && IsHex(trace)));
  const std::string passed_on = ContinuedTraceparent(text);
  FRONTDESK_REQUIRE(passed_on.size() == 55);
  FRONTDESK_REQUIRE(!TraceIdOf(passed_on).empty());
  FRONTDESK_REQUIRE(trace.empty() || TraceIdOf(passed_on) == trace);
}

void RequireHeaders(absl::string_view text) {
  const std::string value(text);
  const HttpRequest request{.headers = {{"X-Request-Id", value}, {"Authorization", value}}};
  const std::string id = gateway::RequestIdOf(request);
  FRONTDESK_REQUIRE(!id.empty() && id.size() <= 64);
  FRONTDESK_REQUIRE(std::all_of(id.begin(), id.end(), [](char c) {
    return absl::ascii_isalnum(c) || c == '.' || c == '_' || c == '-';
  }));
  const std::string key = gateway::PresentedKey(request, "X-Clinic-Key");
  FRONTDESK_REQUIRE(key.size() <= value.size() && value.find(key) != std::string::npos);
}

void RequireLogLines(absl::string_view text) {
  const std::string kept = WithoutPhoneNumbers(text);
  // One pass finds them all.
  FRONTDESK_REQUIRE(WithoutPhoneNumbers(kept) == kept);
}

void RequireEndpoints(absl::string_view text) {
  const absl::StatusOr<cliniko::Endpoint> endpoint = cliniko::Endpoint::Parse(text);
  if (endpoint.ok()) {
    FRONTDESK_REQUIRE(!endpoint->host.empty() && endpoint->port > 0 && endpoint->port < 65536);
    FRONTDESK_REQUIRE(endpoint->prefix.empty() || endpoint->prefix.front() == '/');
    FRONTDESK_REQUIRE(endpoint->prefix.empty() || endpoint->prefix.back() != '/');
    FRONTDESK_REQUIRE(endpoint->host.find('@') == std::string::npos);
  }
  if (cliniko::IsId(text)) FRONTDESK_REQUIRE(text.size() <= 20 && IsDigits(text));
}

}  // namespace
}  // namespace frontdesk

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace frontdesk;  // NOLINT: a fuzz target is a function of C
  Input input(data, size);
  const absl::string_view country = kCountries[input.Choice(std::size(kCountries))];
  const absl::string_view text = input.Rest();
  RequireSlotIds(text);
  RequirePhones(text, country);
  RequireAddresses(text);
  RequireTraces(text);
  RequireHeaders(text);
  RequireLogLines(text);
  RequireEndpoints(text);
  return 0;
}
