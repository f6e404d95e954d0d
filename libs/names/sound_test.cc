#include "libs/names/sound.h"

#include "gtest/gtest.h"

namespace frontdesk {
namespace {

struct Pair {
  const char* a;
  const char* b;
};

TEST(SoundKey, IsTheSameForWhatSoundsTheSame) {
  const Pair pairs[] = {
      {"kameron", "cameron"},     {"lockie", "lockey"},   {"yvet", "yvette"},
      {"graeme", "graham"},       {"geoff", "jeff"},      {"sara", "sarah"},
      {"phillip", "philip"},      {"clark", "clarke"},    {"reid", "reed"},
      {"neil", "neal"},           {"claire", "clare"},    {"jon", "john"},
      {"smyth", "smith"},         {"karl", "carl"},       {"knox", "nox"},
      {"wright", "right"},        {"schmidt", "schmitt"}, {"mckenzie", "mackenzie"},
      {"balmane", "balmain"},     {"jordon", "jordan"},   {"muller", "mueller"},
      {"lindquist", "lindqvist"},
  };
  for (const Pair& pair : pairs) EXPECT_EQ(SoundKey(pair.a), SoundKey(pair.b)) << pair.a;
}

TEST(SoundKey, DiffersForWhatSoundsDifferent) {
  const Pair pairs[] = {
      {"jane", "john"},   {"jan", "jane"},      {"rich", "richardson"}, {"marys", "peters"},
      {"anna", "anne"},   {"maria", "marie"},   {"parker", "barker"},   {"allen", "ellen"},
      {"eric", "erica"},  {"paul", "paula"},    {"castle", "box"},      {"kirsten", "kristen"},
      {"julie", "julia"}, {"thomas", "tomkin"}, {"shah", "shaw"},       {"goh", "gow"},
      {"mike", "mick"},   {"dean", "dan"},
  };
  for (const Pair& pair : pairs) EXPECT_NE(SoundKey(pair.a), SoundKey(pair.b)) << pair.a;
}

TEST(LooseSoundKey, ForgetsSwallowedVowels) {
  EXPECT_NE(SoundKey("camron"), SoundKey("cameron"));
  EXPECT_EQ(LooseSoundKey("camron"), LooseSoundKey("cameron"));
}

TEST(SoundKey, TakesAnyWord) {
  for (const char* word : {"", "a", "y", "h", "gh", "qqq", "mc", "x", "42", "bb", "wh", "eeeee"}) {
    EXPECT_EQ(SoundKey(word), SoundKey(word)) << word;
    EXPECT_LE(SoundKey(word).size(), 8u);
  }
}

}  // namespace
}  // namespace frontdesk
