#include "features/accounts/erasure.h"

#include "engines/storage/idempotency.h"
#include "features/accounts/accounts_store.h"
#include "features/accounts/day_id.h"
#include "features/accounts/links_store.h"

namespace breather::accounts {

void Erasure::erase(OrgId org, PersonId person) {
    keys_.bury(org, person);
    erase_rows(org, person);
    keys_.finish_burial(org, person);
}

void Erasure::erase_rows(OrgId org, PersonId person) {
    database_.write_now([&](storage::Transaction& tx) {
        for (const auto& room : rooms_) room.erase(tx, org, person);
        storage::erase_idempotency(tx, org, person);
        store::erase_links(tx, org, person);
        store::erase_person(tx, org, person);
    });
    // What a journal still holds of the rows is still there.
    database_.scrub_now();
    sessions_.forget(person);
}

void Erasure::finish_burials() {
    // From the start: a burial may have stopped before its key was gone.
    for (const auto& [org, person] : keys_.list_unfinished()) erase(org, person);
}

void Erasure::finish_what_was_begun() {
    finish_burials();
    const auto returned = database_.read_now([&](storage::Reader& reader) {
        auto owners = keys_.list_buried();
        std::erase_if(owners, [&](const auto& owner) {
            return !store::has_person(reader, owner.org_id, owner.person_id);
        });
        return owners;
    });
    for (const auto& [org, person] : returned) erase_rows(org, person);
    for (const auto& [org, person] : keys_.list_unsettled()) {
        const bool joined = database_.read_now(
            [&](storage::Reader& reader) { return store::has_person(reader, org, person); });
        if (joined)
            keys_.settle(org, person);
        else if (!may_be_joining(person))
            erase(org, person);
    }
}

bool Erasure::may_be_joining(PersonId person) const {
    return database_.is_shared() && clock_.now() - day_of(person.uuid) < std::chrono::days{2};
}

}  // namespace breather::accounts
