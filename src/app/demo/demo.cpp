#include "app/demo/demo.h"

#include <fstream>

#include "app/demo/demo_store.h"
#include "base/id.h"
#include "base/log.h"
#include "base/refusal.h"

namespace breather::demo {
namespace {

using std::chrono::milliseconds;

std::optional<std::string> find_mark(const std::filesystem::path& folder) {
    std::ifstream file(mark_of(folder));
    std::string mark;
    if (!(file >> mark)) return std::nullopt;
    return mark;
}

void write_mark(const std::filesystem::path& folder, const std::string& mark) {
    std::ofstream file(mark_of(folder));
    file << mark << "\nEverybody in this folder is invented. `breather demo` made it.\n";
    if (!file.flush())
        throw std::runtime_error("The mark of the demo cannot be written in " + folder.string());
}

}  // namespace

std::filesystem::path mark_of(const std::filesystem::path& folder) {
    return folder / "made-by-demo";
}

std::unique_ptr<DemoClock> clock_for(const std::filesystem::path& folder, const Clock& machine) {
    return find_mark(folder) ? std::make_unique<DemoClock>(machine) : nullptr;
}

std::unique_ptr<Demo> Demo::find(const Parts& parts) {
    const auto mark = find_mark(parts.folder);
    if (!mark) return nullptr;
    const auto row =
        parts.database.read_now([](storage::Reader& reader) { return store::find(reader); });
    if (!row || row->mark != *mark) {
        log::warning("not_a_demo", {{"folder", parts.folder.string()}});
        return nullptr;
    }
    if (parts.clock) parts.clock->be_ahead_by(milliseconds{row->ahead_ms});
    return std::unique_ptr<Demo>(new Demo(parts, row->begins_at));
}

std::unique_ptr<Demo> Demo::begin(const Parts& parts, const Clock& clock, Random& random) {
    const store::MarkRow row{Id<struct MarkTag>::make(clock, random).text(), clock.now(), 0};
    parts.database.write_now([&](storage::Transaction& tx) { store::add(tx, row); });
    write_mark(parts.folder, row.mark);
    return find(parts);
}

void Demo::set(milliseconds at) {
    if (at < milliseconds{0} || at > length)
        throw Refusal::invalid({FieldFault{"at", "demo.out_of_reach", {}}});
    const milliseconds ahead = begins_at_ + at - machine_now();
    parts_.database.write_now([&](storage::Transaction& tx) { store::keep_ahead(tx, ahead); });
    parts_.clock->be_ahead_by(ahead);
}

}  // namespace breather::demo
