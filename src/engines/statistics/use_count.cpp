#include "engines/statistics/use_count.h"

#include <bit>
#include <tuple>

namespace breather::statistics {
namespace {

/// Enough groups for several hands, of few enough people to stay in the memory beside a core.
constexpr unsigned groups_at_least_bits = 5, people_at_most_bits = 13;

unsigned shift_for(std::size_t people) {
    const auto bits = static_cast<unsigned>(std::bit_width(people));
    return std::min(bits - std::min(bits, groups_at_least_bits), people_at_most_bits);
}

/// A login in eight bytes: the person's place in its group, then the instant.
constexpr unsigned instant_bits = 64 - people_at_most_bits;
constexpr std::int64_t instant_middle = std::int64_t{1} << (instant_bits - 1);

bool fits(std::int32_t module, std::int64_t at) {
    return module == -1 && at >= -instant_middle && at < instant_middle;
}

void add_once(std::vector<std::int32_t>& modules, std::int32_t module) {
    const auto at = std::lower_bound(modules.begin(), modules.end(), module);
    if (at == modules.end() || *at != module) modules.insert(at, module);
}

std::vector<std::int32_t> modules_of(std::uint64_t bits, const std::vector<std::int32_t>* others) {
    std::vector<std::int32_t> out;
    out.reserve(static_cast<std::size_t>(std::popcount(bits)) + (others ? others->size() : 0));
    for (; bits; bits &= bits - 1) out.push_back(std::countr_zero(bits));
    if (others) out.insert(out.end(), others->begin(), others->end());
    return out;
}

}  // namespace

UseCount::UseCount(const UseLog& log, std::span<const double> days, std::int64_t session_gap,
                   Order order)
    : log_(log),
      days_(days.begin(), days.end()),
      session_gap_(session_gap),
      order_(order),
      shift_(shift_for(log.enrolled_at.size())) {
    const std::size_t people = log.enrolled_at.size(), each = std::size_t{1} << shift_;
    groups_.resize((people + each - 1) / each);
    for (std::size_t g = 0; g < groups_.size(); ++g) {
        Group& group = groups_[g];
        group.people.resize(std::min(each, people - g * each));
        group.day_seen.resize(group.people.size() * days_.size());
        for (std::size_t person = 0; person < group.people.size(); ++person)
            group.people[person].enrolled_at = log.enrolled_at[g * each + person];
    }
}

void UseCount::clear_arrivals() {
    for (Arrivals& each : arrivals_) {
        each.of_group.resize(groups_.size());
        for (auto& events : each.of_group) events.clear();
        each.left_out = 0;
    }
}

bool UseCount::count_arrivals(const Crew& crew) {
    for (const Arrivals& each : arrivals_) left_out_ += each.left_out;
    crew.each(groups_.size(), [&](std::size_t g) {
        for (const Arrivals& each : arrivals_)
            for (const LogEvent& event : each.of_group[g]) count(groups_[g], event);
    });
    return std::all_of(groups_.begin(), groups_.end(), [](const auto& g) { return g.in_order; });
}

void UseCount::count(Group& group, const LogEvent& event) const {
    const std::size_t person = place(event.person);
    const bool started = event.kind == log_.module_start;
    if (event.kind == log_.login) {
        if (order_ == Order::AsHappened)
            count_login(group, person, event.module, event.at);
        else if (fits(event.module, event.at))
            group.logins.push_back(static_cast<std::uint64_t>(person) << instant_bits |
                                   static_cast<std::uint64_t>(event.at + instant_middle));
        else
            group.odd_logins.push_back(event);
    } else if (event.module >= 0 && (started || event.kind == log_.module_complete)) {
        Own& own = group.people[person];
        if (event.module < 64) {
            (started ? own.started : own.completed) |= std::uint64_t{1} << event.module;
        } else {
            Modules& others = group.other_modules[person];
            add_once(started ? others.started : others.completed, event.module);
        }
    }
}

void UseCount::count_login(Group& group, std::size_t person, std::int32_t module,
                           std::int64_t at) const {
    Own& own = group.people[person];
    if (own.logins > 0 && at <= own.login) {
        if (at < own.login) group.in_order = false;
        if (module == own.module) return;
        auto& also = group.also[person];
        if (!own.others) also.clear();
        own.others = true;
        if (std::find(also.begin(), also.end(), module) != also.end()) return;
        also.push_back(module);
    } else {
        own.module = module;
        own.others = false;
    }
    const std::int64_t day = study_day(at, own.enrolled_at);
    if (own.logins == 0 || day != own.last_day)
        for (std::size_t d = 0; d < days_.size(); ++d)
            if (days_[d] == static_cast<double>(day)) group.day_seen[person * days_.size() + d] = 1;
    own.sessions += own.logins == 0 || at - own.login > session_gap_;
    ++own.logins;
    own.login = at;
    own.last_day = day;
}

void UseCount::count_kept(Group& group) const {
    std::vector<std::uint64_t> logins(group.logins.begin(), group.logins.end());
    group.logins = {};
    std::sort(logins.begin(), logins.end());
    auto& odd = group.odd_logins;
    const auto key = [&](const LogEvent& e) { return std::pair(place(e.person), e.at); };
    std::sort(odd.begin(), odd.end(),
              [&](const LogEvent& a, const LogEvent& b) { return key(a) < key(b); });
    auto next = odd.begin();
    const auto count_odd = [&] {
        count_login(group, place(next->person), next->module, next->at);
        ++next;
    };
    constexpr std::uint64_t instant_mask = (std::uint64_t{1} << instant_bits) - 1;
    for (const std::uint64_t login : logins) {
        const auto person = static_cast<std::size_t>(login >> instant_bits);
        const auto at = static_cast<std::int64_t>(login & instant_mask) - instant_middle;
        while (next != odd.end() && key(*next) < std::pair(person, at)) count_odd();
        count_login(group, person, -1, at);
    }
    while (next != odd.end()) count_odd();
}

std::vector<PersonUse> UseCount::taken(const Crew& crew) {
    std::vector<PersonUse> out(log_.enrolled_at.size());
    arrivals_.clear();
    crew.each(groups_.size(), [&](std::size_t g) {
        Group& group = groups_[g];
        count_kept(group);
        for (std::size_t person = 0; person < group.people.size(); ++person) {
            const Own& own = group.people[person];
            PersonUse& use = out[(g << shift_) + person];
            const auto others = group.other_modules.find(person);
            const Modules* more = others == group.other_modules.end() ? nullptr : &others->second;
            const auto seen =
                group.day_seen.begin() + static_cast<std::ptrdiff_t>(person * days_.size());
            use.logins = own.logins;
            use.sessions = own.sessions;
            use.last_day = own.last_day;
            use.day_seen.assign(seen, seen + static_cast<std::ptrdiff_t>(days_.size()));
            use.started = modules_of(own.started, more ? &more->started : nullptr);
            use.completed = modules_of(own.completed, more ? &more->completed : nullptr);
        }
        group = Group();
    });
    return out;
}

}  // namespace breather::statistics
