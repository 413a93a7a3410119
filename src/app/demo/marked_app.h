// The pages of a demo say so before anything of them has run: a mark on the page itself, which no
// other folder's page carries.
#pragma once
#include <filesystem>

#include "engines/web/static_files.h"

namespace breather::demo {

/// For web::StaticFolders: the page with the mark, and a worker that expects this page.
web::StaticFolders::Change mark_app(const std::filesystem::path& app);

}  // namespace breather::demo
