// The exercise types an author may write, and what each must hold. The app's side of the same list
// is frontend/src/features/exercises/exercise.ts.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "features/content/pack.h"

namespace breather::content {

/// Tells every fault of one exercise, and puts the delivered address where it names a sound file.
/// `used` collects the names of the sound files.
void check_exercise(Node& exercise, const std::string& file,
                    const std::map<std::string, Media>& media, std::vector<std::string>& used,
                    Findings& findings);

/// The ids of the fields a person can fill in, in the order of the screen.
std::vector<std::string> list_fields(const Node& exercise);

/// Ids, names and roles inside it and which options are right: the same in every language.
std::vector<std::string> list_parts(const Node& exercise);

/// False for the keys whose values are no words for people, such as an id or a file name.
bool is_read(std::string_view key);

/// The id an author gave, or "".
std::string exercise_id(const Node& exercise);

/// Every sentence a person may read in it, one a line.
std::string exercise_text(const Node& exercise);

}  // namespace breather::content
