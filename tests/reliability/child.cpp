#include "reliability/child.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <sstream>
#include <stdexcept>

#include "base/log.h"

namespace breather::testing {
namespace {

constexpr unsigned patience_s = 60;

std::string everything_from(int pipe) {
    std::string all;
    char part[4096];
    for (ssize_t size = 0; (size = ::read(pipe, part, sizeof part)) > 0;)
        all.append(part, static_cast<std::size_t>(size));
    return all;
}

[[noreturn]] void be_child(const std::function<int(const Child&)>& work, int pipe) {
    ::alarm(patience_s);
    const Child child(pipe);
    log::to_listener([](log::Level, std::string_view) {});  // faults are the point, not news
    int code = 1;
    try {
        code = work(child);
    } catch (const std::exception& error) {
        child.say(std::string("threw ") + error.what());
    }
    ::_exit(code);
}

}  // namespace

bool Ended::has_said(const std::string& line) const {
    return std::find(said.begin(), said.end(), line) != said.end();
}

void Child::say(const std::string& line) const {
    const std::string whole = line + "\n";
    if (::write(pipe_, whole.data(), whole.size()) != static_cast<ssize_t>(whole.size()))
        ::_exit(1);
}

Ended in_child(const std::function<int(const Child&)>& work) {
    int ends[2];
    if (::pipe(ends) != 0) throw std::runtime_error("no pipe");
    std::fflush(nullptr);
    const pid_t pid = ::fork();
    if (pid < 0) throw std::runtime_error("no fork");
    if (pid == 0) {
        ::close(ends[0]);
        be_child(work, ends[1]);
    }
    ::close(ends[1]);
    Ended ended;
    std::istringstream lines(everything_from(ends[0]));
    ::close(ends[0]);
    for (std::string line; std::getline(lines, line);) ended.said.push_back(line);
    int status = 0;
    ::waitpid(pid, &status, 0);
    if (WIFEXITED(status)) ended.code = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) ended.signal = WTERMSIG(status);
    return ended;
}

}  // namespace breather::testing
