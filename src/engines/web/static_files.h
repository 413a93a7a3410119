// The app's own files, read once at start with their compressed variants, and the audio folder.
// `/assets/*` never change and are kept for a year; the shell answers every public address.
#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "engines/web/request.h"
#include "engines/web/response.h"

namespace breather::web {

struct StaticFolders {
    /// (address, bytes) -> the bytes to hand out instead. What it changes goes out uncompressed.
    using Change = std::function<std::string(std::string_view, std::string)>;
    std::filesystem::path app;    // frontend/dist; empty: no app, the API alone
    std::filesystem::path media;  // audio, answered under /media/; empty: none
    Change change = {};           // nothing: the files as they were built
};

class StaticFiles {
  public:
    StaticFiles() = default;  // none at all
    /// Refuses (std::runtime_error with one clear sentence) an app folder without index.html.
    explicit StaticFiles(StaticFolders folders);

    struct Answer {
        Response response;
        std::string_view route;  // "/assets/*", "/media/*", "shell", "file"; for the access log
    };
    /// For GET and HEAD. A stranger's address shows the shell with 404 to whoever reads HTML.
    /// Refuses: not_found.
    Answer answer(const Request& request) const;

    /// The public addresses: `/ /try /help /privacy /join /p/<code>`.
    static bool is_public_address(std::string_view path);

  private:
    using Bytes = std::shared_ptr<const std::string>;
    struct File {
        std::string_view type;
        std::string_view cache;
        std::string etag;
        Bytes plain, br, gz;
    };
    void load(const std::filesystem::path& path, const std::string& address);
    Response answer_file(const File& file, const Request& request) const;
    Response answer_media(std::string_view name, const Request& request) const;

    StaticFolders folders_;
    std::map<std::string, File, std::less<>> files_;
    const File* shell_ = nullptr;
};

}  // namespace breather::web
