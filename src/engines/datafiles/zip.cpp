#include "engines/datafiles/zip.h"

#include <zlib.h>

#include <algorithm>
#include <memory>

#include "engines/datafiles/unreadable.h"

namespace breather::datafiles {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view end_mark = "PK\x05\x06"sv, entry_mark = "PK\x01\x02"sv,
                           local_mark = "PK\x03\x04"sv;
constexpr std::size_t end_size = 22, entry_size = 46, local_size = 30, piece = 1 << 16;

/// Little-endian; 0 where it would stand beyond the end.
std::uint64_t number_at(std::string_view bytes, std::size_t at, std::size_t width) {
    std::uint64_t out = 0;
    if (at > bytes.size() || bytes.size() - at < width) return 0;
    for (std::size_t i = width; i-- > 0;)
        out = out << 8 | static_cast<unsigned char>(bytes[at + i]);
    return out;
}

[[noreturn]] void damaged() {
    throw Unreadable("It is damaged or cut short. Copy it again, or save it once more.");
}

std::string_view packed_bytes(std::string_view bytes, const ZipEntry& entry) {
    if (entry.at > bytes.size() || bytes.substr(entry.at, 4) != local_mark) damaged();
    const std::uint64_t begin = entry.at + local_size + number_at(bytes, entry.at + 26, 2) +
                                number_at(bytes, entry.at + 28, 2);
    if (begin > bytes.size() || bytes.size() - begin < entry.packed) damaged();
    return bytes.substr(begin, entry.packed);
}

void inflate_all(std::string_view packed, const ZipEntry& entry,
                 const std::function<bool(std::string_view)>& take) {
    z_stream stream{};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) throw std::bad_alloc();
    const std::unique_ptr<z_stream, decltype(&inflateEnd)> ends(&stream, inflateEnd);
    std::string out(piece, '\0');
    std::uint64_t given = 0;
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    for (int state = Z_OK; state != Z_STREAM_END;) {
        stream.next_out = reinterpret_cast<Bytef*>(out.data());
        stream.avail_out = static_cast<uInt>(out.size());
        state = inflate(&stream, Z_NO_FLUSH);
        const std::size_t made = out.size() - stream.avail_out;
        given += made;
        if ((state != Z_OK && state != Z_STREAM_END) || given > entry.unpacked ||
            (made == 0 && state == Z_OK))
            damaged();
        if (made > 0 && !take(std::string_view(out).substr(0, made))) return;
    }
    if (given != entry.unpacked) damaged();
}

}  // namespace

void unpack(std::string_view bytes, const ZipEntry& entry,
            const std::function<bool(std::string_view)>& take) {
    if (entry.is_sealed) throw Unreadable("It has a password. Save it without one.");
    std::string_view packed = packed_bytes(bytes, entry);
    if (entry.method == 8) return inflate_all(packed, entry, take);
    if (entry.method != 0 || entry.packed != entry.unpacked) damaged();
    for (; !packed.empty(); packed.remove_prefix(std::min(piece, packed.size())))
        if (!take(packed.substr(0, piece))) return;
}

std::optional<std::vector<ZipEntry>> zip_entries(std::string_view bytes) {
    const auto end = bytes.rfind(end_mark);
    if (end == std::string_view::npos || bytes.size() - end < end_size) return std::nullopt;
    const std::uint64_t count = number_at(bytes, end + 10, 2);
    std::uint64_t at = number_at(bytes, end + 16, 4);
    std::vector<ZipEntry> out;
    for (std::uint64_t i = 0; i < count; ++i) {
        if (at > end || end - at < entry_size || bytes.substr(at, 4) != entry_mark)
            return std::nullopt;
        const std::uint64_t name = number_at(bytes, at + 28, 2);
        const std::uint64_t rest = number_at(bytes, at + 30, 2) + number_at(bytes, at + 32, 2);
        if (end - at - entry_size < name) return std::nullopt;
        out.push_back({std::string(bytes.substr(at + entry_size, name)),
                       number_at(bytes, at + 20, 4), number_at(bytes, at + 24, 4),
                       number_at(bytes, at + 42, 4),
                       static_cast<unsigned>(number_at(bytes, at + 10, 2)),
                       (number_at(bytes, at + 8, 2) & 1) != 0});
        at += entry_size + name + rest;
    }
    return out;
}

}  // namespace breather::datafiles
