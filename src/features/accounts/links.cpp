#include "features/accounts/links.h"

#include "base/refusal.h"

namespace breather::accounts {
namespace {

Refusal not_here() { return Refusal::not_found("accounts.link_gone"); }
// A machine whose time is put right steps by seconds; a link of a minute ago is still the same.
constexpr std::chrono::minutes clock_slack{2};

Refusal gone() { return Refusal::gone("accounts.link_gone"); }

}  // namespace

LinkMade Links::make(const LinkAsk& ask) {
    const auto code = LinkCode::of(ask.public_key.view());
    const auto hash = hash_of(code);
    const auto secret = parts_.hashes.link_secret(code.str(), ask.secret.view());
    return parts_.database.write_now([&](storage::Transaction& tx) {
        const auto now = parts_.clock.now();
        sweep(tx);
        if (const auto there = store::find_link(tx, hash)) {
            if (!equal_secrets(there->secret_hash, secret))
                throw Refusal::conflict("accounts.link_taken");
            return LinkMade{code.str(), seconds_left(there->ends_at)};
        }
        if (store::count_links(tx) >= waiting_max)
            throw Refusal::too_many("accounts.too_many_links", life);
        store::add_link(tx, hash, secret, ask.public_key.bytes(), now + life);
        return LinkMade{code.str(), life.count()};
    });
}

LinkShown Links::show(const Self& self, storage::Reader& reader, std::string_view code) const {
    const auto link = store::find_link(reader, get_hash(self, code));
    if (!link || link->state != LinkState::Waiting || is_over(*link)) throw not_here();
    return {LinkKey(link->public_key), seconds_left(link->ends_at)};
}

storage::Work<Nothing> Links::approve(const Self& self, std::string_view code,
                                      const LinkApproval& ask) const {
    store::LinkRow row;
    row.state = LinkState::Approved;
    row.org_id = self.org();
    row.person_id = self.person();
    row.way_id = self.way();
    row.answer_key = ask.public_key.bytes();
    row.wrap = storage::VaultSealed{ask.wrap.bytes()};
    row.commitment = ask.commitment.bytes();
    row.keep = ask.keep;
    return answer(get_hash(self, code), std::move(row));
}

storage::Work<Nothing> Links::refuse(const Self& self, std::string_view code) const {
    store::LinkRow row;
    row.state = LinkState::Refused;
    return answer(get_hash(self, code), std::move(row));
}

Links::Collected Links::collect(const LinkCollectAsk& ask, const Browser& browser) {
    const auto code = LinkCode::read(ask.code.view());
    if (!code) throw gone();
    const auto [link, way] = parts_.database.read_now([&](storage::Reader& reader) {
        auto found = store::find_link(reader, hash_of(*code));
        auto approver =
            found && found->way_id
                ? store::find_way_of(reader, *found->org_id, *found->person_id, *found->way_id)
                : std::nullopt;
        return std::pair{std::move(found), std::move(approver)};
    });
    const auto secret = parts_.hashes.link_secret(code->str(), ask.secret.view());
    if (!link || is_over(*link) || !equal_secrets(link->secret_hash, secret)) throw gone();
    if (link->state != LinkState::Approved) return {{link->state, {}, {}, {}}, {}};
    if (!way) throw gone();  // the phone was signed out since
    auto opened = accounts_.let_in(*way, Keep::Shared, browser);
    opened.answer.wrap = Wrap(link->wrap->bytes);
    opened.answer.commitment = Commitment(*link->commitment);
    return {{LinkState::Approved, LinkKey(*link->answer_key), link->keep, std::move(opened.answer)},
            opened.token};
}

void Links::sweep() {
    parts_.database.write_now([&](storage::Transaction& tx) { sweep(tx); });
}

void Links::sweep(storage::Transaction& tx) const {
    const auto now = parts_.clock.now();
    store::sweep_links(tx, now, now + clock_slack + life);
}

bool Links::is_over(const store::LinkRow& link) const {
    const auto now = parts_.clock.now();
    return link.ends_at <= now || link.ends_at > now + clock_slack + life;
}

Hash Links::hash_of(const LinkCode& code) const { return parts_.hashes.link(code.str()); }

Hash Links::get_hash(const Self& self, std::string_view code) const {
    if (self.keep() != Keep::Own) throw Refusal::not_allowed("accounts.link_own_only");
    if (const auto read = LinkCode::read(code)) return hash_of(*read);
    throw not_here();
}

std::int64_t Links::seconds_left(Instant ends_at) const {
    return std::chrono::ceil<std::chrono::seconds>(ends_at - parts_.clock.now()).count();
}

storage::Work<Nothing> Links::answer(const Hash& code, store::LinkRow row) const {
    return {.apply =
                [this, code, row = std::move(row)](storage::Transaction& tx) {
                    const auto link = store::find_link(tx, code);
                    if (!link || is_over(*link) || store::answer_link(tx, code, row) == 0)
                        throw not_here();
                },
            .answer = [](storage::Reader&) { return Nothing{}; }};
}

}  // namespace breather::accounts
