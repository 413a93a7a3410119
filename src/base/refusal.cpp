#include "base/refusal.h"

#include <utility>

namespace breather {

Refusal Refusal::malformed(std::string key) { return {Kind::malformed, std::move(key)}; }
Refusal Refusal::not_signed_in(std::string key) { return {Kind::not_signed_in, std::move(key)}; }
Refusal Refusal::not_allowed(std::string key) { return {Kind::not_allowed, std::move(key)}; }
Refusal Refusal::not_found(std::string key) { return {Kind::not_found, std::move(key)}; }
Refusal Refusal::conflict(std::string key) { return {Kind::conflict, std::move(key)}; }
Refusal Refusal::gone(std::string key) { return {Kind::gone, std::move(key)}; }
Refusal Refusal::too_large(std::string key) { return {Kind::too_large, std::move(key)}; }
Refusal Refusal::invalid(std::string key) { return {Kind::invalid, std::move(key)}; }

Refusal Refusal::invalid(std::vector<FieldFault> fields) {
    Refusal refusal(Kind::invalid, "field.some_wrong");
    refusal.fields = std::move(fields);
    return refusal;
}

Refusal Refusal::too_many(std::string key, std::chrono::seconds retry_after) {
    Refusal refusal(Kind::too_many, std::move(key));
    refusal.retry_after = retry_after;
    return refusal;
}

Refusal Refusal::unavailable(std::string key, std::chrono::seconds retry_after) {
    Refusal refusal(Kind::unavailable, std::move(key));
    refusal.retry_after = retry_after;
    return refusal;
}

Refusal Refusal::storage_full() {
    Refusal refusal(Kind::storage_full, "storage.full");
    refusal.retry_after = std::chrono::seconds{10};
    return refusal;
}

}  // namespace breather
