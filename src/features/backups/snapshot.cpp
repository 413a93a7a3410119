#include "features/backups/snapshot.h"

#include <sodium.h>

#include <algorithm>

namespace breather::backups {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t look_every = 256;  // rows between looks at whether to leave off

std::vector<fs::path> files_in(const fs::path& folder) {
    std::vector<fs::path> all;
    if (folder.empty() || !fs::is_directory(folder)) return all;
    for (const auto& entry : fs::recursive_directory_iterator(folder))
        if (entry.is_regular_file()) all.push_back(entry.path());
    std::sort(all.begin(), all.end());
    return all;
}

void copy_tables(const Source& source, const SnapshotOf& what, RecordsOut& out, Manifest& manifest,
                 const std::stop_token& stop) {
    source.database.read_long([&](storage::Reader& reader) {
        manifest.schema = storage::list_ran(reader);
        storage::refuse_what_does_not_fit(manifest.schema, source.migrations);
        out.schema(schema_text(manifest.schema));
        const auto tables = storage::list_tables(source.migrations.first(manifest.schema.size()));
        std::int64_t rows = 0;
        for (const storage::Table& table : tables) {
            if (what.only_table && table.name != *what.only_table) continue;
            out.begin(table);
            storage::RowsOut(source.dialect, table).each(reader, [&](const storage::Columns& row) {
                if (++rows % look_every == 0 && stop.stop_requested()) throw LeftOff();
                out.row(table, row);
            });
            manifest.tables.push_back(out.end(table));
        }
    });
}

}  // namespace

Snapshot take_snapshot(const Source& source, const SnapshotOf& what, const fs::path& file,
                       const PublicKey& to, Random& random, const std::stop_token& stop) {
    Snapshot taken;
    Manifest& manifest = taken.manifest;
    manifest.head = what.head;
    manifest.head.public_key = to.text();
    manifest.instance = what.instance;
    manifest.audit_head = what.audit_head;
    SealedOut sealed(file, manifest.head, to, random);
    RecordsOut out([&](BytesView bytes) { sealed.write(bytes); });
    copy_tables(source, what, out, manifest, stop);
    for (const fs::path& path : files_in(what.files)) {
        if (stop.stop_requested()) throw LeftOff();
        manifest.files.push_back(out.file(path, fs::relative(path, what.files).string()));
    }
    const std::string to_mark = text_to_mark(manifest);
    crypto_generichash(taken.hash.data(), taken.hash.size(), bytes_of(to_mark).data(),
                       to_mark.size(), nullptr, 0);
    if (what.mark) manifest.mark = to_hex(what.mark(bytes_of(to_mark)));
    const std::string says = manifest_text(manifest);
    out.manifest(says);
    sealed.keep();
    taken.bytes = sealed.size();
    fs::path beside = file;
    beside.replace_extension(".json");
    write_durably(beside, bytes_of(says + "\n"), 0600);
    return taken;
}

}  // namespace breather::backups
