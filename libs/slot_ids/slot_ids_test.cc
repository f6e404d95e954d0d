#include "libs/slot_ids/slot_ids.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "libs/domain/ids.h"

namespace frontdesk {
namespace {

const ClinicId kOurs("0a0a0a0a-0000-4000-8000-000000000001");
const ClinicId kTheirs("0a0a0a0a-0000-4000-8000-000000000002");
const absl::Time kNow = absl::FromUnixSeconds(1'783'908'000);

std::string Key(char fill) { return std::string(32, fill); }

// 19 digits, as long as Cliniko's ids get, and above what a signed number holds.
OfferedSlot Massage() {
  return {.practitioner = PractitionerId("9999999999999999999"),
          .business = BusinessId("100000000000000101"),
          .appointment_type = AppointmentTypeId("300000000000000302"),
          .start = kNow + absl::Hours(11)};
}

class SlotIdsTest : public ::testing::Test {
 protected:
  const SlotIds ids_{{Key('a')}};
  const std::string id_ = ids_.Make(kOurs, Massage(), kNow);
};

TEST_F(SlotIdsTest, AreShortAndFitForAnUrl) {
  EXPECT_EQ(id_.size(), 60u);
  EXPECT_TRUE(std::all_of(id_.begin(), id_.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_';
  })) << id_;
}

// Ids that are in the heads of running calls must not change their meaning with a new version.
TEST_F(SlotIdsTest, KeepTheirFormat) {
  EXPECT_EQ(id_, "AYrHIwSJ5___AWNFeF2KAGUEKdBpGJ4BLmpU4VBqVE2oUe1fPg_xj5DhdEgy");
}

TEST_F(SlotIdsTest, OpenToWhatWasOffered) {
  const std::optional<OpenedSlot> opened = ids_.Open(kOurs, id_, kNow);
  ASSERT_TRUE(opened.has_value());
  EXPECT_EQ(opened->slot, Massage());
  EXPECT_FALSE(opened->outdated);
}

TEST_F(SlotIdsTest, AreRefusedWithAnyCharacterChangedAddedOrLeftOut) {
  for (std::size_t i = 0; i < id_.size(); ++i) {
    for (const char other : {'A', 'b', '0', '-', '_', '=', ' ', '+', '\0', '\xC3'}) {
      std::string changed = id_;
      changed[i] = other;
      EXPECT_EQ(ids_.Open(kOurs, changed, kNow).has_value(), changed == id_) << i << other;
      changed = id_;
      changed.insert(i, 1, other);
      EXPECT_FALSE(ids_.Open(kOurs, changed, kNow).has_value()) << i << other;
    }
    // The case of a letter is what a model gets wrong first.
    std::string changed = id_;
    changed[i] ^= 0x20;
    EXPECT_FALSE(ids_.Open(kOurs, changed, kNow).has_value()) << i;
    changed = id_;
    changed.erase(i, 1);
    EXPECT_FALSE(ids_.Open(kOurs, changed, kNow).has_value()) << i;
  }
}

TEST_F(SlotIdsTest, SayWhatTheyAreLikeThoughTheyProveNothing) {
  std::string changed = id_;
  changed[59] = changed[59] == 'A' ? 'B' : 'A';
  EXPECT_EQ(SlotIds::Unproven(changed), Massage());
  EXPECT_EQ(SlotIds::Unproven("slot_1"), std::nullopt);
  EXPECT_EQ(SlotIds::Unproven(std::string(60, 'A')), std::nullopt);
}

TEST_F(SlotIdsTest, AreRefusedWhereTheyAreNone) {
  for (const std::string& text : {std::string(), std::string("slot_1"), std::string(60, 'A'),
                                  std::string(60, '='), std::string(100'000, 'A')}) {
    EXPECT_FALSE(ids_.Open(kOurs, text, kNow).has_value()) << text.substr(0, 80);
  }
}

TEST_F(SlotIdsTest, AreNothingToAnotherClinic) {
  EXPECT_FALSE(ids_.Open(kTheirs, id_, kNow).has_value());
}

TEST_F(SlotIdsTest, AreNothingUnderAnotherKey) {
  EXPECT_FALSE(SlotIds({Key('b')}).Open(kOurs, id_, kNow).has_value());
}

TEST_F(SlotIdsTest, OpenWhileTheirKeyIsBeingReplaced) {
  const SlotIds rotated({Key('b'), Key('a')});
  EXPECT_TRUE(rotated.Open(kOurs, id_, kNow).has_value());

  const std::string fresh = rotated.Make(kOurs, Massage(), kNow);
  EXPECT_TRUE(SlotIds({Key('b')}).Open(kOurs, fresh, kNow).has_value());
  EXPECT_FALSE(ids_.Open(kOurs, fresh, kNow).has_value());
}

TEST_F(SlotIdsTest, AreOutdatedAfterTheirTime) {
  EXPECT_FALSE(ids_.Open(kOurs, id_, kNow + absl::Minutes(30))->outdated);
  const std::optional<OpenedSlot> late =
      ids_.Open(kOurs, id_, kNow + absl::Minutes(30) + absl::Seconds(1));
  ASSERT_TRUE(late.has_value());
  EXPECT_TRUE(late->outdated);
  EXPECT_EQ(late->slot, Massage());
}

TEST_F(SlotIdsTest, AreGoodForAsLongAsIsAskedFor) {
  const SlotIds quick({Key('a')}, absl::Seconds(5));
  const std::string id = quick.Make(kOurs, Massage(), kNow);
  EXPECT_TRUE(ids_.Open(kOurs, id, kNow + absl::Seconds(6))->outdated);
}

TEST_F(SlotIdsTest, AreNotMadeOfWhatTheyCannotHold) {
  for (const char* id : {"", "cameron", "007", "-1", "18446744073709551616", " 1"}) {
    OfferedSlot slot = Massage();
    slot.practitioner = PractitionerId(id);
    EXPECT_EQ(ids_.Make(kOurs, slot, kNow), "") << id;
  }
  for (const absl::Time start :
       {absl::InfiniteFuture(), absl::InfinitePast(), absl::FromUnixSeconds(-1),
        absl::FromUnixSeconds(4'294'967'296), kNow + absl::Milliseconds(500)}) {
    OfferedSlot slot = Massage();
    slot.start = start;
    EXPECT_EQ(ids_.Make(kOurs, slot, kNow), "") << start;
  }
}

TEST_F(SlotIdsTest, OfAProcessAreNothingToAnother) {
  const SlotIds one = SlotIds::OfThisProcess();
  const SlotIds other = SlotIds::OfThisProcess();
  const std::string id = one.Make(kOurs, Massage(), kNow);
  EXPECT_TRUE(one.Open(kOurs, id, kNow).has_value());
  EXPECT_FALSE(other.Open(kOurs, id, kNow).has_value());
}

}  // namespace
}  // namespace frontdesk
