#include "engines/storage/integrity.h"

namespace breather::storage {
namespace {

constexpr Statement quick_check{"quick_check", "pragma quick_check(5)"};

}  // namespace

std::vector<std::string> list_damage(Database& database) {
    // PostgreSQL sums its own pages, and tells of a broken one by itself.
    if (database.is_shared()) return {};
    auto says =
        database.read_now([](Reader& reader) { return reader.list<std::string>(quick_check); });
    if (says.size() == 1 && says[0] == "ok") says.clear();
    return says;
}

}  // namespace breather::storage
