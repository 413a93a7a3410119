#include "features/staff/staff_room.h"

#include "features/staff/staff_store.h"

namespace breather::staff {

StaffRoom::StaffRoom(const Parts& parts)
    : parts_(parts),
      hashes_(parts.instance_key, parts.sealer),
      passphrases_(hashes_.pepper(), parts.passphrase_cost, parts.slow_places),
      doors_({parts.router, parts.database, parts.ledger, hashes_, parts.long_pool, parts.clock}),
      entrance_({.database = parts.database,
                 .ledger = parts.ledger,
                 .hashes = hashes_,
                 .passphrases = passphrases_,
                 .clock = parts.clock,
                 .random = parts.random,
                 .organisation_name = parts.organisation_name}),
      service_({.database = parts.database,
                .hashes = hashes_,
                .clock = parts.clock,
                .random = parts.random,
                .address = parts.address,
                .organisation_name = parts.organisation_name}) {}

void StaffRoom::sweep() {
    const Instant now = parts_.clock.now();
    parts_.database.write_now([&](storage::Transaction& tx) { store::sweep(tx, now); });
}

}  // namespace breather::staff
