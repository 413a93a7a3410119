// What a refusal looks like from outside: an RFC 9457 problem in the asker's language.
// The sentences are `problems.*` of the app's words files, embedded at build.
#pragma once
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "base/refusal.h"
#include "engines/web/language.h"
#include "engines/web/response.h"

namespace breather::web {

/// {"type":"/problems/accounts.name_taken","title","status","detail","instance":route,
///  "fields":[{"path","says"}]}; `route` is a template, never a path with values.
std::string problem_body(const Refusal& refusal, Language language, std::string_view route);

/// The whole answer, with Retry-After where the refusal names a wait.
Response problem_response(const Refusal& refusal, Language language, std::string_view route);

/// For the few statuses that belong to HTTP itself and not to any room, such as 405 and 431.
Response problem_response(int status, std::string_view key, Language language,
                          std::string_view route);

/// What any exception means to the asker: a Refusal its problem; everything else a calm 500,
/// after the exception was logged whole with the route (never the request's body).
Response failure_response(std::exception_ptr why, Language language, std::string_view route);

/// The sentence `problems.<key>` with its {holes} filled; a key without words says the title and
/// is logged, so that nobody ever sees an empty sentence.
std::string problem_words(std::string_view key, Language language, const Params& params = {});
bool has_problem_words(std::string_view key, Language language);
/// Every key there is, sorted.
std::vector<std::string> problem_keys(Language language);

}  // namespace breather::web
