#include "features/accounts/sample.h"

#include "features/accounts/accounts_store.h"
#include "features/accounts/profile.h"

namespace breather::accounts {
namespace {

constexpr std::int64_t of_each_end = 50;

}  // namespace

std::int64_t open_sample(storage::Database& database, storage::Keys& keys) {
    auto people = database.read_now(
        [](storage::Reader& reader) { return store::list_first_people(reader, of_each_end); });
    for (const auto& last : database.read_now(
             [](storage::Reader& reader) { return store::list_last_people(reader, of_each_end); }))
        people.push_back(last);
    std::int64_t opened = 0;
    for (const auto& [org, person] : people) {
        const auto row =
            database.read_now([&, org = org, person = person](storage::Reader& reader) {
                return store::find_person(reader, org, person);
            });
        const auto key = keys.find(org, person);
        if (!row || !key) continue;  // erased: buried here, and not yet swept away
        open_profile(*key, row->profile);
        open_settings(*key, row->settings);
        opened += 2;
    }
    return opened;
}

}  // namespace breather::accounts
