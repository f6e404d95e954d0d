#ifndef FRONTDESK_TESTS_END_TO_END_JSON_MUTATOR_H_
#define FRONTDESK_TESTS_END_TO_END_JSON_MUTATOR_H_

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

namespace frontdesk::test {

// Makes request bodies that nobody meant to send out of ones that somebody did. The same seed makes
// the same bodies.
class JsonMutator {
 public:
  explicit JsonMutator(std::uint64_t seed) : random_(seed) {}

  // `good` with a few members changed, lost, renamed, moved or made enormous; sometimes with its
  // bytes broken as well; now and then JSON or bytes that have nothing to do with it.
  std::string Mutated(const nlohmann::json& good);

  // Below `limit`, which is positive.
  std::size_t Below(std::size_t limit) { return random_() % limit; }

 private:
  bool OneIn(std::size_t n) { return Below(n) == 0; }
  template <typename List>
  auto Any(const List& list) {
    return *(std::begin(list) + Below(std::size(list)));
  }

  std::string AnyText();
  nlohmann::json AnyValue(int depth);
  std::string Bytes(std::size_t most);
  void ChangeStructure(nlohmann::json& body);
  void ChangeMember(nlohmann::json& parent, const std::string& key);
  void BreakText(std::string& text);

  std::mt19937_64 random_;
};

}  // namespace frontdesk::test

#endif  // FRONTDESK_TESTS_END_TO_END_JSON_MUTATOR_H_
