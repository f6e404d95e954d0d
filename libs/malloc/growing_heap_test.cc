#include "libs/malloc/growing_heap.h"

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace frontdesk::test {
namespace {

constexpr std::size_t kMiB = std::size_t{1} << 20;
void* const kFailed = reinterpret_cast<void*>(-1);

// What the kernel says of the pages at `address`, as proc(5) abbreviates it.
std::string FlagsAt(const void* address) {
  std::ifstream file("/proc/self/smaps");
  bool there = false;
  for (std::string line; std::getline(file, line);) {
    const std::pair<absl::string_view, absl::string_view> range =
        absl::StrSplit(absl::string_view(line).substr(0, line.find(' ')), absl::MaxSplits('-', 1));
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
    if (absl::SimpleHexAtoi(range.first, &begin) && absl::SimpleHexAtoi(range.second, &end)) {
      const auto at = reinterpret_cast<std::uintptr_t>(address);
      there = begin <= at && at < end;
    } else if (there && absl::StartsWith(line, "VmFlags:")) {
      return line;
    }
  }
  return "";
}

// Some kernels are built without; there the heap is as any other.
bool KernelHasHugePages() {
  return std::ifstream("/sys/kernel/mm/transparent_hugepage/enabled").good();
}

TEST(GrowingHeapTest, GrowsAtItsEnd) {
  GrowingHeap heap(64 * kMiB);
  char* const first = static_cast<char*>(heap.Grow(kMiB));
  EXPECT_EQ(heap.Grow(3 * kMiB), first + kMiB);
  EXPECT_EQ(heap.Grow(0), first + 4 * kMiB);
  std::memset(first, 1, 4 * kMiB);
  EXPECT_EQ(first[4 * kMiB - 1], 1);
}

TEST(GrowingHeapTest, LiesInHugePages) {
  if (!KernelHasHugePages()) GTEST_SKIP() << "this kernel has no huge pages";
  GrowingHeap heap(64 * kMiB);
  char* const first = static_cast<char*>(heap.Grow(3 * kMiB));
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(first) % (2 * kMiB), 0U);
  EXPECT_TRUE(absl::StrContains(FlagsAt(first), " hg")) << FlagsAt(first);
  EXPECT_TRUE(absl::StrContains(FlagsAt(first + 3 * kMiB - 1), " hg"));
}

TEST(GrowingHeapTest, FailsBeyondItsBoundAndStaysUsable) {
  GrowingHeap heap(4 * kMiB);
  char* const first = static_cast<char*>(heap.Grow(3 * kMiB));
  errno = 0;
  EXPECT_EQ(heap.Grow(2 * kMiB), kFailed);
  EXPECT_EQ(errno, ENOMEM);
  EXPECT_EQ(heap.Grow(-1), kFailed);
  EXPECT_EQ(heap.Grow(kMiB), first + 3 * kMiB);
}

TEST(GrowingHeapTest, FailsWithoutAddressSpace) {
  GrowingHeap heap(std::size_t{1} << 50);
  EXPECT_EQ(heap.Grow(kMiB), kFailed);
}

#ifdef FRONTDESK_TCMALLOC
TEST(GrowingHeapTest, HoldsWhatIsAllocatedInARelease) {
  if (!KernelHasHugePages()) GTEST_SKIP() << "this kernel has no huge pages";
  const std::string text(100, 'x');
  EXPECT_TRUE(absl::StrContains(FlagsAt(text.data()), " hg")) << FlagsAt(text.data());
}
#endif

}  // namespace
}  // namespace frontdesk::test
