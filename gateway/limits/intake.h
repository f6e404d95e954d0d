#ifndef FRONTDESK_GATEWAY_LIMITS_INTAKE_H_
#define FRONTDESK_GATEWAY_LIMITS_INTAKE_H_

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"

namespace frontdesk::gateway {

struct IntakeOptions {
  std::size_t bytes = 64 * 1024 * 1024;                      // held at a time
  std::size_t bytes_per_second = 32 * std::size_t{1 << 20};  // of large requests, from everybody
};

// How much of what strangers send is held, and how fast it is read where it is long. A sender may
// hold a quarter, and long bodies stop at the half, so that neither one sender nor reports of whole
// calls keep the bodies of webhooks out. Used by one thread at a time, but for
// Share::Count.
class Intake {
 public:
  // What one sender holds.
  class Share {
   public:
    Share(std::string who, std::atomic<std::size_t>& all) : who_(std::move(who)), all_(all) {}
    const std::string& who() const { return who_; }
    // So many bytes more are held, and so many fewer. Thread-safe.
    void Count(std::size_t more, std::size_t fewer) {
      held_ += more - fewer;  // modulo, as unsigned numbers are
      all_ += more - fewer;
    }

   private:
    friend class Intake;
    const std::string who_;
    std::atomic<std::size_t>& all_;
    std::atomic<std::size_t> held_ = 0;
  };

  explicit Intake(const IntakeOptions& options) : options_(options) {}

  // Of the sender with that name; one and the same for as long as anybody has it. Not to be used
  // after the object is gone.
  std::shared_ptr<Share> ShareOf(const std::string& who);

  // Whether more may be read of a request that is not small.
  bool HasRoom(const Share& share, bool is_long) const;

  // When the next piece of a large request may be read.
  absl::Time NextRead() const { return next_read_; }
  // A piece of that size was read.
  void Read(std::size_t bytes, absl::Time now);

 private:
  const IntakeOptions options_;
  std::atomic<std::size_t> held_ = 0;
  absl::flat_hash_map<std::string, std::weak_ptr<Share>> shares_;
  std::size_t look_for_gone_at_ = 1024;  // shares
  absl::Time next_read_ = absl::InfinitePast();
};

}  // namespace frontdesk::gateway

#endif  // FRONTDESK_GATEWAY_LIMITS_INTAKE_H_
