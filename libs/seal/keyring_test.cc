#include "libs/seal/keyring.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "libs/testing/status_matchers.h"

namespace frontdesk {
namespace {

using test::IsOk;
using test::IsOkAndHolds;
using test::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// A key that is no secret: 32 times the same letter.
std::string KeyOf(char letter) { return absl::Base64Escape(std::string(32, letter)); }
std::string Line(absl::string_view id, char letter) {
  return absl::StrCat(id, " ", KeyOf(letter), "\n");
}

Keyring ParsedOrDie(const std::string& text) {
  absl::StatusOr<Keyring> keyring = Keyring::Parse(text);
  EXPECT_THAT(keyring, IsOk());
  return *std::move(keyring);
}

TEST(Keyring, OpensWhatItSealed) {
  const Keyring keyring = ParsedOrDie(Line("k1", 'a'));

  for (const std::string& secret :
       {std::string("made-up"), std::string(), std::string("\0\xff", 2)}) {
    const Sealed sealed = keyring.Seal(secret, "clinic:1");
    EXPECT_EQ(sealed.key_id, "k1");
    EXPECT_THAT(keyring.Open(sealed, "clinic:1"), IsOkAndHolds(secret));
  }
}

TEST(Keyring, GivesEachPurposeKeysOfItsOwnTheCurrentOneFirst) {
  const Keyring keyring = ParsedOrDie(Line("k2", 'b') + Line("k1", 'a'));

  const std::vector<std::string> keys = keyring.KeysFor("slot ids");

  ASSERT_EQ(keys.size(), 2u);
  EXPECT_EQ(keys[0].size(), 32u);
  EXPECT_NE(keys[0], std::string(32, 'b'));
  EXPECT_EQ(keys, keyring.KeysFor("slot ids"));
  EXPECT_NE(keys[0], keyring.KeysFor("something else")[0]);
  EXPECT_EQ(keys[1], ParsedOrDie(Line("k1", 'a')).KeysFor("slot ids")[0]);
}

TEST(Keyring, SealsTheSameSecretDifferentlyEachTimeAndShowsNothingOfIt) {
  const Keyring keyring = ParsedOrDie(Line("k1", 'a'));

  const Sealed one = keyring.Seal("made-up secret", "clinic:1");
  const Sealed two = keyring.Seal("made-up secret", "clinic:1");

  EXPECT_NE(one.bytes, two.bytes);
  EXPECT_THAT(one.bytes, Not(HasSubstr("made-up")));
}

TEST(Keyring, NoticesASingleChangedBitAnywhere) {
  const Keyring keyring = ParsedOrDie(Line("k1", 'a'));
  const Sealed sealed = keyring.Seal("made-up secret", "clinic:1");

  for (std::size_t i = 0; i < sealed.bytes.size(); ++i) {
    Sealed changed = sealed;
    changed.bytes[i] = static_cast<char>(changed.bytes[i] ^ 1);
    EXPECT_THAT(keyring.Open(changed, "clinic:1"), StatusIs(absl::StatusCode::kDataLoss)) << i;
  }
}

TEST(Keyring, NoticesBytesThatAreCutOrAdded) {
  const Keyring keyring = ParsedOrDie(Line("k1", 'a'));
  const Sealed sealed = keyring.Seal("made-up secret", "clinic:1");

  for (const std::size_t size : {std::size_t{0}, std::size_t{27}, sealed.bytes.size() - 1}) {
    EXPECT_THAT(keyring.Open({"k1", sealed.bytes.substr(0, size)}, "clinic:1"),
                StatusIs(absl::StatusCode::kDataLoss))
        << size;
  }
  EXPECT_THAT(keyring.Open({"k1", sealed.bytes + "x"}, "clinic:1"),
              StatusIs(absl::StatusCode::kDataLoss));
}

TEST(Keyring, OpensASecretOnlyWhereItBelongs) {
  const Keyring keyring = ParsedOrDie(Line("k1", 'a'));

  EXPECT_THAT(keyring.Open(keyring.Seal("made-up", "clinic:1"), "clinic:2"),
              StatusIs(absl::StatusCode::kDataLoss));
}

TEST(Keyring, OpensNothingWithAnotherKeyOfTheSameName) {
  const Sealed sealed = ParsedOrDie(Line("k1", 'a')).Seal("made-up", "clinic:1");

  EXPECT_THAT(ParsedOrDie(Line("k1", 'b')).Open(sealed, "clinic:1"),
              StatusIs(absl::StatusCode::kDataLoss));
}

TEST(Keyring, SealsUnderItsFirstKeyAndStillOpensTheOthers) {
  const Sealed old = ParsedOrDie(Line("k1", 'a')).Seal("made-up", "clinic:1");
  const Keyring rotated = ParsedOrDie(Line("k2", 'b') + Line("k1", 'a'));

  EXPECT_EQ(rotated.current_key_id(), "k2");
  EXPECT_EQ(rotated.Seal("new", "clinic:1").key_id, "k2");
  EXPECT_THAT(rotated.Open(old, "clinic:1"), IsOkAndHolds("made-up"));
}

TEST(Keyring, NamesTheKeyThatItDoesNotHave) {
  const Sealed sealed = ParsedOrDie(Line("k1", 'a')).Seal("made-up", "clinic:1");

  EXPECT_THAT(ParsedOrDie(Line("k2", 'b')).Open(sealed, "clinic:1"),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("k1")));
}

TEST(KeyringText, MayHoldCommentsAndEmptyLines) {
  EXPECT_EQ(ParsedOrDie("# made in 2026\n\n  " + Line("k1", 'a')).current_key_id(), "k1");
}

TEST(KeyringText, IsRefusedByTheNumberOfTheLineWithoutRepeatingIt) {
  const struct {
    const char* what;
    std::string text;
    const char* message;
  } kCases[] = {
      {"nothing", "", "holds no key"},
      {"only a comment", "# none\n", "holds no key"},
      {"no id", Line("k1", 'a') + KeyOf('b'), "line 2: is not of the form"},
      {"three words", "k1 " + KeyOf('a') + " more", "line 1: is not of the form"},
      {"a short key", "k1 " + absl::Base64Escape("short"), "line 1: a key is 32 bytes"},
      {"no base64", "k1 !!!!", "line 1: a key is 32 bytes"},
      {"an odd id", "k/1 " + KeyOf('a'), "line 1: a key id is"},
      {"the same id twice", Line("k1", 'a') + Line("k1", 'b'),
       "line 2: this key id is there twice"},
  };
  for (const auto& each : kCases) {
    SCOPED_TRACE(each.what);
    EXPECT_THAT(Keyring::Parse(each.text).status(),
                StatusIs(absl::StatusCode::kInvalidArgument,
                         AllOf(HasSubstr(each.message), Not(HasSubstr(KeyOf('b'))))));
  }
}

class KeyringFile : public ::testing::Test {
 protected:
  KeyringFile() {
    std::ofstream(path_) << Line("k1", 'a');
    ::chmod(path_.c_str(), 0600);
  }

  const std::string path_ = absl::StrCat(std::getenv("TEST_TMPDIR"), "/keyring");
};

TEST_F(KeyringFile, IsReadWhenItIsItsOwnersAlone) {
  const absl::StatusOr<Keyring> keyring = Keyring::Load(path_);
  ASSERT_THAT(keyring, IsOk());
  EXPECT_EQ(keyring->current_key_id(), "k1");
}

TEST_F(KeyringFile, IsRefusedWhenOthersMayReadOrWriteIt) {
  for (const mode_t mode : {0640, 0604, 0620, 0644}) {
    SCOPED_TRACE(mode);
    ::chmod(path_.c_str(), mode);
    EXPECT_THAT(Keyring::Load(path_).status(),
                StatusIs(absl::StatusCode::kFailedPrecondition,
                         AllOf(HasSubstr(path_), HasSubstr("chmod 600"))));
  }
}

TEST_F(KeyringFile, IsNamedWhenItCannotBeUsed) {
  EXPECT_THAT(Keyring::Load(path_ + ".missing").status(),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr(path_ + ".missing")));
  EXPECT_THAT(Keyring::Load(std::getenv("TEST_TMPDIR")).status(),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("not a regular file")));
  std::ofstream(path_) << "nonsense\n";
  EXPECT_THAT(
      Keyring::Load(path_).status(),
      StatusIs(absl::StatusCode::kInvalidArgument, AllOf(HasSubstr(path_), HasSubstr("line 1"))));
}

}  // namespace
}  // namespace frontdesk
