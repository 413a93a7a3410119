#include "engines/datafiles/file.h"
#include "features/analysis/families.h"
#include "features/analysis/selection.h"

namespace breather::analysis {
namespace {

constexpr std::span<const NamedMethod> (*families[])() = {
    description_methods, group_methods,  logistic_methods,  table_methods,
    survival_methods,    linear_methods, count_methods,     micro_randomised_methods,
    engagement_methods,  scale_methods,  agreement_methods, trial_methods,
    imputation_methods,  mixed_methods,
};

const NamedMethod* find(std::string_view name) {
    for (const auto family : families)
        for (const NamedMethod& method : family())
            if (method.name == name) return &method;
    return nullptr;
}

std::string all_names() {
    std::string out;
    for (const auto family : families)
        for (const NamedMethod& method : family())
            out += (out.empty() ? "" : ", ") + std::string(method.name);
    return out;
}

void refuse_faults(const std::string& name, const datafiles::ReadTable& read) {
    if (!read.faults.empty()) throw CaseFault(datafiles::in_words(read.faults, name));
}

}  // namespace

std::vector<std::string> Files::names(const std::string& name) {
    if (!read_.contains(name) && columns_.empty())
        if (auto found = datafiles::csv_names(folder_ / name)) return *found;
    std::vector<std::string> out;
    for (const auto& column : get(name).columns()) out.push_back(column.name);
    return out;
}

bool Files::in_parts(const std::string& name, const std::vector<std::string>& columns,
                     const std::map<std::string, datafiles::ReadCell>& rules,
                     const std::function<void(const datafiles::Table&)>& take) {
    if (read_.contains(name) || !datafiles::csv_names(folder_ / name)) return false;
    begin("Reading " + name);
    const auto read = datafiles::read_csv_in_parts(
        folder_ / name, {.columns = columns, .crew = crew_, .rules = rules}, take);
    refuse_faults(name, read);
    return true;
}

const datafiles::Table& Files::get(const std::string& name) {
    const auto found = read_.find(name);
    if (found != read_.end()) return found->second;
    begin("Reading " + name);
    const auto only = only_.find(name);
    auto read = datafiles::read_table(
        folder_ / name, {.columns = only == only_.end() ? columns_ : only->second, .crew = crew_});
    refuse_faults(name, read);
    for (const auto& column : columns_)
        if (std::find(read.names.begin(), read.names.end(), column) == read.names.end())
            throw no_column(column, read.names);
    return read_.emplace(name, std::move(read.table)).first->second;
}

void Files::read_only(const std::string& name, std::vector<std::string> columns) {
    if (read_.contains(name) && !columns.empty()) return;  // all of it is here already
    read_.erase(name);
    only_[name] = std::move(columns);
}

Case read_case(const boost::json::object& from) {
    Case out;
    out.id = text(from, "id");
    out.method = text(from, "method");
    const auto* file = from.if_contains("file");
    if (file && file->is_array())
        out.files = texts(from, "file");
    else
        out.files = {text(from, "file")};
    if (out.files.empty()) throw CaseFault("Case \"" + out.id + "\" needs \"file\".");
    const auto* spec = from.if_contains("spec");
    if (!spec || !spec->is_object())
        throw CaseFault("Case \"" + out.id + "\" needs \"spec\", an object.");
    out.spec = spec->as_object();
    return out;
}

bool names_its_columns(std::string_view method) {
    const auto* found = find(method);
    return found && found->names_its_columns;
}

boost::json::object run(const Case& asked, Files& files) {
    files.begin("Working out " + asked.id);
    if (const auto* method = find(asked.method)) return method->run(asked, files);
    throw CaseFault("There is no method \"" + asked.method + "\". There are: " + all_names() + ".");
}

}  // namespace breather::analysis
