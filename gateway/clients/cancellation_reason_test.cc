#include "gateway/clients/cancellation_reason.h"

#include <initializer_list>
#include <string>

#include "gtest/gtest.h"

namespace frontdesk::gateway {
namespace {

void ExpectAll(v1::CancellationReason reason, std::initializer_list<const char*> all) {
  for (const std::string said : all) {
    SCOPED_TRACE(said);
    EXPECT_EQ(CancellationReasonOf(said), reason);
  }
}

TEST(CancellationReason, IsSicknessInItsManyWords) {
  ExpectAll(v1::CANCELLATION_REASON_SICK,
            {"sick", "Sick!", "I'm ill", "my son is unwell", "caught the flu", "a fever",
             "because of illness", "I've been ill since Monday", "I'm not feeling well",
             "I don't feel very well", "I'll stay home, I'm sick"});
}

TEST(CancellationReason, IsWorkWhereItIsAJob) {
  ExpectAll(v1::CANCELLATION_REASON_WORK,
            {"work", "I have to work", "stuck at work", "a work meeting", "I'm working late"});
}

// "I will" used to be an illness, and a time that "does not work" a job.
TEST(CancellationReason, TakesNoPartOfAnotherWordForEither) {
  ExpectAll(v1::CANCELLATION_REASON_OTHER,
            {"", "I will be overseas", "I'll be away", "Ill be away", "I\u2019ll call again",
             "still in Perth", "the bill is too high", "in an influx", "my network is down",
             "The time does not work for me", "that day doesn't work", "it won't work out",
             "another day would work better", "I'm not sick any more", "they can't come as well",
             "homework with the kids"});
}

}  // namespace
}  // namespace frontdesk::gateway
