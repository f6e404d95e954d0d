#ifndef FRONTDESK_GATEWAY_WEBHOOKS_SLOT_SIGNER_H_
#define FRONTDESK_GATEWAY_WEBHOOKS_SLOT_SIGNER_H_

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/domain/directory.h"
#include "libs/slot_ids/slot_ids.h"

namespace frontdesk::gateway {

// The slot ids of one clinic at one moment. Small, to be copied.
class SlotSigner {
 public:
  SlotSigner() = default;  // names nothing and knows no name
  // `ids` must outlive the object and its copies.
  SlotSigner(const SlotIds& ids, ClinicId clinic, absl::Time now)
      : ids_(&ids), clinic_(std::move(clinic)), now_(now) {}

  // The slotId of a free time of `openings`; empty where there can be none.
  std::string IdOf(const DayOpenings& openings, absl::Time start) const {
    if (ids_ == nullptr) return "";
    return ids_->Make(clinic_,
                      {.practitioner = openings.practitioner.id,
                       .business = openings.business.id,
                       .appointment_type = openings.appointment_type.id,
                       .start = start},
                      now_);
  }

  absl::Time now() const { return now_; }

  // What the clinic offered under `id`; empty if it did not.
  std::optional<OpenedSlot> Open(absl::string_view id) const {
    return ids_ == nullptr ? std::nullopt : ids_->Open(clinic_, id, now_);
  }

 private:
  const SlotIds* ids_ = nullptr;
  ClinicId clinic_;
  absl::Time now_;
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_WEBHOOKS_SLOT_SIGNER_H_
