#include "engines/storage/migrations.h"

#include <sodium.h>

#include <array>
#include <stdexcept>
#include <utility>

namespace breather::storage {

namespace {

constexpr std::string_view create_ledger = R"sql(
    create table if not exists schema_migration (
        number bigint not null primary key,
        name text not null,
        checksum text not null
    ) {strict})sql";
constexpr Statement list_all_ran{"list_ran", R"sql(
    select number, name, checksum from schema_migration order by number)sql"};
constexpr Statement note_ran{"note_ran", R"sql(
    insert into schema_migration (number, name, checksum) values ($1, $2, $3))sql"};

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (auto at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
        text.replace(at, from.size(), to);
}

std::vector<Ran> ledger_of(Database& database, Dialect dialect,
                           std::span<const Migration> migrations) {
    auto ran = database.write_now([&](Transaction& tx) {
        tx.run_script(in_dialect(dialect, create_ledger));
        return list_ran(tx);
    });
    refuse_what_does_not_fit(ran, migrations);
    return ran;
}

}  // namespace

std::string checksum_of(std::string_view sql) {
    std::array<std::uint8_t, 16> hash;
    crypto_generichash(hash.data(), hash.size(), bytes_of(sql).data(), sql.size(), nullptr, 0);
    return to_hex(hash);
}

std::vector<Ran> list_ran(Reader& reader) { return reader.list<Ran>(list_all_ran); }

void refuse_what_does_not_fit(const std::vector<Ran>& ran, std::span<const Migration> known) {
    for (std::size_t i = 0; i < ran.size(); ++i) {
        if (i >= known.size())
            throw std::runtime_error("This data was written by a newer Breather (its schema has " +
                                     ran.back().name + ", this program ends at " +
                                     std::string(known.empty() ? "nothing" : known.back().name) +
                                     "). Start the newer program again; nothing was changed.");
        if (ran[i].name != known[i].name || ran[i].checksum != checksum_of(known[i].sql))
            throw std::runtime_error(
                "The schema change " + ran[i].name +
                " was altered after this data was made with it. Use the program this data was made "
                "with, or, for a demo, begin with a new data folder; nothing was changed.");
    }
}

std::string in_dialect(Dialect dialect, std::string_view sql) {
    using Token = std::pair<std::string_view, std::string_view>;
    static constexpr std::array<Token, 6> sqlite{{{"{id}", "blob"},
                                                  {"{bytes}", "blob"},
                                                  {"{strict}", "strict"},
                                                  {"{strict_by_key}", "strict, without rowid"},
                                                  {"{skip_locked}", ""},
                                                  {" bigint", " integer"}}};
    static constexpr std::array<Token, 5> postgres{{{"{id}", "uuid"},
                                                    {"{bytes}", "bytea"},
                                                    {"{strict}", ""},
                                                    {"{strict_by_key}", ""},
                                                    {"{skip_locked}", "for update skip locked"}}};
    std::string out(sql);
    if (dialect == Dialect::Sqlite)
        for (const auto& [token, word] : sqlite) replace_all(out, token, word);
    else
        for (const auto& [token, word] : postgres) replace_all(out, token, word);
    return out;
}

void migrate(Database& database, Dialect dialect, std::span<const Migration> migrations) {
    const auto ran = ledger_of(database, dialect, migrations);
    for (const auto& migration : migrations.subspan(ran.size())) {
        database.write_now([&](Transaction& tx) {
            tx.run_script(in_dialect(dialect, migration.sql));
            tx.run(note_ran, migration.number, migration.name, checksum_of(migration.sql));
        });
    }
}

std::optional<std::string> find_change_behind(Database& database, Dialect dialect,
                                              std::span<const Migration> migrations) {
    const auto ran = ledger_of(database, dialect, migrations);
    if (ran.empty() || ran.size() == migrations.size()) return std::nullopt;
    return ran.back().name;
}

}  // namespace breather::storage
