#include "app/mail_desk.h"

#include <deque>
#include <mutex>

#include "engines/web/problem.h"

namespace breather {

using staff::Administrator;
using staff::Errand;
using staff::Fresh;
using staff::Told;

struct TestMailAsk {
    Text<254> to;  // kept nowhere: neither in a row nor in a log
};
BOOST_DESCRIBE_STRUCT(TestMailAsk, (), (to))

struct TestMailAnswer {
    std::string outcome;  // a word of mail::Outcome, or "before": a repeat sends nothing
    std::optional<std::string> says;  // the server's own words, in short
};
BOOST_DESCRIBE_STRUCT(TestMailAnswer, (), (outcome, says))

namespace {

constexpr const char* deed = "mail.tested";
constexpr std::int64_t tries_max = 5;
constexpr std::chrono::hours tries_within{1};
constexpr std::int64_t page = 50;

/// Counted in the ledger, which servers share and a restart does not forget.
/// Refuses: too_many.
void count_tries(storage::Reader& reader, Instant now) {
    std::int64_t tries = 0;
    std::optional<std::int64_t> before;
    for (;;) {
        const auto rows = ledger::Ledger::list(reader, before, page);
        for (const ledger::Row& row : rows) {
            if (row.at <= now - tries_within) return;
            if (row.deed == deed && ++tries == tries_max)
                throw Refusal::too_many(
                    "mail.tested_often",
                    std::chrono::ceil<std::chrono::seconds>(row.at + tries_within - now));
        }
        if (std::ssize(rows) < page) return;
        before = rows.back().number;
    }
}

/// How the last ones went, so that whoever repeats a question because the line broke hears it.
class LastTries {
  public:
    void keep(const std::string& key, const TestMailAnswer& answer) {
        const std::lock_guard lock(mutex_);
        if (kept_.size() == kept_max) kept_.pop_front();
        kept_.emplace_back(key, answer);
    }
    TestMailAnswer find(const std::string& key) {
        const std::lock_guard lock(mutex_);
        for (const auto& [kept, answer] : kept_)
            if (kept == key) return answer;
        return {"before", {}};
    }

  private:
    static constexpr std::size_t kept_max = 16;
    std::mutex mutex_;
    std::deque<std::pair<std::string, TestMailAnswer>> kept_;
};

TestMailAnswer answer_of(const mail::Delivery& delivery) {
    TestMailAnswer answer{std::string(json_name(delivery.outcome)), {}};
    if (!delivery.says.empty()) answer.says = delivery.says;
    return answer;
}

}  // namespace

void add_mail_desk(staff::Doors& doors, mail::Mailer* mailer, const Clock& clock) {
    const auto last = std::make_shared<LastTries>();
    doors.errand<Administrator, TestMailAsk, TestMailAnswer>(
        {web::Method::Post,
         "/api/mail/test",
         "Send one letter to this address, to see that mail "
         "leaves",
         {409, 429}},
        Fresh::Needed,
        [mailer, &clock, last](const Administrator& by, const TestMailAsk& ask,
                               const web::Request& request, const Uuid& key) {
            if (mailer == nullptr) throw Refusal::conflict("mail.not_set_up");
            const auto to = mail::Address::read(ask.to.view());
            if (!to) throw Refusal::invalid({FieldFault{"to", "mail.address", {}}});
            const auto say = [&](const char* word) {
                return web::problem_words(word, request.language, {});
            };
            const mail::Letter letter{*to, say("mail.test_subject"), say("mail.test_text") + "\n"};
            const std::string mine = by.id().text() + key.text();
            return Errand<TestMailAnswer>{
                [now = clock.now()](storage::Transaction& tx) {
                    count_tries(tx, now);
                    return Told{deed, {}};
                },
                [mailer, letter, last, mine](std::function<void(const TestMailAnswer&)> answer) {
                    mailer->send(letter, [answer = std::move(answer), last,
                                          mine](const mail::Delivery& delivery) {
                        last->keep(mine, answer_of(delivery));
                        answer(answer_of(delivery));
                    });
                },
                last->find(mine)};
        });
}

}  // namespace breather
