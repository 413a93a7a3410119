#include "features/backups/sealed_file.h"

#include <sodium.h>

#include <boost/json.hpp>

#include "base/enum_names.h"

namespace breather::backups {
namespace {

constexpr std::string_view mark = "breather backup 1\n";
constexpr std::size_t piece_size = 64 * 1024;
constexpr std::size_t head_max = 4096;

std::array<std::uint8_t, 4> number(std::size_t count) {
    std::array<std::uint8_t, 4> out{};
    for (int i = 0; i < 4; ++i) out[i] = static_cast<std::uint8_t>(count >> (8 * i));
    return out;
}

std::size_t number_of(BytesView bytes) {
    std::size_t count = 0;
    for (int i = 3; i >= 0; --i) count = count << 8 | bytes[static_cast<std::size_t>(i)];
    return count;
}

std::string text_of_head(const Head& head) {
    return boost::json::serialize(
        boost::json::object{{"format", 1},
                            {"kind", name_of(head.kind)},
                            {"made_at", head.made_at.time_since_epoch().count()},
                            {"program", head.program},
                            {"public_key", head.public_key},
                            {"backup", head.backup}});
}

std::optional<Head> head_of(std::string_view text) {
    try {
        const auto read = boost::json::parse(text).as_object();
        const auto kind = find_named<FileKind>(std::string_view(read.at("kind").as_string()));
        if (!kind || read.at("format").as_int64() != 1) return std::nullopt;
        return Head{*kind, Instant{std::chrono::milliseconds(read.at("made_at").as_int64())},
                    std::string(read.at("program").as_string()),
                    std::string(read.at("public_key").as_string()),
                    std::string(read.at("backup").as_string())};
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

Hash hash_of(BytesView bytes) {
    Hash hash;
    crypto_generichash(hash.data(), hash.size(), bytes.data(), bytes.size(), nullptr, 0);
    return hash;
}

bool take(std::istream& in, std::span<std::uint8_t> into) {
    in.read(reinterpret_cast<char*>(into.data()), static_cast<std::streamsize>(into.size()));
    return static_cast<std::size_t>(in.gcount()) == into.size();
}

/// The head's own text, and what it says.
std::pair<std::string, Head> take_head(std::istream& in, const std::filesystem::path& file) {
    const BadFile none(file.string() +
                       " is not a backup of Breather, or of a newer one than this program.");
    Bytes begins(mark.size());
    std::array<std::uint8_t, 4> size{};
    if (!take(in, begins) || text_of(begins) != mark || !take(in, size)) throw none;
    if (number_of(size) > head_max) throw none;
    std::string text(number_of(size), '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    const auto head = in ? head_of(text) : std::nullopt;
    if (!head) throw none;
    return {text, *head};
}

}  // namespace

struct SealedOut::Stream {
    crypto_secretstream_xchacha20poly1305_state state;
    Hash bound;
    Bytes sealed;
};

SealedOut::SealedOut(const std::filesystem::path& file, const Head& head, const PublicKey& to,
                     Random& random)
    : file_(file), stream_(std::make_unique<Stream>()) {
    const std::string clear = text_of_head(head);
    stream_->bound = hash_of(bytes_of(clear));
    Key key;
    random.fill(key.writable());
    std::array<std::uint8_t, crypto_box_SEALBYTES + 32> sealed_key;
    if (crypto_box_seal(sealed_key.data(), key.data(), key.size(), to.bytes().data()) != 0)
        throw std::runtime_error("backups cannot be sealed to this public key");
    std::array<std::uint8_t, crypto_secretstream_xchacha20poly1305_HEADERBYTES> header;
    crypto_secretstream_xchacha20poly1305_init_push(&stream_->state, header.data(), key.data());
    file_.write(bytes_of(mark));
    file_.write(number(clear.size()));
    file_.write(bytes_of(clear));
    file_.write(sealed_key);
    file_.write(header);
}

SealedOut::~SealedOut() { sodium_memzero(&stream_->state, sizeof stream_->state); }

void SealedOut::write(BytesView bytes) {
    while (!bytes.empty()) {
        // The last piece is never pushed before the end is known.
        if (waiting_.size() == piece_size) push(false);
        const auto part = bytes.first(std::min(bytes.size(), piece_size - waiting_.size()));
        waiting_.insert(waiting_.end(), part.begin(), part.end());
        bytes = bytes.subspan(part.size());
    }
}

void SealedOut::push(bool last) {
    auto& sealed = stream_->sealed;
    sealed.resize(waiting_.size() + crypto_secretstream_xchacha20poly1305_ABYTES);
    crypto_secretstream_xchacha20poly1305_push(
        &stream_->state, sealed.data(), nullptr, waiting_.data(), waiting_.size(),
        stream_->bound.data(), stream_->bound.size(),
        last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
             : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
    file_.write(number(sealed.size()));
    file_.write(sealed);
    waiting_.clear();
}

void SealedOut::keep() {
    push(true);
    file_.keep();
}

struct SealedIn::Stream {
    crypto_secretstream_xchacha20poly1305_state state;
    Hash bound;
    Bytes sealed;
};

SealedIn::SealedIn(const std::filesystem::path& file, const KeyPair& keys)
    : path_(file), file_(file, std::ios::binary), stream_(std::make_unique<Stream>()) {
    if (!file_) throw BadFile("There is no file " + file.string() + " that could be read.");
    const auto [clear, head] = take_head(file_, file);
    head_ = head;
    if (head_.public_key != keys.public_key.text())
        throw BadFile(file.string() + " was sealed for another key (" + head_.public_key +
                      "). Name the secret key that belongs to it.");
    stream_->bound = hash_of(bytes_of(clear));
    std::array<std::uint8_t, crypto_box_SEALBYTES + 32> sealed_key{};
    std::array<std::uint8_t, crypto_secretstream_xchacha20poly1305_HEADERBYTES> header{};
    Key key;
    if (!take(file_, sealed_key) || !take(file_, header)) fail("it is cut short");
    if (crypto_box_seal_open(key.writable().data(), sealed_key.data(), sealed_key.size(),
                             keys.public_key.bytes().data(), keys.secret.data()) != 0 ||
        crypto_secretstream_xchacha20poly1305_init_pull(&stream_->state, header.data(),
                                                        key.data()) != 0)
        fail("it does not open with this key, or it was changed");
}

SealedIn::~SealedIn() {
    sodium_memzero(&stream_->state, sizeof stream_->state);
    forget(plain_);
}

void SealedIn::fail(const std::string& why) const {
    throw BadFile(path_.string() + " is not whole: " + why +
                  ". Take another copy of this backup, or an earlier one.");
}

bool SealedIn::pull() {
    if (ended_) return false;
    std::array<std::uint8_t, 4> size{};
    if (!take(file_, size)) fail("it is cut short");
    constexpr std::size_t more = crypto_secretstream_xchacha20poly1305_ABYTES;
    if (number_of(size) < more || number_of(size) > piece_size + more) fail("it was changed");
    stream_->sealed.resize(number_of(size));
    if (!take(file_, stream_->sealed)) fail("it is cut short");
    plain_.erase(plain_.begin(), plain_.begin() + static_cast<std::ptrdiff_t>(at_));
    at_ = 0;
    const std::size_t before = plain_.size();
    plain_.resize(before + stream_->sealed.size() - more);
    unsigned char tag = 0;
    if (crypto_secretstream_xchacha20poly1305_pull(
            &stream_->state, plain_.data() + before, nullptr, &tag, stream_->sealed.data(),
            stream_->sealed.size(), stream_->bound.data(), stream_->bound.size()) != 0)
        fail("it was changed");
    ended_ = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
    return true;
}

BytesView SealedIn::read(std::size_t count) {
    while (plain_.size() - at_ < count)
        if (!pull()) fail("it ends too early");
    const BytesView found(plain_.data() + at_, count);
    at_ += count;
    return found;
}

void SealedIn::expect_end() {
    while (!ended_)
        if (pull() && plain_.size() > at_) fail("something stands behind its end");
    if (plain_.size() > at_ || file_.peek() != std::ifstream::traits_type::eof())
        fail("something stands behind its end");
}

Head read_head(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw BadFile("There is no file " + file.string() + " that could be read.");
    return take_head(in, file).second;
}

}  // namespace breather::backups
