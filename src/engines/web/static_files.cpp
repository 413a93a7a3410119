#include "engines/web/static_files.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>

#include <algorithm>
#include <stdexcept>

#include "base/bytes.h"
#include "base/files.h"
#include "base/refusal.h"
#include "engines/web/byte_range.h"
#include "engines/web/header_list.h"
#include "engines/web/problem.h"

namespace breather::web {
namespace {

constexpr std::string_view for_a_year = "public, max-age=31536000, immutable";
constexpr std::string_view ask_again = "no-cache";
constexpr std::string_view for_a_day = "public, max-age=86400";

std::string_view type_of(const std::filesystem::path& path) {
    static const std::map<std::string, std::string_view, std::less<>> types = {
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".json", "application/json"},
        {".webmanifest", "application/manifest+json"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".webp", "image/webp"},
        {".ico", "image/x-icon"},
        {".txt", "text/plain; charset=utf-8"},
        {".mp3", "audio/mpeg"},
        {".m4a", "audio/mp4"},
        {".webm", "audio/webm"},
        {".ogg", "audio/ogg"},
        {".opus", "audio/ogg"},
        {".wav", "audio/wav"},
    };
    const auto found = types.find(path.extension().string());
    return found == types.end() ? "application/octet-stream" : found->second;
}

std::shared_ptr<const std::string> read_whole(const std::filesystem::path& path) {
    auto bytes = whole_file(path);
    return bytes ? std::make_shared<const std::string>(std::move(*bytes)) : nullptr;
}

std::string etag_of(std::string_view bytes) {
    std::uint8_t hash[crypto_generichash_BYTES_MIN];
    const auto view = bytes_of(bytes);
    crypto_generichash(hash, sizeof hash, view.data(), view.size(), nullptr, 0);
    return to_hex(hash);
}

bool is_known(std::string_view if_none_match, std::string_view etag) {
    while (!if_none_match.empty()) {
        auto known = next_piece(if_none_match, ',');
        if (known == "*") return true;
        if (known.starts_with("W/")) known.remove_prefix(2);
        if (known == etag) return true;
    }
    return false;
}

/// One file name, nothing that could climb or hide.
bool is_media_name(std::string_view name) {
    const auto ordinary = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_' || c == '.';
    };
    return !name.empty() && name.size() <= 128 && name.front() != '.' &&
           std::all_of(name.begin(), name.end(), ordinary);
}

/// Of the same type as the file, because a browser keeps the page with the policy it hears last.
Response not_modified(std::string_view type, std::string_view cache, std::string etag) {
    Response response;
    response.status = 304;
    response.content_type = type;
    response.cache_control = cache;
    response.add_header("ETag", std::move(etag));
    return response;
}

}  // namespace

StaticFiles::StaticFiles(StaticFolders folders) : folders_(std::move(folders)) {
    if (folders_.app.empty()) return;
    namespace fs = std::filesystem;
    if (!fs::is_regular_file(folders_.app / "index.html"))
        throw std::runtime_error("The app has not been built: there is no index.html in " +
                                 folders_.app.string() +
                                 ". Build it with `npm --prefix frontend run build`.");
    for (const auto& entry : fs::recursive_directory_iterator(folders_.app)) {
        const auto extension = entry.path().extension();
        if (!entry.is_regular_file() || extension == ".br" || extension == ".gz") continue;
        load(entry.path(), "/" + fs::relative(entry.path(), folders_.app).generic_string());
    }
    shell_ = &files_.at("/index.html");
}

void StaticFiles::load(const std::filesystem::path& path, const std::string& address) {
    File file;
    file.type = type_of(path);
    file.cache = address.starts_with("/assets/") ? for_a_year : ask_again;
    file.plain = read_whole(path);
    if (!file.plain)
        throw std::runtime_error("This file of the app cannot be read: " + path.string());
    file.br = read_whole(path.string() + ".br");
    file.gz = read_whole(path.string() + ".gz");
    if (folders_.change) {
        auto changed = std::make_shared<const std::string>(folders_.change(address, *file.plain));
        if (*changed != *file.plain) file = {file.type, file.cache, {}, std::move(changed), {}, {}};
    }
    file.etag = etag_of(*file.plain);
    files_.emplace(address, std::move(file));
}

bool StaticFiles::is_public_address(std::string_view path) {
    for (const std::string_view known : {"/", "/try", "/help", "/privacy", "/join"})
        if (path == known) return true;
    // The code on a poster, and one on a wall.
    for (const std::string_view coded : {"/p/", "/w/"})
        if (path.starts_with(coded) && path.size() > coded.size())
            return path.find('/', coded.size()) == std::string_view::npos;
    return false;
}

StaticFiles::Answer StaticFiles::answer(const Request& request) const {
    const auto path = request.path();
    constexpr std::string_view media = "/media/";
    if (path.starts_with(media))
        return {answer_media(path.substr(media.size()), request), "/media/*"};
    if (shell_ && is_public_address(path)) return {answer_file(*shell_, request), "shell"};
    if (const auto file = files_.find(path); file != files_.end())
        return {answer_file(file->second, request),
                path.starts_with("/assets/") ? "/assets/*" : "file"};
    if (shell_ && request.header("accept").find("text/html") != std::string_view::npos) {
        auto response = answer_file(*shell_, Request(Method::Get, "/"));
        response.status = 404;
        return {std::move(response), "nowhere"};
    }
    throw Refusal::not_found("not_found");
}

Response StaticFiles::answer_file(const File& file, const Request& request) const {
    int br = 0, gzip = 0;
    each_weighted(request.header("accept-encoding"), [&](std::string_view name, int weight) {
        if (same_letters(name, "br")) br = weight;
        if (same_letters(name, "gzip")) gzip = weight;
    });
    const bool use_br = file.br && br > 0 && br >= gzip;
    const bool use_gz = !use_br && file.gz && gzip > 0;
    // each variant is other bytes, so each has its own tag
    auto etag = "\"" + file.etag + (use_br ? "-br" : use_gz ? "-gz" : "") + "\"";

    Response response;
    if (is_known(request.header("if-none-match"), etag)) {
        response = not_modified(file.type, file.cache, std::move(etag));
    } else {
        response.content_type = file.type;
        response.cache_control = file.cache;
        response.body = use_br ? file.br : use_gz ? file.gz : file.plain;
        response.add_header("ETag", std::move(etag));
        if (use_br || use_gz) response.add_header("Content-Encoding", use_br ? "br" : "gzip");
    }
    if (file.br || file.gz) response.add_header("Vary", "Accept-Encoding");
    return response;
}

Response StaticFiles::answer_media(std::string_view name, const Request& request) const {
    if (folders_.media.empty() || !is_media_name(name)) throw Refusal::not_found("not_found");
    const auto path = folders_.media / name;
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (descriptor < 0) throw Refusal::not_found("not_found");
    const auto file = std::make_shared<const OpenFile>(descriptor);
    struct stat about {};
    if (::fstat(descriptor, &about) != 0 || !S_ISREG(about.st_mode))
        throw Refusal::not_found("not_found");

    const auto size = static_cast<std::uint64_t>(about.st_size);
    auto etag = "\"" + std::to_string(size) + "-" +
                std::to_string(about.st_mtim.tv_sec * 1'000'000'000 + about.st_mtim.tv_nsec) + "\"";
    if (is_known(request.header("if-none-match"), etag))
        return not_modified(type_of(path), for_a_day, std::move(etag));

    // a range of an older file would be glued to the wrong bytes: then the whole is sent
    const auto if_range = request.header("if-range");
    const bool wanted = if_range.empty() || if_range == etag;
    const auto range = byte_range(wanted ? request.header("range") : std::string_view{}, size);
    if (range.kind == ByteRange::Kind::Beyond) {
        auto refused = problem_response(416, "web.range", request.language, "/media/*");
        refused.add_header("Content-Range", "bytes */" + std::to_string(size));
        return refused;
    }
    Response response;
    response.content_type = type_of(path);
    response.cache_control = for_a_day;
    response.add_header("ETag", std::move(etag));
    response.add_header("Accept-Ranges", "bytes");
    if (range.kind == ByteRange::Kind::Part) {
        response.status = 206;
        response.add_header("Content-Range", "bytes " + std::to_string(range.from) + "-" +
                                                 std::to_string(range.from + range.size - 1) + "/" +
                                                 std::to_string(size));
    }
    response.body = Body(file, range.from, range.size);
    return response;
}

}  // namespace breather::web
