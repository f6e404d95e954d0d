#ifndef FRONTDESK_GATEWAY_TESTING_GOLDEN_H_
#define FRONTDESK_GATEWAY_TESTING_GOLDEN_H_

#include <string>

// Whole exchanges kept in files: {"request": ..., "answer": ...} and, where the contract has an
// example of it, {"contract": ...}, which is what of the answer the contract spells out.
namespace frontdesk::gateway::test {

// The text of `request` in testdata/<name>.json of gateway/webhooks.
std::string GoldenRequest(const std::string& name);

// Fails the test unless `answer` is exactly the file's answer, and says what the contract's example
// says.
void ExpectGoldenAnswer(const std::string& name, const std::string& answer);

}  // namespace frontdesk::gateway::test

#endif  // FRONTDESK_GATEWAY_TESTING_GOLDEN_H_
