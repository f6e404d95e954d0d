#include "tests/storms/agreement.h"

#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "absl/strings/match.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/cliniko_sandbox/sandbox.h"

namespace frontdesk::test {
namespace {

using nlohmann::json;

constexpr char kMark[] = "Booked by phone (Frontdesk ";

absl::Time TimeOf(const json& text) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text.get<std::string>(), &time, &error)) << text;
  return time;
}

}  // namespace

int Unsettled(const ScratchDatabase& database) {
  return std::stoi(database.Execute(
      "SELECT count(*) FROM booking.bookings WHERE state IN ('pending', 'withdrawing') OR "
      "(state = 'booked' AND cancel_reason IS NOT NULL)"));
}

bool AwaitSettled(const ScratchDatabase& database, absl::Duration patience) {
  for (const absl::Time deadline = absl::Now() + patience; absl::Now() < deadline;
       absl::SleepFor(absl::Milliseconds(200))) {
    if (Unsettled(database) == 0) return true;
  }
  return false;
}

void ExpectAgreement(const ScratchDatabase& database, sandbox::SandboxServer& cliniko) {
  const std::string open = database.Execute(
      "SELECT json_agg(b) FROM booking.bookings b WHERE state IN ('pending', 'withdrawing') OR "
      "(state = 'booked' AND cancel_reason IS NOT NULL)");
  EXPECT_EQ(open, "");
  const json rows = json::parse(database.Execute(R"sql(
    SELECT coalesce(json_agg(json_build_object(
      'booking', booking_id, 'appointment', coalesce(appointment_id, ''), 'first', (
        WITH RECURSIVE chain AS (
          SELECT o.booking_id, o.moves FROM booking.bookings o WHERE o.booking_id = b.booking_id
          UNION SELECT o.booking_id, o.moves FROM booking.bookings o
                JOIN chain c ON o.booking_id = c.moves)
        SELECT booking_id FROM chain WHERE moves IS NULL), 'patient', patient_id,
      'practitioner', practitioner_id, 'business', business_id, 'type', appointment_type_id,
      'start', to_char(starts_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
      'end', to_char(ends_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))), '[]')
    FROM booking.bookings b WHERE state = 'booked')sql"));
  const auto answer = cliniko.Control("GET", "/appointments?live=true");
  ASSERT_TRUE(answer.ok()) << answer.status();
  const json listed = json::parse(*answer).at("appointments");
  std::map<std::string, json> ours;
  for (const json& there : listed) {
    if (!there.at("notes").is_string()) continue;
    if (absl::StrContains(there.at("notes").get<std::string>(), kMark)) {
      ours[there.at("id").get<std::string>()] = there;
    }
  }
  for (const json& row : rows) {
    const auto found = ours.find(row.at("appointment").get<std::string>());
    if (found == ours.end()) {
      ADD_FAILURE() << "not in Cliniko: " << row;
      continue;
    }
    const json& there = found->second;
    EXPECT_EQ(TimeOf(there.at("starts_at")), TimeOf(row.at("start"))) << row;
    EXPECT_EQ(TimeOf(there.at("ends_at")), TimeOf(row.at("end"))) << row;
    EXPECT_EQ(there.at("practitioner_id"), row.at("practitioner")) << row;
    EXPECT_EQ(there.at("business_id"), row.at("business")) << row;
    EXPECT_EQ(there.at("appointment_type_id"), row.at("type")) << row;
    EXPECT_EQ(there.at("patient_id"), row.at("patient")) << row;
    EXPECT_TRUE(
        absl::StrContains(there.at("notes").get<std::string>(), row.at("first").get<std::string>()))
        << row;
  }
  EXPECT_EQ(ours.size(), rows.size()) << "appointments without a booking";
  for (const auto& [id, mine] : ours) {
    for (const json& other : listed) {
      if (other.at("id") == id || other.at("practitioner_id") != mine.at("practitioner_id")) {
        continue;
      }
      EXPECT_TRUE(TimeOf(other.at("starts_at")) >= TimeOf(mine.at("ends_at")) ||
                  TimeOf(mine.at("starts_at")) >= TimeOf(other.at("ends_at")))
          << mine << " overlaps " << other;
    }
  }
}

}  // namespace frontdesk::test
