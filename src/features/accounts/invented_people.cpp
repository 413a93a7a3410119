#include "features/accounts/invented_people.h"

#include <future>

#include "features/accounts/accounts_store.h"
#include "features/accounts/day_id.h"
#include "features/accounts/profile.h"

namespace breather::accounts {
namespace {

/// As long as what a browser makes.
constexpr std::size_t public_key_size = 91, sealed_private_key_size = 300;

struct Made {
    PersonId id;
    storage::RecordKey key;
};

/// At the same time, because each waits for the disk, and those who wait together wait once.
template <class F>
auto together(std::size_t count, F perform) {
    std::vector<std::future<decltype(perform(count))>> begun;
    for (std::size_t i = 0; i < count; ++i)
        begun.push_back(std::async(std::launch::async, perform, i));
    return begun;
}

}  // namespace

void InventedPeople::join(const organisations::Organisation& organisation,
                          const std::vector<InventedPerson>& people) {
    auto made = together(people.size(), [&](std::size_t i) {
        // Their id tells the day, as everybody's does.
        const auto id = day_id<PersonId>(FakeClock(people[i].joined), parts_.random);
        return Made{id, parts_.keys.create(organisation.id, id)};
    });
    std::vector<PersonId> joined;
    std::vector<std::function<void(storage::Transaction&)>> writes;
    for (const InventedPerson& each : people) {
        const auto [person, key] = made[joined.size()].get();
        Settings settings;
        settings.language = each.language;
        const store::PersonRow row{seal_profile(key, {each.name}),
                                   seal_settings(key, settings),
                                   parts_.random.bytes(public_key_size),
                                   {parts_.random.bytes(sealed_private_key_size)}};
        joined.push_back(person);
        writes.push_back([&organisation, person = person, row,
                          name = parts_.hashes.name(each.name.view()),
                          joins = parts_.on_join ? parts_.on_join(key, organisation) : nullptr,
                          also = each.also ? each.also(key) : nullptr](storage::Transaction& tx) {
            store::add_person(tx, organisation.id, person, row, name);
            if (joins) joins(tx);
            if (also) also(tx);
        });
    }
    parts_.database.write_now([&](storage::Transaction& tx) {
        for (const auto& write : writes) write(tx);
    });
    for (auto& settled : together(
             joined.size(), [&](std::size_t i) { parts_.keys.settle(organisation.id, joined[i]); }))
        settled.get();
}

}  // namespace breather::accounts
