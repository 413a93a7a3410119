// The first-run wizard, for administrators; and the little of it that everybody may read.
#pragma once
#include "features/site/site.h"
#include "features/staff/staff_doors.h"

namespace breather::site {

struct MailFacts {
    bool configured = false;
    std::string server, from, user;  // without what opens it
};
BOOST_DESCRIBE_STRUCT(MailFacts, (), (configured, server, from, user))

/// What stands in the configuration file and is only shown here.
struct Facts {
    std::string posters_at, staff_at;
    MailFacts mail;
};

void add_desk_routes(staff::Doors& doors, const Clock& clock, Facts facts);
void add_routes(web::Router& router, storage::Database& database);

}  // namespace breather::site
