#include "app/demo/marked_app.h"

#include <sodium.h>

#include <fstream>
#include <iterator>

#include "base/bytes.h"

namespace breather::demo {
namespace {

void replace(std::string& text, std::string_view old, std::string_view fresh) {
    if (const auto at = text.find(old); at != std::string::npos)
        text.replace(at, old.size(), fresh);
}

std::string marked(std::string page) {
    replace(page, "<html", "<html data-demo");
    return page;
}

/// As the worker's list has it: base64 of SHA-256.
std::string hash_of(std::string_view bytes) {
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
    const auto view = bytes_of(bytes);
    crypto_hash_sha256(hash.data(), view.data(), view.size());
    std::array<char,
               sodium_base64_ENCODED_LEN(crypto_hash_sha256_BYTES, sodium_base64_VARIANT_ORIGINAL)>
        text{};
    sodium_bin2base64(text.data(), text.size(), hash.data(), hash.size(),
                      sodium_base64_VARIANT_ORIGINAL);
    return text.data();
}

std::string read_whole(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace

web::StaticFolders::Change mark_app(const std::filesystem::path& app) {
    const std::string plain = read_whole(app / "index.html");
    return [before = hash_of(plain), after = hash_of(marked(plain))](std::string_view address,
                                                                     std::string bytes) {
        if (address == "/index.html") return marked(std::move(bytes));
        if (address == "/worker.js") {
            replace(bytes, before, after);
            replace(bytes, "build:\"", "build:\"demo ");  // a shell of its own, where both were
        }
        return bytes;
    };
}

}  // namespace breather::demo
