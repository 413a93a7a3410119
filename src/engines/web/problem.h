// What a refusal looks like from outside: an RFC 9457 problem in the asker's language.
// The sentences are `problems.*` of the app's words files, embedded at build.
#pragma once
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "engines/web/language.h"
#include "engines/web/response.h"

namespace breather {
class Refusal;
}

namespace breather::web {

/// {"type":"/problems/accounts.name_taken","title","status","detail","instance":route,
///  "fields":[{"path","says"}]}; `route` is a template, never a path with values.
std::string problem_body(const Refusal& refusal, Language language, std::string_view route);

/// The whole answer, with Retry-After where the refusal names a wait.
Response problem_response(const Refusal& refusal, Language language, std::string_view route);

/// What any exception means to the asker: a Refusal its problem; everything else a calm 500,
/// after the exception was logged whole with the route (never the request's body).
Response failure_response(std::exception_ptr why, Language language, std::string_view route);

/// The sentence behind `problems.<key>`. Refuses (std::out_of_range) a key without words, so that
/// a test fails instead of a person seeing nothing; answers fall back to their title.
std::string_view problem_words(std::string_view key, Language language);
bool has_problem_words(std::string_view key);
std::vector<std::string> problem_keys(Language language);

}  // namespace breather::web
