#include "libs/malloc/growing_heap.h"

#include <sys/mman.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>

namespace frontdesk {
namespace {

constexpr std::size_t kHugePage = std::size_t{2} << 20;

char* RoundedUp(char* address) {
  return address + (-reinterpret_cast<std::uintptr_t>(address) & (kHugePage - 1));
}

void* Failed() {
  errno = ENOMEM;
  return MAP_FAILED;
}

}  // namespace

bool GrowingHeap::Reserve() {
  // What may not be touched counts against no limit of memory.
  void* const reserved = ::mmap(nullptr, most_ + kHugePage, PROT_NONE,
                                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (reserved == MAP_FAILED) return false;
  begin_ = end_ = usable_ = RoundedUp(static_cast<char*>(reserved));
  // A kernel without huge pages refuses, and then pages are as small as ever.
  ::madvise(begin_, most_, MADV_HUGEPAGE);
  return true;
}

void* GrowingHeap::Grow(std::intptr_t by) {
  if (by < 0 || (begin_ == nullptr && !Reserve())) return Failed();
  if (static_cast<std::size_t>(by) > most_ - static_cast<std::size_t>(end_ - begin_)) {
    return Failed();
  }
  char* const end = end_ + by;
  if (end > usable_) {
    char* const usable = RoundedUp(end);
    const auto more = static_cast<std::size_t>(usable - usable_);
    if (::mprotect(usable_, more, PROT_READ | PROT_WRITE) != 0) return Failed();
    usable_ = usable;
  }
  char* const before = end_;
  end_ = end;
  return before;
}

}  // namespace frontdesk
