#include "features/accounts/accounts_room.h"

namespace breather::accounts {

AccountsService::Parts AccountsRoom::service_parts(AccountsRoom& room, const Parts& parts) {
    return {parts.database,        parts.keys,  parts.organisations, room.sessions_, room.hashes_,
            room.passphrase_hash_, parts.clock, parts.random,        parts.on_join};
}

AccountsRoom::AccountsRoom(const Parts& parts)
    : parts_(parts),
      hashes_(parts.instance_key),
      passphrase_hash_(hashes_.pepper(), parts.passphrase_cost, parts.slow_places),
      sessions_(parts.database, parts.clock),
      doors_({parts.router, parts.database, parts.keys, sessions_, hashes_, parts.long_pool,
              parts.clock}),
      accounts_(service_parts(*this, parts)),
      self_(service_parts(*this, parts)),
      devices_(service_parts(*this, parts)),
      links_(service_parts(*this, parts), accounts_),
      locks_(service_parts(*this, parts), accounts_),
      shared_guesses_(parts.database.is_shared()
                          ? std::make_unique<credentials::SharedGuesses>(
                                parts.database,
                                [this](std::string_view who) { return hashes_.guess(who); },
                                parts.clock)
                          : nullptr),
      desk_(accounts_, parts.clock, {.threads = 4}, shared_guesses_.get()) {}

void AccountsRoom::open(std::vector<PersonalRoom> rooms) {
    ensure(!erasure_, "the accounts room opens once");
    rooms_ = std::move(rooms);
    erasure_ =
        std::make_unique<Erasure>(parts_.database, parts_.keys, sessions_, parts_.clock, rooms_);
    erasure_->finish_what_was_begun();
    route_parts_ = std::make_unique<RouteParts>(RouteParts{accounts_, self_, devices_, links_,
                                                           locks_, desk_, *erasure_, rooms_,
                                                           parts_.database, parts_.instance});
    add_routes(doors_, *route_parts_);
}

void AccountsRoom::sweep() {
    accounts_.sweep();
    sessions_.end_dated_ahead();
    links_.sweep();
    if (shared_guesses_) shared_guesses_->sweep();
    erasure_->finish_burials();
}

}  // namespace breather::accounts
