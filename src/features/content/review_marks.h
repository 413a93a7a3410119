// What the clinicians' signatures change in what participants are handed: an item that is not for
// this site is left out, and one that was agreed to says by whom and when. With no signature
// everything stays byte for byte as it was imported.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "features/content/delivery.h"
#include "features/content/review_items.h"
#include "features/content/sign_off_store.h"

namespace breather::content {

class ReviewMarks {
  public:
    ReviewMarks() = default;
    ReviewMarks(const std::vector<ReviewItem>& items, const store::Signatures& signatures);

    /// A step goes with its module.
    bool withholds_step(std::string_view module, std::string_view step) const;
    /// False where the whole item, a step, is not handed out.
    bool apply(Item& item) const;

  private:
    void mark(const std::string& name, boost::json::object& one) const;
    void mark_outline(boost::json::object& outline) const;
    void mark_library(boost::json::object& library) const;

    std::set<std::string, std::less<>> withheld_;
    std::map<std::string, Reviewed, std::less<>> signed_;
};

}  // namespace breather::content
