#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"
#include "libs/names/plain_words.h"
#include "libs/names/resolution.h"
#include "libs/names/service_match.h"

// No menu and no way of speaking may lead to a service that was not meant: each answer is the right
// one or a question.
namespace frontdesk {
namespace {

const std::vector<ServiceName> kPhysioClinic = {
    {"Standard Consultation (15 min)", 15},
    {"Long Consultation (30 min)", 30},
    {"Physio - Standard Treatment (30 min)", 30},
    {"Physio - Initial Assessment (45 min)", 45},
    {"Remedial Massage (60 min)", 60},
    {"Remedial Massage (30 min)", 30},
    {"Telehealth Consultation (15 min)", 15},
};
const std::vector<ServiceName> kMassageRooms = {
    {"Massage", 60},
    {"Hot Stone Massage 90", 90},
    {"Pregnancy Massage (60 min)", 60},
    {"Acupuncture (Initial)", 60},
    {"Acupuncture (Follow up)", 45},
    {"Cupping", 30},
};
const std::vector<ServiceName> kHealthCentre = {
    {"Exercise Physiology - Initial", 60},
    {"Exercise Physiology - Review", 30},
    {"Physiotherapy Initial Consultation", 45},
    {"Physiotherapy Follow Up Consultation", 30},
    {"Podiatry - New Patient", 40},
    {"Podiatry - Existing Patient", 20},
    {"Return to Work Assessment", 60},
    {"Clinical Pilates (Group)", 60},
    {"Clinical Pilates 1:1", 60},
    {"Dry Needling", 30},
};
const std::vector<ServiceName> kMindAndBody = {
    {"Psychology Session", 50},    {"Psychology - Initial Session (80 min)", 80},
    {"Psychotherapy", 60},         {"Counselling", 50},
    {"Couples Counselling", 80},   {"Nutrition Consult", 45},
    {"Nutrition Follow-up", 20},   {"Osteopathy 45 - standard", 45},
    {"Osteopathy 60 - long", 60},  {"Chiropractic Adjustment", 15},
    {"New Mums Pelvic Check", 45}, {"Fascial Stretch Therapy", 60},
};
const std::vector<ServiceName> kDoctors = {
    {"Short Appointment", 10},
    {"Standard Appointment", 15},
    {"Long Appointment", 30},
    {"Women's Health Check", 30},
    {"Men's Health Check", 30},
    {"Skin Check (30 minutes)", 30},
    {"Flu Vaccination", 10},
    {"Travel Vaccination", 20},
    {"Home Visit", 45},
    {"Level 1 Workcover Review", 15},
    {"Level 2 Workcover Review", 30},
};

// What was said and the only service that it may lead to (null: none, ask).
struct Row {
  const char* said;
  const char* meant;
  bool resolves = true;  // false: a question does as well
};

void CheckNeverWrong(const std::vector<ServiceName>& menu, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    const Resolution resolution = MatchService(row.said, menu);
    if (resolution.resolved()) {
      EXPECT_EQ(menu[resolution.index()].name, row.meant == nullptr ? "a question" : row.meant)
          << "said: " << row.said;
    } else {
      EXPECT_TRUE(row.meant == nullptr || !row.resolves) << "asks after: " << row.said;
    }
  }
}

TEST(ServiceSweep, GenericWordsTellServicesApart) {
  CheckNeverWrong(kPhysioClinic,
                  {
                      {"Standard Consultation", "Standard Consultation (15 min)"},
                      {"a standard consultation please", "Standard Consultation (15 min)"},
                      {"standard consult", "Standard Consultation (15 min)"},
                      {"Standard Consultation (15 min)", "Standard Consultation (15 min)"},
                      {"standard consultation 15 minutes", "Standard Consultation (15 min)"},
                      {"standard consultation 30 min", nullptr},
                      {"Standard Treatment 15 minutes", nullptr},
                      {"standard treatment", "Physio - Standard Treatment (30 min)"},
                      {"standard physio treatment", "Physio - Standard Treatment (30 min)"},
                      {"physio treatment", "Physio - Standard Treatment (30 min)"},
                      {"standard physio", "Physio - Standard Treatment (30 min)"},
                      {"fizzio treatment", "Physio - Standard Treatment (30 min)"},
                      {"long treatment", nullptr},
                      {"long consultation", "Long Consultation (30 min)"},
                      {"a long one", "Long Consultation (30 min)"},
                      {"initial consultation", nullptr},
                      {"initial assessment", "Physio - Initial Assessment (45 min)"},
                      {"first physio", "Physio - Initial Assessment (45 min)"},
                      {"initial physio treatment", nullptr},
                      {"physio consultation", nullptr},
                      {"fizzio", nullptr},
                      {"physiotherapy", nullptr},
                      {"consultation", nullptr},
                      {"treatment", nullptr},
                      {"a new appointment", nullptr},
                      {"the first one", nullptr},
                      {"first available appointment", nullptr},
                      {"new patient", nullptr},
                      {"a standard one", nullptr},
                      {"standard", nullptr},
                      {"remedial massage", nullptr},
                      {"massage", nullptr},
                      {"half hour massage", "Remedial Massage (30 min)"},
                      {"massage 45 minutes", nullptr},
                      {"telehealth", "Telehealth Consultation (15 min)"},
                      {"telehealth consult", "Telehealth Consultation (15 min)"},
                      {"telehealth physio", nullptr},
                      {"not the long consultation", nullptr},
                      {"standard or long consultation", nullptr},
                      {"chiro", nullptr},
                  });
}

TEST(ServiceSweep, AWordOfTheirOwnIsEnough) {
  CheckNeverWrong(kMassageRooms, {
                                     {"massage", "Massage"},
                                     {"massage treatment", "Massage"},
                                     {"a massage session", "Massage"},
                                     {"massage therapy", "Massage"},
                                     {"pregnancy massage", "Pregnancy Massage (60 min)"},
                                     {"prenatal massage", "Pregnancy Massage (60 min)"},
                                     {"perinatal massage", nullptr},
                                     {"postnatal massage", nullptr},
                                     {"hot stone", "Hot Stone Massage 90"},
                                     {"hot stone massage 60", nullptr},
                                     {"stone massage", "Hot Stone Massage 90"},
                                     {"30 minute massage", nullptr},
                                     {"first massage", nullptr},
                                     {"deep tissue massage", nullptr},
                                     {"massage and cupping", nullptr},
                                     {"acupuncture", nullptr},
                                     {"my first acupuncture", "Acupuncture (Initial)"},
                                     {"acupuncture, 45 minutes", "Acupuncture (Follow up)"},
                                     {"initial acupuncture 45 minutes", nullptr},
                                     {"cupping", "Cupping"},
                                     {"cup", nullptr},
                                     {"treatment", nullptr},
                                     {"60 minutes", nullptr},
                                     {"physio", nullptr},
                                 });
}

TEST(ServiceSweep, TradesThatBeginAlikeAreNotOne) {
  CheckNeverWrong(kHealthCentre,
                  {
                      {"physio", nullptr},
                      {"initial physio", "Physiotherapy Initial Consultation"},
                      {"physiotherapist first visit", "Physiotherapy Initial Consultation"},
                      {"physio follow up", "Physiotherapy Follow Up Consultation"},
                      {"physio review", nullptr},
                      {"physiology", nullptr},
                      {"exercise physiologist review", "Exercise Physiology - Review"},
                      {"initial exercise physiology", "Exercise Physiology - Initial"},
                      {"initial", nullptr},
                      {"first podiatry visit", "Podiatry - New Patient"},
                      {"new podiatrist patient", "Podiatry - New Patient"},
                      {"podiatry follow up", "Podiatry - Existing Patient"},
                      {"podiatry", nullptr},
                      {"initial consultation", "Physiotherapy Initial Consultation", false},
                      {"follow up assessment", nullptr},
                      {"assessment", "Return to Work Assessment"},
                      {"return to work", "Return to Work Assessment"},
                      {"returning patient", nullptr},
                      {"pilates", nullptr},
                      {"group pilates", "Clinical Pilates (Group)"},
                      {"clinical pilates", nullptr},
                      {"dry needling", "Dry Needling"},
                      {"needling 60 minutes", nullptr},
                      {"wet needling", nullptr},
                  });
  CheckNeverWrong({{"Exercise Physiology", 60}, {"Massage", 60}}, {{"physio", nullptr}});
  CheckNeverWrong({{"Osteoporosis Class", 60}, {"Massage", 60}}, {{"osteo", nullptr}});
  CheckNeverWrong({{"Chiropody", 60}, {"Massage", 60}}, {{"chiro", nullptr}});
  CheckNeverWrong(kMindAndBody,
                  {
                      {"psychology", nullptr},
                      {"psychologist", nullptr},
                      {"psychology session", "Psychology Session"},
                      {"first psychology session", "Psychology - Initial Session (80 min)"},
                      {"psychotherapist", "Psychotherapy"},
                      {"psychiatrist", nullptr},
                      {"therapy", nullptr},
                      {"counselling", "Counselling"},
                      {"a counselor", nullptr},
                      {"couples counselling", "Couples Counselling"},
                      {"couples therapy", nullptr},
                      {"marriage counselling", nullptr},
                      {"nutritionist", nullptr},
                      {"nutrition consultation", "Nutrition Consult"},
                      {"nutrition follow up", "Nutrition Follow-up"},
                      {"osteo", nullptr},
                      {"long osteo", "Osteopathy 60 - long"},
                      {"osteopath 45", "Osteopathy 45 - standard"},
                      {"standard osteo 60 minutes", nullptr},
                      {"chiropractor", "Chiropractic Adjustment"},
                      {"kiro", "Chiropractic Adjustment"},
                      {"initial check", nullptr},
                      {"facial", nullptr},
                  });
  CheckNeverWrong(kDoctors, {
                                {"short appointment", "Short Appointment"},
                                {"a standard appointment please", "Standard Appointment"},
                                {"book a long appointment", "Long Appointment"},
                                {"long visit", nullptr},
                                {"home visit", "Home Visit"},
                                {"an appointment", nullptr},
                                {"women's health check", "Women's Health Check"},
                                {"mens health check", "Men's Health Check"},
                                {"health check", nullptr},
                                {"check", nullptr},
                                {"skin check", "Skin Check (30 minutes)"},
                                {"skin check 15 minutes", nullptr},
                                {"flu vaccine", "Flu Vaccination"},
                                {"vaccination", nullptr},
                                {"covid vaccination", nullptr},
                                {"level two review", "Level 2 Workcover Review"},
                                {"level 3 review", nullptr},
                                {"workcover review", nullptr},
                                {"a new appointment", nullptr},
                                {"long", "Long Appointment"},
                                {"long consultation", "Long Appointment", false},
                            });
}

// The words of a name, lower case and without lengths in parentheses.
std::vector<std::string> WordsOf(const ServiceName& service) {
  const absl::string_view name = service.name;
  const std::size_t open = name.find('(');
  const bool is_length = open != absl::string_view::npos && name.find("min", open) < name.size();
  return PlainWords(is_length ? name.substr(0, open) : name);
}

// True when every word of `said` is a word of `service`.
bool HasAll(const ServiceName& service, const std::vector<std::string>& said) {
  const std::vector<std::string> words = PlainWords(service.name);
  return std::all_of(said.begin(), said.end(), [&](const std::string& word) {
    return std::find(words.begin(), words.end(), word) != words.end();
  });
}

class GeneratedSweep : public ::testing::TestWithParam<const std::vector<ServiceName>*> {};

// Each choice of words of each name, alone and in a sentence, forwards and backwards: what resolves
// has all of the words, and is the one that was spoken of unless another has them too.
TEST_P(GeneratedSweep, AnyWordsOfANameNeverMeanAnother) {
  const std::vector<ServiceName>& menu = *GetParam();
  for (const ServiceName& service : menu) {
    const std::vector<std::string> words = WordsOf(service);
    for (std::size_t bits = 1; bits < (std::size_t{1} << words.size()); ++bits) {
      std::vector<std::string> said;
      for (std::size_t i = 0; i < words.size(); ++i) {
        if ((bits >> i) & 1) said.push_back(words[i]);
      }
      const std::string text = absl::StrJoin(said, " ");
      const std::string turned = absl::StrJoin(said.rbegin(), said.rend(), " ");
      for (const std::string& spoken :
           {text, turned, absl::StrCat("I'd like to book a ", text, " please")}) {
        const Resolution resolution = MatchService(spoken, menu);
        if (!resolution.resolved()) continue;
        const ServiceName& found = menu[resolution.index()];
        EXPECT_TRUE(HasAll(found, said)) << spoken << " became " << found.name;
        const bool is_other_whole = WordsOf(found).size() == said.size();
        EXPECT_TRUE(found.name == service.name || is_other_whole)
            << spoken << " became " << found.name << ", not " << service.name;
      }
    }
  }
}

TEST_P(GeneratedSweep, AForeignWordIsNeverOverheard) {
  const std::vector<ServiceName>& menu = *GetParam();
  for (const ServiceName& service : menu) {
    const std::string name = absl::StrJoin(WordsOf(service), " ");
    for (const char* foreign : {"aromatherapy", "dental", "not", "banana", "urgent", "double"}) {
      for (const std::string& spoken :
           {absl::StrCat(foreign, " ", name), absl::StrCat(name, " ", foreign)}) {
        EXPECT_FALSE(MatchService(spoken, menu).resolved()) << spoken;
      }
    }
  }
}

TEST_P(GeneratedSweep, AnotherLengthIsNeverIgnored) {
  const std::vector<ServiceName>& menu = *GetParam();
  for (const ServiceName& service : menu) {
    const std::string name = absl::StrJoin(WordsOf(service), " ");
    for (const int minutes : {5, 25, 35, 75, 120}) {
      for (const std::string& spoken : {absl::StrCat(name, " ", minutes, " minutes"),
                                        absl::StrCat("a ", minutes, " minute ", name)}) {
        EXPECT_FALSE(MatchService(spoken, menu).resolved()) << spoken;
      }
    }
  }
}

TEST_P(GeneratedSweep, TheWholeNameIsEnough) {
  const std::vector<ServiceName>& menu = *GetParam();
  for (std::size_t i = 0; i < menu.size(); ++i) {
    const Resolution resolution = MatchService(menu[i].name, menu);
    ASSERT_TRUE(resolution.resolved()) << menu[i].name;
    EXPECT_EQ(resolution.index(), i) << menu[i].name;
    const std::string with_length =
        absl::StrCat(absl::StrJoin(WordsOf(menu[i]), " "), " ", menu[i].duration_minutes, " min");
    const Resolution timed = MatchService(with_length, menu);
    ASSERT_TRUE(timed.resolved()) << with_length;
    EXPECT_EQ(timed.index(), i) << with_length;
  }
}

TEST_P(GeneratedSweep, NoNameOfAnotherClinicMeansOneHere) {
  for (const std::vector<ServiceName>* other :
       {&kPhysioClinic, &kMassageRooms, &kHealthCentre, &kMindAndBody, &kDoctors}) {
    if (other == GetParam()) continue;
    for (const ServiceName& foreign : *other) {
      const Resolution resolution = MatchService(foreign.name, *GetParam());
      if (!resolution.resolved()) continue;
      const ServiceName& found = (*GetParam())[resolution.index()];
      // What one clinic calls a consultation is an appointment elsewhere; the rest must be there.
      std::vector<std::string> words = WordsOf(foreign);
      std::erase_if(words, [](const std::string& word) {
        return word == "consultation" || word == "appointment";
      });
      EXPECT_TRUE(HasAll(found, words)) << foreign.name << " became " << found.name;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Menus, GeneratedSweep,
                         ::testing::Values(&kPhysioClinic, &kMassageRooms, &kHealthCentre,
                                           &kMindAndBody, &kDoctors));

}  // namespace
}  // namespace frontdesk
