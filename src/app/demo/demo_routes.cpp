#include "app/demo/demo_routes.h"

#include "app/demo/tickets.h"
#include "base/json.h"
#include "base/refusal.h"
#include "engines/web/spec.h"

namespace breather::demo {

/// Chairs of the staff; the nurse's is taken in her browser, by joining.
enum class Seat { Administrator, Manager, Researcher };
BOOST_DESCRIBE_ENUM(Seat, Administrator, Manager, Researcher)
constexpr std::string_view json_name(Seat seat) {
    switch (seat) {
        case Seat::Administrator:
            return "administrator";
        case Seat::Manager:
            return "manager";
        case Seat::Researcher:
            return "researcher";
    }
    return "";
}

struct Employer {
    OrgId id;
    std::string name, code;  // a code that is open: how a nurse comes in
    organisations::Country country{};
};
BOOST_DESCRIBE_STRUCT(Employer, (), (id, name, code, country))

struct DemoAnswer {
    Instant begins_at{};
    std::int64_t at = 0;      // milliseconds since the beginning
    std::int64_t length = 0;  // how far the clock goes
    std::int64_t ahead = 0;   // of the machine's clock
    std::string people_at, staff_at;
    std::vector<Employer> organisations;
};
BOOST_DESCRIBE_STRUCT(DemoAnswer, (),
                      (begins_at, at, length, ahead, people_at, staff_at, organisations))

struct ClockAsk {
    std::int64_t at = 0;
};
BOOST_DESCRIBE_STRUCT(ClockAsk, (), (at))

struct SeatAsk {
    Seat seat{};
    std::optional<OrgId> organisation;
};
BOOST_DESCRIBE_STRUCT(SeatAsk, (), (seat, organisation))

struct SeatAnswer {
    std::string link;
};
BOOST_DESCRIBE_STRUCT(SeatAnswer, (), (link))

struct TicketAsk {
    Text<64, 1> ticket;
};
BOOST_DESCRIBE_STRUCT(TicketAsk, (), (ticket))

namespace {

using std::chrono::milliseconds;
using web::Method;

class Rooms {
  public:
    explicit Rooms(const RoomParts& parts) : parts_(parts) {
        for (web::Router* router : {&parts_.router, &parts_.staff_router}) add_both(*router);
        add<TicketAsk, staff::MeAnswer>(
            parts_.staff_router,
            {Method::Post, "/api/demo/seat", "Sit down: an invented person's session", {401}},
            [this](const TicketAsk& ask) {
                const auto who = tickets_.take(ask.ticket.str(), parts_.demo.machine_now());
                const auto opened = parts_.staff.invented_seats().take(who);
                auto response = web::Response::json(json::write(opened.answer));
                response.add_header("Set-Cookie", staff::staff_cookie(opened.token));
                return response;
            });
    }

  private:
    void add_both(web::Router& router) {
        router.add(web::route_of(
            {Method::Get, "/api/demo", "What time it is in this demo"}, "open", web::Kind::Long,
            nullptr, json::schema<DemoAnswer>(), [this](web::Request&& request, web::Reply reply) {
                web::answer_in(parts_.long_pool, std::move(request), std::move(reply),
                               [this](const web::Request&) {
                                   return web::Response::json(json::write(answer()));
                               });
            }));
        add<ClockAsk, DemoAnswer>(
            router, {Method::Put, "/api/demo/clock", "Move the clock, forward or back"},
            [this](const ClockAsk& ask) {
                parts_.demo.set(milliseconds{ask.at});
                return web::Response::json(json::write(answer()));
            });
        add<SeatAsk, SeatAnswer>(
            router,
            {Method::Post,
             "/api/demo/seats",
             "A link to a seat, good once and for a minute",
             {404}},
            [this](const SeatAsk& ask) {
                const auto ticket =
                    tickets_.give(invented(ask), parts_.demo.machine_now(), parts_.random);
                return web::Response::json(
                    json::write(SeatAnswer{parts_.staff.service().address() + "/#seat=" + ticket}));
            });
    }

    template <class Ask, class Answer, class F>
    void add(web::Router& router, web::Spec spec, F perform) {
        router.add(web::route_of(
            std::move(spec), "open", web::Kind::Long, json::schema<Ask>(), json::schema<Answer>(),
            [this, perform](web::Request&& request, web::Reply reply) {
                auto ask = json::bind<Ask>(request.body);
                web::answer_in(
                    parts_.long_pool, std::move(request), std::move(reply),
                    [perform, ask = std::move(ask)](const web::Request&) { return perform(ask); });
            }));
    }

    staff::Invented invented(const SeatAsk& ask) const {
        if (ask.seat == Seat::Administrator)
            return {"Ada Quill (invented)",
                    "demo-administrator",
                    {staff::Role::Administrator, std::nullopt}};
        if (ask.seat == Seat::Researcher)
            return {
                "Noor Hale (invented)", "demo-researcher", {staff::Role::Researcher, std::nullopt}};
        for (const auto& one : parts_.organisations.list())
            if (one.id == ask.organisation)
                return {one.country == organisations::Country::CN ? "林远（虚构）"
                                                                  : "Robin Marsh (invented)",
                        "demo-manager-" + one.id.text().substr(24),
                        {staff::Role::Organisation, one.id}};
        throw Refusal::not_found("organisations.organisation");
    }

    DemoAnswer answer() const {
        const Demo& demo = parts_.demo;
        DemoAnswer says{.begins_at = demo.begins_at(),
                        .at = demo.at().count(),
                        .length = milliseconds{length}.count(),
                        .ahead = demo.ahead().count(),
                        .people_at = parts_.people_at,
                        .staff_at = parts_.staff.service().address(),
                        .organisations = {}};
        for (const auto& one : parts_.organisations.list())
            for (const auto& row : parts_.organisations.list_codes(one.id)) {
                if (row.closed_at) continue;
                says.organisations.push_back({one.id, one.name, row.code, one.country});
                break;
            }
        return says;
    }

    RoomParts parts_;
    Tickets tickets_;
};

}  // namespace

std::shared_ptr<void> open_rooms(const RoomParts& parts) { return std::make_shared<Rooms>(parts); }

}  // namespace breather::demo
