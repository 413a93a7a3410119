#include "features/content/sign_off_store.h"

namespace breather::content::store {
namespace {

using storage::Statement;

constexpr Statement insert_signature{"content.insert_signature", R"sql(
    insert into content_sign_off (pack, item, number, version, staff_id, role, role_words, verdict, comment, signed_at)
    select $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5, $6, $7, $8, $9
    from content_sign_off where pack = $1 and item = $2
)sql"};

constexpr Statement select_signatures{"content.select_signatures", R"sql(
    select item, version, staff_id, role, role_words, verdict, comment, signed_at
    from content_sign_off where pack = $1 order by item, number
)sql"};

}  // namespace

void add_signature(storage::Transaction& tx, std::string_view pack, const Signature& signature) {
    tx.run(insert_signature, pack, signature.item, signature.version, signature.staff_id,
           signature.role, signature.role_words, signature.verdict, signature.comment,
           signature.signed_at);
}

Signatures list_signatures(storage::Reader& reader, std::string_view pack) {
    Signatures all;
    for (Signature& each : reader.list<Signature>(select_signatures, pack)) {
        auto& said = all[each.item];
        said.push_back(std::move(each));
    }
    return all;
}

}  // namespace breather::content::store
