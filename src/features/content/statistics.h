// Figures about a version, for its authors: how much there is, how it reads, what is signed off.
#pragma once
#include <string>
#include <vector>

#include "features/content/delivery.h"
#include "features/content/prose.h"

namespace breather::content {

struct ItemFigures {
    Language language{};
    std::string kind;  // step, short, pause or article
    std::string module, id, title;
    double minutes = 0;
    std::size_t screens = 0;
    Reading reading;
    std::map<std::string, std::size_t> exercises;  // by type
    bool signed_off = false;
};

/// In the order of the pack: steps, each followed by its short version, then the library.
std::vector<ItemFigures> count_figures(const std::vector<Item>& items);

}  // namespace breather::content
