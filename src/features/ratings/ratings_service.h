// Whether an item helped, counted without anybody in it.
#pragma once
#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <string>
#include <vector>

#include "base/text.h"
#include "engines/counters/budget.h"
#include "features/content/content_service.h"

namespace breather::ratings {

enum class Helped { Yes, Little, NotForMe };
BOOST_DESCRIBE_ENUM(Helped, Yes, Little, NotForMe)

struct RatingAsk {
    Text<64> item;
    Helped helped{};
};
BOOST_DESCRIBE_STRUCT(RatingAsk, (), (item, helped))

struct RatingAnswer {
    bool counted = true;
};
BOOST_DESCRIBE_STRUCT(RatingAnswer, (), (counted))

/// Shares are to five points: 5 stands for "under 10 %", 90 for "90 % or more".
struct ItemRatings {
    std::string item, title;
    std::int64_t at_least = 0;  // 10, 20, 50, 100, 250 or 1000 answers
    std::int64_t yes = 0, little = 0, not_for_me = 0;
};
BOOST_DESCRIBE_STRUCT(ItemRatings, (), (item, title, at_least, yes, little, not_for_me))

struct RatingsAnswer {
    std::vector<ItemRatings> items;
};
BOOST_DESCRIBE_STRUCT(RatingsAnswer, (), (items))

class RatingsService {
  public:
    RatingsService(storage::Database& database, const content::ContentService& content,
                   const Clock& clock)
        : database_(database),
          content_(content),
          clock_(clock),
          budget_(clock, counters::presses_max) {}

    /// Counts once for each `key`, a random name the asker made; waits for the disk.
    /// Refuses: not_found (no pause and no article of that name); too_many.
    RatingAnswer rate(const RatingAsk& ask, const Uuid& key);

    /// Of whatever was answered ten times or more until last Sunday, in the library's order.
    RatingsAnswer list(storage::Reader& reader, Language language) const;

  private:
    storage::Database& database_;
    const content::ContentService& content_;
    const Clock& clock_;
    counters::Budget budget_;
};

}  // namespace breather::ratings
