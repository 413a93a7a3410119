#include "app/cli/progress.h"

#include <unistd.h>

#include <iostream>

namespace breather::cli {

void Progress::begin(const std::string& what) {
    const std::lock_guard held(mutex_);
    what_ = what;
    since_ = clock_.now();
}

void Progress::look() {
    using namespace std::chrono;
    const std::lock_guard held(mutex_);
    const auto lasted = clock_.now() - since_;
    if (what_.empty() || lasted < 1s) return;
    const std::string line =
        what_ + " … " + std::to_string(duration_cast<seconds>(lasted).count()) + " s";
    if (line == shown_) return;
    out_ << "\r\033[K" << line << std::flush;
    shown_ = line;
}

void Progress::clear() {
    const std::lock_guard held(mutex_);
    if (!shown_.empty()) out_ << "\r\033[K" << std::flush;
    shown_.clear();
    what_.clear();
}

ShownProgress::ShownProgress(const Clock& clock) : progress_(clock, std::cerr) {
    if (!isatty(STDERR_FILENO)) return;
    thread_ = std::thread([this] {
        std::unique_lock held(mutex_);
        while (!wake_.wait_for(held, std::chrono::milliseconds(250), [this] { return stopping_; }))
            progress_.look();
    });
}

ShownProgress::~ShownProgress() {
    {
        const std::lock_guard held(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void ShownProgress::operator()(const std::string& what) { progress_.begin(what); }

}  // namespace breather::cli
