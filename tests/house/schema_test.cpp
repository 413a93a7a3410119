// The schema keeps its promises: every column has a class in docs/privacy.md, and the organisation
// leads every key of person data.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <regex>
#include <set>

#include "engines/storage/migrations.h"
#include "engines/storage/sqlite_database.h"
#include "support/temp_folder.h"

namespace breather::storage {
namespace {

struct Column {
    std::string table;
    std::string name;
    std::int64_t key_place;  // 0 is none
};
BOOST_DESCRIBE_STRUCT(Column, (), (table, name, key_place))

struct ForeignColumn {
    std::string table;
    std::string from_column;
};
BOOST_DESCRIBE_STRUCT(ForeignColumn, (), (table, from_column))

constexpr Statement list_columns{"list_columns", R"sql(
    select t.name as "table", c.name as name, c.pk as key_place
    from sqlite_schema t join pragma_table_info(t.name) c
    where t.type = 'table' and t.name not like 'sqlite_%' order by t.name, c.cid)sql"};
constexpr Statement list_foreign_first{"list_foreign_first", R"sql(
    select t.name as "table", f."from" as from_column
    from sqlite_schema t join pragma_foreign_key_list(t.name) f
    where t.type = 'table' and f.seq = 0 order by t.name)sql"};

struct Schema {
    std::vector<Column> columns;
    std::vector<ForeignColumn> foreign;
};

/// Both files' tables, as the migrations leave them.
Schema schema() {
    Schema all;
    for (const auto migrations : {data_migrations(), key_migrations()}) {
        const testing::TempFolder folder;
        SqliteOptions options;
        options.file = folder / "a.db";
        SqliteDatabase database(options);
        migrate(database, Dialect::Sqlite, migrations);
        database.read_now([&](Reader& reader) {
            for (auto& column : reader.list<Column>(list_columns))
                if (column.table != "schema_migration" || all.columns.empty() ||
                    all.columns.front().table != "schema_migration")
                    all.columns.push_back(std::move(column));
            for (auto& each : reader.list<ForeignColumn>(list_foreign_first))
                all.foreign.push_back(std::move(each));
        });
    }
    return all;
}

struct PrivacyPage {
    std::map<std::string, std::string> class_of;  // "table.column" → class
    std::set<std::string> directories;
    std::vector<std::string> repeated;
};

PrivacyPage privacy_page() {
    PrivacyPage page;
    std::ifstream in(BREATHER_SOURCE_DIR "/docs/privacy.md");
    const std::regex row(R"(\| *([a-z_0-9]+\.[a-z_0-9]+) *\| *([a-z]+) *\| *\S.*\|)");
    const std::regex directory(R"(- `([a-z_0-9]+)`.*)");
    std::smatch found;
    for (std::string line; std::getline(in, line);) {
        if (std::regex_match(line, found, row)) {
            if (!page.class_of.emplace(found[1], found[2]).second)
                page.repeated.push_back(found[1]);
        } else if (std::regex_match(line, found, directory)) {
            page.directories.insert(found[1]);
        }
    }
    return page;
}

TEST(schema, every_column_has_a_class_in_the_privacy_page) {
    const auto page = privacy_page();
    const std::set<std::string> classes{"none", "service", "personal", "sealed", "vault", "secret"};
    std::set<std::string> there;
    for (const auto& column : schema().columns) {
        const auto name = column.table + "." + column.name;
        there.insert(name);
        const auto found = page.class_of.find(name);
        if (found == page.class_of.end())
            ADD_FAILURE() << name << " stands in no line of docs/privacy.md. Add: | " << name
                          << " | none, service, personal, sealed, vault or secret | what it is |";
        else
            EXPECT_TRUE(classes.contains(found->second))
                << "docs/privacy.md gives " << name << " the class \"" << found->second
                << "\". Choose one of none, service, personal, sealed, vault, secret.";
    }
    for (const auto& [name, says] : page.class_of)
        EXPECT_TRUE(there.contains(name))
            << "docs/privacy.md describes " << name << ", which no migration makes. Take it out.";
    EXPECT_TRUE(page.repeated.empty()) << page.repeated.front() << " stands there twice. Keep one.";
}

TEST(schema, a_column_that_is_sealed_by_name_is_sealed_by_class) {
    const auto page = privacy_page();
    for (const auto& [name, says] : page.class_of) {
        const auto column = name.substr(name.find('.') + 1);
        if (column.starts_with("sealed")) {
            EXPECT_TRUE(says == "sealed" || says == "vault")
                << name << " is called sealed but classed " << says << ". Rename it or class it.";
        }
    }
}

TEST(schema, the_organisation_leads_every_key_of_person_data) {
    const auto page = privacy_page();
    const auto all = schema();
    std::set<std::string> of_persons;
    std::map<std::string, std::string> first_of_key;
    for (const auto& column : all.columns) {
        if (column.name == "person_id" || column.name == "trail_id")
            of_persons.insert(column.table);
        if (column.key_place == 1) first_of_key[column.table] = column.name;
    }
    ASSERT_FALSE(of_persons.empty());
    for (const auto& table : of_persons) {
        if (page.directories.contains(table)) continue;
        EXPECT_EQ(first_of_key[table], "org_id")
            << "table " << table << " holds person data, so its primary key begins with org_id. If "
            << "it finds a person by a hash, list it under \"Directory tables\" in "
               "docs/privacy.md.";
    }
    for (const auto& foreign : all.foreign) {
        if (!of_persons.contains(foreign.table)) continue;
        EXPECT_EQ(foreign.from_column, "org_id")
            << "table " << foreign.table << " holds person data, so its foreign keys begin "
            << "with org_id.";
    }
    for (const auto& directory : page.directories)
        EXPECT_TRUE(of_persons.contains(directory) && first_of_key[directory] != "org_id")
            << "docs/privacy.md lists " << directory
            << " as a directory table, but it is none. Take it out of the list.";
}

}  // namespace
}  // namespace breather::storage
