#include "services/booking/domain/plan_booking.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/status/error_detail.h"
#include "libs/testing/sample_clinic.h"
#include "libs/testing/status_matchers.h"

namespace frontdesk::booking {
namespace {

using namespace ::frontdesk::test;  // NOLINT: the sample clinic is the vocabulary of these tests
using ::testing::ElementsAre;
using ::testing::IsSupersetOf;
using ::testing::Pair;

constexpr absl::CivilDay kTuesday(2026, 7, 14);

BookingRequest ARequest() {
  return {.clinic = kSampleClinic,
          .caller = {.session_id = "1", .phone = ""},
          .patient_name = "Casey Caller",
          .patient_phone = "0400 000 001",
          .practitioner = {{}, "Cameron Example"},
          .appointment_type = {{}, "Massage"},
          .business = {kCityRooms, ""},
          .start = SpokenStart{"2026-07-14", "09:00"}};
}

absl::StatusOr<BookingPlan> Plan(const BookingRequest& request) {
  return PlanBooking(SampleDirectory(), request, AtClinic(kToday, 12));
}

BookingRequest At(const std::string& day, const std::string& time) {
  BookingRequest request = ARequest();
  request.start = SpokenStart{day, time};
  return request;
}

TEST(PlanBooking, ReadsACompleteRequest) {
  const auto plan = Plan(ARequest());

  ASSERT_THAT(plan, IsOk());
  EXPECT_EQ(plan->practitioner.id, kCameronExample);
  EXPECT_EQ(plan->business.id, kCityRooms);
  EXPECT_EQ(plan->appointment_type.id, kMassage);
  EXPECT_EQ(plan->person.first_name, "Casey");
  EXPECT_EQ(plan->person.last_name, "Caller");
  EXPECT_EQ(plan->person.phone, "+61400000001");
  EXPECT_THAT(plan->starts, ElementsAre(AtClinic(kTuesday, 9)));
}

TEST(PlanBooking, NamesEverythingThatIsMissing) {
  const auto plan = Plan({.clinic = kSampleClinic});

  EXPECT_THAT(plan, FailsWith(DomainError::kMissingInformation));
  EXPECT_THAT(MissingOf(plan.status()),
              ElementsAre("patient_name", "practitioner", "appointment_type", "date", "time",
                          "business_id"));
}

TEST(PlanBooking, TellsTheChoicesForWhatIsMissing) {
  BookingRequest request = ARequest();
  request.business = {};

  const auto plan = Plan(request);

  EXPECT_THAT(MissingOf(plan.status()), ElementsAre("business_id"));
  ASSERT_TRUE(ClarificationOf(plan.status()).has_value());
  EXPECT_EQ(ClarificationOf(plan.status())->kind, ChoiceKind::kLocation);
}

// Everything that the clinic has used to be offered, whoever had been named.
TEST(PlanBooking, OffersOnlyChoicesThatFitWhatIsKnown) {
  const auto choices = [](const BookingRequest& request) {
    const auto plan = Plan(request);
    EXPECT_THAT(plan, FailsWith(DomainError::kMissingInformation));
    std::vector<std::string> labels;
    const auto asked = ClarificationOf(plan.status());  // outlives the loop
    for (const Choice& choice : asked->choices) labels.push_back(choice.label);
    return labels;
  };
  BookingRequest nowhere = ARequest();
  nowhere.business = {};
  EXPECT_THAT(choices(nowhere), ElementsAre("City Rooms"));

  BookingRequest nothing = ARequest();
  nothing.practitioner.said = "Jordan";
  nothing.appointment_type = {};
  EXPECT_THAT(choices(nothing), ElementsAre("Massage"));

  BookingRequest nobody = ARequest();
  nobody.practitioner = {};
  nobody.business = {kHarbourRooms, ""};
  EXPECT_THAT(choices(nobody), ElementsAre("Cameron Sample", "Jordan Sample"));
}

TEST(PlanBooking, AsksWhereOfACallerWhoDoesNotMind) {
  BookingRequest request = ARequest();
  request.practitioner.said = "Jordan";
  request.business = {{}, "any location"};

  const auto plan = Plan(request);

  EXPECT_THAT(plan, FailsWith(DomainError::kMissingInformation));
  EXPECT_THAT(MissingOf(plan.status()), ElementsAre("business_id"));
  ASSERT_TRUE(ClarificationOf(plan.status()).has_value());
  EXPECT_THAT(ClarificationOf(plan.status())->choices, ::testing::SizeIs(2));
}

TEST(PlanBooking, TakesTheCallersPhoneWhenThePatientsIsNotTold) {
  BookingRequest request = ARequest();
  request.patient_phone = "";
  request.caller.phone = "+61 400 000 002";

  const auto plan = Plan(request);

  ASSERT_THAT(plan, IsOk());
  EXPECT_EQ(plan->person.phone, "+61400000002");
}

TEST(PlanBooking, TellsWhatIsWrongWithAPhone) {
  BookingRequest request = ARequest();
  const auto problem = [&](const std::string& phone) {
    request.patient_phone = phone;
    const auto plan = Plan(request);
    EXPECT_THAT(plan, FailsWith(DomainError::kInvalidPhoneNumber)) << phone;
    return FactsOf(plan.status())["problem"];
  };
  EXPECT_EQ(problem(""), "missing");
  EXPECT_EQ(problem("0400"), "length");
  EXPECT_EQ(problem("0900 000 001"), "prefix");
}

TEST(PlanBooking, ReadsDaysAndTimesAsPeopleSayThem) {
  const struct {
    const char* day;
    const char* time;
    absl::Time start;
  } cases[] = {
      {"tomorrow", "2pm", AtClinic(kTuesday, 14)},
      {"Tuesday, July 14", "9:00 AM", AtClinic(kTuesday, 9)},
      {"tomorrow", "half past two", AtClinic(kTuesday, 14, 30)},
      {"", "Tuesday, July 14, 2026 at 09:00 AM", AtClinic(kTuesday, 9)},
      {"tomorrow at 3pm", "", AtClinic(kTuesday, 15)},
      {"Tuesday, July 14 at 9:00 AM at City Rooms", "", AtClinic(kTuesday, 9)},
      {"2026-07-14T09:00:00+10:00", "", AtClinic(kTuesday, 9)},
      {"2026-07-14T00:00:00", "9am", AtClinic(kTuesday, 9)},
      {"2026-07-14", "Tuesday, July 14, 2026 at 09:00 AM", AtClinic(kTuesday, 9)},
      {"2025-07-14", "Tuesday, July 14 at 9:00 AM", AtClinic(kTuesday, 9)},
      {"tomorrow", "2026-07-14T09:00:00+10:00", AtClinic(kTuesday, 9)},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(std::string(c.day) + " " + c.time);
    const auto plan = Plan(At(c.day, c.time));
    ASSERT_THAT(plan, IsOk());
    EXPECT_EQ(plan->starts.front(), c.start);
  }
}

// Source: contract/webhooks.md, section 4.2: the more explicit of two days wins.
TEST(PlanBooking, TakesTheMoreExplicitOfTwoDays) {
  const struct {
    const char* day;
    const char* time;
    absl::CivilDay taken;
  } cases[] = {
      {"Tuesday", "Wednesday, July 15, 2026 at 9:00 AM", kTuesday + 1},
      {"tomorrow", "July 15 at 9:00 AM", kTuesday + 1},
      {"2026-07-14", "Wednesday at 9:00 AM", kTuesday},
      {"2026-07-14", "July 15 at 9:00 AM", kTuesday},
      {"July 14", "2026-07-15T09:00:00+10:00", kTuesday + 1},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(std::string(c.day) + " " + c.time);
    const auto plan = Plan(At(c.day, c.time));
    ASSERT_THAT(plan, IsOk());
    EXPECT_EQ(plan->day, c.taken);
  }
}

TEST(PlanBooking, AsksWhichOfTwoDaysThatAreEquallyExplicit) {
  for (const auto& [day, time] : {std::pair{"2026-07-14", "Wednesday, July 15, 2026 at 9:00 AM"},
                                  {"July 14", "July 15 at 9am"},
                                  {"tomorrow", "Wednesday at 9am"}}) {
    SCOPED_TRACE(time);
    const auto plan = Plan(At(day, time));
    EXPECT_THAT(plan, FailsWith(DomainError::kInvalidDateTime));
    EXPECT_THAT(FactsOf(plan.status()), IsSupersetOf({Pair("candidate_1", "2026-07-14"),
                                                      Pair("candidate_2", "2026-07-15")}));
  }
}

TEST(PlanBooking, AsksForTheTimeWhereTheDayHasNone) {
  for (const char* day :
       {"2026-07-14", "14/7/2026", "Tuesday, July 14", "tomorrow morning", "2026-07-14T00:00:00"}) {
    const auto plan = Plan(At(day, ""));
    EXPECT_THAT(plan, FailsWith(DomainError::kMissingInformation)) << day;
    EXPECT_THAT(MissingOf(plan.status()), ElementsAre("time")) << day;
  }
}

TEST(PlanBooking, ReadsAnUnmarkedTimeInThePartOfTheDayThatWasSaid) {
  const auto plan = Plan(At("tomorrow morning", "9"));

  ASSERT_THAT(plan, IsOk());
  EXPECT_THAT(plan->starts, ElementsAre(AtClinic(kTuesday, 9)));
}

TEST(PlanBooking, ReadsAnUnmarkedTimeInTheHoursThatWereSaidWithTheDay) {
  const auto plan = Plan(At("tomorrow after 2", "3"));

  ASSERT_THAT(plan, IsOk());
  EXPECT_THAT(plan->starts, ElementsAre(AtClinic(kTuesday, 15)));
}

TEST(PlanBooking, TakesNoNumberOfSomethingElseForTheHour) {
  for (const char* time :
       {"the first one", "the second one", "the last one", "the 3rd one", "either one",
        "one of those", "slot 1", "option 2", "one hour", "two hours from now", "5 minutes"}) {
    EXPECT_THAT(Plan(At("2026-07-14", time)), FailsWith(DomainError::kInvalidDateTime)) << time;
  }
}

TEST(PlanBooking, TakesNoPartOfAnUnclearDayForTheDay) {
  for (const char* day : {"this fortnight", "two days before Christmas", "Tuesday-ish thing"}) {
    EXPECT_THAT(Plan(At(day, "9am")), FailsWith(DomainError::kInvalidDateTime)) << day;
  }
}

TEST(PlanBooking, KeepsBothReadingsOfAnUnmarkedTime) {
  const auto plan = Plan(At("tomorrow", "2"));

  ASSERT_THAT(plan, IsOk());
  EXPECT_THAT(plan->starts, ElementsAre(AtClinic(kTuesday, 14), AtClinic(kTuesday, 2)));
}

TEST(PlanBooking, RepairsThePastYearThatAgentsInvent) {
  const auto plan = Plan(At("2025-07-14", "09:00"));

  ASSERT_THAT(plan, IsOk());
  EXPECT_TRUE(plan->year_repaired);
  EXPECT_THAT(plan->starts, ElementsAre(AtClinic(kTuesday, 9)));
}

TEST(PlanBooking, RefusesThePast) {
  const auto plan = Plan(At("today", "9:00 AM"));

  EXPECT_THAT(plan, FailsWith(DomainError::kDateInPast));
  EXPECT_THAT(FactsOf(plan.status()),
              ElementsAre(Pair("date", "2026-07-13"), Pair("time", "09:00")));
}

TEST(PlanBooking, NeverGuessesADayOrATime) {
  EXPECT_THAT(Plan(At("blursday", "9am")), FailsWith(DomainError::kInvalidDateTime));
  EXPECT_THAT(Plan(At("tomorrow", "whenever suits")), FailsWith(DomainError::kInvalidDateTime));
  EXPECT_THAT(Plan(At("tomorrow", "morning")), FailsWith(DomainError::kInvalidDateTime));
}

TEST(PlanBooking, TakesAnInstant) {
  BookingRequest request = ARequest();
  request.start = AtClinic(kTuesday, 10);

  const auto plan = Plan(request);

  ASSERT_THAT(plan, IsOk());
  EXPECT_EQ(plan->day, kTuesday);
}

TEST(PlanBooking, TellsTheFirstMistakeFirst) {
  BookingRequest request = ARequest();
  request.patient_phone = "12";
  request.practitioner = {{}, "Nobody Known"};
  request.business = {BusinessId("999"), ""};

  EXPECT_THAT(Plan(request), FailsWith(DomainError::kInvalidPhoneNumber));
  request.patient_phone = "0400 000 001";
  EXPECT_THAT(Plan(request), FailsWith(DomainError::kPractitionerNotFound));
  request.practitioner = {kCameronExample, ""};
  EXPECT_THAT(Plan(request), FailsWith(DomainError::kInvalidBusinessId));
}

TEST(PlanBooking, RefusesAPractitionerWhoDoesNotWorkThere) {
  BookingRequest request = ARequest();
  request.business = {kHarbourRooms, ""};

  EXPECT_THAT(Plan(request), FailsWith(DomainError::kPractitionerLocationMismatch));
}

}  // namespace
}  // namespace frontdesk::booking
