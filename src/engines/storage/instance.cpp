#include "engines/storage/instance.h"

namespace breather::storage {
namespace {

constexpr Statement find_instance{"find_instance_id", R"sql(
    select instance_id from instance where place = 1)sql"};
constexpr Statement keep_instance{"keep_instance_id", R"sql(
    insert into instance (place, instance_id, made_at) values (1, $1, $2)
    on conflict (place) do nothing)sql"};

}  // namespace

InstanceId instance_id(Database& database, const Clock& clock, Random& random) {
    const auto fresh = InstanceId::make(clock, random);
    const Instant now = clock.now();
    return database.write_now([&](Transaction& tx) {
        tx.run(keep_instance, fresh, now);
        return *tx.find<InstanceId>(find_instance);
    });
}

}  // namespace breather::storage
