#include "features/content/content_desk.h"

#include <algorithm>

#include "features/content/content_store.h"
#include "features/content/sign_off_store.h"

namespace breather::content {

using staff::Administrator;
using staff::Deed;
using staff::Fresh;
using staff::Nothing;
using staff::Told;
using web::Method;

struct VersionAnswer {
    std::string pack, hash;
    Instant imported_at{};
    bool current = false;
    std::int64_t items = 0;
    std::int64_t signed_off = 0;
};
BOOST_DESCRIBE_STRUCT(VersionAnswer, (), (pack, hash, imported_at, current, items, signed_off))

struct VersionsAnswer {
    std::vector<VersionAnswer> versions;
};
BOOST_DESCRIBE_STRUCT(VersionsAnswer, (), (versions))

namespace {

VersionsAnswer list_versions(storage::Reader& reader) {
    VersionsAnswer answer;
    for (const PackRow& row : store::list_packs(reader)) {
        const auto texts = list_review_texts(store::list_items(reader, row.hash));
        const auto signatures = store::list_signatures(reader, row.pack);
        const auto signed_off =
            std::count_if(texts.begin(), texts.end(), [&](const ReviewText& each) {
                const auto said = signatures.find(each.item.name);
                return said != signatures.end() &&
                       standing_of(each.item.version, said->second).state == ReviewState::Signed;
            });
        answer.versions.push_back({row.pack, row.hash, row.imported_at, row.current,
                                   static_cast<std::int64_t>(texts.size()), signed_off});
    }
    return answer;
}

}  // namespace

void add_desk_routes(staff::Doors& doors, ContentService& service) {
    doors.long_read<Administrator, VersionsAnswer>(
        {Method::Get, "/api/content/versions", "Which versions of which programmes are here"},
        [](const Administrator&, const web::Request&, storage::Reader& reader) {
            return list_versions(reader);
        });
    doors.write<Administrator, Nothing, VersionsAnswer>(
        {Method::Post,
         "/api/content/versions/{hash}/make-current",
         "New readers get this version; whoever began stays with theirs",
         {404}},
        Fresh::Needed,
        [&service](const Administrator&, const Nothing&, const web::Request& request, const Uuid&) {
            return Deed<VersionsAnswer>{
                [&service, hash = std::string(request.param("hash"))](storage::Transaction& tx) {
                    service.make_current(tx, hash);
                    return Told{"content.made_current", hash.substr(0, 12)};
                },
                list_versions, [&service] { service.changed(); }};
        });
}

}  // namespace breather::content
