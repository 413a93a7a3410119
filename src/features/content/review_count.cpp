#include "features/content/review_count.h"

namespace breather::content {

ReviewCount count_reviews(storage::Reader& reader, const Shelf& shelf) {
    ReviewCount count;
    for (const auto& [pack, reviews] : shelf.reviews()) {
        const auto signatures = store::list_signatures(reader, pack);
        for (const ReviewItem& item : reviews.items) {
            const auto said = signatures.find(item.name);
            const auto state = said == signatures.end()
                                   ? ReviewState::NotYet
                                   : standing_of(item.version, said->second).state;
            count.offered += state != ReviewState::NotForUs;
            count.waiting += state != ReviewState::NotForUs && state != ReviewState::Signed;
        }
    }
    return count;
}

}  // namespace breather::content
