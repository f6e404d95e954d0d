#include "services/booking/domain/whose.h"

#include <set>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "libs/testing/sample_clinic.h"

namespace frontdesk::booking {
namespace {

using namespace ::frontdesk::test;  // NOLINT: the sample clinic is the vocabulary of these tests
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const PatientId kMorgan("1"), kRiley("2"), kJordan("3");

// Jordan is called like a practitioner.
Whose Read(const std::string& words) {
  return WhoseIsMeant(words,
                      {{kMorgan, "Morgan", "Caller"},
                       {kRiley, "Riley", "Caller"},
                       {kJordan, "Jordan", "Grey", "Jo"}},
                      SampleDirectory());
}

TEST(Whose, IsWhomTheWordsName) {
  for (const std::string words :
       {"Riley's massage on Tuesday November 24 at 2pm", "Riley\u2019s massage", "rileys massage",
        "massage for Riley", "my massage for Riley Caller on Friday", "Riley Ann Caller's massage",
        "my son Riley's massage", "for my daughter Riley", "the one under Riley", "Riley",
        "This is Morgan, it's about Riley's massage", "Riley massage with Cameron"}) {
    SCOPED_TRACE(words);
    const Whose whose = Read(words);
    EXPECT_THAT(whose.named, ElementsAre(kRiley));
    EXPECT_FALSE(whose.unclear);
  }
  EXPECT_THAT(Read("Jo's massage").named, ElementsAre(kJordan));
}

TEST(Whose, LeavesTheOtherWords) {
  EXPECT_EQ(Read("Riley's massage on Tuesday November 24 at 2pm").rest,
            "massage on Tuesday November 24 at 2pm");
  EXPECT_EQ(Read("my massage for Riley Caller on Friday").rest, "my massage on Friday");
  EXPECT_EQ(Read("my wife's appointment on December 14").rest, "my appointment on December 14");
  EXPECT_EQ(Read("my massage,  tomorrow").rest, "my massage,  tomorrow");
}

TEST(Whose, IsUnclearForWhomNobodyKnows) {
  for (const std::string words :
       {"my wife's appointment on December 14", "my son's massage", "our sons massage",
        "the massage for my partner", "Jamie's massage", "massage for Jamie on Friday",
        "Jamie Caller's massage", "jamie caller massage", "my son Jamie's massage",
        "Riley Sample's massage", "not Riley's massage", "Mrs Caller's massage",
        "Jordan's massage"}) {
    SCOPED_TRACE(words);
    EXPECT_TRUE(Read(words).unclear);
  }
  EXPECT_FALSE(Read("Jordan Grey's massage").unclear);
}

TEST(Whose, IsAnybodysWhereNobodyIsSpokenOf) {
  for (const std::string words :
       {"", "my massage", "my massage on Tuesday with Jordan", "massage with Jordan Sample",
        "Cameron's massage", "tomorrow's appointment", "it's for tomorrow",
        "the one for November 24th at half past two", "my appointment for acupuncture",
        "my massages for next week", "that's the one at Harbour Rooms", "for my back pain",
        "with Bob", "next week's massage for two pm", "I will be away in may"}) {
    SCOPED_TRACE(words);
    const Whose whose = Read(words);
    EXPECT_THAT(whose.named, IsEmpty());
    EXPECT_FALSE(whose.unclear);
    EXPECT_EQ(whose.rest, words);
  }
}

}  // namespace
}  // namespace frontdesk::booking
