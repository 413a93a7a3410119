#include "features/audit/looks.h"

#include "base/json.h"
#include "base/text.h"
#include "features/audit/audit_store.h"

namespace breather::audit {
namespace {

constexpr std::int64_t shown_max = 500;
constexpr storage::Place trail_place{.table = "ledger_trail", .column = "sealed"};

/// As it is sealed in the ledger. The trail is bound to it: a row cannot be moved to another's.
struct Kept {
    Text<80, 1> who;
    staff::Role role{};
    Text<64, 1> what;
};
BOOST_DESCRIBE_STRUCT(Kept, (), (who, role, what))

storage::Place row_place(const ledger::TrailId& trail) {
    return {.table = "ledger", .column = "sealed", .row = trail.view()};
}

std::optional<ledger::TrailId> find_trail(storage::Reader& reader,
                                          const storage::RecordKey& whose) {
    const auto sealed = store::find_trail(reader, whose.org(), whose.person());
    if (!sealed) return std::nullopt;
    return ledger::TrailId::parse(whose.open(trail_place, *sealed));
}

}  // namespace

std::function<Seen(storage::Transaction&)> Looks::noting(const staff::Staff& by, staff::Role role,
                                                         std::string who, std::string what,
                                                         const storage::RecordKey& whose) const {
    const Kept kept{Text<80, 1>(std::move(who)), role, Text<64, 1>(std::move(what))};
    const ledger::TrailId fresh{Uuid{random_.bytes<16>()}};
    // To the day: when exactly somebody of the staff looked is between them and their employer.
    const Instant day = std::chrono::floor<std::chrono::days>(clock_.now());
    return [this, whose, kept, fresh, day, by = by.id(),
            sealed_trail = whose.seal(trail_place, fresh.text())](storage::Transaction& tx) {
        store::add_trail(tx, whose.org(), whose.person(), sealed_trail);
        const auto trail = find_trail(tx, whose).value();
        ledger_.append(tx, {.at = day,
                            .by = by.uuid,
                            .deed = "record.looked_at",
                            .about = {},
                            .org = whose.org(),
                            .trail = trail,
                            .sealed = whose.seal(row_place(trail), json::write(kept)).bytes});
        return Seen();
    };
}

std::vector<Look> Looks::list(storage::Reader& reader, const storage::RecordKey& mine) {
    std::vector<Look> looks;
    const auto trail = find_trail(reader, mine);
    if (!trail) return looks;
    for (const ledger::Row& row :
         ledger::Ledger::list_trail(reader, mine.org(), *trail, shown_max)) {
        const auto kept = json::bind<Kept>(mine.open(row_place(*trail), {row.sealed}));
        looks.push_back({row.at, kept.who.str(), kept.role, kept.what.str()});
    }
    return looks;
}

std::int64_t Looks::count(storage::Reader& reader, const storage::RecordKey& mine) {
    const auto trail = find_trail(reader, mine);
    return trail ? ledger::Ledger::count_trail(reader, mine.org(), *trail) : 0;
}

void Looks::erase(storage::Transaction& tx, OrgId org, PersonId person) {
    store::erase_trail(tx, org, person);
}

}  // namespace breather::audit
