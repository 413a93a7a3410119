// The app's own files, read once at start with their compressed variants, and the audio folder.
// `/assets/*` never change and are kept for a year; the shell answers every public address.
#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engines/web/request.h"
#include "engines/web/response.h"

namespace breather::web {

struct StaticFolders {
    std::filesystem::path app;    // frontend/dist; empty: no app, the API alone
    std::filesystem::path media;  // audio, answered under /media/; empty: none
};

class StaticFiles {
  public:
    /// Refuses (std::runtime_error with one clear sentence) a folder without index.html.
    explicit StaticFiles(StaticFolders folders);
    ~StaticFiles();

    struct Answer {
        Response response;
        std::string_view route;  // "/assets/*", "/media/*", "shell", "file"; for the access log
    };
    /// For GET and HEAD. Refuses: not_found.
    Answer answer(const Request& request) const;

    /// The public addresses: `/ /try /help /privacy /join /p/<code>`.
    static bool is_public_address(std::string_view path);

  private:
    struct File;
    Response answer_file(const File& file, const Request& request) const;
    Response answer_media(std::string_view name, const Request& request) const;

    StaticFolders folders_;
    std::map<std::string, File, std::less<>> files_;
};

}  // namespace breather::web
