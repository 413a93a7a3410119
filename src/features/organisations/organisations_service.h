// What can be done about organisations: the operator adds them and hands out codes; a code on a
// poster opens one.
#pragma once
#include <functional>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "engines/storage/database.h"
#include "features/organisations/organisation.h"
#include "features/organisations/organisations_store.h"

namespace breather::organisations {

class OrganisationsService {
  public:
    OrganisationsService(storage::Database& database, const Clock& clock, Random& random)
        : database_(database), clock_(clock), random_(random) {}

    /// For the command line; each waits for the disk.
    /// `organisation.id` is chosen here. Refuses: invalid, naming the fields.
    OrgId add(Organisation organisation);
    std::vector<Organisation> list();
    /// A fresh code beside those that exist. Refuses: not_found (no such organisation).
    Code new_code(OrgId org);
    std::vector<CodeRow> list_codes(OrgId org);
    /// Nobody new joins with it from now on; whoever joined stays. Refuses: not_found (unknown, or
    /// closed already).
    void close_code(const Code& code);

    /// As part of a write that is more than this.
    /// Refuses: invalid, naming the fields.
    std::function<OrgId(storage::Transaction&)> adding(Organisation organisation);
    /// Refuses: not_found (no such organisation); conflict (the code is taken).
    void add_code(storage::Transaction& tx, OrgId org, const Code& code, Instant now) const;
    /// Refuses: not_found.
    void close_code(storage::Transaction& tx, const Code& code, Instant now) const;
    std::optional<std::string> find_name(storage::Reader& reader, OrgId org) const {
        const auto found = store::find(reader, org);
        return found ? std::optional(std::string(found->name)) : std::nullopt;
    }
    std::vector<Organisation> list(storage::Reader& reader) const { return store::list(reader); }
    std::vector<CodeRow> list_codes(storage::Reader& reader, OrgId org) const {
        return store::list_codes(reader, org);
    }
    Instant now() const { return clock_.now(); }

    /// Whom this code leads to. Refuses: not_found (no such code), gone (it was closed).
    Organisation get_by_code(storage::Reader& reader, std::string_view written) const;
    /// Refuses: not_found.
    Organisation get(storage::Reader& reader, OrgId org) const;

  private:
    storage::Database& database_;
    const Clock& clock_;
    Random& random_;
};

}  // namespace breather::organisations
