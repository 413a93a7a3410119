#include "features/content/content_service.h"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <fstream>
#include <system_error>

#include "base/refusal.h"

namespace breather::content {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& what) {
    throw std::system_error(errno, std::generic_category(), what);
}

void sync(const fs::path& path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) fail(path.string());
    const int result = ::fsync(descriptor);
    ::close(descriptor);
    if (result != 0) fail(path.string());
}

void settle(const fs::path& arriving, const fs::path& file) {
    fs::permissions(arriving, fs::perms::owner_read | fs::perms::owner_write);
    sync(arriving);
    fs::rename(arriving, file);
}

std::string hash_of_sound(BytesView bytes) {
    std::array<std::uint8_t, 32> hash;
    crypto_generichash(hash.data(), hash.size(), bytes.data(), bytes.size(), nullptr, 0);
    return to_hex(hash);
}

Bytes content_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    Bytes bytes{std::istreambuf_iterator<char>(in), {}};
    if (!in) fail(file.string());
    return bytes;
}

/// An empty pack name asks for the first. Refuses: not_found.
const Shelf::Edition& edition_of(const Shelf& all, std::string_view pack, Language language) {
    const auto* edition = all.find_edition(pack.empty() ? all.first_pack() : pack, language);
    if (!edition) throw Refusal::not_found("content.pack");
    return *edition;
}

}  // namespace

ContentService::ContentService(storage::Database& database, const Clock& clock, fs::path media,
                               storage::Hints& hints)
    : database_(database),
      clock_(clock),
      media_(std::move(media)),
      hints_(hints),
      shelf_(std::make_shared<const Shelf>()) {}

void ContentService::open() {
    for (const std::string& media : database_.read_now(store::list_media)) {
        const fs::path file = media_ / (media + ".mp3");
        if (!fs::exists(file))
            fetch_sound(media, file);
        else if (database_.is_shared())
            give_sound(media, file);
    }
    fill_shelf();
}

/// What came here before others shared the database is given to them.
void ContentService::give_sound(const std::string& media, const fs::path& file) {
    const bool is_there = database_.read_now(
        [&](storage::Reader& reader) { return store::has_sound(reader, media); });
    if (is_there) return;
    const Bytes bytes = content_of(file);
    database_.write_now([&](storage::Transaction& tx) { store::keep_sound(tx, media, bytes); });
}

void ContentService::fetch_sound(const std::string& media, const fs::path& file) {
    const auto bytes = database_.read_now(
        [&](storage::Reader& reader) { return store::find_sound(reader, media); });
    if (!bytes || hash_of_sound(*bytes) != media)
        throw std::runtime_error(
            "The sound file " + file.string() +
            " is gone. Import the content pack again, or bring the file back.");
    fs::create_directories(media_);
    const fs::path arriving = media_ / (media + ".arriving");
    std::ofstream out(arriving, std::ios::binary);
    const auto text = text_of(BytesView(*bytes));
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    if (!out.flush()) throw Refusal::storage_full();
    out.close();
    settle(arriving, file);
    sync(media_);
}

void ContentService::fill_shelf() {
    const std::lock_guard lock(filling_);
    auto shelf = std::make_shared<Shelf>();
    database_.read_now([&](storage::Reader& reader) {
        for (const CurrentRow& current : store::list_current(reader))
            shelf->add(current.pack, current.hash, store::list_items(reader, current.hash),
                       store::list_signatures(reader, current.pack));
    });
    shelf_.store(std::move(shelf));
}

// Sounds first: a version in the database can then always be played.
void ContentService::keep_media(const Delivery& delivery) {
    if (delivery.media.empty()) return;
    fs::create_directories(media_);
    for (const auto& [hash, from] : delivery.media) {
        const fs::path file = media_ / (hash + ".mp3");
        if (fs::exists(file)) continue;
        const fs::path arriving = media_ / (hash + ".arriving");
        fs::copy_file(from, arriving, fs::copy_options::overwrite_existing);
        settle(arriving, file);
    }
    sync(media_);
}

Imported ContentService::import(const Delivery& delivery) {
    keep_media(delivery);
    const bool is_new = database_.write_now([&, now = clock_.now()](storage::Transaction& tx) {
        const bool fresh = !store::has_pack(tx, delivery.hash);
        if (fresh) store::add_pack(tx, delivery, now);
        if (database_.is_shared())
            for (const auto& [media, from] : delivery.media)
                store::keep_sound(tx, media, content_of(from));
        store::make_current(tx, delivery.pack, delivery.hash);
        hints_.note(tx, topic);
        return fresh;
    });
    hints_.send();
    fill_shelf();
    return {delivery.pack, delivery.hash, is_new};
}

void ContentService::make_current(storage::Transaction& tx, std::string_view hash) const {
    for (const PackRow& row : store::list_packs(tx))
        if (row.hash == hash) {
            store::make_current(tx, row.pack, hash);
            return hints_.note(tx, topic);
        }
    throw Refusal::not_found("content.pack");
}

void ContentService::sign(storage::Transaction& tx, std::string_view pack,
                          const Signature& signature) const {
    const auto all = shelf();
    const auto* reviews = all->find_reviews(pack);
    const auto* item = reviews ? reviews->find(signature.item) : nullptr;
    if (!item) throw Refusal::not_found("content.item");
    if (item->version != signature.version) throw Refusal::conflict("content.item_changed");
    store::add_signature(tx, pack, signature);
    hints_.note(tx, topic);
}

void ContentService::changed() {
    hints_.send();
    open();
}

std::vector<PackRow> ContentService::list() { return database_.read_now(store::list_packs); }

std::vector<Item> ContentService::list_items(std::string_view hash) {
    return database_.read_now(
        [&](storage::Reader& reader) { return store::list_items(reader, hash); });
}

Ready ContentService::get_outline(std::string_view pack, Language language) const {
    const auto all = shelf();
    const auto* edition = all->find_edition(pack, language);
    if (!edition) throw Refusal::not_found("content.pack");
    return edition->outline_bytes;
}

Ready ContentService::get_library(std::string_view pack, Language language) const {
    const auto all = shelf();
    return edition_of(*all, pack, language).library_bytes;
}

Ready ContentService::get_pauses(std::string_view pack, Language language) const {
    const auto all = shelf();
    return edition_of(*all, pack, language).pauses_bytes;
}

Ready ContentService::get_alone(std::string_view pack, std::string_view item,
                                Language language) const {
    const auto all = shelf();
    const auto& alone = edition_of(*all, pack, language).alone;
    const auto found = alone.find(item);
    if (found == alone.end()) throw Refusal::not_found("content.item");
    return found->second;
}

Ready ContentService::get_step(storage::Reader& reader, std::string_view hash,
                               std::string_view module, std::string_view step,
                               Language language) const {
    if (auto ready = shelf()->find_step(hash, module, step, language)) return ready;
    auto body = store::find_step(reader, hash, module, step, language);
    if (!body || is_withheld(reader, hash, module, step)) throw Refusal::not_found("content.step");
    return std::make_shared<const std::string>(std::move(*body));
}

/// Whoever began it in an earlier version is not shown it either.
bool ContentService::is_withheld(storage::Reader& reader, std::string_view hash,
                                 std::string_view module, std::string_view step) const {
    const auto pack = store::find_pack(reader, hash);
    const auto all = shelf();
    const auto* reviews = pack ? all->find_reviews(*pack) : nullptr;
    return reviews && reviews->marks.withholds_step(module, step);
}

bool ContentService::has_step(storage::Reader& reader, std::string_view hash,
                              std::string_view module, std::string_view step) const {
    const Language any = Language::en_GB;  // every step exists in every language
    return shelf()->find_step(hash, module, step, any) ||
           store::find_step(reader, hash, module, step, any);
}

}  // namespace breather::content
