// TCMalloc asks sbrk for its memory before it asks mmap. This one is found instead of the C
// library's, and nothing else here calls it; where it fails TCMalloc goes on with mmap.
#include <unistd.h>

#include <cstddef>
#include <cstdint>

#include "libs/malloc/growing_heap.h"

namespace {

constinit frontdesk::GrowingHeap heap(std::size_t{64} << 30);

}  // namespace

// TCMalloc calls it under a lock of its own.
extern "C" void* sbrk(std::intptr_t by) noexcept { return heap.Grow(by); }
