// Texts that are there to be heard: the sound guides of the programmes people get now, with the
// words of each. Found in what the app gets, so that both name a text by the same bytes.
#pragma once
#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "base/language.h"
#include "features/content/shelf.h"

namespace breather::recordings {

struct SpokenText {
    std::string version;      // 64 hex: what it says, and which sound it has by itself
    std::string pack, place;  // "step/<module>/<step>/<exercise>", "library/<item>/<exercise>"
    Language language{};
    std::string item, title;  // the step or pause; the sound guide in it
    std::string file, transcript;
    double minutes = 0;
};
using SpokenTexts = std::vector<SpokenText>;

/// Names a sound guide by what it holds. The app works out the same (features/content/voices.ts).
std::string version_of(const boost::json::object& exercise);

/// In the order of the programme, every language of each pack. A text that stands in two places is
/// told once.
SpokenTexts list_spoken_texts(const content::Shelf& shelf);

}  // namespace breather::recordings
