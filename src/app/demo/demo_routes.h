// The clock and the seats of a demo, on both hosts. A house that is no demo never opens this room.
#pragma once
#include <memory>

#include "app/demo/demo.h"
#include "engines/web/long_pool.h"
#include "engines/web/router.h"
#include "features/organisations/organisations_service.h"
#include "features/staff/staff_room.h"

namespace breather::demo {

struct RoomParts {
    web::Router &router, &staff_router;
    Demo& demo;
    storage::Database& database;
    organisations::OrganisationsService& organisations;
    staff::StaffRoom& staff;
    web::LongPool& long_pool;
    Random& random;
    std::string people_at;  // as participants reach the server
};

/// Adds the routes; they live as long as what is answered.
std::shared_ptr<void> open_rooms(const RoomParts& parts);

}  // namespace breather::demo
