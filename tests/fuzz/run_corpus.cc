// Hands every file of the folders that are named as arguments to a fuzz target, one after the
// other: so the inputs that were once found are tests of every build, with any compiler and without
// libFuzzer. Fails with 2 where there is nothing to run; a defect ends the process, after its input
// was named.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

std::string Read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void Run(const std::filesystem::path& path) {
  const std::string text = Read(path);
  // Without the zero byte behind a string, so that a sanitizer sees whoever reads too far.
  const auto bytes = std::make_unique<std::uint8_t[]>(text.size());
  std::memcpy(bytes.get(), text.data(), text.size());
  std::printf("%s\n", path.filename().c_str());
  std::fflush(stdout);
  LLVMFuzzerTestOneInput(bytes.get(), text.size());
}

}  // namespace

int main(int argc, char** argv) {
  int count = 0;
  for (int i = 1; i < argc; ++i) {
    std::error_code error;
    for (const auto& file : std::filesystem::directory_iterator(argv[i], error)) {
      Run(file.path());
      ++count;
    }
    if (error) std::fprintf(stderr, "%s: %s\n", argv[i], error.message().c_str());
  }
  std::printf("%d inputs\n", count);
  return count > 0 ? 0 : 2;
}
