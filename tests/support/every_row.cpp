#include "support/every_row.h"

#include "engines/storage/migrations.h"

namespace breather::testing {
namespace {

/// What a row holds, whatever its columns are.
std::string text_of_row(const storage::Columns& row) {
    std::string text;
    for (int column = 0; column < row.count(); ++column) {
        text += std::string(row.name(column)) + "=";
        if (row.is_null(column)) {
            text += "null ";
            continue;
        }
        try {
            text += std::to_string(row.whole(column));
        } catch (const std::exception&) {
            try {
                text += std::string(row.text(column));
            } catch (const std::exception&) {
                text += to_hex(row.bytes(column));
            }
        }
        text += " ";
    }
    return text;
}

}  // namespace

std::map<std::string, std::multiset<std::string>> every_row(storage::Database& database) {
    std::map<std::string, std::multiset<std::string>> all;
    constexpr std::string_view word = "create table ";
    for (const auto& migration : storage::data_migrations()) {
        const std::string_view sql = migration.sql;
        for (auto at = sql.find(word); at != sql.npos; at = sql.find(word, at + 1)) {
            const auto name_at = at + word.size();
            const std::string table(sql.substr(name_at, sql.find(' ', name_at) - name_at));
            const std::string text = "select * from " + table;
            database.read_now([&](storage::Reader& reader) {
                reader.query(
                    storage::Statement{"test.every_row", text}, {},
                    [&](const storage::Columns& row) { all[table].insert(text_of_row(row)); });
            });
        }
    }
    return all;
}

}  // namespace breather::testing
