// The sandbox as a program: its flags, the file it announces itself with, TLS, and its end.

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "httplib.h"

extern char** environ;

namespace frontdesk::test {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kBinary[] = "tests/cliniko_sandbox/cliniko_sandbox";
constexpr char kWorld[] = "tests/cliniko_sandbox/worlds/demo.json";

std::string Temporary(const std::string& name) {
  return absl::StrCat(std::getenv("TEST_TMPDIR"), "/", name);
}

std::string Read(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

// A running sandbox; ended, if need be, with the object.
class Program {
 public:
  explicit Program(std::vector<std::string> flags) {
    flags.insert(flags.begin(), kBinary);
    std::vector<char*> arguments;
    for (std::string& flag : flags) arguments.push_back(flag.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    for (const int file : {1, 2}) {
      posix_spawn_file_actions_addopen(&files, file, Output().c_str(),
                                       O_WRONLY | O_CREAT | (file == 1 ? O_TRUNC : O_APPEND), 0600);
    }
    EXPECT_EQ(posix_spawn(&process_, kBinary, &files, nullptr, arguments.data(), environ), 0);
    posix_spawn_file_actions_destroy(&files);
  }
  ~Program() {
    if (process_ <= 0) return;
    kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
  }

  static std::string Output() { return Temporary("output"); }
  void Signal(int signal) const { kill(process_, signal); }

  // The exit code; -1 after a signal.
  int Wait() {
    int status = 0;
    waitpid(process_, &status, 0);
    process_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  pid_t process_ = 0;
};

// The lines of the announce file by name, once it is there.
std::map<std::string, std::string> Announced(const std::string& path) {
  std::map<std::string, std::string> values;
  for (int i = 0; i < 1000 && values.empty(); ++i) {
    const std::string text = Read(path);
    for (const absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
      const std::pair<std::string, std::string> pair =
          absl::StrSplit(line, absl::MaxSplits('=', 1));
      values.insert(pair);
    }
    if (values.empty()) absl::SleepFor(absl::Milliseconds(10));
  }
  return values;
}

int PortOf(const std::string& url) { return std::atoi(url.substr(url.rfind(':') + 1).c_str()); }

TEST(Binary, ServesTheDemoWorldAndEndsOnASignal) {
  for (const int signal : {SIGTERM, SIGINT}) {
    const std::string announce = Temporary(absl::StrCat("announce", signal));
    Program program({"--world", kWorld, "--announce-file", announce});
    const std::map<std::string, std::string> announced = Announced(announce);
    ASSERT_EQ(announced.size(), 2) << Read(Program::Output());
    const std::string url = announced.at("CLINIKO_URL");
    EXPECT_THAT(url, StartsWith("http://127.0.0.1:"));
    EXPECT_THAT(Read(Program::Output()), HasSubstr(url));
    httplib::Client client("127.0.0.1", PortOf(url));
    client.set_basic_auth("demo-harbour-key-au1", "");
    client.set_default_headers({{"User-Agent", "Frontdesk (dev@frontdesk.example)"}});
    const auto businesses = client.Get("/v1/businesses");
    ASSERT_TRUE(businesses);
    EXPECT_THAT(businesses->body, HasSubstr("City Rooms"));
    EXPECT_EQ(announced.at("CLINIKO_CONTROL_URL"),
              absl::StrCat("http://127.0.0.1:", PortOf(url), "/_sandbox"));
    EXPECT_EQ(client.Get("/_sandbox/requests")->status, 200);
    program.Signal(signal);
    EXPECT_EQ(program.Wait(), 0);
  }
}

// Writes a key, and a certificate that it has signed itself.
void WriteCertificate(const std::string& cert_path, const std::string& key_path) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_RSA_gen(2048), EVP_PKEY_free);
  const std::unique_ptr<X509, decltype(&X509_free)> cert(X509_new(), X509_free);
  X509_gmtime_adj(X509_getm_notBefore(cert.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(cert.get()), 3600);
  X509_set_pubkey(cert.get(), key.get());
  X509_sign(cert.get(), key.get(), EVP_sha256());
  const std::unique_ptr<FILE, decltype(&fclose)> cert_file(fopen(cert_path.c_str(), "w"), fclose);
  const std::unique_ptr<FILE, decltype(&fclose)> key_file(fopen(key_path.c_str(), "w"), fclose);
  ASSERT_EQ(PEM_write_X509(cert_file.get(), cert.get()), 1);
  ASSERT_EQ(PEM_write_PrivateKey(key_file.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr),
            1);
}

TEST(Binary, SpeaksTls) {
  const std::string cert = Temporary("cert.pem");
  const std::string key = Temporary("key.pem");
  WriteCertificate(cert, key);
  const std::string announce = Temporary("announce-tls");
  Program program(
      {"--world", kWorld, "--announce-file", announce, "--tls-cert", cert, "--tls-key", key});
  const std::map<std::string, std::string> announced = Announced(announce);
  ASSERT_EQ(announced.size(), 2) << Read(Program::Output());
  EXPECT_THAT(announced.at("CLINIKO_URL"), StartsWith("https://127.0.0.1:"));
  const int port = PortOf(announced.at("CLINIKO_URL"));
  httplib::SSLClient client("127.0.0.1", port);
  client.enable_server_certificate_verification(false);
  client.set_basic_auth("demo-hudson-key-us1", "");
  client.set_default_headers({{"User-Agent", "Frontdesk (dev@frontdesk.example)"}});
  const auto user = client.Get("/v1/user");
  ASSERT_TRUE(user);
  EXPECT_EQ(user->status, 200);
  EXPECT_THAT(user->body, HasSubstr("https://127.0.0.1:"));
  EXPECT_FALSE(httplib::Client("127.0.0.1", port).Get("/v1/user"));
  program.Signal(SIGTERM);
  EXPECT_EQ(program.Wait(), 0);
}

TEST(Binary, SaysWhatItCannotDo) {
  struct Case {
    std::vector<std::string> flags;
    const char* complaint;
  };
  for (const Case& c : {Case{{"--world", "nowhere.json"}, "nowhere.json"},
                        Case{{"--world", kWorld, "--listen", "0.0.0.0:0"}, "loopback"},
                        Case{{"--world", kWorld, "--listen", "127.0.0.1"}, "HOST:PORT"},
                        Case{{"--world", kBinary}, "world"}, Case{{}, "--world"}}) {
    Program program(c.flags);
    EXPECT_NE(program.Wait(), 0);
    EXPECT_THAT(Read(Program::Output()), HasSubstr(c.complaint));
  }
}

TEST(Binary, HasHelp) {
  Program program({"--help"});
  EXPECT_EQ(program.Wait(), 0);
  EXPECT_THAT(Read(Program::Output()), HasSubstr("--announce-file"));
}

}  // namespace
}  // namespace frontdesk::test
