// The current version of every pack, ready to be sent: bytes written once at import, shared with
// every answer and never changed. A new import makes a new shelf; who still reads from the old one
// keeps it.
#pragma once
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "features/content/delivery.h"

namespace breather::content {

using Ready = std::shared_ptr<const std::string>;

class Shelf {
  public:
    void add(const std::string& pack, const std::string& hash, std::vector<Item> items);

    /// Nothing where this version is not a current one.
    Ready find_step(std::string_view hash, std::string_view module, std::string_view step,
                    Language language) const;

    struct Edition {
        Ready outline_bytes, library_bytes, pauses_bytes;
        Outline outline;
        Library library;  // without screens
    };
    const Edition* find_edition(std::string_view pack, Language language) const;
    /// By name.
    std::vector<std::string> packs() const;
    /// The only pack, or the first by name.
    std::string_view first_pack() const;

  private:
    std::unordered_map<std::string, Ready> steps_;
    std::map<std::string, std::map<Language, Edition>, std::less<>> editions_;
};

}  // namespace breather::content
