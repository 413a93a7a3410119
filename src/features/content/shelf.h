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
#include "features/content/review_marks.h"

namespace breather::content {

using Ready = std::shared_ptr<const std::string>;

class Shelf {
  public:
    /// `signatures` of the site's clinicians: what they took out is not put here.
    void add(const std::string& pack, const std::string& hash, std::vector<Item> items,
             const store::Signatures& signatures);

    /// Nothing where this version is not a current one.
    Ready find_step(std::string_view hash, std::string_view module, std::string_view step,
                    Language language) const;

    struct Edition {
        Ready outline_bytes, library_bytes, pauses_bytes;
        Outline outline;
        Library library;                                  // without screens
        std::map<std::string, Ready, std::less<>> alone;  // a library of one pause or article each
    };
    const Edition* find_edition(std::string_view pack, Language language) const;
    /// By name.
    std::vector<std::string> packs() const;
    /// The only pack, or the first by name.
    std::string_view first_pack() const;

    /// What there is to sign in the current version of one pack, what was taken out included.
    struct Reviews {
        std::string hash;
        std::vector<ReviewItem> items;
        ReviewMarks marks;

        const ReviewItem* find(std::string_view name) const;
    };
    const Reviews* find_reviews(std::string_view pack) const;
    const std::map<std::string, Reviews, std::less<>>& reviews() const { return reviews_; }

  private:
    std::unordered_map<std::string, Ready> steps_;
    std::map<std::string, std::map<Language, Edition>, std::less<>> editions_;
    std::map<std::string, Reviews, std::less<>> reviews_;
};

}  // namespace breather::content
