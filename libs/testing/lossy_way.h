#ifndef FRONTDESK_LIBS_TESTING_LOSSY_WAY_H_
#define FRONTDESK_LIBS_TESTING_LOSSY_WAY_H_

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace frontdesk::test {

// A way to a PostgreSQL server on which a question or an answer can get lost, and the connection
// with it.
class LossyWay {
 public:
  // For a ScratchDatabase's url().
  explicit LossyWay(const std::string& server_url);
  ~LossyWay();
  LossyWay(const LossyWay&) = delete;
  LossyWay& operator=(const LossyWay&) = delete;

  const std::string& url() const { return url_; }

  // The server sends an answer once it has committed, so what gets lost has happened.
  void LoseNextAnswer() { lose_answer_ = true; }
  // The server never hears of it.
  void LoseNextQuestion() { lose_question_ = true; }
  // Whether what was to get lost has.
  bool lost() const { return !lose_answer_ && !lose_question_; }

  // How often the server was asked something.
  int exchanges() const { return exchanges_; }

 private:
  void Accept();
  void Carry(int from, int to, bool answers);

  const std::string server_folder_;
  const std::string folder_;
  const int listening_;
  std::string url_;
  std::atomic<bool> lose_answer_ = false;
  std::atomic<bool> lose_question_ = false;
  std::atomic<int> exchanges_ = 0;
  std::vector<int> open_;              // of the accepting thread alone, while that lives
  std::vector<std::thread> carriers_;  // the same
  std::thread accepting_;
};

}  // namespace frontdesk::test

#endif  // FRONTDESK_LIBS_TESTING_LOSSY_WAY_H_
