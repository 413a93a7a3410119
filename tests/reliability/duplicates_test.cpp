// R8: every route that writes is sent twice, late, six times at once and cut off; each has exactly
// one effect. On both databases.
#include <gtest/gtest.h>

#include <thread>

#include "reliability/every_write.h"
#include "support/faulty_databases.h"

namespace breather::testing {
namespace {

using Rows = std::map<std::string, std::multiset<std::string>>;

std::string text_of(const boost::json::value& body) { return boost::json::serialize(body); }

/// One request with a key, as often as one likes; cookies that come back are not kept, because
/// whoever repeats has not heard the first answer.
struct Repeated {
    Stage& stage;
    const WriteCase& write;
    Sending sending;
    std::string key = stage.fresh_id();

    Repeated(Ground& ground, const WriteCase& of)
        : stage(ground.stage()), write(of), sending(of.prepare(ground)) {}

    Question question(const boost::json::value& body) const {
        return {write.method, sending.path, text_of(body), {{"Idempotency-Key", key}}};
    }
    HttpAnswer send(const boost::json::value& body) const {
        auto browser = sending.browser;
        return stage.ask(browser, question(body));
    }
    HttpAnswer send() const { return send(sending.body); }
    bool is_expected(int status) const {
        return status == sending.status || sending.again.contains(status);
    }
};

Rows rows_of(Stage& stage, const std::set<std::string>& without) {
    auto rows = every_row(stage.world.house().database());
    for (const auto& table : without) rows.erase(table);
    return rows;
}

std::map<std::string, long> counts(const Rows& rows) {
    std::map<std::string, long> counted;
    for (const auto& [table, each] : rows) counted[table] = static_cast<long>(each.size());
    return counted;
}

/// How many rows each table has more (or fewer) than before.
std::map<std::string, long> growth(const Rows& before, const Rows& after) {
    auto grown = counts(after);
    for (const auto& [table, count] : counts(before)) grown[table] -= count;
    std::erase_if(grown, [](const auto& each) { return each.second == 0; });
    return grown;
}

class Faults {
  public:
    explicit Faults(std::string route) : route_(std::move(route)) {}
    void expect(bool holds, const std::string& fault) {
        if (!holds) all.push_back(route_ + ": " + fault);
    }
    std::vector<std::string> all;

  private:
    std::string route_;
};

/// Sent again, sent with another body under the same key, and sent again after the person did
/// something else.
std::vector<std::string> faults_of_repeats(Ground& ground, const WriteCase& write) {
    Faults faults(write.route());
    Stage& stage = ground.stage();
    const Repeated one(ground, write);
    const auto& sending = one.sending;
    const auto before = rows_of(stage, {});
    const auto first = one.send();
    faults.expect(first.status == sending.status, first.body);
    const auto once = rows_of(stage, sending.may_grow);
    if (!sending.changes_nothing)
        faults.expect(rows_of(stage, {}) != before, "the case proves nothing: no row changed");
    for (int times = 0; times < 2; ++times) {
        const auto again = one.send();
        faults.expect(sending.again.contains(again.status),
                      "a repeat heard " + std::to_string(again.status) + " " + again.body);
        if (again.status == first.status && sending.may_grow.empty() && !sending.answers_differ)
            faults.expect(again.body == first.body, "a repeat heard something else");
        faults.expect(rows_of(stage, sending.may_grow) == once, "a repeat changed something");
    }
    if (!sending.other_body.is_null()) {
        faults.expect(one.send(sending.other_body).status == 422,
                      "another body under the same key was taken");
        faults.expect(rows_of(stage, sending.may_grow) == once, "and changed something");
    }
    if (!sending.later_body.is_null() || sending.later_work) {
        if (sending.later_work) {
            sending.later_work(stage);
        } else {
            auto browser = sending.browser;
            const auto& path = sending.later_path.empty() ? sending.path : sending.later_path;
            const auto later = stage.ask(browser, {write.method,
                                                   path,
                                                   text_of(sending.later_body),
                                                   {{"Idempotency-Key", stage.fresh_id()}}});
            faults.expect(later.status == sending.status, "a later change: " + later.body);
        }
        const auto changed = rows_of(stage, sending.may_grow);
        faults.expect(changed != once, "what came later changed nothing");
        one.send();
        faults.expect(rows_of(stage, sending.may_grow) == changed,
                      "a late repeat undid what came after it");
    }
    return faults.all;
}

std::string told(const std::map<std::string, long>& growth) {
    std::string all;
    for (const auto& [table, count] : growth) all += table + " " + std::to_string(count) + ", ";
    return all;
}

/// What one request adds, so that six can be compared with it.
std::map<std::string, long> growth_of_one(Ground& ground, const WriteCase& write) {
    const Repeated one(ground, write);
    const auto before = rows_of(ground.stage(), one.sending.may_grow);
    one.send();
    return growth(before, rows_of(ground.stage(), one.sending.may_grow));
}

std::vector<std::string> faults_of_six_at_once(Ground& ground, const WriteCase& write) {
    Faults faults(write.route());
    const auto expected = growth_of_one(ground, write);
    const Repeated one(ground, write);
    const auto before = rows_of(ground.stage(), one.sending.may_grow);
    std::vector<HttpAnswer> answers(6);
    std::vector<std::thread> senders;
    for (auto& answer : answers) senders.emplace_back([&] { answer = one.send(); });
    for (auto& sender : senders) sender.join();
    int done = 0;
    for (const auto& answer : answers) {
        faults.expect(one.is_expected(answer.status),
                      "at once: " + std::to_string(answer.status) + " " + answer.body);
        done += answer.status == one.sending.status;
    }
    faults.expect(done > 0, "at once: nobody was told that it is done");
    const auto grown = growth(before, rows_of(ground.stage(), one.sending.may_grow));
    faults.expect(grown == expected, "six at once had another effect than one: " + told(grown) +
                                         "instead of " + told(expected));
    return faults.all;
}

/// Sends the first `size` bytes of a question and hangs up without listening.
void send_cut(std::uint16_t port, const std::string& bytes, std::size_t size) {
    const int line = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(line, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
        ::send(line, bytes.data(), size, MSG_NOSIGNAL);
    const linger at_once{1, 0};  // a reset, as when a network is gone
    ::setsockopt(line, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    ::close(line);
}

std::vector<std::string> faults_of_cuts(Ground& ground, const WriteCase& write) {
    Faults faults(write.route());
    Stage& stage = ground.stage();
    auto expected = growth_of_one(ground, write);
    std::vector<Repeated> people;
    for (int i = 0; i < 4; ++i) people.emplace_back(ground, write);
    const auto before = rows_of(stage, people[0].sending.may_grow);
    for (std::size_t i = 0; i < people.size(); ++i) {
        const auto& one = people[i];
        const auto question = one.question(one.sending.body);
        std::string bytes = write.method + " " + question.path + " HTTP/1.1\r\n";
        for (const auto& [name, value] : Stage::headers_of(one.sending.browser, question))
            bytes += name + ": " + value + "\r\n";
        bytes += "Content-Length: " + std::to_string(question.body.size()) + "\r\n\r\n";
        const std::size_t head = bytes.size();
        bytes += question.body;
        // In the head, before the body, within the body, and after all of it.
        const std::size_t cuts[] = {head / 2, head, head + question.body.size() / 2, bytes.size()};
        send_cut(stage.port(), bytes, cuts[i]);
        const auto told = one.send();
        faults.expect(one.is_expected(told.status),
                      "after a cut: " + std::to_string(told.status) + " " + told.body);
    }
    stage.restart();  // whatever was under way is through
    for (auto& [table, count] : expected) count *= static_cast<long>(people.size());
    faults.expect(growth(before, rows_of(stage, people[0].sending.may_grow)) == expected,
                  "a cut line and a repeat had another effect than one request");
    return faults.all;
}

using Look = std::vector<std::string> (*)(Ground&, const WriteCase&);

std::vector<std::string> faults_everywhere(Stage& stage, Look look) {
    std::vector<std::string> all;
    for (const auto& write : every_write()) {
        Ground ground(stage);
        for (const auto& fault : look(ground, write)) all.push_back(fault);
    }
    return all;
}

const std::vector<std::string> none;

TEST(Duplicates, every_route_that_writes_has_a_case) {
    Stage stage;
    std::set<std::string> cases, routes;
    for (const auto& write : every_write()) cases.insert(write.route());
    const auto add = [&](const web::Router& router, const std::string& host) {
        for (const auto& route : router.routes())
            if (route.method != web::Method::Get || route.kind == web::Kind::Write)
                routes.insert(host + std::string(web::name(route.method)) + " " + route.pattern);
    };
    add(stage.world.house().router(), "");
    add(stage.world.house().staff_router(), "desk ");
    EXPECT_EQ(cases, routes) << "add a case to every_write.cpp or desk_writes.cpp";
}

TEST(Duplicates, a_repeat_changes_nothing_however_late) {
    Stage stage;
    EXPECT_EQ(faults_everywhere(stage, faults_of_repeats), none);
}

TEST(Duplicates, six_at_once_are_one) {
    Stage stage;
    EXPECT_EQ(faults_everywhere(stage, faults_of_six_at_once), none);
}

TEST(Duplicates, a_cut_line_and_a_repeat_are_one) {
    Stage stage;
    EXPECT_EQ(faults_everywhere(stage, faults_of_cuts), none);
}

TEST(Duplicates, with_keys_forgotten_repeats_count_again) {
    Stage stage([](std::unique_ptr<storage::Database> inner) {
        return std::make_unique<NoIdempotency>(std::move(inner));
    });
    std::string all;
    for (const auto& fault : faults_everywhere(stage, faults_of_repeats)) all += fault + "\n";
    for (const auto* route :
         {"PUT /api/accounts/settings: a late repeat undid what came after it",
          "PUT /api/programmes/progress: a late repeat undid what came after it",
          "PUT /api/accounts/lock: another body under the same key was taken",
          "POST /api/exercises/entries/{entry}/fields: another body under the same key was taken",
          "desk POST /api/organisations: a repeat changed something",
          "desk PUT /api/site: a late repeat undid what came after it",
          "desk POST /api/staff/people/{id}/roles: a late repeat undid what came after it",
          "desk POST /api/backups: a late repeat undid what came after it"})
        EXPECT_NE(all.find(route), all.npos) << route << "\nwas not noticed in\n" << all;
}

}  // namespace
}  // namespace breather::testing
