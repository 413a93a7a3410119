// The whole room, furnished: what wiring makes once and keeps.
#pragma once
#include "features/staff/staff_routes.h"

namespace breather::staff {

class StaffRoom {
  public:
    struct Parts {
        web::Router& router;  // of the staff's own host
        storage::Database& database;
        const storage::InstanceKey& instance_key;
        std::shared_ptr<const storage::Sealer> sealer;
        const ledger::Ledger& ledger;
        web::LongPool& long_pool;
        const Clock& clock;
        Random& random;
        credentials::SlowPlaces& slow_places;
        std::string address;
        credentials::PassphraseHash::Cost passphrase_cost = {};
        OrganisationName organisation_name = {};
    };
    explicit StaffRoom(const Parts& parts);

    /// For the routes of every room that staff work in.
    Doors& doors() { return doors_; }
    StaffService& service() { return service_; }
    void add_routes() { staff::add_routes(doors_, entrance_, service_); }
    /// Links, sessions and proposals that ended.
    void sweep();

  private:
    Parts parts_;
    StaffHashes hashes_;
    credentials::PassphraseHash passphrases_;
    Doors doors_;
    Entrance entrance_;
    StaffService service_;
};

}  // namespace breather::staff
