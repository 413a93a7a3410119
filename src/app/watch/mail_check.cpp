#include <curl/curl.h>

#include <array>
#include <fstream>
#include <memory>

#include "app/watch/checks.h"
#include "base/host.h"
#include "base/secret.h"

namespace breather::watch {
namespace {

constexpr long patience_seconds = 15;

struct Free {
    void operator()(CURL* it) const { curl_easy_cleanup(it); }
};

/// Once in the program's life, and only where a mail server is set.
bool curl_ready() {
    static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    return ready;
}

bool is_here(const std::string& server) {
    const std::string host = host_of(server);
    return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

std::string first_line_of(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    return line;
}

/// What went wrong; empty when the server took us.
std::string greet(const Configuration& from) {
    const std::unique_ptr<CURL, Free> line(curl_ready() ? curl_easy_init() : nullptr);
    if (!line) return "libcurl did not start";
    std::array<char, CURL_ERROR_SIZE> why{};
    std::string password = from.mail_password_file ? first_line_of(*from.mail_password_file) : "";
    curl_easy_setopt(line.get(), CURLOPT_URL, from.mail_server.c_str());
    curl_easy_setopt(line.get(), CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(line.get(), CURLOPT_PROXY, "");
    curl_easy_setopt(line.get(), CURLOPT_CONNECT_ONLY, 1L);  // no MAIL FROM ever follows
    curl_easy_setopt(line.get(), CURLOPT_TIMEOUT, patience_seconds);
    curl_easy_setopt(line.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(line.get(), CURLOPT_ERRORBUFFER, why.data());
    // A name and a password never travel in clear over a network.
    if (!is_here(from.mail_server))
        curl_easy_setopt(line.get(), CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
    if (!from.mail_user.empty()) {
        curl_easy_setopt(line.get(), CURLOPT_USERNAME, from.mail_user.c_str());
        curl_easy_setopt(line.get(), CURLOPT_PASSWORD, password.c_str());
    }
    const CURLcode code = curl_easy_perform(line.get());
    forget(password);
    if (code == CURLE_OK) return "";
    return why[0] != 0 ? why.data() : curl_easy_strerror(code);
}

}  // namespace

Findings look_at_mail(const Configuration& configuration) {
    if (configuration.mail_server.empty()) return {{"", State::Fine, "doctor.mail_none", {}}};
    Findings findings;
    if (configuration.mail_from.empty())
        findings.push_back({"", State::Fault, "doctor.mail_unsaid", {{"key", "mail_from"}}});
    if (!configuration.mail_user.empty() && !configuration.mail_password_file)
        findings.push_back(
            {"", State::Fault, "doctor.mail_unsaid", {{"key", "mail_password_file"}}});
    if (!findings.empty()) return findings;
    const std::string why = greet(configuration);
    if (!why.empty())
        return {{"",
                 State::Fault,
                 "doctor.mail_fails",
                 {{"server", configuration.mail_server}, {"why", why}}}};
    return {{"", State::Fine, "doctor.mail_fine", {{"server", configuration.mail_server}}}};
}

}  // namespace breather::watch
