// The exercise types an author may write, and what each must hold. The app's side of the same list
// is frontend/src/features/exercises/exercise.ts.
#pragma once
#include <map>
#include <string>
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

/// The id an author gave, or "".
std::string exercise_id(const Node& exercise);

/// Every sentence a person may read in it, one a line.
std::string exercise_text(const Node& exercise);

}  // namespace breather::content
