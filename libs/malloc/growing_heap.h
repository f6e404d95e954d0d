#ifndef FRONTDESK_LIBS_MALLOC_GROWING_HEAP_H_
#define FRONTDESK_LIBS_MALLOC_GROWING_HEAP_H_

#include <cstddef>
#include <cstdint>

namespace frontdesk {

// Memory that grows at its end, as sbrk(2) gives it, in huge pages where the kernel has any: what
// is held of thousands of clinics is touched in turn, and with pages of 4 KiB the processor would
// walk the page tables for each. May be used before anything else of the program is set up; not
// thread-safe.
class GrowingHeap {
 public:
  // Of at most `most` bytes, a multiple of 2 MiB; address space for all of them is set aside at the
  // first growth.
  constexpr explicit GrowingHeap(std::size_t most) : most_(most) {}

  // The end before it grew; (void*)-1 with errno ENOMEM where it cannot grow so, or is to shrink.
  void* Grow(std::intptr_t by);

 private:
  bool Reserve();

  const std::size_t most_;
  char* begin_ = nullptr;
  char* end_ = nullptr;
  char* usable_ = nullptr;  // behind it nothing may be touched yet
};

}  // namespace frontdesk

#endif  // FRONTDESK_LIBS_MALLOC_GROWING_HEAP_H_
