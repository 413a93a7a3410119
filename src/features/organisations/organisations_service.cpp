#include "features/organisations/organisations_service.h"

#include "base/refusal.h"

namespace breather::organisations {

std::function<OrgId(storage::Transaction&)> OrganisationsService::adding(
    Organisation organisation) {
    check(organisation);
    organisation.id = OrgId::make(clock_, random_);
    return [organisation = std::move(organisation), now = clock_.now()](storage::Transaction& tx) {
        store::add(tx, organisation, now);
        return organisation.id;
    };
}

OrgId OrganisationsService::add(Organisation organisation) {
    return database_.write_now(adding(std::move(organisation)));
}

void OrganisationsService::add_code(storage::Transaction& tx, OrgId org, const Code& code,
                                    Instant now) const {
    get(tx, org);
    if (store::find_code(tx, code)) throw Refusal::conflict("organisations.code_taken");
    store::add_code(tx, org, code, now);
}

std::vector<Organisation> OrganisationsService::list() {
    return database_.read_now([](storage::Reader& reader) { return store::list(reader); });
}

Code OrganisationsService::new_code(OrgId org) {
    // 38 bits: with a thousand codes, one in 300 million meets another. It is then simply drawn
    // again.
    for (;;) {
        const auto code = Code::make(random_);
        const bool added = database_.write_now([&, now = clock_.now()](storage::Transaction& tx) {
            get(tx, org);
            if (store::find_code(tx, code)) return false;
            store::add_code(tx, org, code, now);
            return true;
        });
        if (added) return code;
    }
}

std::vector<CodeRow> OrganisationsService::list_codes(OrgId org) {
    return database_.read_now(
        [&](storage::Reader& reader) { return store::list_codes(reader, org); });
}

void OrganisationsService::close_code(storage::Transaction& tx, const Code& code,
                                      Instant now) const {
    if (store::close_code(tx, code, now) == 0) throw Refusal::not_found("organisations.code");
}

void OrganisationsService::close_code(const Code& code) {
    database_.write_now(
        [&, now = clock_.now()](storage::Transaction& tx) { close_code(tx, code, now); });
}

Organisation OrganisationsService::get_by_code(storage::Reader& reader,
                                               std::string_view written) const {
    const auto code = Code::read(written);
    const auto owner = code ? store::find_code(reader, *code) : std::nullopt;
    if (!owner) throw Refusal::not_found("organisations.code");
    if (owner->closed_at) throw Refusal::gone("organisations.code_closed");
    return get(reader, owner->org_id);
}

Organisation OrganisationsService::get(storage::Reader& reader, OrgId org) const {
    auto organisation = store::find(reader, org);
    if (!organisation) throw Refusal::not_found("organisations.organisation");
    return std::move(*organisation);
}

}  // namespace breather::organisations
