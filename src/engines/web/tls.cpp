#include "engines/web/tls.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <memory>
#include <stdexcept>

namespace breather::web {
namespace {

namespace ssl = boost::asio::ssl;

template <auto Free>
struct FreedBy {
    template <class T>
    void operator()(T* thing) const {
        Free(thing);
    }
};
template <class T, auto Free>
using Held = std::unique_ptr<T, FreedBy<Free>>;
using HeldKey = Held<EVP_PKEY, EVP_PKEY_free>;
using HeldCertificate = Held<X509, X509_free>;
using HeldText = Held<BIO, BIO_free_all>;
using HeldExtension = Held<X509_EXTENSION, X509_EXTENSION_free>;

template <class T>
T* made(T* thing) {
    if (!thing) throw std::runtime_error("OpenSSL could not make a certificate.");
    return thing;
}

void add_extension(X509* certificate, int kind, const std::string& value) {
    X509V3_CTX about;
    X509V3_set_ctx(&about, certificate, certificate, nullptr, nullptr, 0);
    const HeldExtension extension(made(X509V3_EXT_conf_nid(nullptr, &about, kind, value.c_str())));
    X509_add_ext(certificate, extension.get(), -1);
}

bool is_address(const std::string& name) {
    return name.find(':') != std::string::npos ||
           name.find_first_not_of("0123456789.") == std::string::npos;
}

std::string alternative_names(const std::vector<std::string>& names) {
    std::string all;
    for (const auto& name : names) {
        if (!all.empty()) all += ",";
        all += (is_address(name) ? "IP:" : "DNS:") + name;
    }
    return all;
}

HeldCertificate sign_for(EVP_PKEY* key, Instant now, const std::vector<std::string>& names) {
    HeldCertificate certificate(made(X509_new()));
    X509_set_version(certificate.get(), X509_VERSION_3);
    std::uint64_t serial = 0;
    RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial);
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), serial >> 1);
    auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    time_t at = static_cast<time_t>(seconds);
    X509_time_adj_ex(X509_getm_notBefore(certificate.get()), -1, 0, &at);
    X509_time_adj_ex(X509_getm_notAfter(certificate.get()), 90, 0, &at);
    X509_set_pubkey(certificate.get(), key);
    auto* subject = X509_get_subject_name(certificate.get());
    // neutral, because it can be read on the wire
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>("local server"), -1, -1, 0);
    X509_set_issuer_name(certificate.get(), subject);
    add_extension(certificate.get(), NID_subject_alt_name, alternative_names(names));
    add_extension(certificate.get(), NID_basic_constraints, "critical,CA:FALSE");
    add_extension(certificate.get(), NID_key_usage, "critical,digitalSignature");
    add_extension(certificate.get(), NID_ext_key_usage, "serverAuth");
    if (X509_sign(certificate.get(), key, EVP_sha256()) == 0) made<X509>(nullptr);
    return certificate;
}

template <class Write>
void write_file(const std::filesystem::path& path, mode_t mode, Write write) {
    const HeldText text(made(BIO_new(BIO_s_mem())));
    write(text.get());
    char* bytes = nullptr;
    const auto size = static_cast<std::size_t>(BIO_get_mem_data(text.get(), &bytes));
    ::unlink(path.c_str());
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    const bool written =
        file >= 0 && ::write(file, bytes, size) == static_cast<ssize_t>(size) && ::fsync(file) == 0;
    if (file >= 0) ::close(file);
    if (!written)
        throw std::runtime_error("The certificate cannot be written to " + path.string() + ".");
}

}  // namespace

ssl::context make_tls_context(const TlsFiles& files) {
    ssl::context context(ssl::context::tls_server);
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
    SSL_CTX_set_options(context.native_handle(), SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                                                     SSL_OP_NO_TICKET |
                                                     SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_cipher_list(context.native_handle(), "ECDHE+AESGCM:ECDHE+CHACHA20");
    boost::system::error_code error;
    context.use_certificate_chain_file(files.certificate.string(), error);
    if (error)
        throw std::runtime_error("The certificate in " + files.certificate.string() +
                                 " cannot be used: " + error.message() + ".");
    context.use_private_key_file(files.key.string(), ssl::context::pem, error);
    if (error)
        throw std::runtime_error(
            "The key in " + files.key.string() +
            " does not belong to the certificate, or cannot be read: " + error.message() + ".");
    return context;
}

TlsFiles make_self_signed(const std::filesystem::path& folder, const Clock& clock,
                          const std::vector<std::string>& names) {
    const HeldKey key(made(EVP_EC_gen("P-256")));
    const auto certificate = sign_for(key.get(), clock.now(), names);
    const TlsFiles files{folder / "certificate.pem", folder / "certificate.key"};
    write_file(files.key, 0600, [&](BIO* out) {
        PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
    write_file(files.certificate, 0644,
               [&](BIO* out) { PEM_write_bio_X509(out, certificate.get()); });
    return files;
}

}  // namespace breather::web
