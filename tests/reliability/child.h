// A process of its own for whatever may end it: a failed fsync, a power cut, a lack of memory.
#pragma once
#include <functional>
#include <string>
#include <vector>

namespace breather::testing {

/// How a child ended, and the lines it said before that.
struct Ended {
    int code = -1;   // of exit
    int signal = 0;  // that ended it, where one did
    std::vector<std::string> said;
    bool has_said(const std::string& line) const;
};

/// What it says is heard even if it ends in the next moment.
class Child {
  public:
    explicit Child(int pipe) : pipe_(pipe) {}
    void say(const std::string& line) const;

  private:
    int pipe_;
};

/// Runs `work` in a fork of this process, which must have no threads; what it returns is its exit
/// code. Whoever is not done after a minute is ended by SIGALRM.
Ended in_child(const std::function<int(const Child&)>& work);

}  // namespace breather::testing
