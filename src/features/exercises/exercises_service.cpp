#include "features/exercises/exercises_service.h"

#include "base/refusal.h"
#include "features/exercises/exercises_store.h"

namespace breather::exercises {
namespace {

store::Place place_of(const accounts::Self& self, EntryId entry) {
    return {self.org(), self.person(), entry};
}

/// Heads of one entry in the order of their fields.
std::vector<FieldAnswer> by_field(std::vector<store::Head> heads) {
    std::vector<FieldAnswer> fields;
    for (auto& head : heads) {
        if (fields.empty() || fields.back().field != head.field) fields.push_back({head.field, {}});
        fields.back().heads.push_back(
            {head.version, Blob<sealed_max>(std::move(head.sealed.bytes))});
    }
    return fields;
}

Cursor cursor_of(const store::HeadSize& head) {
    return {head.entry_id.uuid, head.field, head.version};
}

void refuse_deleted(store::EntryState state) {
    if (state == store::EntryState::Deleted) throw Refusal::gone("exercises.entry_deleted");
}

void apply_write(storage::Transaction& tx, const store::Place& place, const WriteAsk& ask) {
    const auto state = store::find_entry(tx, place);
    refuse_deleted(state);
    if (state == store::EntryState::Absent) store::add_entry(tx, place);
    std::int64_t more = 0;
    for (const auto& write : ask.fields) {
        const auto before = store::find_field(tx, place, write.field);
        std::vector<Version> replaces;
        for (const auto& version : write.replaces) replaces.push_back(version.bytes);
        const auto step = merge(before.heads, write.version.bytes, replaces);
        store::keep_field(tx, place, write.field, before, step, write);
        more += (step.arrives ? 1 : 0) - static_cast<std::int64_t>(step.leaves.size());
    }
    if (more == 0) return;
    if (store::count_heads(tx, place.org, place.person, more) > heads_max && more > 0) {
        throw Refusal::conflict("exercises.shelf_full");
    }
}

}  // namespace

EntriesAnswer ExercisesService::list(const accounts::Self& self, storage::Reader& reader,
                                     const std::optional<Cursor>& after) const {
    const auto from = after.value_or(Cursor{});
    const auto sizes = store::list_sizes(reader, self.org(), self.person(), from,
                                         static_cast<std::int64_t>(page_heads) + 1);
    // As many as fit, and at least one: a page of the largest values must not fill the memory.
    std::size_t count = 0;
    for (std::int64_t bytes = 0; count < sizes.size() && count < page_heads; ++count) {
        bytes += sizes[count].size;
        if (count > 0 && bytes > page_bytes) break;
    }
    EntriesAnswer answer;
    if (count == 0) return answer;
    const auto last = cursor_of(sizes[count - 1]);
    std::vector<store::Head> of_entry;
    const auto finish_entry = [&] {
        if (of_entry.empty()) return;
        const auto entry = of_entry.front().entry_id;
        answer.entries.push_back({entry, by_field(std::move(of_entry))});
        of_entry.clear();
    };
    for (auto& head : store::list_between(reader, self.org(), self.person(), from, last)) {
        if (!of_entry.empty() && of_entry.front().entry_id != head.entry_id) finish_entry();
        of_entry.push_back(std::move(head));
    }
    finish_entry();
    if (count < sizes.size()) answer.next = last.text();
    return answer;
}

EntryAnswer ExercisesService::get(const accounts::Self& self, storage::Reader& reader,
                                  EntryId entry) const {
    const auto place = place_of(self, entry);
    const auto state = store::find_entry(reader, place);
    refuse_deleted(state);
    if (state == store::EntryState::Absent) throw Refusal::not_found("exercises.entry");
    return {entry, by_field(store::list_heads(reader, place))};
}

storage::Work<FieldsAnswer> ExercisesService::write(const accounts::Self& self, EntryId entry,
                                                    const WriteAsk& ask) const {
    check(ask);
    const auto place = place_of(self, entry);
    const auto shared = std::make_shared<const WriteAsk>(ask);
    storage::Work<FieldsAnswer> work;
    work.apply = [place, shared](storage::Transaction& tx) { apply_write(tx, place, *shared); };
    work.answer = [place, shared](storage::Reader& reader) {
        FieldsAnswer answer;
        for (const auto& write : shared->fields) {
            const auto same = [&](const FieldAnswer& each) {
                return each.field == write.field.view();
            };
            if (std::any_of(answer.fields.begin(), answer.fields.end(), same)) continue;
            for (auto& field : by_field(store::list_heads(reader, place, write.field))) {
                answer.fields.push_back(std::move(field));
            }
        }
        // A field that was written always has a head; a retry after the deletion finds none.
        if (answer.fields.empty()) refuse_deleted(store::find_entry(reader, place));
        return answer;
    };
    return work;
}

storage::Work<accounts::Nothing> ExercisesService::remove(const accounts::Self& self,
                                                          EntryId entry) const {
    const auto place = place_of(self, entry);
    storage::Work<accounts::Nothing> work;
    work.apply = [place](storage::Transaction& tx) {
        // Its first write may still be on its way: then it comes to a name that is taken.
        if (store::find_entry(tx, place) == store::EntryState::Absent) store::add_entry(tx, place);
        const auto gone = store::empty_entry(tx, place);
        if (gone > 0) store::count_heads(tx, place.org, place.person, -gone);
    };
    work.answer = [](storage::Reader&) { return accounts::Nothing{}; };
    return work;
}

accounts::PersonalRoom ExercisesService::personal_room() const {
    return {"exercises", &store::erase_person,
            [](const accounts::Self& self, storage::Reader& reader) {
                const auto totals = store::totals(reader, self.org(), self.person());
                accounts::KeptTable table{"entry_head", {}};
                table.rows.push_back({{"entries", totals.entries}, {"versions", totals.versions}});
                return std::vector{std::move(table)};
            }};
}

}  // namespace breather::exercises
