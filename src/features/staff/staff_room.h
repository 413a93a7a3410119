// The whole room, furnished: what wiring makes once and keeps.
#pragma once
#include "features/staff/invented_seat.h"
#include "features/staff/outside_parts.h"
#include "features/staff/outside_routes.h"
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
        OutsideParts outside = {};
    };
    explicit StaffRoom(const Parts& parts);
    ~StaffRoom();
    StaffRoom(const StaffRoom&) = delete;
    StaffRoom& operator=(const StaffRoom&) = delete;

    /// For the routes of every room that staff work in.
    Doors& doors() { return doors_; }
    StaffService& service() { return service_; }
    /// For the demo alone.
    InventedSeats& invented_seats() { return invented_; }
    void add_routes() {
        staff::add_routes(doors_, entrance_, service_);
        add_outside_routes(outside_doors_, outside_);
    }
    /// Links, sessions and proposals that ended.
    void sweep();

  private:
    Parts parts_;
    StaffHashes hashes_;
    credentials::PassphraseHash passphrases_;
    Doors doors_;
    Entrance entrance_;
    InventedSeats invented_;
    StaffService service_;
    std::unique_ptr<oidc::Provider> provider_;
    OutsideEntrance outside_;
    // Waits for somebody else's server: nobody waits behind that who does not ask for it.
    std::unique_ptr<web::LongPool> outside_pool_;
    Doors outside_doors_;
};

}  // namespace breather::staff
