#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <array>
#include <cstdio>
#include <memory>

#include "app/watch/checks.h"
#include "base/host.h"

namespace breather::watch {
namespace {

namespace fs = std::filesystem;

constexpr int days_before_the_end = 21;  // renewing by hand takes a fortnight where others decide

struct Free {
    void operator()(X509* it) const { X509_free(it); }
    void operator()(std::FILE* it) const { std::fclose(it); }
};
using Certificate = std::unique_ptr<X509, Free>;

Certificate read(const fs::path& file) {
    const std::unique_ptr<std::FILE, Free> in(std::fopen(file.c_str(), "rb"));
    return Certificate(in ? PEM_read_X509(in.get(), nullptr, nullptr, nullptr) : nullptr);
}

/// Days from `now` to this moment of the certificate; below zero once it has passed.
int days_until(const ASN1_TIME* moment, Instant now) {
    tm broken{};
    if (ASN1_TIME_to_tm(moment, &broken) != 1) return 0;
    const auto at = std::chrono::sys_seconds(std::chrono::seconds(timegm(&broken)));
    return static_cast<int>(std::chrono::floor<std::chrono::days>(at - now).count());
}

bool is_for(X509* certificate, std::string host) {
    if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
    return X509_check_host(certificate, host.data(), host.size(), 0, nullptr) == 1 ||
           X509_check_ip_asc(certificate, host.c_str(), 0) == 1;
}

void look_at_key(const fs::path& key, Findings& findings) {
    struct stat status {};
    if (::stat(key.c_str(), &status) != 0 || (status.st_mode & 077) == 0) return;
    std::array<char, 8> mode{};
    std::snprintf(mode.data(), mode.size(), "%03o", status.st_mode & 0777);
    findings.push_back({"",
                        State::Fault,
                        "doctor.certificate_key_open",
                        {{"file", key.string()}, {"mode", mode.data()}}});
}

}  // namespace

Findings look_at_certificate(const Configuration& configuration, Instant now) {
    if (!configuration.certificate)
        return {
            {"",
             State::Fine,
             configuration.behind_tls ? "doctor.certificate_elsewhere" : "doctor.certificate_own",
             {}}};
    const Certificate certificate = read(*configuration.certificate);
    if (!certificate)
        return {{"",
                 State::Fault,
                 "doctor.certificate_unreadable",
                 {{"file", configuration.certificate->string()}}}};
    Findings findings;
    const int left = days_until(X509_get0_notAfter(certificate.get()), now);
    const Params days{{"days", std::to_string(left < 0 ? -left : left)}};
    if (days_until(X509_get0_notBefore(certificate.get()), now) > 0)
        findings.push_back({"", State::Fault, "doctor.certificate_early", {}});
    if (left < 0)
        findings.push_back({"", State::Fault, "doctor.certificate_over", days});
    else if (left < days_before_the_end)
        findings.push_back({"", State::Warning, "doctor.certificate_soon", days});
    const std::string host = host_of(configuration.address);
    if (!host.empty() && !is_for(certificate.get(), host))
        findings.push_back({"", State::Fault, "doctor.certificate_name", {{"host", host}}});
    if (configuration.key) look_at_key(*configuration.key, findings);
    if (findings.empty()) findings.push_back({"", State::Fine, "doctor.certificate_fine", days});
    return findings;
}

}  // namespace breather::watch
