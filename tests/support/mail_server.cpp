#include "support/mail_server.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

namespace breather::testing {
namespace {

constexpr const char* python = "/usr/bin/python3";  // Debian's, which has its modules

std::string from_base64(std::string_view text) {
    std::string bytes(text.size(), '\0');
    std::size_t size = 0;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                          text.size(), "\r\n", &size, nullptr, sodium_base64_VARIANT_ORIGINAL) != 0)
        throw std::runtime_error("a letter that is not base64");
    bytes.resize(size);
    return bytes;
}

}  // namespace

RealMailServer::RealMailServer(const std::vector<std::string>& how) {
    int in[2], out[2];
    if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0)
        throw std::runtime_error("no pipe to a mail server");
    const std::string script = BREATHER_TESTS_DIR "/support/mail_server.py";
    std::vector<std::string> words{python, script};
    words.insert(words.end(), how.begin(), how.end());
    std::vector<char*> given;
    for (std::string& word : words) given.push_back(word.data());
    given.push_back(nullptr);
    process_ = ::fork();
    if (process_ == 0) {
        ::dup2(in[0], 0);
        ::dup2(out[1], 1);
        ::execv(python, given.data());
        ::_exit(127);
    }
    ::close(in[0]);
    ::close(out[1]);
    alive_ = in[1];
    heard_ = ::fdopen(out[0], "r");
    const std::string first = line();
    if (!first.starts_with("port "))
        throw std::runtime_error("no mail server: is python3-aiosmtpd installed? " + first);
    port_ = first.substr(5);
}

RealMailServer::~RealMailServer() {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    ::close(alive_);
    std::fclose(heard_);
}

std::string RealMailServer::url(const std::string& scheme) const {
    return scheme + "://127.0.0.1:" + port_;
}

std::string RealMailServer::line() {
    std::string text;
    for (int c = std::fgetc(heard_); c != EOF && c != '\n'; c = std::fgetc(heard_))
        text += static_cast<char>(c);
    return text;
}

boost::json::object RealMailServer::next() { return boost::json::parse(line()).as_object(); }

std::string raw_letter(const boost::json::object& letter) {
    return from_base64(letter.at("text").as_string());
}

std::string text_of_letter(const boost::json::object& letter) {
    const std::string raw = raw_letter(letter);
    const auto encoding = raw.find("Content-Transfer-Encoding: base64");
    const auto begin = raw.find("\r\n\r\n", encoding) + 4;
    return from_base64(raw.substr(begin, raw.find("\r\n--", begin) - begin));
}

}  // namespace breather::testing
