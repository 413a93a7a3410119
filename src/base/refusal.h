// The asker cannot have this. Thrown anywhere, caught at the doors (web, jobs, command line), and
// told in the asker's language. Keys name words under `problems.`: "accounts.name_taken" is the
// sentence problems.accounts.name_taken; a field's "field.required" is problems.field.required.
#pragma once
#include <chrono>
#include <exception>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/text_form.h"

namespace breather {

/// One wrong field: where ("ways[0].wrap"), a words key under `problems.`, what its sentence needs.
struct FieldFault {
    std::string path;
    std::string key;
    Params params;
};

class Refusal : public std::exception {
  public:
    enum class Kind {
        malformed = 400,
        not_signed_in = 401,
        not_allowed = 403,
        not_found = 404,
        conflict = 409,
        gone = 410,
        too_large = 413,
        invalid = 422,
        too_many = 429,
        unavailable = 503,
        storage_full = 507,
    };

    Refusal(Kind of_kind, std::string words_key, Params words_params = {})
        : kind(of_kind), key(std::move(words_key)), params(std::move(words_params)) {}

    Kind kind;
    std::string key;
    Params params;
    std::vector<FieldFault> fields;
    std::optional<std::chrono::seconds> retry_after;

    int status() const { return static_cast<int>(kind); }
    const char* what() const noexcept override { return key.c_str(); }

    static Refusal malformed(std::string key);
    static Refusal not_signed_in(std::string key);
    static Refusal not_allowed(std::string key);
    static Refusal not_found(std::string key);
    static Refusal conflict(std::string key);
    static Refusal gone(std::string key);
    static Refusal too_large(std::string key);
    static Refusal invalid(std::string key);
    /// problems.field.some_wrong, with each wrong field.
    static Refusal invalid(std::vector<FieldFault> fields);
    static Refusal too_many(std::string key, std::chrono::seconds retry_after);
    static Refusal unavailable(std::string key, std::chrono::seconds retry_after);
    static Refusal storage_full();
};

}  // namespace breather
