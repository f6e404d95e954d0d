#include "services/session/wire/convert.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "frontdesk/v1/common.pb.h"
#include "frontdesk/v1/session.pb.h"
#include "libs/domain/ids.h"
#include "libs/domain/search.h"
#include "libs/phone/phone_number.h"
#include "libs/status/domain_error.h"
#include "libs/testing/status_matchers.h"
#include "services/session/domain/session_ref.h"

namespace frontdesk {
namespace {

using test::FailsWith;
using test::IsOk;
using test::IsOkAndHolds;
using ::testing::Eq;

constexpr char kClinic[] = "3f2c8f0e-0000-4000-8000-000000000001";

v1::Caller ACaller(const std::string& session_id, const std::string& phone) {
  v1::Caller caller;
  caller.set_session_id(session_id);
  caller.set_phone(phone);
  return caller;
}

TEST(SessionRefFromProto, HoldsTheClinicTheIdAndThePhone) {
  EXPECT_THAT(FromProto(kClinic, ACaller("1", "+61400000001")),
              IsOkAndHolds(SessionRef{ClinicId(kClinic), SessionId("1"),
                                      *ParsePhone("+61400000001", "AU")}));
}

// PostgreSQL takes both for the same clinic, so the key must not differ.
TEST(SessionRefFromProto, WritesTheClinicInLowerCase) {
  EXPECT_THAT(FromProto("3F2C8F0E-0000-4000-8000-000000000001", ACaller("1", "")),
              IsOkAndHolds(SessionRef{ClinicId(kClinic), SessionId("1"), std::nullopt}));
}

TEST(SessionRefFromProto, HasNoPhoneWhereItIsWithheld) {
  for (const std::string phone : {"", "+266696687"}) {
    SCOPED_TRACE(phone);
    EXPECT_THAT(FromProto(kClinic, ACaller("1", phone)),
                IsOkAndHolds(SessionRef{ClinicId(kClinic), SessionId("1"), std::nullopt}));
  }
}

TEST(SessionRefFromProto, FailsForWhatNamesNoSession) {
  EXPECT_THAT(FromProto("", ACaller("1", "")), FailsWith(DomainError::kInvalidRequest));
  EXPECT_THAT(FromProto("city-rooms", ACaller("1", "")), FailsWith(DomainError::kInvalidRequest));
  EXPECT_THAT(FromProto(kClinic, ACaller("", "")), FailsWith(DomainError::kInvalidRequest));
  EXPECT_THAT(FromProto(kClinic, ACaller(std::string(201, 'x'), "")),
              FailsWith(DomainError::kInvalidRequest));
}

TEST(SessionRefFromProto, FailsForAPhoneThatOnlyItsCountryCouldExplain) {
  for (const std::string phone : {"0400 000 001", "anonymous", "+61"}) {
    SCOPED_TRACE(phone);
    EXPECT_THAT(FromProto(kClinic, ACaller("1", phone)),
                FailsWith(DomainError::kInvalidPhoneNumber));
  }
}

TEST(SearchCriteria, ComeBackAsTheyWere) {
  const SearchCriteria criteria = {
      .practitioners = {PractitionerId("200000000000000201"), PractitionerId("200000000000000202")},
      .appointment_types = {AppointmentTypeId("300000000000000301")},
      .businesses = {BusinessId("100000000000000101")},
      .first_day = absl::CivilDay(2026, 7, 14)};
  v1::SearchCriteria message;

  ToProto(criteria, &message);
  const absl::StatusOr<SearchCriteria> read = FromProto(message);

  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->practitioners, criteria.practitioners);
  EXPECT_EQ(read->appointment_types, criteria.appointment_types);
  EXPECT_EQ(read->businesses, criteria.businesses);
  EXPECT_EQ(read->first_day, criteria.first_day);
}

TEST(SearchCriteria, NeedNoDay) {
  const absl::StatusOr<SearchCriteria> read = FromProto(v1::SearchCriteria());

  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->first_day, std::nullopt);
}

TEST(SearchCriteria, AreRefusedWhereTheyAreTooManyOrNoIds) {
  v1::SearchCriteria many;
  for (int i = 0; i < 501; ++i) many.add_business_ids("1");
  v1::SearchCriteria separator;
  separator.add_practitioner_ids("1,2");
  v1::SearchCriteria empty;
  empty.add_appointment_type_ids("");
  v1::SearchCriteria no_day;
  no_day.mutable_first_day()->set_year(2026);

  EXPECT_THAT(FromProto(many), FailsWith(DomainError::kInvalidRequest));
  EXPECT_THAT(FromProto(separator), FailsWith(DomainError::kInvalidRequest));
  EXPECT_THAT(FromProto(empty), FailsWith(DomainError::kInvalidRequest));
  EXPECT_THAT(FromProto(no_day), FailsWith(DomainError::kInvalidDate));
}

TEST(Slots, ComeBackAsTheyWere) {
  const std::vector<SlotKey> slots = {{PractitionerId("200000000000000201"),
                                       BusinessId("100000000000000101"),
                                       absl::FromUnixSeconds(1'783'990'800)}};
  v1::RecordOfferRequest message;

  ToProto(slots, message.mutable_offered());

  EXPECT_THAT(SlotsFromProto(message.offered()), IsOkAndHolds(Eq(slots)));
}

TEST(Slots, AreRefusedWhereTheyAreTooManyOrIncomplete) {
  v1::SlotKey complete;
  complete.set_practitioner_id("1");
  complete.set_business_id("2");
  complete.mutable_start_time()->set_seconds(1'783'990'800);
  v1::RecordOfferRequest many;
  for (int i = 0; i < 101; ++i) *many.add_offered() = complete;
  v1::RecordOfferRequest timeless;
  *timeless.add_offered() = complete;
  timeless.mutable_offered(0)->clear_start_time();
  v1::RecordOfferRequest separator;
  *separator.add_offered() = complete;
  separator.mutable_offered(0)->set_business_id("2/3");

  EXPECT_THAT(SlotsFromProto(many.offered()), FailsWith(DomainError::kInvalidRequest));
  EXPECT_THAT(SlotsFromProto(timeless.offered()), FailsWith(DomainError::kInvalidRequest));
  EXPECT_THAT(SlotsFromProto(separator.offered()), FailsWith(DomainError::kInvalidRequest));
}

TEST(BusinessFromProto, NeedsAnId) {
  EXPECT_THAT(BusinessFromProto("100000000000000101"),
              IsOkAndHolds(BusinessId("100000000000000101")));
  EXPECT_THAT(BusinessFromProto(""), FailsWith(DomainError::kInvalidRequest));
}

}  // namespace
}  // namespace frontdesk
