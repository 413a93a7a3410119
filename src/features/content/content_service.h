// What can be done with content: import a checked pack, and hand its parts out.
#pragma once
#include <atomic>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/clock.h"
#include "engines/storage/hints.h"
#include "features/content/content_store.h"
#include "features/content/delivery.h"
#include "features/content/shelf.h"

namespace breather::content {

struct Imported {
    std::string pack, hash;
    bool is_new = false;
};
BOOST_DESCRIBE_STRUCT(Imported, (), (pack, hash, is_new))

class ContentService {
  public:
    /// What other servers are told when a pack was imported (storage::Hints).
    static constexpr std::string_view topic = "content";

    /// `media` is the folder sound files are kept in, by hash. Where several servers share the
    /// database, the sounds stand there too, and each fetches what it lacks.
    ContentService(storage::Database& database, const Clock& clock, std::filesystem::path media,
                   storage::Hints& hints);

    /// Puts the current versions on the shelf; at start, and when another server imported one.
    /// Throws std::runtime_error, naming the file, when a sound file is gone.
    void open();

    /// All of the pack or nothing; makes it the current version. The same content again changes
    /// nothing.
    Imported import(const Delivery& delivery);
    std::vector<PackRow> list();
    /// As part of a write; call `changed` once it is durable. Refuses: not_found.
    void make_current(storage::Transaction& tx, std::string_view hash) const;
    /// A clinician of this site signs, as part of a write; call `changed` once it is durable.
    /// Refuses: not_found (no such item now); conflict "content.item_changed" (she read another
    /// version).
    void sign(storage::Transaction& tx, std::string_view pack, const Signature& signature) const;
    /// This server's shelf now, and the other servers' soon.
    void changed();
    /// Everything of one version; for figures about it.
    std::vector<Item> list_items(std::string_view hash);

    std::shared_ptr<const Shelf> shelf() const { return shelf_.load(); }

    /// Refuses: not_found (no such pack here).
    Ready get_outline(std::string_view pack, Language language) const;
    /// An empty pack name asks for the first. Refuses: not_found.
    Ready get_library(std::string_view pack, Language language) const;
    /// Its pauses alone, without their screens. Refuses: not_found.
    Ready get_pauses(std::string_view pack, Language language) const;
    /// One pause or article alone, whole. Refuses: not_found.
    Ready get_alone(std::string_view pack, std::string_view item, Language language) const;
    /// Current or earlier version. Refuses: not_found, also what the site's clinicians took out.
    Ready get_step(storage::Reader& reader, std::string_view hash, std::string_view module,
                   std::string_view step, Language language) const;
    bool has_step(storage::Reader& reader, std::string_view hash, std::string_view module,
                  std::string_view step) const;

  private:
    bool is_withheld(storage::Reader& reader, std::string_view hash, std::string_view module,
                     std::string_view step) const;
    void keep_media(const Delivery& delivery);
    void give_sound(const std::string& media, const std::filesystem::path& file);
    void fetch_sound(const std::string& media, const std::filesystem::path& file);
    void fill_shelf();

    storage::Database& database_;
    const Clock& clock_;
    std::filesystem::path media_;
    storage::Hints& hints_;
    std::mutex filling_;  // what was read later also lies on the shelf later
    std::atomic<std::shared_ptr<const Shelf>> shelf_;
};

}  // namespace breather::content
