// What a long command is busy with, on one line of the terminal that goes away again.
#pragma once
#include <condition_variable>
#include <mutex>
#include <ostream>
#include <string>
#include <thread>

#include "base/clock.h"

namespace breather::cli {

/// May be told and looked at from different threads.
class Progress {
  public:
    Progress(const Clock& clock, std::ostream& out) : clock_(clock), out_(out) {}
    ~Progress() { clear(); }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// "Reading survey.csv": what is done from now on.
    void begin(const std::string& what);
    /// Writes the line once a thing has lasted a second, and how long it has lasted.
    void look();
    void clear();

  private:
    const Clock& clock_;
    std::ostream& out_;
    std::mutex mutex_;
    std::string what_, shown_;
    Instant since_{};
};

/// Looks four times a second for as long as this lives; on standard error, if that is a terminal.
class ShownProgress {
  public:
    explicit ShownProgress(const Clock& clock);
    ~ShownProgress();
    void operator()(const std::string& what);

  private:
    Progress progress_;
    bool stopping_ = false;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::thread thread_;  // none where nobody looks
};

}  // namespace breather::cli
