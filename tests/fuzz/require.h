#ifndef FRONTDESK_TESTS_FUZZ_REQUIRE_H_
#define FRONTDESK_TESTS_FUZZ_REQUIRE_H_

#include <cstdio>
#include <cstdlib>

// Ends the process where `condition` does not hold, which is how libFuzzer learns of a finding. In
// every build: unlike assert(), it must not vanish.
#define FRONTDESK_REQUIRE(condition) \
  ((condition) ? void() : ::frontdesk::fuzz::Fail(#condition, __FILE__, __LINE__))

namespace frontdesk::fuzz {

[[noreturn]] inline void Fail(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, condition);
  std::abort();
}

}  // namespace frontdesk::fuzz

#endif  // FRONTDESK_TESTS_FUZZ_REQUIRE_H_
