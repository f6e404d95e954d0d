#include "libs/names/anyone.h"

#include "gtest/gtest.h"

namespace frontdesk {
namespace {

TEST(IsAnyone, HearsThatTheChoiceIsOurs) {
  for (const char* said : {"any",
                           "Anyone",
                           "anybody",
                           "any one",
                           "no preference",
                           "No preference.",
                           "first available",
                           "the first available",
                           "next available",
                           "whoever is available",
                           "whoever's free",
                           "I don't mind",
                           "I don't mind who",
                           "it doesn't matter",
                           "doesn't matter who",
                           "anyone is fine",
                           "any practitioner",
                           "any doctor",
                           "no one in particular",
                           "not fussed",
                           "whoever is soonest",
                           "someone",
                           "any available practitioner",
                           "I have no preference",
                           "anyone who is available",
                           "whoever you've got",
                           "I don't have a preference"}) {
    EXPECT_TRUE(IsAnyone(said)) << said;
  }
}

TEST(IsAnyone, HearsWhenItIsNot) {
  for (const char* said :
       {"", "Cameron", "anyone but Cameron", "anyone except Dr Okafor", "no", "any news",
        "not Cameron", "someone called Annie", "the doctor", "anyone at City Rooms"}) {
    EXPECT_FALSE(IsAnyone(said)) << said;
  }
}

}  // namespace
}  // namespace frontdesk
