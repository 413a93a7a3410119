#include "engines/datafiles/zip.h"

#include <zip.h>

#include <memory>

#include "base/ensure.h"
#include "engines/datafiles/unreadable.h"

namespace breather::datafiles {
namespace {

constexpr std::size_t piece = 1 << 16;
constexpr zip_uint16_t midnight = 0, first_day = 1u << 5 | 1u;  // 1980-01-01

using Source = std::unique_ptr<zip_source_t, decltype(&zip_source_free)>;
using Archive = std::unique_ptr<zip_t, decltype(&zip_discard)>;
using File = std::unique_ptr<zip_file_t, decltype(&zip_fclose)>;

[[noreturn]] void damaged() {
    throw Unreadable("It is damaged or cut short. Copy it again, or save it once more.");
}

/// What libzip cannot do in memory it has no room for: nothing else is left to fail.
void must(bool done) {
    if (!done) throw std::bad_alloc();
}

Source source_of(std::string_view bytes) {
    Source out(zip_source_buffer_create(bytes.data(), bytes.size(), 0, nullptr), zip_source_free);
    must(out != nullptr);
    return out;
}

/// Nothing where it is no archive.
Archive opened(Source source, int flags) {
    Archive out(zip_open_from_source(source.get(), flags, nullptr), zip_discard);
    if (out) source.release();  // it is the archive's now
    return out;
}

void add(zip_t* archive, const Zipped& file) {
    auto source = source_of(file.bytes);
    const auto place = zip_file_add(archive, file.name.c_str(), source.get(), ZIP_FL_ENC_UTF_8);
    ensure(place >= 0, "a name stands once in an archive");
    source.release();
    const auto its = static_cast<zip_uint64_t>(place);
    must(zip_file_set_dostime(archive, its, midnight, first_day, 0) == 0);
}

std::string bytes_of(zip_source_t* source) {
    zip_stat_t about;
    must(zip_source_stat(source, &about) == 0 && zip_source_open(source) == 0);
    std::string out(about.size, '\0');
    must(zip_source_read(source, out.data(), out.size()) == static_cast<zip_int64_t>(out.size()));
    must(zip_source_close(source) == 0);
    return out;
}

}  // namespace

std::optional<std::vector<ZipEntry>> zip_entries(std::string_view bytes) {
    const auto archive = opened(source_of(bytes), ZIP_RDONLY);
    if (!archive) return std::nullopt;
    const auto count = static_cast<zip_uint64_t>(zip_get_num_entries(archive.get(), 0));
    std::vector<ZipEntry> out;
    for (zip_uint64_t i = 0; i < count; ++i) {
        zip_stat_t about;
        if (zip_stat_index(archive.get(), i, 0, &about) != 0) return std::nullopt;
        out.push_back(
            {about.name, about.comp_size, about.size, i, about.encryption_method != ZIP_EM_NONE});
    }
    return out;
}

void unpack(std::string_view bytes, const ZipEntry& entry,
            const std::function<bool(std::string_view)>& take) {
    if (entry.is_sealed) throw Unreadable("It has a password. Save it without one.");
    const auto archive = opened(source_of(bytes), ZIP_RDONLY);
    if (!archive) damaged();
    const File file(zip_fopen_index(archive.get(), entry.place, 0), zip_fclose);
    if (!file) damaged();
    std::string out(piece, '\0');
    std::uint64_t given = 0;
    for (;;) {
        const auto made = zip_fread(file.get(), out.data(), out.size());
        if (made < 0) damaged();  // its checksum too
        if (made == 0) break;
        given += static_cast<std::uint64_t>(made);
        if (given > entry.unpacked) damaged();
        if (!take(std::string_view(out).substr(0, static_cast<std::size_t>(made)))) return;
    }
    if (given != entry.unpacked) damaged();
}

std::string zip(const std::vector<Zipped>& files) {
    auto source = source_of({});
    zip_source_keep(source.get());  // for us, beside the archive's own
    const Source kept(source.get(), zip_source_free);
    auto archive = opened(std::move(source), ZIP_TRUNCATE);
    must(archive != nullptr);
    for (const auto& file : files) add(archive.get(), file);
    must(zip_close(archive.get()) == 0);
    archive.release();
    return bytes_of(kept.get());
}

}  // namespace breather::datafiles
