#ifndef FRONTDESK_TESTS_BENCH_SETTING_H_
#define FRONTDESK_TESTS_BENCH_SETTING_H_

#include <string>

#include "tests/bench/results.h"

namespace frontdesk::bench {

// This machine, this moment, and the versions that are measured, but for `commit` and `postgres`
// (what its server says of itself).
Setting SettingOfThisMachine(const std::string& commit, const std::string& postgres);

}  // namespace frontdesk::bench

#endif  // FRONTDESK_TESTS_BENCH_SETTING_H_
