#include "services/session/store/slot_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "libs/domain/ids.h"
#include "libs/domain/search.h"
#include "libs/testing/status_matchers.h"

namespace frontdesk {
namespace {

using test::IsOkAndHolds;
using test::StatusIs;
using ::testing::Eq;
using ::testing::IsEmpty;

TEST(SlotArray, ComesBackAsItWas) {
  const std::vector<SlotKey> slots = {
      {PractitionerId("200000000000000201"), BusinessId("100000000000000101"),
       absl::FromUnixSeconds(1'783'990'800)},
      {PractitionerId("200000000000000202"), BusinessId("100000000000000101"),
       absl::FromUnixSeconds(1'783'994'400)},
  };

  EXPECT_THAT(FromSlotArray(ToSlotArray(slots)), IsOkAndHolds(Eq(slots)));
  EXPECT_THAT(FromSlotArray(ToSlotArray({})), IsOkAndHolds(IsEmpty()));
}

TEST(SlotArray, FailsWhereTheTextIsNoSlot) {
  for (const std::string text : {"{nonsense}", "{1/2}", "{1/2/three}", "{1/2/3/4}", "no array"}) {
    SCOPED_TRACE(text);
    EXPECT_THAT(FromSlotArray(text), StatusIs(absl::StatusCode::kInternal));
  }
}

}  // namespace
}  // namespace frontdesk
