// The doors of the house: how a room's route meets the network, the session and the database. Every
// route goes through one, so that nobody forgets to ask who it is, to bind strictly, to keep the
// idempotency key, or to wait for the commit.
//
//     doors.my_write<Ask, Answer>({Method::Put, "/api/…/{id}", "What it does"},
//         [&](const Self& self, const Ask& ask, const web::Request& request) { return
//         service.change(self, ask); });
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include "base/json.h"
#include "engines/storage/idempotency.h"
#include "engines/storage/work.h"
#include "engines/web/long_pool.h"
#include "engines/web/router.h"
#include "features/accounts/cookies.h"
#include "features/accounts/hashes.h"
#include "features/accounts/self.h"
#include "features/accounts/sessions.h"

namespace breather::accounts {

struct Spec {
    web::Method method = web::Method::Get;
    std::string pattern;
    std::string summary;
    std::vector<int> refusals = {};  // beside those every door of its kind has
    int status = 200;
};

/// What is asked where nothing is: `{}`.
struct Nothing {};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())

/// An answer with cookies or other headers beside it.
template <class Answer>
struct Answered {
    Answer answer;
    std::vector<std::pair<std::string_view, std::string>> headers = {};
};

/// A long write that somebody signed in asks for, with what is needed to do it once.
struct Asked {
    Session session;
    Token token;
    storage::IdempotencyMark mark;
    const web::Request& request;
};

class Doors {
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
    explicit Doors(const Parts& parts) : parts_(parts) {}

    template <class Answer>
    static web::Response response_of(const Answered<Answer>& answered, int status = 200) {
        auto response = web::Response::json(json::write<Answer>(answered.answer), status);
        for (const auto& [name, value] : answered.headers) response.add_header(name, value);
        return response;
    }

    /// Anybody: (const web::Request&, storage::Reader&) -> Answer
    template <class Answer, class F>
    void open_read(Spec spec, F look) {
        open_raw_read(
            with_schema<Answer>(spec),
            [look, status = spec.status](const web::Request& request, storage::Reader& reader) {
                return web::Response::json(json::write<Answer>(look(request, reader)), status);
            });
    }

    /// Anybody, in the long pool, and may wait for the disk: (const Ask&, const web::Request&) ->
    /// Answered<Answer>
    template <class Ask, class Answer, class F>
    void open_long(Spec spec, F perform) {
        add(with_schema<Answer>(spec), "open", web::Kind::Long, json::schema<Ask>(),
            [this, perform, status = spec.status](web::Request&& request, web::Reply reply) {
                auto ask = bind<Ask>(request);
                run_long(std::move(request), std::move(reply),
                         [perform, status, ask = std::move(ask)](const web::Request& asked) {
                             return response_of<Answer>(perform(ask, asked), status);
                         });
            });
    }

    /// Anybody; answers through `reply` whenever it likes: (Ask&&, web::Request&&, web::Reply). For
    /// the slow hash.
    template <class Ask, class Answer, class F>
    void open_later(Spec spec, F perform) {
        add(with_schema<Answer>(spec), "open", web::Kind::Long, json::schema<Ask>(),
            [perform](web::Request&& request, web::Reply reply) {
                auto ask = bind<Ask>(request);
                perform(std::move(ask), std::move(request), std::move(reply));
            });
    }

    /// (const Self&, const web::Request&, storage::Reader&) -> Answer
    template <class Answer, class F>
    void my_read(Spec spec, F look) {
        my_raw_read(with_schema<Answer>(spec), [look, status = spec.status](
                                                   const Self& self, const web::Request& request,
                                                   storage::Reader& reader) {
            return web::Response::json(json::write<Answer>(look(self, request, reader)), status);
        });
    }

    /// (const Self&, const web::Request&, storage::Reader&) -> web::Response, for bytes that are
    /// ready already.
    template <class F>
    void my_raw_read(Spec spec, F look) {
        my_raw_read(Described{std::move(spec), nullptr}, std::move(look));
    }

    /// (const Self&, const Ask&, const web::Request&) -> storage::Work<Answer>
    /// Needs an Idempotency-Key. The work runs once however often it is asked for; the answer
    /// leaves after the commit.
    template <class Ask, class Answer, class F>
    void my_write(Spec spec, F make) {
        add(with_schema<Answer>(spec), "signed_in", web::Kind::Write, json::schema<Ask>(),
            [this, make, status = spec.status](web::Request&& request, web::Reply reply) {
                with_session(std::move(request), std::move(reply),
                             [this, make, status](web::Request&& asked, web::Reply answer,
                                                  const Used& used) {
                                 auto mark = mark_of(used.use.session, asked);
                                 const auto ask = bind<Ask>(asked);
                                 write<Answer>(std::move(mark), make(proof(used), ask, asked),
                                               status, std::move(answer), used);
                             });
            });
    }

    /// The same in the long pool, for what is more than one write: (const Self&, const Ask&, const
    /// Asked&)
    /// -> Answered<Answer>. Keeping `asked.mark` is up to the callee.
    template <class Ask, class Answer, class F>
    void my_long(Spec spec, F perform) {
        add(with_schema<Answer>(spec), "signed_in", web::Kind::Long, json::schema<Ask>(),
            [this, perform, status = spec.status](web::Request&& request, web::Reply reply) {
                with_session(
                    std::move(request), std::move(reply),
                    [this, perform, status](web::Request&& asked, web::Reply answer,
                                            const Used& used) {
                        auto mark = mark_of(used.use.session, asked);
                        auto ask = bind<Ask>(asked);
                        run_long(std::move(asked), std::move(answer),
                                 [perform, status, used, self = proof(used), ask = std::move(ask),
                                  mark = std::move(mark)](const web::Request& again) {
                                     const Asked about{used.use.session, used.token, mark, again};
                                     return response_of<Answer>(perform(self, ask, about), status);
                                 });
                    });
            });
    }

    /// First thing in every write of a person: that the person still is, and whether it was asked
    /// before. Refuses: not_signed_in (erased while the write waited), invalid
    /// "idempotency.other_body".
    static storage::Attempt begin(storage::Transaction& tx, const storage::IdempotencyMark& mark);

  private:
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

    template <class F>
    void open_raw_read(Described described, F look) {
        add(std::move(described), "open", web::Kind::Read, nullptr,
            [this, look](web::Request&& request, web::Reply reply) {
                read(std::move(request), std::move(reply), nullptr, look);
            });
    }

    template <class F>
    void my_raw_read(Described described, F look) {
        add(std::move(described), "signed_in", web::Kind::Read, nullptr,
            [this, look](web::Request&& request, web::Reply reply) {
                with_session(
                    std::move(request), std::move(reply),
                    [this, look](web::Request&& asked, web::Reply answer, const Used& used) {
                        read(std::move(asked), std::move(answer), &used,
                             [look, self = proof(used)](const web::Request& about,
                                                        storage::Reader& reader) {
                                 return look(self, about, reader);
                             });
                    });
            });
    }

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
            [answer, status, reply, cookie = renewed_cookie(&used)](std::exception_ptr fault) {
                if (fault) return reply.fail(fault);
                auto response = web::Response::json(std::move(*answer), status);
                if (!cookie.empty()) response.add_header("Set-Cookie", cookie);
                reply(std::move(response));
            });
    }

    void add(Described described, std::string guard, web::Kind kind, boost::json::value ask_schema,
             web::Handler handler);
    void run_long(web::Request&& request, web::Reply reply,
                  std::function<web::Response(const web::Request&)> perform);
    /// Refuses: not_signed_in "accounts.not_signed_in".
    static Token get_token(const web::Request& request);
    /// Refuses: malformed "idempotency.missing", "idempotency.not_a_key".
    storage::IdempotencyMark mark_of(const Session& session, const web::Request& request) const;
    static std::string renewed_cookie(const Used* used);

    Parts parts_;
};

}  // namespace breather::accounts
