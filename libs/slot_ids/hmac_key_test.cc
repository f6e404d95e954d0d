#include "libs/slot_ids/hmac_key.h"

#include <string>
#include <thread>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace frontdesk {
namespace {

std::string HexOf(const HmacKey::Mac& mac) {
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(mac.data()), mac.size()));
}

// Source: RFC 4231, sections 4.2, 4.3 and 4.7.
TEST(HmacKey, AgreesWithTheStandard) {
  EXPECT_EQ(HexOf(HmacKey(std::string(20, '\x0b')).Of("Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(HexOf(HmacKey("Jefe").Of("what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(HexOf(HmacKey(std::string(131, '\xaa'))
                      .Of("Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(HmacKey, SignsEveryTextAnew) {
  const HmacKey key("Jefe");
  const HmacKey::Mac first = key.Of("one");
  EXPECT_NE(key.Of("two"), first);
  EXPECT_EQ(key.Of("one"), first);
}

TEST(HmacKey, ServesManyThreadsAtOnce) {
  const HmacKey key("Jefe");
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&key, text = std::string(thread * 40, 'x')] {
      const HmacKey::Mac alone = HmacKey("Jefe").Of(text);
      for (int i = 0; i < 500; ++i) EXPECT_EQ(key.Of(text), alone);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace frontdesk
