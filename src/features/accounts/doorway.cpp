#include "features/accounts/doorway.h"

#include <algorithm>

#include "base/refusal.h"
#include "features/accounts/accounts_store.h"

namespace breather::accounts {

void Doorway::add(Described described, std::string guard, web::Kind kind,
                  boost::json::value ask_schema, web::Handler handler) {
    auto& spec = described.spec;
    std::vector<int> statuses{spec.status};
    const bool guarded = guard == "signed_in";
    if (guarded) statuses.push_back(401);
    if (kind != web::Kind::Read) {
        for (const int each : {400, 413, 415, 422, 503, 507}) statuses.push_back(each);
    } else {
        statuses.push_back(503);
    }
    for (const int each : spec.refusals) statuses.push_back(each);
    std::sort(statuses.begin(), statuses.end());
    statuses.erase(std::unique(statuses.begin(), statuses.end()), statuses.end());
    parts_.router.add({.method = spec.method,
                       .pattern = std::move(spec.pattern),
                       .summary = std::move(spec.summary),
                       .guard = std::move(guard),
                       .kind = kind,
                       .ask_schema = std::move(ask_schema),
                       .answer_schema = std::move(described.answer_schema),
                       .statuses = std::move(statuses),
                       .handler = std::move(handler)});
}

void Doorway::run_long(web::Request&& request, web::Reply reply,
                       std::function<web::Response(const web::Request&)> perform) {
    const auto asked = std::make_shared<web::Request>(std::move(request));
    parts_.long_pool.run([asked, reply, perform = std::move(perform)] {
        try {
            reply(perform(*asked));
        } catch (...) {
            reply.fail(std::current_exception());
        }
    });
}

Token Doorway::get_token(const web::Request& request) {
    if (const auto token = find_token(request)) return *token;
    throw Refusal::not_signed_in("accounts.not_signed_in");
}

storage::IdempotencyMark Doorway::mark_of(const Session& session,
                                          const web::Request& request) const {
    const auto written = request.idempotency_key();
    if (written.empty()) throw Refusal::malformed("idempotency.missing");
    const auto key = Uuid::parse(written);
    if (!key) throw Refusal::malformed("idempotency.not_a_key");
    const auto hash =
        parts_.hashes.request(web::name(request.method), request.path(), request.body);
    return {session.org_id, session.person_id, *key, Bytes(hash.begin(), hash.end()),
            parts_.clock.now()};
}

storage::Attempt Doorway::begin(storage::Transaction& tx, const storage::IdempotencyMark& mark) {
    if (!store::has_person(tx, mark.org, mark.person)) {
        throw Refusal::not_signed_in("accounts.session_ended");
    }
    return storage::check_idempotency(tx, mark);
}

std::string Doorway::renewed_cookie(const Used* used) {
    if (used == nullptr || !used->use.renewed) return {};
    return session_cookie(used->token, used->use.session.keep);
}

}  // namespace breather::accounts
