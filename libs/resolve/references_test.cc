#include "libs/resolve/references.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/status/error_detail.h"
#include "libs/testing/status_matchers.h"

namespace frontdesk {
namespace {

using ::frontdesk::test::FailsWith;
using ::frontdesk::test::IsOk;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;

const PractitionerId kExample("201");
const PractitionerId kSample("202");
const PractitionerId kJordan("203");
const BusinessId kCity("101");
const BusinessId kHarbour("102");
const AppointmentTypeId kInitial("301");
const AppointmentTypeId kMassage("302");

// Two Camerons, of whom one works at each place; Jordan offers massage alone.
Directory ADirectory() {
  Directory directory;
  directory.businesses = {{.id = kCity, .name = "City Rooms", .primary = true},
                          {.id = kHarbour, .name = "Harbour Rooms"}};
  directory.practitioners = {
      {kExample, "Dr", "Cameron", "Example", "Dr Cameron Example"},
      {kSample, "Ms", "Cameron", "Sample", "Ms Cameron Sample"},
      {kJordan, "", "Jordan", "Sample", "Jordan Sample"},
  };
  directory.appointment_types = {{kInitial, "Acupuncture (Initial)", absl::Minutes(60)},
                                 {kMassage, "Massage", absl::Minutes(60)}};
  directory.offerings = {{kExample, kCity, kInitial},
                         {kExample, kCity, kMassage},
                         {kSample, kHarbour, kMassage},
                         {kJordan, kCity, kMassage},
                         {kJordan, kHarbour, kMassage}};
  return directory;
}

std::vector<std::string> Labels(const absl::Status& status) {
  std::vector<std::string> labels;
  if (const auto clarification = ClarificationOf(status)) {
    for (const auto& choice : clarification->choices) labels.push_back(choice.label);
  }
  return labels;
}

PractitionerRef Who(const std::string& said) { return {{}, said}; }

TEST(IsAnyBusiness, IsACallerWhoDoesNotMind) {
  for (const char* said : {"any location", "either one", "it doesn't matter where"}) {
    EXPECT_TRUE(IsAnyBusiness({{}, said})) << said;
  }
  EXPECT_FALSE(IsAnyBusiness({}));
  EXPECT_FALSE(IsAnyBusiness({{}, "City Rooms"}));
  EXPECT_FALSE(IsAnyBusiness({kCity, "any location"}));
}

TEST(WithFittingChoices, OffersOnlyWhatFitsWhatIsKnown) {
  const auto choices = [](ChoiceKind kind, const Known& known) {
    return Labels(WithFittingChoices(MakeError(DomainError::kMissingInformation, ""), kind,
                                     ADirectory(), known));
  };
  EXPECT_THAT(choices(ChoiceKind::kLocation, {.practitioner = kExample}),
              ElementsAre("City Rooms"));
  EXPECT_THAT(choices(ChoiceKind::kLocation, {}), ElementsAre("City Rooms", "Harbour Rooms"));
  EXPECT_THAT(choices(ChoiceKind::kService, {.practitioner = kJordan}), ElementsAre("Massage"));
  EXPECT_THAT(choices(ChoiceKind::kService, {.business = kHarbour}), ElementsAre("Massage"));
  EXPECT_THAT(choices(ChoiceKind::kPractitioner, {.appointment_type = kInitial}),
              ElementsAre("Dr Cameron Example"));
  EXPECT_THAT(choices(ChoiceKind::kPractitioner, {.business = kHarbour}),
              ElementsAre("Ms Cameron Sample", "Jordan Sample"));
}

TEST(ResolvePractitioner, LetsAnIdWinOverWords) {
  const auto found = ResolvePractitioner(ADirectory(), {kSample, "Jordan"}, {});

  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->id, kSample);
}

TEST(ResolvePractitioner, TakesDigitsForAnId) {
  const auto found = ResolvePractitioner(ADirectory(), Who("203"), {});

  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->id, kJordan);
}

TEST(ResolvePractitioner, AsksWhichOfTwoIsMeant) {
  const auto found = ResolvePractitioner(ADirectory(), Who("Cameron"), {});

  EXPECT_THAT(found, FailsWith(DomainError::kPractitionerClarificationNeeded));
  EXPECT_THAT(Labels(found.status()),
              ::testing::UnorderedElementsAre("Dr Cameron Example", "Ms Cameron Sample"));
}

TEST(ResolvePractitioner, NeedNotAskWhereOnlyOneOfThemWorks) {
  const auto found = ResolvePractitioner(ADirectory(), Who("Cameron"), {.business = kHarbour});

  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->id, kSample);
}

TEST(ResolvePractitioner, NeedNotAskWhereOnlyOneOfThemOffersTheService) {
  const Directory directory = ADirectory();
  const auto found =
      ResolvePractitioner(directory, Who("Cameron"), WithType(directory, {{}, "acupuncture"}, {}));

  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->id, kExample);
}

TEST(ResolvePractitioner, TakesNobodyForAnotherBecauseOnlyTheyWorkThere) {
  // At City Rooms neither the one nor the other works under that name.
  for (const char* said : {"Jordan Example", "Cameron Sample or Jordan", "not Cameron"}) {
    const auto who = ResolvePractitioner(ADirectory(), Who(said), {.business = kCity});
    EXPECT_THAT(who, FailsWith(DomainError::kPractitionerClarificationNeeded)) << said;
  }
}

TEST(ResolvePractitioner, NamesWhoThereIsWhenNobodyFits) {
  const auto found = ResolvePractitioner(ADirectory(), Who("Wilhelmina"), {});

  EXPECT_THAT(found, FailsWith(DomainError::kPractitionerNotFound));
  EXPECT_EQ(Labels(found.status()).size(), 3u);
  EXPECT_EQ(FactsOf(found.status()).at("asked"), "Wilhelmina");
}

TEST(ResolvePractitioner, RefusesAnIdOfAnotherClinic) {
  EXPECT_THAT(ResolvePractitioner(ADirectory(), {PractitionerId("999"), ""}, {}),
              FailsWith(DomainError::kPractitionerNotFound));
}

// The choices of a big clinic used to exceed what gRPC carries along with an error.
TEST(ResolvePractitioner, NamesOnlySomeOfManyAndSaysHowManyMoreThereAre) {
  Directory directory = ADirectory();
  for (int id = 1000; id < 1140; ++id) {
    directory.practitioners.push_back(
        {.id = PractitionerId(std::to_string(id)), .display_name = "Dr " + std::to_string(id)});
  }

  const auto found = ResolvePractitioner(directory, {PractitionerId("999"), ""}, {});
  EXPECT_EQ(Labels(found.status()).size(), kMostChoices);
  EXPECT_EQ(FactsOf(found.status()).at("more"), "118");
  EXPECT_EQ(
      FactsOf(ResolvePractitioner(ADirectory(), Who("Wilhelmina"), {}).status()).count("more"), 0u);
}

TEST(ResolveBusiness, RefusesAnIdOfAnotherClinic) {
  const auto found = ResolveBusiness(ADirectory(), {BusinessId("999"), "City Rooms"}, std::nullopt);

  EXPECT_THAT(found, FailsWith(DomainError::kInvalidBusinessId));
  EXPECT_THAT(Labels(found.status()), ElementsAre("City Rooms", "Harbour Rooms"));
}

TEST(ResolveBusiness, UnderstandsAName) {
  const auto found = ResolveBusiness(ADirectory(), {{}, "harbour rooms"}, std::nullopt);

  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->id, kHarbour);
}

TEST(ResolveBusiness, NeverPicksAPlaceForWordsThatFitNone) {
  EXPECT_THAT(ResolveBusiness(ADirectory(), {{}, "downtown"}, std::nullopt),
              FailsWith(DomainError::kLocationNotFound));
}

TEST(ResolveBusiness, SaysWhetherThereAreMoreThanItAsksAbout) {
  Directory directory = ADirectory();
  directory.businesses.push_back({.id = BusinessId("103"), .name = "Hill Clinic"});

  const auto rooms = ResolveBusiness(directory, {{}, "rooms"}, std::nullopt);
  EXPECT_THAT(rooms, FailsWith(DomainError::kLocationClarificationNeeded));
  EXPECT_THAT(Labels(rooms.status()), ElementsAre("City Rooms", "Harbour Rooms"));
  EXPECT_EQ(FactsOf(rooms.status())["narrowed"], "true");

  const auto all = ResolveBusiness(ADirectory(), {{}, "rooms"}, std::nullopt);
  EXPECT_THAT(all, FailsWith(DomainError::kLocationClarificationNeeded));
  EXPECT_FALSE(FactsOf(all.status()).contains("narrowed"));
}

// An agent that made up an id used to hear that the service which it named is not offered.
TEST(ResolveAppointmentType, GoesByTheWordsWhereTheIdIsUnknown) {
  const auto type =
      ResolveAppointmentType(ADirectory(), {AppointmentTypeId("999999"), "massage"}, {});
  ASSERT_THAT(type, IsOk());
  EXPECT_EQ(type->id, kMassage);
  EXPECT_THAT(ResolveAppointmentType(ADirectory(), {AppointmentTypeId("999999"), ""}, {}),
              FailsWith(DomainError::kServiceNotFound));
  // Another's service is none that was made up.
  EXPECT_THAT(
      ResolveAppointmentType(ADirectory(), {kInitial, "massage"}, {.practitioner = kJordan}),
      FailsWith(DomainError::kServiceNotFound));
}

TEST(ResolveAppointmentType, TakesTheOnlyOneWhenNothingIsSaid) {
  const auto found = ResolveAppointmentType(ADirectory(), {}, {.practitioner = kJordan});

  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->id, kMassage);
}

TEST(ResolveAppointmentType, AsksWhenNothingIsSaidAndThereAreSeveral) {
  const auto found = ResolveAppointmentType(ADirectory(), {}, {.practitioner = kExample});

  EXPECT_THAT(found, FailsWith(DomainError::kServiceClarificationNeeded));
  EXPECT_THAT(Labels(found.status()), ElementsAre("Acupuncture (Initial)", "Massage"));
}

TEST(ResolveAppointmentType, TellsWhatIsOfferedInsteadOfWhatIsNot) {
  const auto found =
      ResolveAppointmentType(ADirectory(), {{}, "acupuncture"}, {.practitioner = kJordan});

  EXPECT_THAT(found, FailsWith(DomainError::kServiceNotFound));
  EXPECT_THAT(Labels(found.status()), ElementsAre("Massage"));
}

TEST(ResolveAppointmentType, NeverTakesOneServiceForAnother) {
  Directory directory = ADirectory();
  const AppointmentTypeId standard("303");
  const AppointmentTypeId treatment("304");
  directory.appointment_types = {
      {standard, "Standard Consultation (15 min)", absl::Minutes(15)},
      {treatment, "Physio - Standard Treatment (30 min)", absl::Minutes(30)}};
  directory.offerings = {
      {kExample, kCity, standard}, {kJordan, kCity, standard}, {kJordan, kCity, treatment}};
  const auto meant = [&](const std::string& said, const Known& known) {
    return ResolveAppointmentType(directory, {{}, said}, known);
  };

  EXPECT_EQ(meant("Standard Consultation", {})->id, standard);
  EXPECT_EQ(meant("standard treatment", {})->id, treatment);
  EXPECT_EQ(meant("consultation", {.practitioner = kExample})->id, standard);
  for (const char* said : {"standard consultation 30 min", "standard treatment 15 minutes",
                           "standard", "a treatment please"}) {
    EXPECT_THAT(meant(said, {}), FailsWith(DomainError::kServiceClarificationNeeded)) << said;
  }
}

TEST(CheckOffered, SaysWhereAPractitionerWorksInstead) {
  const Directory directory = ADirectory();
  const absl::Status status = CheckOffered(directory, *directory.Find(kSample),
                                           *directory.Find(kCity), *directory.Find(kMassage));

  EXPECT_THAT(status, FailsWith(DomainError::kPractitionerLocationMismatch));
  EXPECT_THAT(Labels(status), ElementsAre("Harbour Rooms"));
}

}  // namespace
}  // namespace frontdesk
