// A journey in plain text, read and played. docs/how-to/write-a-journey.md shows every line there
// is.
#pragma once
#include <string>
#include <vector>

namespace breather::testing {

struct JourneyLine {
    int number = 0;
    std::string text;
};

struct Journey {
    std::string name;
    std::vector<JourneyLine> lines;
};

/// Every `journey: …` of a file, in order. Throws std::runtime_error naming the line.
std::vector<Journey> read_journeys(const std::string& file);

/// One request line: `as ada POST /api/… {json} -> 422 text`.
struct Request {
    std::string who, method, path, body;
    int status = 0;
    std::vector<std::string> expected;
};
bool is_request(const std::string& line);
/// Throws std::runtime_error with what the line should look like.
Request read_request(const std::string& line);

/// Plays it on a stage of its own; throws std::runtime_error at the first line that does not hold.
void play(const Journey& journey);

}  // namespace breather::testing
