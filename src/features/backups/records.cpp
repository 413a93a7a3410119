#include "features/backups/records.h"

#include <sodium.h>

#include <fstream>

namespace breather::backups {
namespace {

constexpr std::size_t file_piece = 48 * 1024;
constexpr std::size_t value_max = 64 * 1024 * 1024;

void put(Bytes& into, std::uint64_t number, int bytes) {
    for (int i = 0; i < bytes; ++i) into.push_back(static_cast<std::uint8_t>(number >> (8 * i)));
}

void put(Bytes& into, BytesView bytes) {
    put(into, bytes.size(), 4);
    into.insert(into.end(), bytes.begin(), bytes.end());
}

std::uint64_t number_at(BytesView bytes) {
    std::uint64_t number = 0;
    for (std::size_t i = bytes.size(); i-- > 0;) number = number << 8 | bytes[i];
    return number;
}

enum Kind : std::uint8_t { null = 0, whole = 1, text = 2, raw = 3 };

class Row {
  public:
    explicit Row(BytesView bytes) : left_(bytes) {}
    bool done() const { return left_.empty(); }
    storage::Parameter value() {
        switch (take(1)[0]) {
            case null:
                return {};
            case whole:
                return static_cast<std::int64_t>(number_at(take(8)));
            case text:
                return text_of(take(number_at(take(4))));
            case raw:
                return take(number_at(take(4)));
            default:
                throw BadFile("A row of this backup has a value this program does not know.");
        }
    }

  private:
    BytesView take(std::size_t count) {
        if (left_.size() < count) throw BadFile("A row of this backup ends too early.");
        const auto found = left_.first(count);
        left_ = left_.subspan(count);
        return found;
    }
    BytesView left_;
};

std::string text_from(SealedIn& in) {
    const auto size = number_at(in.read(4));
    if (size > value_max) throw BadFile("This backup has a text longer than any we write.");
    return std::string(text_of(in.read(size)));
}

Part part_from(SealedIn& in, const std::string& name) {
    const auto rows = static_cast<std::int64_t>(number_at(in.read(8)));
    return {name, rows, to_hex(in.read(32))};
}

void expect(const Part& found, const Part& said) {
    if (!(found == said)) throw BadFile("“" + said.name + "” in this backup is not as it was.");
}

void read_table(SealedIn& in, RecordTaker& taker) {
    const std::string name = text_from(in);
    std::vector<std::string> columns(number_at(in.read(2)));
    for (auto& column : columns) column = text_from(in);
    taker.begin(name, columns);
    Tally tally;
    std::vector<storage::Parameter> values;
    for (std::uint8_t kind = in.read(1)[0]; kind != 'E'; kind = in.read(1)[0]) {
        if (kind != 'R') throw BadFile("This backup is in disorder at “" + name + "”.");
        const auto size = number_at(in.read(4));
        if (size > value_max) throw BadFile("This backup has a row longer than any we write.");
        const BytesView bytes = in.read(size);
        tally.add(bytes);
        values.clear();
        for (Row row(bytes); !row.done();) values.push_back(row.value());
        if (values.size() != columns.size())
            throw BadFile("A row of “" + name + "” has another number of values than columns.");
        taker.row(values);
    }
    const Part said = part_from(in, name);
    expect(tally.part(name), said);
    taker.end(said);
}

/// The hash of a file is that of its pieces, and which piece it is: they do have an order.
void add_piece(Tally& tally, std::int64_t place, BytesView bytes) {
    Bytes piece;
    put(piece, static_cast<std::uint64_t>(place), 8);
    piece.insert(piece.end(), bytes.begin(), bytes.end());
    tally.add(piece);
}

void read_file(SealedIn& in, RecordTaker& taker) {
    const std::string name = text_from(in);
    taker.begin_file(name);
    Tally tally;
    std::int64_t place = 0;
    for (std::uint8_t kind = in.read(1)[0]; kind != 'E'; kind = in.read(1)[0]) {
        if (kind != 'D') throw BadFile("This backup is in disorder at “" + name + "”.");
        const auto size = number_at(in.read(4));
        if (size > value_max) throw BadFile("This backup has a piece longer than any we write.");
        const BytesView bytes = in.read(size);
        add_piece(tally, place++, bytes);
        taker.file_bytes(bytes);
    }
    const Part said = part_from(in, name);
    expect(tally.part(name), said);
    taker.end_file(said);
}

}  // namespace

void Tally::add(BytesView row) {
    std::array<std::uint8_t, 32> hash;
    crypto_generichash(hash.data(), hash.size(), row.data(), row.size(), nullptr, 0);
    for (std::size_t i = 0; i < sum_.size(); ++i)
        sum_[i] += number_at(BytesView(hash).subspan(8 * i, 8));
    ++rows_;
}

Part Tally::part(const std::string& name) const {
    Bytes all;
    for (const auto lane : sum_) put(all, lane, 8);
    return {name, rows_, to_hex(all)};
}

void encode_row(const storage::Table& table, const storage::Columns& row, Bytes& into) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const int column = static_cast<int>(i);
        if (row.is_null(column)) {
            into.push_back(null);
            continue;
        }
        switch (table.columns[i].type) {
            case storage::TableColumn::Type::Whole:
                into.push_back(whole);
                put(into, static_cast<std::uint64_t>(row.whole(column)), 8);
                break;
            case storage::TableColumn::Type::Text:
                into.push_back(text);
                put(into, bytes_of(row.text(column)));
                break;
            case storage::TableColumn::Type::Bytes:
                into.push_back(raw);
                put(into, row.bytes(column));
                break;
        }
    }
}

void RecordsOut::text(char kind, std::string_view says) {
    Bytes out;
    out.push_back(static_cast<std::uint8_t>(kind));
    put(out, bytes_of(says));
    sink_(out);
}

void RecordsOut::schema(std::string_view says) { text('S', says); }

void RecordsOut::begin(const storage::Table& table) {
    text('T', table.name);
    Bytes out;
    put(out, table.columns.size(), 2);
    for (const auto& column : table.columns) put(out, bytes_of(column.name));
    sink_(out);
    tally_ = Tally();
}

void RecordsOut::row(const storage::Table& table, const storage::Columns& row) {
    row_.assign(5, 'R');  // and where its length goes
    encode_row(table, row, row_);
    const std::size_t size = row_.size() - 5;
    for (int i = 0; i < 4; ++i)
        row_[static_cast<std::size_t>(i) + 1] = static_cast<std::uint8_t>(size >> (8 * i));
    tally_.add(BytesView(row_).subspan(5));
    sink_(row_);
}

namespace {

Bytes ending(const Part& part) {
    Bytes out{'E'};
    put(out, static_cast<std::uint64_t>(part.rows), 8);
    const auto hash = from_hex(part.hash);
    out.insert(out.end(), hash->begin(), hash->end());
    return out;
}

}  // namespace

Part RecordsOut::end(const storage::Table& table) {
    const Part part = tally_.part(table.name);
    sink_(ending(part));
    return part;
}

Part RecordsOut::file(const std::filesystem::path& path, const std::string& name) {
    std::ifstream in(path, std::ios::binary);
    if (!in) throw std::runtime_error("The file " + path.string() + " cannot be read.");
    text('F', name);
    Tally tally;
    Bytes piece(file_piece);
    for (std::int64_t place = 0; in; ++place) {
        in.read(reinterpret_cast<char*>(piece.data()), static_cast<std::streamsize>(piece.size()));
        const auto bytes = BytesView(piece).first(static_cast<std::size_t>(in.gcount()));
        if (bytes.empty()) break;
        Bytes out{'D'};
        put(out, bytes);
        sink_(out);
        add_piece(tally, place, bytes);
    }
    if (in.bad()) throw std::runtime_error("The file " + path.string() + " cannot be read.");
    const Part part = tally.part(name);
    sink_(ending(part));
    return part;
}

void RecordsOut::manifest(std::string_view says) { text('M', says); }

void read_records(SealedIn& in, RecordTaker& taker) {
    for (;;) {
        switch (in.read(1)[0]) {
            case 'S':
                taker.schema(text_from(in));
                break;
            case 'T':
                read_table(in, taker);
                break;
            case 'F':
                read_file(in, taker);
                break;
            case 'M':
                taker.manifest(text_from(in));
                return in.expect_end();
            default:
                throw BadFile("This backup has a part this program does not know.");
        }
    }
}

}  // namespace breather::backups
