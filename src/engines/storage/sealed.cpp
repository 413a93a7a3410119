#include "engines/storage/sealed.h"

#include <sodium.h>

#include <array>

#include "base/ensure.h"
#include "engines/storage/key_work.h"

namespace breather::storage {
namespace {

constexpr std::uint8_t format = 1;
constexpr std::size_t header_size = 1 + 4;  // format, key number
constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;

void append_u32(Bytes& out, std::uint32_t number) {
    for (int shift = 24; shift >= 0; shift -= 8)
        out.push_back(static_cast<std::uint8_t>(number >> shift & 0xff));
}

std::uint32_t read_u32(BytesView bytes) {
    std::uint32_t number = 0;
    for (const auto byte : bytes.first(4)) number = number << 8 | byte;
    return number;
}

/// Each piece with its length before it, so that no two places are written alike.
void append_piece(Bytes& out, BytesView piece) {
    append_u32(out, static_cast<std::uint32_t>(piece.size()));
    out.insert(out.end(), piece.begin(), piece.end());
}

Bytes header(std::uint32_t key_number) {
    Bytes out{format};
    append_u32(out, key_number);
    return out;
}

}  // namespace

Bytes XChaChaSealer::seal(const Key& key, BytesView bound_to, BytesView plain) const {
    Bytes out(nonce_size + plain.size() + tag_size);
    random_.fill(std::span(out).first(nonce_size));
    crypto_aead_xchacha20poly1305_ietf_encrypt(out.data() + nonce_size, nullptr, plain.data(),
                                               plain.size(), bound_to.data(), bound_to.size(),
                                               nullptr, out.data(), key.data());
    return out;
}

Bytes XChaChaSealer::open(const Key& key, BytesView bound_to, BytesView sealed) const {
    if (sealed.size() < nonce_size + tag_size) throw SealBroken();
    Bytes plain(sealed.size() - nonce_size - tag_size);
    const int code = crypto_aead_xchacha20poly1305_ietf_decrypt(
        plain.data(), nullptr, nullptr, sealed.data() + nonce_size, sealed.size() - nonce_size,
        bound_to.data(), bound_to.size(), sealed.data(), key.data());
    if (code != 0) throw SealBroken();
    return plain;
}

Bytes pad(std::string_view text) {
    std::size_t size = text.size() + 4;
    for (const std::size_t step : {64, 256, 1024, 4096})
        if (size <= step) {
            size = step;
            break;
        }
    if (size > 4096) size = (size + 4095) / 4096 * 4096;
    Bytes padded;
    padded.reserve(size);
    append_piece(padded, bytes_of(text));
    padded.resize(size, 0);
    return padded;
}

std::string unpad(BytesView padded) {
    if (padded.size() < 4) throw SealBroken();
    const std::size_t size = read_u32(padded);
    if (size > padded.size() - 4) throw SealBroken();
    return std::string(text_of(padded.subspan(4, size)));
}

RecordKey::RecordKey(OrgId org, PersonId person, std::uint32_t number, Key key,
                     std::shared_ptr<const Sealer> sealer)
    : held_(std::make_shared<const Held>(Held{org, person, number, key, std::move(sealer)})) {}

Bytes RecordKey::bound_to(const Place& place) const {
    Bytes out = header(held_->number);
    for (const auto piece : {bytes_of(place.table), bytes_of(place.column), held_->org.view(),
                             held_->person.view(), place.row})
        append_piece(out, piece);
    append_u32(out, place.record_format);
    for (const auto clear : place.clear) append_piece(out, bytes_of(clear));
    return out;
}

Sealed RecordKey::seal(const Place& place, std::string_view text) const {
    Bytes padded = pad(text);
    const Bytes body = held_->sealer->seal(held_->key, bound_to(place), padded);
    forget(padded);
    Sealed sealed{header(held_->number)};
    sealed.bytes.insert(sealed.bytes.end(), body.begin(), body.end());
    return sealed;
}

std::string RecordKey::open(const Place& place, const Sealed& sealed) const {
    const BytesView bytes = sealed.bytes;
    const Bytes expected = header(held_->number);
    if (bytes.size() < header_size || !std::equal(expected.begin(), expected.end(), bytes.begin()))
        throw SealBroken();
    Bytes padded = held_->sealer->open(held_->key, bound_to(place), bytes.subspan(header_size));
    std::string text = unpad(padded);
    forget(padded);
    return text;
}

Hash RecordKey::keyed_hash(std::string_view purpose, BytesView bytes) const {
    return hash_under(subkey_of(held_->key, "rownames"), purpose, bytes);
}

}  // namespace breather::storage
