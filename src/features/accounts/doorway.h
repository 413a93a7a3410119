// What stands behind every door: finding the session, binding, reading, writing once, answering
// after the commit. Rooms see only `doors.h`.
#pragma once
#include <functional>
#include <memory>
#include <string>

#include "base/json.h"
#include "engines/storage/work.h"
#include "engines/web/long_pool.h"
#include "engines/web/router.h"
#include "features/accounts/hashes.h"
#include "features/accounts/self.h"
#include "features/accounts/sessions.h"
#include "features/accounts/spec.h"

namespace breather::accounts {

class Doorway {
  public:
    struct Parts {
        web::Router& router;
        storage::Database& database;
        storage::Keys& keys;
        Sessions& sessions;
        const Hashes& hashes;
        web::LongPool& long_pool;
        const Clock& clock;
    };
    explicit Doorway(const Parts& parts) : parts_(parts) {}

    /// First thing in every write of a person: that the person still is, and whether it was asked
    /// before. Refuses: not_signed_in (erased while the write waited), invalid
    /// "idempotency.other_body".
    static storage::Attempt begin(storage::Transaction& tx, const storage::IdempotencyMark& mark);

  protected:
    struct Described {
        Spec spec;
        boost::json::value answer_schema;
    };
    template <class Answer>
    static Described with_schema(Spec spec) {
        return {std::move(spec), json::schema<Answer>()};
    }

    /// A session in use, with the token its cookie brought.
    struct Used {
        Sessions::Use use;
        Token token;
    };

    template <class Ask>
    static Ask bind(const web::Request& request) {
        // A DELETE often comes without a body; that asks the same as `{}`.
        const bool nothing = request.method == web::Method::Delete && request.body.empty();
        return json::bind<Ask>(nothing ? "{}" : std::string_view(request.body));
    }

    Self proof(const Used& used) const { return Self(used.use.session, parts_.keys); }

    /// Finds the session in memory or in the store, then goes on with (web::Request&&, web::Reply,
    /// const Used&).
    template <class F>
    void with_session(web::Request&& request, web::Reply reply, F then) {
        const auto token = get_token(request);
        const auto hash = parts_.hashes.token(token);
        if (const auto use = parts_.sessions.use_kept(hash)) {
            return then(std::move(request), std::move(reply), Used{*use, token});
        }
        const auto waiting = std::make_shared<web::Request>(std::move(request));
        parts_.sessions.use_stored(
            hash, [waiting, reply, token, then](std::exception_ptr fault, Sessions::Use use) {
                try {
                    if (fault) std::rethrow_exception(fault);
                    then(std::move(*waiting), reply, Used{use, token});
                } catch (...) {
                    reply.fail(std::current_exception());
                }
            });
    }

    template <class F>
    void read(web::Request&& request, web::Reply reply, const Used* used, F look) {
        struct Looked {
            web::Request request;
            web::Response response;
        };
        const auto looked = std::make_shared<Looked>(Looked{std::move(request), {}});
        parts_.database.read(
            [looked, look](storage::Reader& reader) {
                looked->response = look(looked->request, reader);
            },
            [looked, reply, cookie = renewed_cookie(used)](std::exception_ptr fault) {
                if (fault) return reply.fail(fault);
                if (!cookie.empty()) looked->response.add_header("Set-Cookie", cookie);
                reply(std::move(looked->response));
            });
    }

    template <class Answer>
    void write(storage::IdempotencyMark mark, storage::Work<Answer> work, int status,
               web::Reply reply, const Used& used) {
        const auto answer = std::make_shared<std::string>();
        parts_.database.write(
            [mark = std::move(mark), work = std::move(work), answer](storage::Transaction& tx) {
                if (begin(tx, mark) == storage::Attempt::Fresh) work.apply(tx);
                *answer = json::write<Answer>(work.answer(tx));
            },
            [this, answer, status, reply, used,
             cookie = renewed_cookie(&used)](std::exception_ptr fault) {
                if (fault) return reply.fail(fault);
                tell_others(used);
                auto response = web::Response::json(std::move(*answer), status);
                if (!cookie.empty()) response.add_header("Set-Cookie", cookie);
                reply(std::move(response));
            });
    }

    /// The person's other sessions: that something changed.
    void tell_others(const Used& used) const {
        const Session& session = used.use.session;
        parts_.sessions.listeners().tell(session.person_id.uuid, session.token_hash);
    }
    /// Answers with a line that stays open (`web::Listeners`). Not on a shared computer: to listen
    /// is a use, and would keep somebody signed in who has gone.
    void listen(web::Reply reply, const Used& used);

    void add(Described described, std::string guard, web::Kind kind, boost::json::value ask_schema,
             web::Handler handler);
    void run_long(web::Request&& request, web::Reply reply,
                  std::function<web::Response(const web::Request&)> perform);
    /// Refuses: not_signed_in "accounts.not_signed_in".
    static Token get_token(const web::Request& request);
    /// Refuses: malformed "idempotency.missing", "idempotency.not_a_key".
    storage::IdempotencyMark mark_of(const Session& session, const web::Request& request) const;
    static std::string renewed_cookie(const Used* used);

  private:
    Parts parts_;
};

}  // namespace breather::accounts
