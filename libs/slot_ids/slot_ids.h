#ifndef FRONTDESK_LIBS_SLOT_IDS_SLOT_IDS_H_
#define FRONTDESK_LIBS_SLOT_IDS_SLOT_IDS_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/domain/ids.h"
#include "libs/slot_ids/hmac_key.h"

namespace frontdesk {

// A time that a clinic offers: with whom, where, for what and when.
struct OfferedSlot {
  PractitionerId practitioner;
  BusinessId business;
  AppointmentTypeId appointment_type;
  absl::Time start;

  friend bool operator==(const OfferedSlot&, const OfferedSlot&) = default;
};

struct OpenedSlot {
  OfferedSlot slot;
  bool outdated = false;  // it was good, and is no more
};

// Names offered times by texts that nobody can make or change without the key, so that a language
// model can hand one back but cannot invent a time. An id is 60 characters of base64url: version,
// slot, until when it is good, and 96 bits of an HMAC-SHA-256 over these and the clinic's id, which
// is not in the text. It tells nothing that the answer beside it does not tell. Immutable, so safe
// to share between threads.
class SlotIds {
 public:
  static constexpr absl::Duration kUsualTime = absl::Minutes(30);

  // Signs with the first of `keys` and reads what any of them signed, which is how they are
  // replaced. There is at least one; each is 32 random bytes that nothing else is signed with.
  explicit SlotIds(std::vector<std::string> keys, absl::Duration good_for = kUsualTime);

  // With a key that no other process has and that is gone with this one.
  static SlotIds OfThisProcess(absl::Duration good_for = kUsualTime);

  // The id under which `clinic` offers `slot` from `now` on. Empty for what an id cannot hold: ids
  // that are not numbers as Cliniko writes them, and starts that are no whole second before 2106.
  std::string Make(const ClinicId& clinic, const OfferedSlot& slot, absl::Time now) const;

  // What `id` stands for at `clinic`. Empty for whatever this clinic did not offer: a text that was
  // made up or changed, another clinic's id and one of a key that is gone are all the same.
  std::optional<OpenedSlot> Open(const ClinicId& clinic, absl::string_view id,
                                 absl::Time now) const;

  // What `id` says, whoever made it: good to look for something like it, never to book it. Empty if
  // it does not say anything.
  static std::optional<OfferedSlot> Unproven(absl::string_view id);

 private:
  std::vector<std::shared_ptr<const HmacKey>> keys_;
  absl::Duration good_for_;
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_SLOT_IDS_SLOT_IDS_H_
