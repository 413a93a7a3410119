// The doors of the house: how a room's route meets the network, the session and the database. Every
// route goes through one, so that nobody forgets to ask who it is, to bind strictly, to keep the
// idempotency key, or to wait for the commit.
//
//     doors.my_write<Ask, Answer>({Method::Put, "/api/…/{id}", "What it does"},
//         [&](const Self& self, const Ask& ask, const web::Request& request) {
//             return service.change(self, ask);
//         });
#pragma once
#include "features/accounts/doorway.h"

namespace breather::accounts {

class Doors : public Doorway {
  public:
    using Doorway::Doorway;

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

    /// Anybody, in the long pool, and may wait for the disk:
    /// (const Ask&, const web::Request&) -> Answered<Answer>
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

    /// Anybody; answers whenever it likes, for the slow hash: (Ask&&, web::Request&&, web::Reply)
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

    /// The same, where the bytes are an Answer that was written earlier.
    template <class Answer, class F>
    void my_ready_read(Spec spec, F look) {
        my_raw_read(with_schema<Answer>(std::move(spec)), std::move(look));
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

    /// The same in the long pool, for what is more than one write:
    /// (const Self&, const Ask&, const Asked&) -> Answered<Answer>
    /// Keeping `asked.mark` is up to the callee.
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
                        run_long(
                            std::move(asked), std::move(answer),
                            [this, perform, status, used, self = proof(used), ask = std::move(ask),
                             mark = std::move(mark)](const web::Request& again) {
                                const Asked about{used.use.session, used.token, mark, again};
                                auto made = perform(self, ask, about);
                                tell_others(used);
                                return response_of<Answer>(made, status);
                            });
                    });
            });
    }

    /// A line that stays open and says when something of theirs was changed by another session.
    void my_listening(Spec spec) {
        add(Described{std::move(spec), nullptr}, "signed_in", web::Kind::Read, nullptr,
            [this](web::Request&& request, web::Reply reply) {
                with_session(std::move(request), std::move(reply),
                             [this](web::Request&&, web::Reply answer, const Used& used) {
                                 listen(std::move(answer), used);
                             });
            });
    }

  private:
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
};

}  // namespace breather::accounts
