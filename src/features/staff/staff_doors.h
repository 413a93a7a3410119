// The doors of the staff's house, on a host name of its own. A route says by its proof who may
// come in:
//
//     doors.write<Administrator, Ask, Answer>(
//         {Method::Post, "/api/…", "What it does"}, Fresh::Needed,
//         [&](const Administrator& by, const Ask& ask, const web::Request& request, const Uuid&
//         key) {
//             return service.change(by, ask, key);   // a Deed: no write without its ledger row
//         });
#pragma once
#include "features/staff/doorway.h"

namespace breather::staff {

using web::Answered;
using web::Nothing;
using web::Spec;

class Doors : public Doorway {
  public:
    using Doorway::Doorway;

    template <class Answer>
    static web::Response response_of(const Answered<Answer>& answered, int status = 200) {
        auto response = web::Response::json(json::write<Answer>(answered.answer), status);
        for (const auto& [name, value] : answered.headers) response.add_header(name, value);
        return response;
    }

    /// Anybody, at once, for what needs no looking up: (const web::Request&) -> Answer
    template <class Answer, class F>
    void open_read(Spec spec, F look) {
        const int status = spec.status;
        add<Answer>(std::move(spec), "open", web::Kind::Read, nullptr,
                    [look, status](web::Request&& request, web::Reply reply) {
                        reply(web::Response::json(json::write<Answer>(look(request)), status));
                    });
    }

    /// Anybody, in the long pool: (const Ask&, const web::Request&) -> Answered<Answer>
    template <class Ask, class Answer, class F>
    void open_long(Spec spec, F perform) {
        const int status = spec.status;
        add<Answer>(std::move(spec), "open", web::Kind::Long, json::schema<Ask>(),
                    [this, perform, status](web::Request&& request, web::Reply reply) {
                        auto ask = bind<Ask>(request);
                        web::answer_in(
                            parts_.long_pool, std::move(request), std::move(reply),
                            [perform, status, ask = std::move(ask)](const web::Request& asked) {
                                return response_of<Answer>(perform(ask, asked), status);
                            });
                    });
    }

    /// (const Proof&, const web::Request&, storage::Reader&) -> Answer
    template <class Proof, class Answer, class F>
    void read(Spec spec, F look) {
        raw_read<Proof>(std::move(spec), json::schema<Answer>(),
                        [look, status = spec.status](const Proof& by, const web::Request& request,
                                                     storage::Reader& reader) {
                            return web::Response::json(
                                json::write<Answer>(look(by, request, reader)), status);
                        });
    }

    /// As long as it takes, in the long pool: (const Proof&, const web::Request&, storage::Reader&)
    /// -> Answer, or without the reader for what looks elsewhere.
    template <class Proof, class Answer, class F>
    void long_read(Spec spec, F look) {
        const int status = spec.status;
        spec.refusals.push_back(403);
        add<Answer>(
            std::move(spec), guard_of(Proof::needed, Fresh::NotNeeded), web::Kind::Long, nullptr,
            [this, look, status](web::Request&& request, web::Reply reply) {
                web::answer_in(
                    parts_.long_pool, std::move(request), std::move(reply),
                    [this, look, status](const web::Request& asked) {
                        const auto by = proof_for<Proof>(asked);
                        const auto answer = [&] {
                            if constexpr (std::invocable<F, const Proof&, const web::Request&>)
                                return look(by, asked);
                            else
                                return parts_.database.read_now([&](storage::Reader& reader) {
                                    return look(by, asked, reader);
                                });
                        }();
                        return signed_by(by,
                                         web::Response::json(json::write<Answer>(answer), status));
                    });
            });
    }

    /// The same as `long_read` with a web::Response, for files that take long to make:
    /// (const Proof&, const web::Request&, storage::Reader&) -> web::Response, or without the
    /// reader for what looks elsewhere.
    template <class Proof, class F>
    void long_raw_read(Spec spec, F look) {
        spec.refusals.push_back(403);
        parts_.router.add(web::route_of(
            std::move(spec), guard_of(Proof::needed, Fresh::NotNeeded), web::Kind::Long, nullptr,
            nullptr, [this, look](web::Request&& request, web::Reply reply) {
                web::answer_in(
                    parts_.long_pool, std::move(request), std::move(reply),
                    [this, look](const web::Request& asked) {
                        const auto by = proof_for<Proof>(asked);
                        if constexpr (std::invocable<F, const Proof&, const web::Request&>)
                            return signed_by(by, look(by, asked));
                        else
                            return signed_by(by,
                                             parts_.database.read_now([&](storage::Reader& reader) {
                                                 return look(by, asked, reader);
                                             }));
                    });
            }));
    }

    /// The same as `read` with a web::Response, for pages and files.
    template <class Proof, class F>
    void raw_read(Spec spec, F look) {
        raw_read<Proof>(std::move(spec), nullptr, std::move(look));
    }

    /// (const Proof&, const Ask&, const web::Request&, const Uuid& key) -> Deed<Answer>
    /// Needs an Idempotency-Key, which the callee may derive names from. Done once, written into
    /// the ledger with it, answered after the commit.
    template <class Proof, class Ask, class Answer, class F>
    void write(Spec spec, Fresh fresh, F make) {
        const int status = spec.status;
        spec.refusals.push_back(403);
        add<Answer>(
            std::move(spec), guard_of(Proof::needed, fresh), web::Kind::Write, json::schema<Ask>(),
            [this, make, fresh, status](web::Request&& request, web::Reply reply) {
                web::answer_in(parts_.long_pool, std::move(request), std::move(reply),
                               [this, make, fresh, status](const web::Request& asked) {
                                   return perform<Proof, Ask, Answer>(asked, fresh, make, status);
                               });
            });
    }

    /// A write as above, answered when the errand is done: (const Proof&, const Ask&, const
    /// web::Request&, const Uuid& key) -> Errand<Answer>. The errand waits on a thread of its own.
    template <class Proof, class Ask, class Answer, class F>
    void errand(Spec spec, Fresh fresh, F make) {
        const int status = spec.status;
        spec.refusals.push_back(403);
        add<Answer>(std::move(spec), guard_of(Proof::needed, fresh), web::Kind::Write,
                    json::schema<Ask>(),
                    [this, make, fresh, status](web::Request&& request, web::Reply reply) {
                        const auto asked = std::make_shared<web::Request>(std::move(request));
                        parts_.long_pool.run([this, make, fresh, status, asked, reply] {
                            try {
                                send_out<Proof, Ask, Answer>(*asked, fresh, make, status, reply);
                            } catch (...) {
                                reply.fail(std::current_exception());
                            }
                        });
                    });
    }

    /// In the long pool, for what is more than one write and writes its own ledger row:
    /// (const Proof&, const Ask&, const web::Request&) -> Answered<Answer>
    template <class Proof, class Ask, class Answer, class F>
    void long_write(Spec spec, Fresh fresh, F perform) {
        const int status = spec.status;
        spec.refusals.push_back(403);
        add<Answer>(
            std::move(spec), guard_of(Proof::needed, fresh), web::Kind::Long, json::schema<Ask>(),
            [this, perform, fresh, status](web::Request&& request, web::Reply reply) {
                web::answer_in(
                    parts_.long_pool, std::move(request), std::move(reply),
                    [this, perform, fresh, status](const web::Request& asked) {
                        const auto by = proof_for<Proof>(asked, fresh);
                        return signed_by(
                            by, response_of<Answer>(perform(by, bind<Ask>(asked), asked), status));
                    });
            });
    }

  private:
    /// Waits; for the long pool.
    template <class Proof>
    Proof proof_for(const web::Request& asked, Fresh fresh = Fresh::NotNeeded) {
        const Hash token = get_token(asked);
        Proof by = parts_.database.read_now(
            [&](storage::Reader& reader) { return prove<Proof>(reader, token, fresh); });
        touch(by);
        return by;
    }

    template <class Answer>
    void add(Spec spec, std::string guard, web::Kind kind, boost::json::value ask_schema,
             web::Handler handler) {
        parts_.router.add(web::route_of(std::move(spec), std::move(guard), kind,
                                        std::move(ask_schema), json::schema<Answer>(),
                                        std::move(handler)));
    }

    template <class Proof, class F>
    void raw_read(Spec spec, boost::json::value answer_schema, F look) {
        spec.refusals.push_back(403);
        parts_.router.add(web::route_of(
            std::move(spec), guard_of(Proof::needed, Fresh::NotNeeded), web::Kind::Read, nullptr,
            std::move(answer_schema), [this, look](web::Request&& request, web::Reply reply) {
                struct Looked {
                    web::Request request;
                    Hash token;
                    web::Response response;
                };
                const Hash token = get_token(request);
                const auto looked = std::make_shared<Looked>(Looked{std::move(request), token, {}});
                parts_.database.read(
                    [this, looked, look](storage::Reader& reader) {
                        const auto by = prove<Proof>(reader, looked->token, Fresh::NotNeeded);
                        looked->response = signed_by(by, look(by, looked->request, reader));
                        touch(by);
                    },
                    [looked, reply](std::exception_ptr fault) {
                        fault ? reply.fail(fault) : reply(std::move(looked->response));
                    });
            }));
    }

    template <class Proof, class Ask, class Answer, class F>
    web::Response perform(const web::Request& asked, Fresh fresh, F make, int status) {
        const Hash token = get_token(asked);
        const Proof by = parts_.database.read_now(
            [&](storage::Reader& reader) { return prove<Proof>(reader, token, fresh); });
        const auto mark = mark_of(by, asked);
        const auto ask = bind<Ask>(asked);
        const Instant now = parts_.clock.now();
        Deed<Answer> deed = make(by, ask, asked, mark.key);
        const auto answer = parts_.database.write_now([&](storage::Transaction& tx) {
            // As things stand in this very transaction: what was taken away a moment ago is gone.
            (void)prove<Proof>(tx, token, fresh);
            if (storage::check_idempotency(tx, mark) == storage::Attempt::Fresh) {
                const Told told = deed.apply(tx);
                parts_.ledger.append(tx, {now, by.id().uuid, told.deed, told.about});
            }
            return deed.answer(tx);
        });
        if (deed.after) deed.after();
        touch(by);
        return signed_by(by, web::Response::json(json::write<Answer>(answer), status));
    }

    template <class Proof, class Ask, class Answer, class F>
    void send_out(const web::Request& asked, Fresh fresh, F make, int status,
                  const web::Reply& reply) {
        const Hash token = get_token(asked);
        const Proof by = parts_.database.read_now(
            [&](storage::Reader& reader) { return prove<Proof>(reader, token, fresh); });
        const auto mark = mark_of(by, asked);
        const auto ask = bind<Ask>(asked);
        const Instant now = parts_.clock.now();
        const Errand<Answer> errand = make(by, ask, asked, mark.key);
        const auto attempt = parts_.database.write_now([&](storage::Transaction& tx) {
            (void)prove<Proof>(tx, token, fresh);
            const auto found = storage::check_idempotency(tx, mark);
            if (found == storage::Attempt::Fresh) {
                const Told told = errand.apply(tx);
                parts_.ledger.append(tx, {now, by.id().uuid, told.deed, told.about});
            }
            return found;
        });
        touch(by);
        const auto answer = [reply, by, status](const Answer& given) {
            reply(signed_by(by, web::Response::json(json::write(given), status)));
        };
        attempt == storage::Attempt::Fresh ? errand.go(answer) : answer(errand.repeated);
    }

    static web::Response signed_by(const Staff& by, web::Response response) {
        response.staff = by.id().text();
        return response;
    }
};

}  // namespace breather::staff
