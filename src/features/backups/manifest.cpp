#include "features/backups/manifest.h"

#include <array>
#include <boost/json.hpp>
#include <cstdio>
#include <numeric>

#include "base/enum_names.h"

namespace breather::backups {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

array of(const std::vector<Part>& parts) {
    array all;
    for (const Part& part : parts)
        all.push_back(object{{"name", part.name}, {"rows", part.rows}, {"hash", part.hash}});
    return all;
}

array of(const std::vector<storage::Ran>& schema) {
    array all;
    for (const storage::Ran& one : schema)
        all.push_back(
            object{{"number", one.number}, {"name", one.name}, {"checksum", one.checksum}});
    return all;
}

std::string text_at(const object& from, std::string_view key) {
    return std::string(from.at(key).as_string());
}

std::vector<Part> parts_of(const value& from) {
    std::vector<Part> all;
    for (const value& one : from.as_array()) {
        const object& part = one.as_object();
        all.push_back({text_at(part, "name"), part.at("rows").as_int64(), text_at(part, "hash")});
    }
    return all;
}

std::vector<storage::Ran> schema_of(const value& from) {
    std::vector<storage::Ran> all;
    for (const value& one : from.as_array()) {
        const object& ran = one.as_object();
        all.push_back(
            {ran.at("number").as_int64(), text_at(ran, "name"), text_at(ran, "checksum")});
    }
    return all;
}

template <class F>
auto read_or_fail(F read) {
    try {
        return read();
    } catch (const BadFile&) {
        throw;
    } catch (const std::exception&) {
        throw BadFile("The manifest of this backup cannot be read by this program.");
    }
}

}  // namespace

std::int64_t Manifest::rows() const {
    return std::accumulate(tables.begin(), tables.end(), std::int64_t{0},
                           [](std::int64_t sum, const Part& part) { return sum + part.rows; });
}

std::string text_to_mark(const Manifest& manifest) {
    const Head& head = manifest.head;
    return boost::json::serialize(object{{"format", 1},
                                         {"kind", name_of(head.kind)},
                                         {"backup", head.backup},
                                         {"made_at", head.made_at.time_since_epoch().count()},
                                         {"made", time_text(head.made_at)},
                                         {"program", head.program},
                                         {"public_key", head.public_key},
                                         {"instance", manifest.instance},
                                         {"schema", of(manifest.schema)},
                                         {"tables", of(manifest.tables)},
                                         {"files", of(manifest.files)},
                                         {"audit_head", manifest.audit_head}});
}

std::string manifest_text(const Manifest& manifest) {
    object all = boost::json::parse(text_to_mark(manifest)).as_object();
    all["mark"] = manifest.mark;
    return boost::json::serialize(all);
}

Manifest read_manifest(std::string_view text) {
    return read_or_fail([&] {
        const value read = boost::json::parse(text);
        const object& all = read.as_object();
        const auto kind = find_named<FileKind>(text_at(all, "kind"));
        if (!kind) throw BadFile("The manifest of this backup names a kind nobody knows.");
        Manifest made;
        made.head = {*kind, Instant{std::chrono::milliseconds(all.at("made_at").as_int64())},
                     text_at(all, "program"), text_at(all, "public_key"), text_at(all, "backup")};
        made.instance = text_at(all, "instance");
        made.schema = schema_of(all.at("schema"));
        made.tables = parts_of(all.at("tables"));
        made.files = parts_of(all.at("files"));
        made.audit_head = text_at(all, "audit_head");
        made.mark = text_at(all, "mark");
        return made;
    });
}

std::string schema_text(const std::vector<storage::Ran>& schema) {
    return boost::json::serialize(of(schema));
}

std::vector<storage::Ran> read_schema(std::string_view text) {
    return read_or_fail([&] { return schema_of(boost::json::parse(text)); });
}

std::string time_text(Instant instant) {
    const auto day = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(instant - day));
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ",
                  static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
                  static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()));
    return text.data();
}

}  // namespace breather::backups
