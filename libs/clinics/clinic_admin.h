#ifndef FRONTDESK_LIBS_CLINICS_CLINIC_ADMIN_H_
#define FRONTDESK_LIBS_CLINICS_CLINIC_ADMIN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/cliniko/api_key.h"
#include "libs/domain/ids.h"

namespace frontdesk {

class PostgresPool;

// A clinic as its operator sees it. Holds nothing secret.
struct ClinicRecord {
  ClinicId id;
  std::string name;
  std::string country;    // ISO 3166-1 alpha-2
  std::string zone_name;  // IANA
  std::string contact_email;
  std::string cliniko_shard;
  std::vector<std::string> phone_numbers;  // E.164, sorted
  bool active = true;
  std::optional<int> cliniko_rate;    // requests a minute; empty: what the deployment says
  std::optional<int> retention_days;  // empty: what the deployment says
  std::int64_t directory_version = 0;
  std::optional<absl::Time> synced_at;  // empty: never
  absl::Time created_at;
};

// What is known of a gateway key: not the key.
struct GatewayKeyRecord {
  std::string key_id;
  absl::Time created_at;
  std::optional<absl::Time> revoked_at;
};

// Another name of a location.
struct LocationAlias {
  std::string business_id;
  std::string business_name;
  std::string alias;
  bool generated = false;  // made by the sync, not by an operator
};

// What an operator does to clinics that exist, disabled ones included. Everything fails with
// kBookingSystemUnavailable while the database cannot be reached in time, and with kClinicNotFound
// for a clinic that is not there.
class ClinicAdmin {
 public:
  // `pool` must outlive the object.
  explicit ClinicAdmin(PostgresPool& pool) : pool_(pool) {}

  // By name.
  absl::StatusOr<std::vector<ClinicRecord>> List(absl::Time deadline);
  absl::StatusOr<ClinicRecord> Find(const ClinicId& id, absl::Time deadline);
  absl::StatusOr<ClinicRecord> FindByNumber(absl::string_view e164, absl::Time deadline);

  // A disabled clinic is not served, and its keys let nobody in. Its data stays.
  absl::Status SetActive(const ClinicId& id, bool active, absl::Time deadline);

  // How many requests a minute all of us together send with the clinic's Cliniko key, 1 to 1000;
  // empty: what the deployment says. Where clinics share a key, the smallest of their numbers holds
  // for all of them. Every process goes by it from its next request on. Fails with InvalidArgument.
  absl::Status SetClinikoRate(const ClinicId& id, std::optional<int> rate, absl::Time deadline);

  // The other clinics that have the same Cliniko key, and so one budget with this one; by name. One
  // that was added before keys were told apart is not known until it has asked Cliniko once.
  absl::StatusOr<std::vector<ClinicRecord>> ListSharingClinikoKey(const ClinicId& id,
                                                                  absl::Time deadline);

  // For how many days after an appointment its booking says for whom it was, 1 to 3650; empty: what
  // the deployment says. Fails with InvalidArgument.
  absl::Status SetRetentionDays(const ClinicId& id, std::optional<int> days, absl::Time deadline);

  // Newest first.
  absl::StatusOr<std::vector<GatewayKeyRecord>> ListKeys(const ClinicId& id, absl::Time deadline);
  // `sha256`: 32 raw bytes.
  absl::Status AddKey(const ClinicId& id, const std::string& key_id, const std::string& sha256,
                      absl::Time deadline);
  // Idempotent. Fails with NotFound for a key that the clinic does not have.
  absl::Status RevokeKey(const ClinicId& id, const std::string& key_id, absl::Time deadline);

  // By business and alias; without those that an operator removed.
  absl::StatusOr<std::vector<LocationAlias>> ListAliases(const ClinicId& id, absl::Time deadline);
  // Aliases are compared without regard to case and outer space, and kept in lower case.
  // Idempotent. Fails with kInvalidBusinessId for a business that the clinic does not have, and
  // with InvalidArgument for an alias that is empty or longer than 100 characters.
  absl::Status AddAlias(const ClinicId& id, const BusinessId& business, absl::string_view alias,
                        absl::Time deadline);
  // One that the sync made does not come back. Fails with NotFound.
  absl::Status RemoveAlias(const ClinicId& id, const BusinessId& business, absl::string_view alias,
                           absl::Time deadline);

 private:
  PostgresPool& pool_;
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CLINICS_CLINIC_ADMIN_H_
