#include "features/staff/staff_room.h"

#include "features/staff/outside_store.h"

namespace breather::staff {
namespace {

constexpr web::LongPoolOptions outside_options{.threads = 2, .waiting_max = 16};

std::unique_ptr<oidc::Provider> provider_of(const StaffRoom::Parts& parts) {
    if (!parts.outside.settings) return nullptr;
    return std::make_unique<oidc::Provider>(*parts.outside.settings, *parts.outside.net,
                                            parts.clock);
}

std::unique_ptr<web::LongPool> pool_of(const StaffRoom::Parts& parts) {
    if (!parts.outside.settings) return nullptr;
    return std::make_unique<web::LongPool>(outside_options);
}

}  // namespace

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
      invented_({.database = parts.database,
                 .ledger = parts.ledger,
                 .hashes = hashes_,
                 .passphrases = passphrases_,
                 .clock = parts.clock,
                 .random = parts.random},
                entrance_),
      service_({.database = parts.database,
                .hashes = hashes_,
                .clock = parts.clock,
                .random = parts.random,
                .address = parts.address,
                .organisation_name = parts.organisation_name}),
      provider_(provider_of(parts)),
      outside_({.database = parts.database,
                .ledger = parts.ledger,
                .hashes = hashes_,
                .entrance = entrance_,
                .clock = parts.clock,
                .random = parts.random,
                .provider = provider_.get(),
                .name = parts.outside.name,
                .address = [this] { return service_.address(); }}),
      outside_pool_(pool_of(parts)),
      outside_doors_({parts.router, parts.database, parts.ledger, hashes_,
                      outside_pool_ ? *outside_pool_ : parts.long_pool, parts.clock}) {}

StaffRoom::~StaffRoom() {
    if (outside_pool_) outside_pool_->stop();  // what it still does needs everything here
}

void StaffRoom::sweep() {
    const Instant now = parts_.clock.now();
    parts_.database.write_now([&](storage::Transaction& tx) {
        store::sweep(tx, now);
        store::sweep_outside(tx, now);
    });
}

}  // namespace breather::staff
