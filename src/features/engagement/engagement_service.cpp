#include "features/engagement/engagement_service.h"

#include <algorithm>

#include "base/refusal.h"
#include "features/engagement/engagement_store.h"
#include "features/engagement/event_log.h"

namespace breather::engagement {
namespace {

/// Slugs as authors write them: so that the log can hold no word a person typed.
bool is_name(std::string_view item) {
    return !item.empty() && item.size() <= 64 && std::all_of(item.begin(), item.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

bool fits(ItemKind kind, std::string_view item) {
    const auto slash = item.find('/');
    switch (kind) {
        case ItemKind::App:
            return item.empty();
        case ItemKind::Step:
            return slash != std::string_view::npos && is_name(item.substr(0, slash)) &&
                   is_name(item.substr(slash + 1));
        case ItemKind::Pause:
        case ItemKind::Diary:
            return is_name(item);
    }
    return false;
}

EventKind kind_of(Use use) {
    switch (use) {
        case Use::Opened:
            return EventKind::Opened;
        case Use::Began:
            return EventKind::Began;
        case Use::Finished:
            return EventKind::Finished;
    }
    return EventKind::Opened;
}

std::vector<Event> events_of(const EventsAsk& ask, Instant now) {
    if (ask.events.size() > events_max)
        throw Refusal::invalid(
            {{"events", "field.list_too_long", {{"max", std::to_string(events_max)}}}});
    std::vector<Event> events;
    for (const EventAsk& each : ask.events) {
        const auto item = each.item ? each.item->str() : std::string();
        if (!fits(each.item_kind, item) ||
            (each.kind == Use::Opened) != (each.item_kind == ItemKind::App))
            throw Refusal::invalid({{"events[" + std::to_string(events.size()) + "].item",
                                     "engagement.unknown_item",
                                     {}}});
        events.push_back({now, kind_of(each.kind), each.item_kind, item,
                          each.minutes ? each.minutes->value() : 0});
    }
    return events;
}

}  // namespace

CountedAnswer EngagementService::get_counted(const Self& self, storage::Reader& reader) const {
    return {is_counted(reader, self.key())};
}

storage::Work<CountedAnswer> EngagementService::set_counted(const Self& self,
                                                            const CountedAsk& ask) const {
    return {.apply = ask.counted ? agree(self.key(), parts_.clock.now(), parts_.random)
                                 : withdraw(self.key()),
            .answer = [this, self](storage::Reader& reader) { return get_counted(self, reader); }};
}

storage::Work<CountedAnswer> EngagementService::note(const Self& self, const EventsAsk& ask) const {
    return {
        .apply = engagement::note(self.key(), events_of(ask, parts_.clock.now()), parts_.random),
        .answer = [this, self](storage::Reader& reader) { return get_counted(self, reader); }};
}

Course EngagementService::course_of(storage::Reader& reader, OrgId org) const {
    Course course;
    const auto pack = parts_.organisations.get(reader, org).pack;
    const auto shelf = parts_.content.shelf();
    const auto* edition = shelf->find_edition(pack, Language::en_GB);
    if (!edition) return course;
    for (const auto& module : edition->outline.modules) {
        if (module.optional_) continue;
        auto& steps = course.core[module.id];
        for (const auto& step : module.steps) steps.push_back(module.id + "/" + step.id);
    }
    return course;
}

Figures EngagementService::figures(storage::Reader& reader, OrgId org) const {
    const Course course = course_of(reader, org);
    std::vector<Trail> trails;
    std::optional<TrailId> last;
    store::each_event(reader, org, [&](EventRow row) {
        if (last != row.trail_id) trails.emplace_back();
        last = row.trail_id;
        trails.back().push_back(
            {row.at, row.kind, row.item_kind, std::move(row.item), row.minutes});
    });
    return compute(trails, course, parts_.clock.now(), parts_.zone);
}

AskedAnswer EngagementService::list(const staff::Researcher&, storage::Reader& reader) const {
    AskedAnswer out;
    for (auto& one : parts_.organisations.list(reader))
        out.organisations.push_back({one.id, std::move(one.name)});
    return out;
}

staff::Deed<Figures> EngagementService::look(const staff::Researcher&, OrgId org) const {
    Figures figures;
    std::optional<Refusal> refused;
    try {
        figures = parts_.database.read_now(
            [&](storage::Reader& reader) { return this->figures(reader, org); });
        if (figures.counted < people_min) refused = Refusal::conflict("engagement.too_few");
    } catch (const Refusal& refusal) {
        refused = refusal;  // first whether this was asked before, with something else
    }
    return {[org, refused](storage::Transaction&) {
                if (refused) throw Refusal(*refused);
                return staff::Told{"engagement.looked_at", org.text()};
            },
            [figures = std::move(figures), refused](storage::Reader&) {
                if (refused) throw Refusal(*refused);  // a repeat is told no more than a first look
                return figures;
            }};
}

accounts::PersonalRoom EngagementService::personal_room() const {
    return {.name = "engagement",
            .erase = forget,
            .kept = [](const Self& self, storage::Reader& reader) {
                accounts::KeptTable trail{"engagement_trail", {}};
                if (is_counted(reader, self.key()))
                    trail.rows.push_back({{"events", count_mine(reader, self.key())}});
                return std::vector<accounts::KeptTable>{std::move(trail)};
            }};
}

}  // namespace breather::engagement
