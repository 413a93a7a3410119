#include "app/demo/marked_app.h"

#include "base/bytes.h"
#include "base/files.h"

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

}  // namespace

web::StaticFolders::Change mark_app(const std::filesystem::path& app) {
    const std::string plain = whole_file(app / "index.html").value_or("");
    return [before = sha256_in_base64(plain), after = sha256_in_base64(marked(plain))](
               std::string_view address, std::string bytes) {
        if (address == "/index.html") return marked(std::move(bytes));
        if (address == "/worker.js") {
            replace(bytes, before, after);
            replace(bytes, "build:\"", "build:\"demo ");  // a shell of its own, where both were
        }
        return bytes;
    };
}

}  // namespace breather::demo
