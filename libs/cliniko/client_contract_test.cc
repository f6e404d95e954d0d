// What holds for every Client: for the fake, and for the HTTP client against a server that somebody
// else wrote from the same contract. So the fake cannot lie.

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/civil/clock.h"
#include "libs/cliniko/client.h"
#include "libs/cliniko/failure.h"
#include "libs/cliniko/fake_client.h"
#include "libs/cliniko/http_client.h"
#include "tests/cliniko_sandbox/sandbox_server.h"

namespace frontdesk::cliniko {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kWorld[] = "tests/cliniko_sandbox/worlds/demo.json";
constexpr char kZone[] = "Australia/Sydney";
const absl::CivilDay kToday(2026, 9, 21);  // a Monday

// By value: a range-based for over *StatusOr would outlive what it walks.
template <typename T>
T Must(absl::StatusOr<T> result) {
  EXPECT_TRUE(result.ok()) << result.status();
  return *std::move(result);
}

class HttpAccount {
 public:
  explicit HttpAccount(const Clock& clock) {
    std::ifstream file(kWorld);
    sandbox_ = *sandbox::SandboxServer::Start(std::string(std::istreambuf_iterator<char>(file), {}),
                                              {.clock = &clock});
    client_ = *HttpClient::Create(
        *ApiKey::Parse("demo-harbour-key-au1"),
        {.base_url = sandbox_->url(), .contact_email = "ops@clinic.example"}, clock);
  }
  Client& client() { return *client_; }

 private:
  std::unique_ptr<sandbox::SandboxServer> sandbox_;
  std::unique_ptr<HttpClient> client_;
};

// The same clinic, as the HTTP client read it.
class FakeAccount {
 public:
  explicit FakeAccount(const Clock& clock) : client_(clock) {
    HttpAccount account(clock);
    Client& http = account.client();
    const absl::Time deadline = clock.Now() + absl::Hours(1);
    client_.Edit([&](FakeClient::World& world) {
      absl::LoadTimeZone(kZone, &world.zone);
      world.user = *http.GetUser(deadline);
      world.settings = *http.GetSettings(deadline);
      world.businesses = *http.ListBusinesses(deadline);
      world.practitioners = *http.ListPractitioners(deadline);
      world.types = *http.ListAppointmentTypes(deadline);
      world.services = *http.ListServices(deadline);
      world.daily_availabilities = *http.ListDailyAvailabilities(deadline);
      for (const Service& service : world.services) {
        for (const PractitionerId& practitioner : service.practitioners) {
          const absl::StatusOr<std::vector<absl::Time>> times = http.AvailableTimes(
              service.business, practitioner, service.type, {kToday + 1, kToday + 7}, deadline);
          if (times.ok()) world.times[{service.business, practitioner, service.type}] = *times;
        }
      }
    });
  }
  Client& client() { return client_; }

 private:
  FakeClient client_;
};

template <typename Account>
class ClientContract : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const Business& business : Must(client_.ListBusinesses(Soon()))) {
      if (business.name == "City Rooms") business_ = business.id;
    }
    for (const Practitioner& one : Must(client_.ListPractitioners(Soon()))) {
      if (one.first_name == "Cameron" && one.last_name == "Example") practitioner_ = one.id;
    }
    for (const AppointmentType& type : Must(client_.ListAppointmentTypes(Soon()))) {
      if (type.name == "Physiotherapy (30 min)") type_ = type.id;
    }
  }

  absl::Time Soon() const { return clock_.Now() + absl::Minutes(1); }
  std::vector<absl::Time> Times() {
    const auto times =
        client_.AvailableTimes(business_, practitioner_, type_, {kToday + 1, kToday + 7}, Soon());
    EXPECT_TRUE(times.ok()) << times.status();
    return times.value_or(std::vector<absl::Time>());
  }
  PatientId APatient() {
    return client_.CreatePatient({.first_name = "Perry", .last_name = "Test"}, Soon())->id;
  }
  Appointment Book(absl::Time start) {
    const auto booked = client_.CreateAppointment({.business = business_,
                                                   .practitioner = practitioner_,
                                                   .type = type_,
                                                   .patient = APatient(),
                                                   .starts_at = start,
                                                   .notes = "by telephone"},
                                                  Soon());
    EXPECT_TRUE(booked.ok()) << booked.status();
    return *booked;
  }
  std::vector<AppointmentId> Overlapping(const Appointment& appointment,
                                         bool include_cancelled = false) {
    const auto calendar =
        client_.ListCalendar({.practitioner = practitioner_,
                              .overlaps = TimeRange{appointment.starts_at, appointment.ends_at},
                              .include_cancelled = include_cancelled},
                             Soon());
    EXPECT_TRUE(calendar.ok()) << calendar.status();
    std::vector<AppointmentId> ids;
    for (const CalendarEntry& entry : calendar->rows) ids.push_back(entry.id);
    return ids;
  }
  absl::Status Cancel(const AppointmentId& id) {
    return client_.CancelAppointment(id, CancellationReason::kAway, "", Soon());
  }

  FakeClock clock_{absl::FromCivil(absl::CivilHour(kToday) + 2, absl::UTCTimeZone())};
  Account account_{clock_};
  Client& client_ = account_.client();
  BusinessId business_;
  PractitionerId practitioner_;
  AppointmentTypeId type_;
};

using Accounts = ::testing::Types<FakeAccount, HttpAccount>;
TYPED_TEST_SUITE(ClientContract, Accounts);

TYPED_TEST(ClientContract, KnowsTheClinic) {
  EXPECT_FALSE(this->business_.empty());
  EXPECT_FALSE(this->practitioner_.empty());
  EXPECT_FALSE(this->type_.empty());
  EXPECT_TRUE(this->client_.GetUser(this->Soon()).ok());
  EXPECT_EQ(this->client_.GetSettings(this->Soon())->country_code, "AU");
  EXPECT_THAT(*this->client_.ListServices(this->Soon()), Not(IsEmpty()));
  EXPECT_THAT(*this->client_.ListDailyAvailabilities(this->Soon()), Not(IsEmpty()));
  EXPECT_TRUE(this->client_.ListAvailabilityBlocks(this->clock_.Now(), this->Soon()).ok());
  for (const Practitioner& one : Must(this->client_.ListPractitioners(this->Soon()))) {
    EXPECT_NE(one.last_name, "Retired");
  }
}

TYPED_TEST(ClientContract, ABookedTimeIsNoLongerAvailableUntilItIsCancelled) {
  const std::vector<absl::Time> before = this->Times();
  ASSERT_THAT(before, Not(IsEmpty()));
  const Appointment booked = this->Book(before.front());
  EXPECT_EQ(booked.ends_at - booked.starts_at, absl::Minutes(30));
  EXPECT_THAT(this->Times(), Not(Contains(before.front())));

  ASSERT_TRUE(this->Cancel(booked.id).ok());

  EXPECT_EQ(this->Times(), before);
}

TYPED_TEST(ClientContract, TheNextTimeMovesOnWhenItIsTaken) {
  const auto next = [&] {
    return this->client_.NextAvailableTime(this->business_, this->practitioner_, this->type_,
                                           {kToday, kToday + 27}, this->Soon());
  };
  const auto first = next();
  ASSERT_TRUE(first.ok() && first->has_value()) << first.status();

  this->Book(**first);

  EXPECT_GT(**next(), **first);
}

TYPED_TEST(ClientContract, AcceptsTwoForOneTimeAndTellsBothOfIt) {
  const absl::Time start = this->Times().front();
  const Appointment first = this->Book(start);
  EXPECT_FALSE(*this->client_.HasConflicts(first.id, this->Soon()));
  const Appointment second = this->Book(start);

  EXPECT_TRUE(*this->client_.HasConflicts(first.id, this->Soon()));
  EXPECT_TRUE(*this->client_.HasConflicts(second.id, this->Soon()));
  EXPECT_THAT(this->Overlapping(first), IsSupersetOf({first.id, second.id}));

  ASSERT_TRUE(this->client_.ArchiveAppointment(second.id, this->Soon()).ok());
  EXPECT_FALSE(*this->client_.HasConflicts(first.id, this->Soon()));
  EXPECT_THAT(this->Overlapping(first), ElementsAre(first.id));
}

TYPED_TEST(ClientContract, ACancelledAppointmentIsHiddenUnlessAskedFor) {
  const Appointment booked = this->Book(this->Times().front());
  ASSERT_TRUE(this->Cancel(booked.id).ok());

  EXPECT_THAT(this->Overlapping(booked), IsEmpty());
  EXPECT_THAT(this->Overlapping(booked, /*include_cancelled=*/true), ElementsAre(booked.id));
  const auto read = this->client_.GetAppointment(booked.id, this->Soon());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_TRUE(read->cancelled_at.has_value());
  EXPECT_EQ(read->cancellation_reason, 40);
  EXPECT_EQ(read->notes, "by telephone");
  const AppointmentFilter by_patient{.patient = booked.patient};
  EXPECT_THAT(*this->client_.FindAppointments(by_patient, this->Soon()), IsEmpty());
}

TYPED_TEST(ClientContract, CancellingAndArchivingTwiceIsSuccess) {
  const std::vector<absl::Time> times = this->Times();
  const Appointment cancelled = this->Book(times[0]);
  const Appointment archived = this->Book(times[1]);
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(this->Cancel(cancelled.id).ok());
    EXPECT_TRUE(this->client_.ArchiveAppointment(archived.id, this->Soon()).ok());
  }
  EXPECT_TRUE(this->Cancel(archived.id).ok());
  EXPECT_FALSE(this->client_.GetAppointment(archived.id, this->Soon())->live());
}

TYPED_TEST(ClientContract, MovesAnAppointmentThatIsLive) {
  const std::vector<absl::Time> times = this->Times();
  const Appointment booked = this->Book(times[0]);
  const AppointmentMove move{.starts_at = times[2], .ends_at = times[2] + absl::Minutes(30)};

  const auto moved = this->client_.MoveAppointment(booked.id, move, this->Soon());

  ASSERT_TRUE(moved.ok()) << moved.status();
  EXPECT_EQ(moved->id, booked.id);
  EXPECT_EQ(moved->starts_at, times[2]);
  EXPECT_THAT(this->Times(), Contains(times[0]));
  EXPECT_THAT(this->Times(), Not(Contains(times[2])));
  ASSERT_TRUE(this->Cancel(booked.id).ok());
  EXPECT_TRUE(IsFailure(this->client_.MoveAppointment(booked.id, move, this->Soon()).status(),
                        Failure::kNotFound));
}

TYPED_TEST(ClientContract, FindsABookingWhoseAnswerWasLost) {
  const absl::Time start = this->Times().front();
  const Appointment booked = this->Book(start);

  const auto found =
      this->client_.FindAppointments({.patient = booked.patient,
                                      .practitioner = this->practitioner_,
                                      .starts_in = TimeRange{start, start + absl::Seconds(1)}},
                                     this->Soon());

  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_THAT(*found, SizeIs(1));
  EXPECT_EQ(found->front().id, booked.id);
}

TYPED_TEST(ClientContract, APollSeesWhatHasChangedSince) {
  const Appointment booked = this->Book(this->Times().front());
  this->clock_.Advance(absl::Minutes(10));
  const auto poll = [&](absl::Time since) {
    const auto calendar = this->client_.ListCalendar(
        {.updated_since = since, .include_cancelled = true}, this->Soon());
    std::vector<AppointmentId> ids;
    for (const CalendarEntry& entry : calendar->rows) ids.push_back(entry.id);
    return ids;
  };
  const absl::Time since = this->clock_.Now();
  EXPECT_THAT(poll(since), Not(Contains(booked.id)));

  ASSERT_TRUE(this->Cancel(booked.id).ok());

  EXPECT_THAT(poll(since), ElementsAre(booked.id));
}

TYPED_TEST(ClientContract, KnowsNothingOfRecordsThatNeverWere) {
  const AppointmentId nothing("424242");
  EXPECT_TRUE(
      IsFailure(this->client_.GetAppointment(nothing, this->Soon()).status(), Failure::kNotFound));
  EXPECT_TRUE(
      IsFailure(this->client_.HasConflicts(nothing, this->Soon()).status(), Failure::kNotFound));
  EXPECT_TRUE(IsFailure(this->Cancel(nothing), Failure::kNotFound));
  EXPECT_TRUE(
      IsFailure(this->client_.ArchiveAppointment(nothing, this->Soon()), Failure::kNotFound));
  EXPECT_TRUE(IsFailure(this->client_.GetPatient(PatientId("424242"), this->Soon()).status(),
                        Failure::kNotFound));
}

TYPED_TEST(ClientContract, RefusesWindowsThatCannotBe) {
  for (const DayRange& days : {DayRange{kToday - 2, kToday}, DayRange{kToday + 1, kToday + 8},
                               DayRange{kToday + 2, kToday + 1}}) {
    EXPECT_TRUE(IsFailure(
        this->client_
            .AvailableTimes(this->business_, this->practitioner_, this->type_, days, this->Soon())
            .status(),
        Failure::kInvalidWindow));
  }
}

TYPED_TEST(ClientContract, WhatIsNotOfferedIsNotBookableOnline) {
  const BusinessId nowhere("424242");
  EXPECT_TRUE(IsFailure(this->client_
                            .AvailableTimes(nowhere, this->practitioner_, this->type_,
                                            {kToday + 1, kToday + 1}, this->Soon())
                            .status(),
                        Failure::kNotBookableOnline));
  EXPECT_TRUE(IsFailure(this->client_
                            .NextAvailableTime(nowhere, this->practitioner_, this->type_,
                                               {kToday, kToday}, this->Soon())
                            .status(),
                        Failure::kNotBookableOnline));
}

TYPED_TEST(ClientContract, FindsAPatientByName) {
  const auto created = this->client_.CreatePatient({.first_name = "Zo\xc3\xab-Anne",
                                                    .last_name = "O'Test & Sons",
                                                    .phone = "+61400000001",
                                                    .date_of_birth = absl::CivilDay(1990, 5, 1)},
                                                   this->Soon());
  ASSERT_TRUE(created.ok()) << created.status();

  for (const PatientFilter& filter :
       {PatientFilter{.last_name = "o'test & sons"},
        PatientFilter{.first_name = "anne", .last_name = "O'T", .names_contain = true},
        PatientFilter{.last_name = "O'Test & Sons", .date_of_birth = absl::CivilDay(1990, 5, 1)}}) {
    const auto found = this->client_.FindPatients(filter, this->Soon());
    ASSERT_TRUE(found.ok()) << found.status();
    ASSERT_THAT(found->rows, SizeIs(1));
    EXPECT_EQ(found->rows[0].id, created->id);
    EXPECT_EQ(found->rows[0].first_name, "Zo\xc3\xab-Anne");
    ASSERT_THAT(found->rows[0].phones, SizeIs(1));
    EXPECT_EQ(found->rows[0].phones[0].normalized, "61400000001");
  }
  EXPECT_THAT(this->client_.FindPatients({.last_name = "O'T"}, this->Soon())->rows, IsEmpty());
  EXPECT_TRUE(this->client_.GetPatient(created->id, this->Soon()).ok());
}

TYPED_TEST(ClientContract, ReadsPatientsAPageAtATime) {
  for (int i = 0; i < 105; ++i) {
    ASSERT_TRUE(this->client_
                    .CreatePatient({.first_name = absl::StrCat("Patient", i), .last_name = "Paged"},
                                   this->Soon())
                    .ok());
  }
  std::vector<int> sizes;
  std::set<std::string> ids;
  for (int page = 1; page <= 2; ++page) {
    const auto read = this->client_.FindPatientsPage({.last_name = "Paged"}, page, this->Soon());
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(read->last, page == 2);
    EXPECT_EQ(read->total, 105);
    EXPECT_EQ(read->as_of, absl::FromUnixSeconds(absl::ToUnixSeconds(this->clock_.Now())));
    sizes.push_back(static_cast<int>(read->rows.size()));
    for (const Patient& patient : read->rows) ids.insert(patient.id.value());
  }
  EXPECT_THAT(sizes, ElementsAre(100, 5));
  EXPECT_THAT(ids, SizeIs(105));

  const auto past_the_end = this->client_.FindPatientsPage({.last_name = "Paged"}, 3, this->Soon());
  ASSERT_TRUE(past_the_end.ok()) << past_the_end.status();
  EXPECT_THAT(past_the_end->rows, IsEmpty());
  EXPECT_TRUE(past_the_end->last);
}

TYPED_TEST(ClientContract, NamesTheFieldsThatItRefuses) {
  const absl::Status no_name =
      this->client_.CreatePatient({.first_name = "Jo"}, this->Soon()).status();
  EXPECT_TRUE(IsFailure(no_name, Failure::kValidation)) << no_name;
  EXPECT_THAT(InvalidFieldsOf(no_name), ElementsAre("last_name"));
  EXPECT_FALSE(MayHaveTakenEffect(no_name));

  const absl::Status no_patient = this->client_
                                      .CreateAppointment({.business = this->business_,
                                                          .practitioner = this->practitioner_,
                                                          .type = this->type_,
                                                          .patient = PatientId("424242"),
                                                          .starts_at = this->Times().front()},
                                                         this->Soon())
                                      .status();
  EXPECT_TRUE(IsFailure(no_patient, Failure::kValidation)) << no_patient;
  EXPECT_THAT(InvalidFieldsOf(no_patient), ElementsAre("patient_id"));
}

TYPED_TEST(ClientContract, DoesNothingAfterTheDeadline) {
  const absl::Status status =
      this->client_.CreatePatient({.first_name = "Too", .last_name = "Late"}, this->clock_.Now())
          .status();

  EXPECT_TRUE(IsFailure(status, Failure::kTimeout)) << status;
  EXPECT_FALSE(MayHaveTakenEffect(status));
  EXPECT_THAT(this->client_.FindPatients({.last_name = "Late"}, this->Soon())->rows, IsEmpty());
}

}  // namespace
}  // namespace frontdesk::cliniko
