// The whole room, furnished: what wiring makes once and keeps.
#pragma once
#include <vector>

#include "features/accounts/accounts_routes.h"
#include "features/accounts/invented_people.h"

namespace breather::accounts {

class AccountsRoom {
  public:
    struct Parts {
        web::Router& router;
        storage::Database& database;
        storage::Keys& keys;
        const storage::InstanceKey& instance_key;
        Uuid instance;  // storage::instance_id: public, salts every passphrase
        const organisations::OrganisationsService& organisations;
        web::LongPool& long_pool;
        const Clock& clock;
        Random& random;
        credentials::SlowPlaces& slow_places;
        credentials::PassphraseHash::Cost passphrase_cost = {};
        OnJoin on_join = {};
    };
    explicit AccountsRoom(const Parts& parts);

    /// For the routes of every room that knows people.
    Doors& doors() { return doors_; }

    /// Finishes what a crash left half done, then adds this room's routes. `rooms`: each that keeps
    /// something of a person, those whose rows point at others' first.
    void open(std::vector<PersonalRoom> rooms);

    /// From time to time: rows of sessions that ended or are dated ahead, erasures that stopped
    /// half-way.
    void sweep();
    Erasure& erasure() { return *erasure_; }
    /// For the demo alone.
    InventedPeople invented_people() { return InventedPeople(service_parts(*this, parts_)); }
    /// How many slow hashes were run since the start.
    std::int64_t count_passphrase_runs() const { return passphrase_hash_.runs(); }

  private:
    static AccountsService::Parts service_parts(AccountsRoom& room, const Parts& parts);

    Parts parts_;
    Hashes hashes_;
    credentials::PassphraseHash passphrase_hash_;
    Sessions sessions_;
    Doors doors_;
    AccountsService accounts_;
    SelfService self_;
    Devices devices_;
    Links links_;
    Locks locks_;
    std::unique_ptr<credentials::SharedGuesses> shared_guesses_;  // where other servers count too
    PassphraseDesk desk_;
    std::vector<PersonalRoom> rooms_;
    std::unique_ptr<Erasure> erasure_;
    std::unique_ptr<RouteParts> route_parts_;
};

}  // namespace breather::accounts
