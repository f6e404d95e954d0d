#ifndef FRONTDESK_LIBS_CIVIL_SMALL_TALK_H_
#define FRONTDESK_LIBS_CIVIL_SMALL_TALK_H_

#include "libs/civil/spoken_words.h"

namespace frontdesk {

// What the words around a day or a time may do to it, for words that no rule about days and times
// has taken. A word that is in none of these lists is unknown, and an unknown word may be the one
// that makes it another day or time.

// Politeness and grammar: nothing that could change which day or time is meant.
bool IsFiller(const SpokenWord& word);

// "Not", "except", "every": what follows is not meant, or not only.
bool IsNegation(const SpokenWord& word);

// Whether a mere number right behind (before) this filler can be an hour: "make it 9" and "9 works"
// can, "slot 1", "I have one" and "2 slots" cannot.
bool MayStandBeforeHour(const SpokenWord& word);
bool MayStandAfterHour(const SpokenWord& word);

// Begins the name of a place or person behind a day or time ("at City Rooms", "with Cameron").
bool BeginsName(const SpokenWord& word);

// Cannot be part of such a name, since it would change the day or time ("at 9 or later").
bool ChangesMeaning(const SpokenWord& word);

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_CIVIL_SMALL_TALK_H_
