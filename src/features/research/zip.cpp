#include "features/research/zip.h"

#include <boost/crc.hpp>
#include <cstdint>

#include "base/ensure.h"

namespace breather::research {
namespace {

void put16(std::string& out, std::size_t number) {
    out += static_cast<char>(number & 0xff);
    out += static_cast<char>(number >> 8 & 0xff);
}
void put32(std::string& out, std::size_t number) {
    put16(out, number & 0xffff);
    put16(out, number >> 16 & 0xffff);
}

constexpr std::size_t version = 20, name_is_utf8 = 1u << 11, stored = 0;
constexpr std::size_t first_day = 1u << 5 | 1u;  // 1980-01-01

/// What the head of a file and its line in the list at the end have in common.
void put_about(std::string& out, const Zipped& file) {
    boost::crc_32_type crc;
    crc.process_bytes(file.bytes.data(), file.bytes.size());
    put16(out, version);
    put16(out, name_is_utf8);
    put16(out, stored);
    put16(out, 0);  // midnight
    put16(out, first_day);
    put32(out, crc.checksum());
    put32(out, file.bytes.size());
    put32(out, file.bytes.size());
    put16(out, file.name.size());
    put16(out, 0);  // nothing extra
}

}  // namespace

std::string zip(const std::vector<Zipped>& files) {
    ensure(files.size() < 0xffff, "too many files for one .zip");
    std::string out, list;
    for (const auto& file : files) {
        ensure(out.size() + file.bytes.size() < 0xffff'0000u, "too large for one .zip");
        list += "PK\x01\x02";
        put16(list, version);
        put_about(list, file);
        put16(list, 0);  // no remark
        put16(list, 0);  // the first disk
        put16(list, 0);
        put32(list, 0);
        put32(list, out.size());
        list += file.name;
        out += "PK\x03\x04";
        put_about(out, file);
        out += file.name;
        out += file.bytes;
    }
    const std::size_t list_at = out.size();
    out += list + "PK\x05\x06";
    put32(out, 0);  // one disk
    put16(out, files.size());
    put16(out, files.size());
    put32(out, list.size());
    put32(out, list_at);
    put16(out, 0);
    return out;
}

}  // namespace breather::research
