#include "features/accounts/doorway.h"

#include "base/refusal.h"
#include "features/accounts/accounts_store.h"

namespace breather::accounts {

void Doorway::add(Described described, std::string guard, web::Kind kind,
                  boost::json::value ask_schema, web::Handler handler) {
    parts_.router.add(web::route_of(std::move(described.spec), std::move(guard), kind,
                                    std::move(ask_schema), std::move(described.answer_schema),
                                    std::move(handler)));
}

void Doorway::run_long(web::Request&& request, web::Reply reply,
                       std::function<web::Response(const web::Request&)> perform) {
    web::answer_in(parts_.long_pool, std::move(request), std::move(reply), std::move(perform));
}

void Doorway::listen(web::Reply reply, const Used& used) {
    const Session& session = used.use.session;
    if (session.keep == Keep::Shared) {
        web::Response none;
        none.status = 204;  // to a browser: and do not come again
        return reply(std::move(none));
    }
    auto response =
        parts_.sessions.listeners().stay(session.person_id.uuid, session.token_hash, reply);
    if (const auto cookie = renewed_cookie(&used); !cookie.empty())
        response.add_header("Set-Cookie", cookie);
    reply(std::move(response));
}

Token Doorway::get_token(const web::Request& request) {
    if (const auto token = find_token(request)) return *token;
    throw Refusal::not_signed_in("accounts.not_signed_in");
}

storage::IdempotencyMark Doorway::mark_of(const Session& session,
                                          const web::Request& request) const {
    const Uuid key = web::get_idempotency_key(request);
    const auto hash =
        parts_.hashes.request(web::name(request.method), request.path(), request.body);
    return {session.org_id, session.person_id, key, Bytes(hash.begin(), hash.end()),
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
