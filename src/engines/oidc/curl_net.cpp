#include "engines/oidc/curl_net.h"

#include <curl/curl.h>

#include <array>
#include <memory>

#include "base/host.h"

namespace breather::oidc {
namespace {

struct Free {
    void operator()(CURL* it) const { curl_easy_cleanup(it); }
    void operator()(curl_slist* it) const { curl_slist_free_all(it); }
};
using Line = std::unique_ptr<CURL, Free>;

/// Once in the program's life, and only where a provider is set.
bool curl_ready() {
    static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    return ready;
}

std::size_t take(char* data, std::size_t size, std::size_t count, void* into) {
    auto& body = *static_cast<std::string*>(into);
    const std::size_t more = size * count;
    if (body.size() + more > CurlNet::answer_max) return 0;  // which ends it with an error
    body.append(data, more);
    return more;
}

bool is_here(const std::string& url) { return url.starts_with("http://"); }

Line line_to(const std::string& url, std::chrono::milliseconds time_max) {
    if (!is_secure_place(url)) throw Away("the address is not https");
    Line line(curl_ready() ? curl_easy_init() : nullptr);
    if (!line) throw Away("libcurl did not start");
    curl_easy_setopt(line.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(line.get(), CURLOPT_PROTOCOLS_STR, is_here(url) ? "http" : "https");
    // What lies on this machine is not asked through another.
    if (is_here(url)) curl_easy_setopt(line.get(), CURLOPT_PROXY, "");
    curl_easy_setopt(line.get(), CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(line.get(), CURLOPT_TIMEOUT_MS, static_cast<long>(time_max.count()));
    curl_easy_setopt(line.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(line.get(), CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    return line;
}

NetAnswer perform(const Line& line, curl_slist* headers) {
    NetAnswer answer;
    std::array<char, CURL_ERROR_SIZE> why{};
    curl_easy_setopt(line.get(), CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(line.get(), CURLOPT_ERRORBUFFER, why.data());
    curl_easy_setopt(line.get(), CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(line.get(), CURLOPT_WRITEDATA, &answer.body);
    const CURLcode code = curl_easy_perform(line.get());
    if (code == CURLE_WRITE_ERROR) throw Away("the answer is too long");
    if (code != CURLE_OK) throw Away(why[0] != 0 ? why.data() : curl_easy_strerror(code));
    long status = 0;
    curl_easy_getinfo(line.get(), CURLINFO_RESPONSE_CODE, &status);
    answer.status = static_cast<int>(status);
    return answer;
}

}  // namespace

bool is_secure_place(const std::string& url) {
    const auto host = url.find("//");
    if (host == std::string::npos) return false;
    const auto end = url.find_first_of("/?#", host + 2);
    const auto where = url.substr(host + 2, end == std::string::npos ? end : end - host - 2);
    if (where.empty() || where.find_first_of("@\\ \t\r\n\"'<>") != std::string::npos) return false;
    if (url.starts_with("https://")) return true;
    const std::string name = host_of(url);
    return url.starts_with("http://") &&
           (name == "localhost" || name == "127.0.0.1" || name == "[::1]");
}

NetAnswer CurlNet::get(const std::string& url) {
    const Line line = line_to(url, time_max_);
    const std::unique_ptr<curl_slist, Free> headers(
        curl_slist_append(nullptr, "Accept: application/json"));
    return perform(line, headers.get());
}

NetAnswer CurlNet::post(const NetForm& form) {
    const Line line = line_to(form.url, time_max_);
    curl_easy_setopt(line.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(form.body.size()));
    curl_easy_setopt(line.get(), CURLOPT_POSTFIELDS, form.body.c_str());
    if (!form.name.empty()) {
        curl_easy_setopt(line.get(), CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
        curl_easy_setopt(line.get(), CURLOPT_USERNAME, form.name.c_str());
        curl_easy_setopt(line.get(), CURLOPT_PASSWORD, form.password.c_str());
    }
    const std::unique_ptr<curl_slist, Free> headers(
        curl_slist_append(nullptr, "Accept: application/json"));
    return perform(line, headers.get());
}

}  // namespace breather::oidc
