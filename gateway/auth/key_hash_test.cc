#include "gateway/auth/key_hash.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace frontdesk::gateway {
namespace {

// Source: FIPS 180-2, appendix B, and NIST's vector of the empty message.
TEST(KeyHash, IsSha256) {
  EXPECT_EQ(absl::BytesToHexString(KeyHash("abc")),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(absl::BytesToHexString(KeyHash("")),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(absl::BytesToHexString(
                KeyHash("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(KeyHash, IsTheSameOnAllThreads) {
  const std::string wanted = KeyHash("a made-up key");
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 1000; ++n) {
        KeyHash(absl::StrCat("another", n));
        EXPECT_EQ(KeyHash("a made-up key"), wanted);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace frontdesk::gateway
