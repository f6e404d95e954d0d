#include "libs/slot_ids/slot_ids.h"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "libs/slot_ids/hmac_key.h"

namespace frontdesk {
namespace {

constexpr char kVersion = 1;
constexpr std::size_t kKeySize = 32;
constexpr std::size_t kMacSize = 12;
constexpr std::size_t kSignedSize = 1 + 3 * sizeof(std::uint64_t) + 2 * sizeof(std::uint32_t);
constexpr std::size_t kTextSize = (kSignedSize + kMacSize) / 3 * 4;
static_assert((kSignedSize + kMacSize) % 3 == 0, "every bit of the text counts");

template <typename Number>
void Append(Number number, std::string& bytes) {
  std::array<char, sizeof(Number)> big_endian;
  for (std::size_t i = 0; i < sizeof(Number); ++i) {
    big_endian[i] = static_cast<char>((number >> (8 * (sizeof(Number) - 1 - i))) & 0xFF);
  }
  bytes.append(big_endian.data(), big_endian.size());
}

// Takes a number from the front of `bytes`, which has enough of them.
template <typename Number>
Number Take(absl::string_view& bytes) {
  Number number = 0;
  for (std::size_t i = 0; i < sizeof(Number); ++i) {
    number = static_cast<Number>(number << 8) | static_cast<unsigned char>(bytes[i]);
  }
  bytes.remove_prefix(sizeof(Number));
  return number;
}

// Leading zeros and the like would not come back as they were.
std::optional<std::uint64_t> NumberOf(absl::string_view id) {
  std::uint64_t number = 0;
  const char* const end = id.data() + id.size();
  const std::from_chars_result read = std::from_chars(id.data(), end, number);
  const bool is_plain = read.ec == std::errc() && read.ptr == end && (id[0] != '0' || id == "0");
  return is_plain ? std::optional(number) : std::nullopt;
}

std::optional<std::uint32_t> SecondsOf(absl::Time time) {
  const std::int64_t seconds = absl::ToUnixSeconds(time);
  if (seconds < 0 || seconds > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
  return static_cast<std::uint32_t>(seconds);
}

// What is signed has one length, so the clinic's id behind it cannot be taken for a part of it.
std::string MacOf(const HmacKey& key, const ClinicId& clinic, absl::string_view bytes) {
  const HmacKey::Mac mac = key.Of(absl::StrCat(bytes, clinic.value()));
  return std::string(reinterpret_cast<const char*>(mac.data()), kMacSize);
}

// The two parts of an id, as bytes.
struct Text {
  std::string content;
  std::string mac;
};

std::optional<Text> ReadText(absl::string_view id) {
  std::string bytes;
  if (id.size() != kTextSize || !absl::WebSafeBase64Unescape(id, &bytes) ||
      bytes.size() != kSignedSize + kMacSize) {
    return std::nullopt;
  }
  return Text{.content = bytes.substr(0, kSignedSize), .mac = bytes.substr(kSignedSize)};
}

// Empty for another version's.
std::optional<OpenedSlot> ReadContent(absl::string_view content, absl::Time now) {
  if (Take<std::uint8_t>(content) != kVersion) return std::nullopt;
  OpenedSlot opened;
  opened.slot.practitioner = PractitionerId(absl::StrCat(Take<std::uint64_t>(content)));
  opened.slot.business = BusinessId(absl::StrCat(Take<std::uint64_t>(content)));
  opened.slot.appointment_type = AppointmentTypeId(absl::StrCat(Take<std::uint64_t>(content)));
  opened.slot.start = absl::FromUnixSeconds(Take<std::uint32_t>(content));
  opened.outdated = now > absl::FromUnixSeconds(Take<std::uint32_t>(content));
  return opened;
}

}  // namespace

SlotIds::SlotIds(std::vector<std::string> keys, absl::Duration good_for) : good_for_(good_for) {
  for (std::string& key : keys) {
    keys_.push_back(std::make_shared<HmacKey>(key));
    OPENSSL_cleanse(key.data(), key.size());
  }
}

SlotIds SlotIds::OfThisProcess(absl::Duration good_for) {
  std::string key(kKeySize, '\0');
  // Without randomness nothing here can go on safely.
  if (RAND_bytes(reinterpret_cast<unsigned char*>(key.data()), kKeySize) != 1) std::abort();
  return SlotIds({std::move(key)}, good_for);
}

std::string SlotIds::Make(const ClinicId& clinic, const OfferedSlot& slot, absl::Time now) const {
  const std::optional<std::uint64_t> practitioner = NumberOf(slot.practitioner.value());
  const std::optional<std::uint64_t> business = NumberOf(slot.business.value());
  const std::optional<std::uint64_t> type = NumberOf(slot.appointment_type.value());
  const std::optional<std::uint32_t> start = SecondsOf(slot.start);
  const std::optional<std::uint32_t> until = SecondsOf(now + good_for_);
  if (!practitioner || !business || !type || !start || !until) return "";
  if (absl::FromUnixSeconds(*start) != slot.start) return "";

  std::string bytes;
  bytes.reserve(kSignedSize + kMacSize);
  bytes.push_back(kVersion);
  for (const std::uint64_t number : {*practitioner, *business, *type}) Append(number, bytes);
  for (const std::uint32_t seconds : {*start, *until}) Append(seconds, bytes);
  bytes += MacOf(*keys_.front(), clinic, bytes);
  return absl::WebSafeBase64Escape(bytes);
}

std::optional<OpenedSlot> SlotIds::Open(const ClinicId& clinic, absl::string_view id,
                                        absl::Time now) const {
  const std::optional<Text> text = ReadText(id);
  if (!text.has_value()) return std::nullopt;
  bool good = false;
  for (const auto& key : keys_) {
    if (CRYPTO_memcmp(MacOf(*key, clinic, text->content).data(), text->mac.data(), kMacSize) == 0) {
      good = true;
    }
  }
  if (!good) return std::nullopt;
  return ReadContent(text->content, now);
}

std::optional<OfferedSlot> SlotIds::Unproven(absl::string_view id) {
  const std::optional<Text> text = ReadText(id);
  if (!text.has_value()) return std::nullopt;
  const std::optional<OpenedSlot> read = ReadContent(text->content, absl::InfinitePast());
  if (!read.has_value()) return std::nullopt;
  return read->slot;
}

}  // namespace frontdesk
