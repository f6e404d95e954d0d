#include "libs/names/practitioner_match.h"

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/names/resolution.h"

namespace frontdesk {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// What became of `said`, in one line: "Ada Okafor", "ask Ada Okafor, ..." (as in the list),
// "unknown".
std::string Outcome(absl::string_view said, const std::vector<PractitionerName>& staff) {
  const Resolution resolution = MatchPractitioner(said, staff);
  if (resolution.verdict == Resolution::Verdict::kUnknown) return "unknown";
  if (resolution.resolved()) {
    const PractitionerName& name = staff[resolution.index()];
    return absl::StrCat(name.first, " ", name.last);
  }
  std::string text = "ask";
  for (std::size_t i = 0; i < staff.size(); ++i) {
    for (const Scored& candidate : resolution.candidates) {
      if (candidate.index == i) {
        absl::StrAppend(&text, text == "ask" ? " " : ", ", staff[i].first, " ", staff[i].last);
      }
    }
  }
  return text;
}

struct Row {
  const char* said;
  const char* outcome;
};

void Check(const std::vector<PractitionerName>& staff, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    EXPECT_EQ(Outcome(row.said, staff), row.outcome) << "said: " << row.said;
  }
}

TEST(MatchPractitioner, HearsANameAsItIsListedTheSameEachTime) {
  // The second is called what the first is called without a title.
  const std::vector<PractitionerName> staff = {
      {.title = "Dr", .first = "Ada", .last = "Okafor", .display_name = "Dr Ada Okafor"},
      {.title = "", .first = "Ada", .last = "Okafor", .display_name = "Ada Okafor"},
      {.title = "Ms", .first = "Robin", .last = "Sample", .display_name = "Ms Robin Sample"}};
  for (const char* time : {"first", "second"}) {
    SCOPED_TRACE(time);
    Check(staff, {{"Dr Ada Okafor", "ask Ada Okafor, Ada Okafor"},
                  {"Ada Okafor", "ask Ada Okafor, Ada Okafor"},
                  {"Ms Robin Sample", "Robin Sample"}});
  }
}

TEST(MatchPractitioner, KnowsTheStaffOfOneClinicByAnyName) {
  const std::vector<PractitionerName> staff = {
      {.title = "Dr", .first = "Ada", .last = "Okafor"},
      {.title = "", .first = "Cameron", .last = "Lockey"},
      {.title = "", .first = "Jordan", .last = "Sample"},
      {.title = "Ms", .first = "Yvette", .last = "O'Brien"},
      {.title = "", .first = "Graeme", .last = "Smith-Jones"},
      {.title = "", .first = "Rich", .last = "Tanner"},
      {.title = "", .first = "Geoff", .last = "Adler"},
      {.title = "", .first = "Jeffrey", .last = "Burke"},
      {.title = "Dr", .first = "Ngọc", .last = "Nguyễn"},
      {.title = "", .first = "Elizabeth", .last = "MacDonald"},
      {.title = "Prof.", .first = "José", .last = "García"},
      {.title = "", .first = "John", .last = "Petrakis"},
  };
  Check(staff, {
                   // Names as they are written.
                   {"Ada", "Ada Okafor"},
                   {"ada okafor", "Ada Okafor"},
                   {"Dr Ada Okafor", "Ada Okafor"},
                   {"Dr. Okafor", "Ada Okafor"},
                   {"doctor okafor", "Ada Okafor"},
                   {"OKAFOR", "Ada Okafor"},
                   {"Okafor, Ada", "Ada Okafor"},
                   {"  Cameron   Lockey ", "Cameron Lockey"},
                   {"Jordan", "Jordan Sample"},
                   {"Sample", "Jordan Sample"},
                   {"Mr Sample", "Jordan Sample"},
                   {"Yvette O'Brien", "Yvette O'Brien"},
                   {"Yvette O\u2019Brien", "Yvette O'Brien"},
                   {"Ms O Brien", "Yvette O'Brien"},
                   {"obrien", "Yvette O'Brien"},
                   {"Smith-Jones", "Graeme Smith-Jones"},
                   {"Graeme Smith Jones", "Graeme Smith-Jones"},
                   {"Graeme Jones", "Graeme Smith-Jones"},
                   {"Rich", "Rich Tanner"},
                   {"Jose Garcia", "José García"},
                   {"JOSÉ GARCÍA", "José García"},
                   {"Professor Garcia", "José García"},
                   {"Ngoc", "Ngọc Nguyễn"},
                   {"Dr Nguyen", "Ngọc Nguyễn"},
                   // Sentences around them.
                   {"I'd like to see Cameron please", "Cameron Lockey"},
                   {"with Cameron", "Cameron Lockey"},
                   {"can I book with Dr Okafor", "Ada Okafor"},
                   {"Cameron's", "Cameron Lockey"},
                   {"Dr Okafor's", "Ada Okafor"},
                   {"it's Jordan I think", "Jordan Sample"},
                   {"her name is Yvette", "Yvette O'Brien"},
                   // Short forms and first letters.
                   {"Cam", "Cameron Lockey"},
                   {"Cam Lockey", "Cameron Lockey"},
                   {"Liz", "Elizabeth MacDonald"},
                   {"Beth", "Elizabeth MacDonald"},
                   {"Betty MacDonald", "Elizabeth MacDonald"},
                   {"Jord", "Jordan Sample"},
                   {"Eliz", "Elizabeth MacDonald"},
                   // By sound.
                   {"Kameron Lockie", "Cameron Lockey"},
                   {"Cameron Lockie", "Cameron Lockey"},
                   {"Lockie", "Cameron Lockey"},
                   {"Yvet", "Yvette O'Brien"},
                   {"Ivette", "Yvette O'Brien"},
                   {"Graham", "Graeme Smith-Jones"},
                   {"Grahame", "Graeme Smith-Jones"},
                   {"Elisabeth", "Elizabeth MacDonald"},
                   {"Liz McDonald", "Elizabeth MacDonald"},
                   {"Mc Donald", "Elizabeth MacDonald"},
                   {"Jon", "John Petrakis"},
                   {"Jon Petrakis", "John Petrakis"},
                   // Slips.
                   {"camron", "Cameron Lockey"},
                   {"camaron", "Cameron Lockey"},
                   {"jordon", "Jordan Sample"},
                   {"Dr Okafur", "Ada Okafor"},
                   {"Okaffor", "Ada Okafor"},
                   {"Petrakkis", "John Petrakis"},
                   {"J Petrakis", "John Petrakis"},
                   // Several could be meant.
                   {"Jeff", "ask Geoff Adler, Jeffrey Burke"},
                   {"Geoff", "ask Geoff Adler, Jeffrey Burke"},
                   {"Jeff Adler", "Geoff Adler"},
                   {"Jeff Burke", "Jeffrey Burke"},
                   {"Geoffrey", "ask Geoff Adler, Jeffrey Burke"},
                   {"Cameron or Jordan", "ask Cameron Lockey, Jordan Sample"},
                   // A word that belongs to nobody here counts against.
                   {"Peter Okafor", "ask Ada Okafor"},
                   {"Dr Peter Okafor", "ask Ada Okafor"},
                   {"Ada Smith", "ask Ada Okafor, Graeme Smith-Jones"},
                   {"Cameron Diaz", "ask Cameron Lockey"},
                   {"Jordan Peterson", "ask Jordan Sample"},
                   {"not Cameron", "ask Cameron Lockey"},
                   {"Susan Petrakis", "ask John Petrakis"},
                   // Nobody here.
                   {"Richardson", "unknown"},
                   {"Dr Richardson", "unknown"},
                   {"Robin", "unknown"},
                   {"jane", "unknown"},
                   {"Adam", "ask Ada Okafor"},
                   {"Lock", "ask Cameron Lockey"},
                   {"Sam", "unknown"},
                   {"Camilla", "unknown"},
                   {"Tan", "unknown"},
                   {"Ann", "unknown"},
                   {"a", "unknown"},
                   {"c", "unknown"},
                   {"", "unknown"},
                   {"the doctor", "unknown"},
                   {"please", "unknown"},
                   {"?!", "unknown"},
                   {"42", "unknown"},
                   {"the physio", "unknown"},
               });
}

TEST(MatchPractitioner, AsksAmongNamesakes) {
  const std::vector<PractitionerName> staff = {
      {.title = "", .first = "Cameron", .last = "Example"},
      {.title = "", .first = "Cameron", .last = "Sample"},
      {.title = "Dr", .first = "Sarah", .last = "Smith"},
      {.title = "Dr", .first = "Peter", .last = "Smyth"},
      {.title = "", .first = "Sara", .last = "Lindqvist"},
      {.title = "", .first = "Jordan", .last = "Avery"},
      {.title = "", .first = "Riley", .last = "Jordan"},
      {.title = "", .first = "Dan", .last = "Foley"},
      {.title = "", .first = "Daniel", .last = "Hsu"},
      {.title = "", .first = "Danielle", .last = "Ito"},
  };
  Check(staff, {
                   {"Cameron", "ask Cameron Example, Cameron Sample"},
                   {"Cam", "ask Cameron Example, Cameron Sample"},
                   {"Cameron Sample", "Cameron Sample"},
                   {"Cameron S", "Cameron Sample"},
                   {"Example", "Cameron Example"},
                   {"Dr Smith", "ask Sarah Smith, Peter Smyth"},
                   {"Sarah Smith", "Sarah Smith"},
                   {"Sarah", "ask Sarah Smith, Sara Lindqvist"},
                   {"Sara Lindqvist", "Sara Lindqvist"},
                   {"Sarah Lindquist", "Sara Lindqvist"},
                   {"Peter Smith", "Peter Smyth"},
                   {"Pete", "Peter Smyth"},
                   {"Jordan", "ask Jordan Avery, Riley Jordan"},
                   {"Jordan Avery", "Jordan Avery"},
                   {"Riley", "Riley Jordan"},
                   {"Dan", "ask Dan Foley, Daniel Hsu, Danielle Ito"},
                   {"Danny Hsu", "Daniel Hsu"},
                   {"Daniel", "ask Dan Foley, Daniel Hsu"},
                   {"Danielle", "ask Dan Foley, Danielle Ito"},
               });
}

TEST(MatchPractitioner, HearsNamesAsTheyAreWrittenDown) {
  const std::vector<PractitionerName> staff = {
      {.title = "Dr", .first = "Jo", .last = "Mockwell"},
      {.title = "Ms", .first = "Yvette", .last = "St John"},
      {.title = "Mr", .first = "John", .last = "Smyth"},
      {.title = "Mr", .first = "Paul", .last = "Mason"},
      {.title = "", .first = "Stephanie", .last = "Adler"},
      {.title = "", .first = "Stephen", .last = "Burke"},
      {.title = "", .first = "Annabel", .last = "Toomey"},
  };
  Check(staff, {
                   {"Joe", "Jo Mockwell"},
                   {"Dr Joe", "Jo Mockwell"},
                   {"Joe Mockwell", "Jo Mockwell"},
                   {"doctor Joe Mockwell", "Jo Mockwell"},
                   {"Yvette Saint John", "Yvette St John"},
                   {"Ms Saint John", "Yvette St John"},
                   {"Yvette St. John", "Yvette St John"},
                   {"John", "ask Yvette St John, John Smyth"},
                   {"John Smith", "John Smyth"},
                   {"mister Mason", "Paul Mason"},
                   {"missus Saint John", "Yvette St John"},
                   {"Steph", "ask Stephanie Adler, Stephen Burke"},
                   {"Steph Adler", "Stephanie Adler"},
                   {"Steve", "Stephen Burke"},
                   {"Ann", "ask Annabel Toomey"},
               });
  Check(
      {{.title = "", .first = "Jo", .last = "Moss"}, {.title = "", .first = "Joe", .last = "Orr"}},
      {{"Joe", "ask Jo Moss, Joe Orr"}, {"Jo Orr", "Joe Orr"}, {"Joe Moss", "Jo Moss"}});
}

TEST(MatchPractitioner, TakesNoCommonNameForASlipOfAnother) {
  const std::vector<PractitionerName> staff = {
      {.title = "", .first = "Brendan", .last = "Parker"},
      {.title = "", .first = "Michelle", .last = "Johnston"},
      {.title = "", .first = "Anna", .last = "Robinson"},
      {.title = "", .first = "Marie", .last = "Thomas"},
      {.title = "", .first = "Erica", .last = "Davidson"},
      {.title = "", .first = "Julian", .last = "Harris"},
      {.title = "", .first = "Kirsten", .last = "Walker"},
  };
  for (const char* said :
       {"Brandon", "Michael", "Anne",    "Hannah",    "Mary",     "Maria", "Eric",     "Julia",
        "Kristen", "Barker",  "Johnson", "Robertson", "Thompson", "Davis", "Harrison", "Wallace",
        "Julie",   "Mark",    "Anita",   "Aaron",     "Erin",     "Ellen", "Christine"}) {
    EXPECT_FALSE(MatchPractitioner(said, staff).resolved()) << said << ": " << Outcome(said, staff);
  }
  for (const char* said : {"Brendan", "Michele", "Anna", "Marie", "Erica", "Kirstin", "Parker"}) {
    EXPECT_TRUE(MatchPractitioner(said, staff).resolved()) << said << ": " << Outcome(said, staff);
  }
}

TEST(MatchPractitioner, NeverTakesOneFamilyNameForAnother) {
  const std::vector<std::string> names = {
      "Adler",    "Adair",      "Akhtar", "Amato",   "Boland",   "Bolton",   "Barton",   "Burton",
      "Boyle",    "Doyle",      "Cahill", "Castro",  "Castle",   "Dobson",   "Hobson",   "Robson",
      "Fenton",   "Felton",     "Farley", "Finch",   "Finn",     "Haddad",   "Haddock",  "Hadley",
      "Hanley",   "Henley",     "Hurley", "Ivanov",  "Ivanova",  "Keane",    "Kim",      "Kimber",
      "Kovac",    "Kovacs",     "Krause", "Kramer",  "Larkin",   "Larkins",  "Latham",   "Latimer",
      "Leung",    "Liang",      "Locke",  "Lockie",  "Lockwood", "Lockhart", "Mackay",   "Madden",
      "Maddox",   "Marin",      "Marino", "Merton",  "Moloney",  "Mulcahy",  "Mulligan", "Nair",
      "Naylor",   "Novak",      "Oakes",  "Oakley",  "Okafor",   "Okonkwo",  "Okoro",    "Orr",
      "Petrakis", "Petrou",     "Petrov", "Quigley", "Quinlan",  "Ramos",    "Ramsay",   "Rich",
      "Richards", "Richardson", "Rizzo",  "Rossi",   "Rosso",    "Russo",    "Sadler",   "Sandhu",
      "Santoro",  "Santos",     "Sexton", "Shah",    "Shaw",     "Tan",      "Tang",     "Tran",
      "Thang",    "Tobin",      "Toomey", "Vance",   "Vang",     "Vella",    "Villa",    "Welsh",
      "Walsh",    "Yildiz",     "Yilmaz", "Zammit",  "Jeff",     "Jeffries", "Jefferson"};
  for (const std::string& said : names) {
    for (const std::string& name : names) {
      if (said == name) continue;
      const std::vector<PractitionerName> by_last = {{.title = "", .first = "Xu", .last = name}};
      const std::vector<PractitionerName> by_first = {{.title = "", .first = name, .last = "Xu"}};
      EXPECT_FALSE(MatchPractitioner(said, by_last).resolved()) << said << " is not " << name;
      // A given name may be said short.
      if (absl::StartsWith(name, said)) continue;
      EXPECT_FALSE(MatchPractitioner(said, by_first).resolved()) << said << " is not " << name;
    }
  }
}

TEST(MatchPractitioner, LetsAFillerWordBeAName) {
  const std::vector<PractitionerName> staff = {
      {.title = "", .first = "Will", .last = "Hart"},
      {.title = "", .first = "Minh", .last = "To"},
      {.title = "", .first = "May", .last = "Wong"},
  };
  Check(staff, {
                   {"Will", "Will Hart"},
                   {"Dr To", "Minh To"},
                   {"to see May", "ask Minh To, May Wong"},
                   {"I will see Minh", "Minh To"},
                   {"can I see Minh To", "Minh To"},
               });
}

TEST(MatchPractitioner, KnowsAliasesAndDisplayNames) {
  const std::vector<PractitionerName> staff = {
      {.title = "", .first = "Xiu", .last = "Li", .display_name = "Grace Li", .aliases = {"Shoe"}},
      {.title = "", .first = "Pat", .last = "Moss"},
  };
  Check(staff,
        {{"Grace", "Xiu Li"}, {"Grace Lee", "Xiu Li"}, {"Shoe", "Xiu Li"}, {"Xiu", "Xiu Li"}});
}

TEST(MatchPractitioner, ReadsNamesInOtherScripts) {
  const std::vector<PractitionerName> staff = {
      {.title = "", .first = "Мария", .last = "Иванова"},
      {.title = "", .first = "Søren", .last = "Müller"},
      {.title = "", .first = "Zoë", .last = "Łukasik"},
  };
  Check(staff, {
                   {"Maria", "Мария Иванова"},
                   {"Ivanova", "Мария Иванова"},
                   {"Soren Muller", "Søren Müller"},
                   {"Mueller", "Søren Müller"},
                   {"zoe", "Zoë Łukasik"},
                   {"Lukasik", "Zoë Łukasik"},
               });
}

TEST(MatchPractitioner, ReportsHowSureItIs) {
  const std::vector<PractitionerName> staff = {
      {.title = "", .first = "Cameron", .last = "Example"}};
  EXPECT_DOUBLE_EQ(MatchPractitioner("Cameron Example", staff).confidence, 1.0);
  EXPECT_DOUBLE_EQ(MatchPractitioner("Cameron", staff).confidence, 0.95);
  EXPECT_DOUBLE_EQ(MatchPractitioner("Example", staff).confidence, 0.9);
  EXPECT_DOUBLE_EQ(MatchPractitioner("Dr Example", staff).confidence, 0.95);
  EXPECT_LT(MatchPractitioner("camron", staff).confidence, 0.95);
  EXPECT_DOUBLE_EQ(MatchPractitioner("Robin", staff).confidence, 0);
}

TEST(MatchPractitioner, KnowsNobodyInAnEmptyClinic) {
  EXPECT_EQ(MatchPractitioner("Cameron", {}).verdict, Resolution::Verdict::kUnknown);
  EXPECT_THAT(MatchPractitioner("Cameron", {}).candidates, IsEmpty());
}

TEST(PractitionersMentioned, FindsNamesInALongerText) {
  const std::vector<PractitionerName> staff = {
      {.title = "", .first = "Cameron", .last = "Example"},
      {.title = "", .first = "Jordan", .last = "Sample"},
      {.title = "", .first = "Graeme", .last = "Reid"},
  };
  EXPECT_THAT(PractitionersMentioned("my massage tomorrow with Cameron", staff), ElementsAre(0));
  EXPECT_THAT(PractitionersMentioned("the one with Graham or Jordan", staff), ElementsAre(1, 2));
  EXPECT_THAT(PractitionersMentioned("my massage on Tuesday at 9", staff), IsEmpty());
}

}  // namespace
}  // namespace frontdesk
