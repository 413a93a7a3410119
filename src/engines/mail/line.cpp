#include "engines/mail/line.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <memory>

#include "base/ensure.h"
#include "base/host.h"
#include "base/secret.h"
#include "base/text.h"

namespace breather::mail {
namespace {

constexpr std::size_t says_max = 200;

struct Free {
    void operator()(CURL* it) const { curl_easy_cleanup(it); }
    void operator()(curl_mime* it) const { curl_mime_free(it); }
    void operator()(curl_slist* it) const { curl_slist_free_all(it); }
};
using List = std::unique_ptr<curl_slist, Free>;

/// Once in the program's life, and only where a mail server is set.
bool curl_ready() {
    static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    return ready;
}

bool is_here(const std::string& url) {
    const std::string host = host_of(url);
    return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

/// With the name to greet by: the sender's own, not this machine's.
std::string url_with_name(const Server& server) {
    const auto from = Address::read(server.from);
    const bool has_path = server.url.find('/', server.url.find("//") + 2) != std::string::npos;
    return from && !has_path ? server.url + "/" + from->domain() : server.url;
}

std::string first_line_of(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::string line;
    std::getline(in, line);
    return line;
}

/// One line of printable text, whole characters.
std::string in_short(std::string_view text) {
    std::string line;
    for (const char c : text.substr(0, says_max))
        line += static_cast<unsigned char>(c) < ' ' || c == 127 ? ' ' : c;
    while (!line.empty() && (line.back() == ' ' || !is_utf8(line))) line.pop_back();
    return line;
}

List with(List list, const std::string& line) {
    ensure(line.find_first_of("\r\n") == std::string::npos, "a header in two lines");
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    (void)list.release();
    return List(longer);
}

class Call {
  public:
    explicit Call(const Server& server) : curl_(curl_ready() ? curl_easy_init() : nullptr) {
        if (!curl_) throw std::runtime_error("libcurl did not start");
        set(CURLOPT_URL, url_with_name(server).c_str());
        set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
        set(CURLOPT_PROXY, "");
        set(CURLOPT_NOSIGNAL, 1L);
        set(CURLOPT_TIMEOUT_MS, static_cast<long>(server.patience.count()));
        // The farewell to a server that hangs would wait two minutes, whatever the rest may.
        set(CURLOPT_SERVER_RESPONSE_TIMEOUT,
            static_cast<long>(std::chrono::ceil<std::chrono::seconds>(server.patience).count()));
        set(CURLOPT_ERRORBUFFER, error_.data());
        set(CURLOPT_HEADERFUNCTION, &Call::hear);
        set(CURLOPT_HEADERDATA, static_cast<void*>(this));
        // A name and a password never travel in clear over a network.
        if (server.secrecy == Secrecy::Always || !is_here(server.url))
            set(CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
        if (!server.authorities.empty()) set(CURLOPT_CAINFO, server.authorities.c_str());
        if (server.user.empty()) return;
        std::string password = server.password_file ? first_line_of(*server.password_file) : "";
        set(CURLOPT_USERNAME, server.user.c_str());
        set(CURLOPT_PASSWORD, password.c_str());
        forget(password);
    }

    template <class T>
    void set(CURLoption option, T value) {
        ensure(curl_easy_setopt(curl_.get(), option, value) == CURLE_OK, "libcurl is older");
    }
    void stop_when(const Stopping& stopping) {
        set(CURLOPT_NOPROGRESS, 0L);
        set(CURLOPT_XFERINFOFUNCTION, &Call::look);
        set(CURLOPT_XFERINFODATA, static_cast<const void*>(&stopping));
    }
    void carry(const Letter& letter, const Address& from, const std::vector<std::string>& head) {
        for (const std::string& line : head) head_ = with(std::move(head_), line);
        to_ = with(nullptr, "<" + letter.to.text() + ">");
        mime_.reset(curl_mime_init(curl_.get()));
        curl_mimepart* part = curl_mime_addpart(mime_.get());
        curl_mime_data(part, letter.text.data(), letter.text.size());
        curl_mime_type(part, "text/plain; charset=utf-8");
        curl_mime_encoder(part, "base64");
        set(CURLOPT_MAIL_FROM, ("<" + from.text() + ">").c_str());
        set(CURLOPT_MAIL_RCPT, to_.get());
        set(CURLOPT_HTTPHEADER, head_.get());
        set(CURLOPT_MIMEPOST, mime_.get());
    }
    Delivery perform() {
        const CURLcode code = curl_easy_perform(curl_.get());
        const Outcome outcome = outcome_of(code);
        if (outcome == Outcome::Sent) return {};
        const bool in_its_words = outcome == Outcome::Refused || outcome == Outcome::NotSignedIn;
        const std::string says = error_[0] != 0 ? error_.data() : curl_easy_strerror(code);
        return {outcome, in_short(in_its_words && !no_.empty() ? no_ : says)};
    }

  private:
    Outcome outcome_of(CURLcode code) const {
        switch (code) {
            case CURLE_OK:
                return Outcome::Sent;
            case CURLE_ABORTED_BY_CALLBACK:
                return Outcome::Stopped;
            case CURLE_OPERATION_TIMEDOUT:
                return Outcome::Slow;
            case CURLE_LOGIN_DENIED:
                return Outcome::NotSignedIn;
            case CURLE_USE_SSL_FAILED:
            case CURLE_SSL_CONNECT_ERROR:
            case CURLE_PEER_FAILED_VERIFICATION:
            case CURLE_SSL_CERTPROBLEM:
            case CURLE_SSL_CACERT_BADFILE:
            case CURLE_SSL_ISSUER_ERROR:
                return Outcome::Unsafe;
            default:
                // libcurl has one number for a no and for a line that was cut.
                return no_.empty() ? Outcome::Unreachable : Outcome::Refused;
        }
    }
    /// Each line the server says; the last no is kept: after it comes only a farewell.
    static std::size_t hear(const char* line, std::size_t one, std::size_t size, void* call) {
        if (one * size > 0 && (line[0] == '4' || line[0] == '5'))
            static_cast<Call*>(call)->no_ = in_short({line, one * size});
        return one * size;
    }
    static int look(void* stopping, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
        return (*static_cast<const Stopping*>(stopping))() ? 1 : 0;
    }

    std::array<char, CURL_ERROR_SIZE> error_{};
    std::string no_;
    List head_, to_;
    std::unique_ptr<CURL, Free> curl_;
    std::unique_ptr<curl_mime, Free> mime_;  // goes before the handle it was made for
};

}  // namespace

Delivery greet(const Server& server) {
    Call call(server);
    call.set(CURLOPT_CONNECT_ONLY, 1L);  // no MAIL FROM ever follows
    return call.perform();
}

Delivery send(const Server& server, const Letter& letter, Instant now, Random& random,
              const Stopping& stopping) {
    const auto from = Address::read(server.from);
    ensure(from.has_value(), "the sender is checked with the settings");
    Call call(server);
    call.stop_when(stopping);
    call.carry(letter, *from, head_of(letter, *from, now, random));
    return call.perform();
}

}  // namespace breather::mail
