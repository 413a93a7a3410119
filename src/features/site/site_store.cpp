#include "features/site/site_store.h"

namespace breather::site::store {

struct Row {
    std::string operator_;
    std::string languages, regions;
    Responder responder{};
    std::string responder_en, responder_zh;
    bool key_copied = false;
    std::optional<Instant> done_at;
};
BOOST_DESCRIBE_STRUCT(Row, (),
                      (operator_, languages, regions, responder, responder_en, responder_zh,
                       key_copied, done_at))

namespace {

using storage::Statement;

constexpr Statement select_site{"site.select_site", R"sql(
    select operator, languages, regions, responder, responder_en, responder_zh, key_copied, done_at
    from site where place = 1
)sql"};
constexpr Statement upsert_site{"site.upsert_site", R"sql(
    insert into site (place, operator, languages, regions, responder, responder_en, responder_zh, key_copied)
    values (1, $1, $2, $3, $4, $5, $6, $7)
    on conflict (place) do update set operator = excluded.operator, languages = excluded.languages,
        regions = excluded.regions, responder = excluded.responder,
        responder_en = excluded.responder_en, responder_zh = excluded.responder_zh,
        key_copied = excluded.key_copied
)sql"};
constexpr Statement update_done{"site.update_done", R"sql(
    update site set done_at = $1 where place = 1 and done_at is null
)sql"};

template <class E>
std::string joined(const std::vector<E>& list) {
    std::string out;
    for (const E each : list) out.append(out.empty() ? "" : ",").append(name_of(each));
    return out;
}

template <class E>
std::vector<E> taken_apart(std::string_view list) {
    std::vector<E> out;
    while (!list.empty()) {
        const auto end = list.find(',');
        if (const auto found = find_named<E>(list.substr(0, end))) out.push_back(*found);
        list = end == std::string_view::npos ? std::string_view() : list.substr(end + 1);
    }
    return out;
}

std::string said_in(const Site& site, Language language) {
    for (const Says& each : site.responder_says)
        if (each.language == language) return each.text.str();
    return {};
}

}  // namespace

Kept find(storage::Reader& reader) {
    const auto row = reader.find<Row>(select_site);
    if (!row) return {};
    Kept kept{{Text<120>(std::string(row->operator_)),
               taken_apart<Language>(row->languages),
               taken_apart<Country>(row->regions),
               row->responder,
               {},
               row->key_copied},
              row->done_at};
    for (const auto& [language, text] : {std::pair{Language::en_GB, row->responder_en},
                                         std::pair{Language::zh_Hans, row->responder_zh}})
        if (!text.empty())
            kept.site.responder_says.push_back({language, Text<400, 1>(std::string(text))});
    return kept;
}

void keep(storage::Transaction& tx, const Site& site) {
    tx.run(upsert_site, site.operator_name, joined(site.languages), joined(site.regions),
           site.responder, said_in(site, Language::en_GB), said_in(site, Language::zh_Hans),
           site.instance_key_copied);
}

void finish(storage::Transaction& tx, Instant at) { tx.run(update_done, at); }

}  // namespace breather::site::store
