#include "libs/cliniko/http_client.h"

#include <algorithm>
#include <fstream>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "libs/cliniko/endpoint.h"
#include "libs/cliniko/failure.h"
#include "libs/cliniko/json_row.h"
#include "libs/cliniko/paging.h"
#include "libs/cliniko/query.h"
#include "libs/cliniko/read_account.h"
#include "libs/cliniko/read_catalogue.h"
#include "libs/cliniko/rest.h"
#include "libs/status/status_macros.h"
#include "nlohmann/json.hpp"

// Making a client, the account and the catalogue.
namespace frontdesk::cliniko {
namespace {

constexpr Route kUser{"GET", "/user"};
constexpr Route kSettings{"GET", "/settings/public"};
constexpr Route kBusinesses{"GET", "/businesses"};
constexpr Route kPractitioners{"GET", "/practitioners"};
constexpr Route kAppointmentTypes{"GET", "/appointment_types"};
constexpr Route kServices{"GET", "/services"};
constexpr Route kDailyAvailabilities{"GET", "/daily_availabilities"};
constexpr Route kAvailabilityBlocks{"GET", "/availability_blocks"};

// Both end in a header: no line breaks, and no parenthesis that would end the address early.
bool IsHeaderWord(const std::string& text) {
  return !text.empty() && text.size() <= 200 && std::ranges::all_of(text, [](unsigned char c) {
    return (absl::ascii_isgraph(c) || c == ' ') && c != '(' && c != ')';
  });
}

bool IsEmailAddress(const std::string& text) {
  const size_t at = text.find('@');
  return IsHeaderWord(text) && text.find(' ') == std::string::npos && at != std::string::npos &&
         at > 0 && at + 1 < text.size() && text.find('@', at + 1) == std::string::npos;
}

absl::StatusOr<Endpoint> EndpointOf(const ApiKey& key, const HttpClientOptions& options) {
  const std::string url = options.base_url.empty()
                              ? absl::StrCat("https://api.", key.shard(), ".cliniko.com/v1")
                              : options.base_url;
  ASSIGN_OR_RETURN(Endpoint endpoint, Endpoint::Parse(url));
  if (!endpoint.tls && !endpoint.IsLoopback() && !options.allow_plain_http) {
    return absl::InvalidArgumentError("plain HTTP would send the key in clear to another host");
  }
  return endpoint;
}

HttpHeaders HeadersOf(const ApiKey& key, const HttpClientOptions& options) {
  return {
      {"Accept", "application/json"},
      {"Authorization",
       absl::StrCat("Basic ", absl::Base64Escape(absl::StrCat(key.Reveal(), ":")))},
      {"User-Agent", absl::StrCat(options.user_agent_name, " (", options.contact_email, ")")},
  };
}

// For rows that have an id of their own.
constexpr auto kById = [](const auto& row) {
  if constexpr (requires { row.id.value(); }) {
    return row.id.value();
  } else {
    return row.id;
  }
};

template <typename Row>
absl::StatusOr<std::vector<Row>> RowsOf(absl::StatusOr<Listing<Row>> listing) {
  if (!listing.ok()) return listing.status();
  return std::move(listing->rows);
}

}  // namespace

absl::StatusOr<std::unique_ptr<HttpClient>> HttpClient::Create(const ApiKey& key,
                                                               HttpClientOptions options,
                                                               const Clock& clock) {
  if (!IsHeaderWord(options.user_agent_name)) {
    return absl::InvalidArgumentError("the user agent needs a name");
  }
  if (!IsEmailAddress(options.contact_email)) {
    return absl::InvalidArgumentError("Cliniko wants an e-mail address to write to");
  }
  if (!options.ca_file.empty() && !std::ifstream(options.ca_file).good()) {
    return absl::InvalidArgumentError(absl::StrCat("cannot read ", options.ca_file));
  }
  ASSIGN_OR_RETURN(const Endpoint endpoint, EndpointOf(key, options));
  if (options.watchdog == nullptr) options.watchdog = std::make_shared<Watchdog>();
  auto transport = std::make_unique<Transport>(
      TransportOptions{.connection = {.endpoint = endpoint,
                                      .headers = HeadersOf(key, options),
                                      .ca_file = options.ca_file,
                                      .longest_body = options.longest_body,
                                      .hang_up = options.hang_up},
                       .most_connections = std::max(options.most_connections, 1)},
      std::move(options.watchdog));
  auto rest = std::make_unique<Rest>(endpoint,
                                     RestOptions{.retry = options.retry,
                                                 .observer = std::move(options.observer),
                                                 .admit = std::move(options.admit),
                                                 .breaker = std::move(options.breaker),
                                                 .hang_up = options.hang_up,
                                                 .sleep = std::move(options.sleep)},
                                     std::move(transport), clock);
  return std::unique_ptr<HttpClient>(new HttpClient(std::move(rest)));
}

HttpClient::HttpClient(std::unique_ptr<Rest> rest) : rest_(std::move(rest)) {}
HttpClient::~HttpClient() = default;

absl::StatusOr<User> HttpClient::GetUser(absl::Time deadline) {
  ASSIGN_OR_RETURN(const Json json, rest_->CallForJson(kUser, "/user", "", deadline));
  return ReadUser(json);
}

absl::StatusOr<AccountSettings> HttpClient::GetSettings(absl::Time deadline) {
  ASSIGN_OR_RETURN(const Json json,
                   rest_->CallForJson(kSettings, "/settings/public", "", deadline));
  return ReadSettings(json);
}

absl::StatusOr<std::vector<Business>> HttpClient::ListBusinesses(absl::Time deadline) {
  return RowsOf(ListAll(*rest_, kBusinesses, Query("/businesses"), "businesses", deadline,
                        ReadBusiness, kById));
}

absl::StatusOr<std::vector<Practitioner>> HttpClient::ListPractitioners(absl::Time deadline) {
  absl::StatusOr<std::vector<Practitioner>> practitioners =
      RowsOf(ListAll(*rest_, kPractitioners, Query("/practitioners"), "practitioners", deadline,
                     ReadPractitioner, kById));
  if (practitioners.ok()) {
    std::erase_if(*practitioners, [](const Practitioner& one) { return !one.active; });
  }
  return practitioners;
}

absl::StatusOr<std::vector<AppointmentType>> HttpClient::ListAppointmentTypes(absl::Time deadline) {
  return RowsOf(ListAll(*rest_, kAppointmentTypes, Query("/appointment_types"), "appointment_types",
                        deadline, ReadAppointmentType, kById));
}

absl::StatusOr<std::vector<Service>> HttpClient::ListServices(absl::Time deadline) {
  return RowsOf(ListAll(*rest_, kServices, Query("/services"), "services", deadline, ReadService,
                        [](const Service& service) {
                          return absl::StrCat(service.business.value(), "/", service.type.value());
                        }));
}

absl::StatusOr<std::vector<DailyAvailability>> HttpClient::ListDailyAvailabilities(
    absl::Time deadline) {
  absl::StatusOr<std::vector<DailyAvailability>> days =
      RowsOf(ListAll(*rest_, kDailyAvailabilities, Query("/daily_availabilities"),
                     "daily_availabilities", deadline, ReadDailyAvailability, kById));
  if (days.ok()) {
    std::erase_if(*days, [](const DailyAvailability& day) {
      return day.day_of_week < 0 || day.day_of_week > 7;
    });
  }
  return days;
}

absl::StatusOr<std::vector<AvailabilityBlock>> HttpClient::ListAvailabilityBlocks(
    absl::Time from, absl::Time deadline) {
  Query query("/availability_blocks");
  query.Filter("starts_at", ">=", from);
  return RowsOf(ListAll(*rest_, kAvailabilityBlocks, query, "availability_blocks", deadline,
                        ReadAvailabilityBlock, kById));
}

}  // namespace frontdesk::cliniko
