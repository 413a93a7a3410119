#include "features/analysis/cases.h"

#include <map>
#include <set>

namespace breather::analysis {
namespace {

const boost::json::array& list_of(const boost::json::value& tree) {
    if (tree.is_array()) return tree.as_array();
    if (tree.is_object())
        if (const auto* own = tree.as_object().if_contains("analyses"); own && own->is_array())
            return own->as_array();
    throw CaseFault("The cases are a list, or an object with a list called \"analyses\".");
}

std::string id_of(const boost::json::value& one, std::size_t place) {
    if (one.is_object())
        if (const auto* id = one.as_object().if_contains("id"); id && id->is_string())
            return std::string(id->as_string());
    return "case " + std::to_string(place + 1);
}

void put_texts(const boost::json::value& tree, std::string& out) {
    if (const auto* text = tree.if_string()) out += std::string(*text) + "\n";
    if (const auto* list = tree.if_array())
        for (const auto& each : *list) put_texts(each, out);
    if (const auto* fields = tree.if_object())
        for (const auto& [name, value] : *fields) {
            out += std::string(name) + "\n";
            put_texts(value, out);
        }
}

/// Those names that stand anywhere in the texts.
std::vector<std::string> among_texts(std::vector<std::string> names, const std::string& texts) {
    std::erase_if(names,
                  [&](const std::string& name) { return texts.find(name) == std::string::npos; });
    return names;
}

/// Tables of a million rows have columns that nobody asks for. What each case of a table may ask
/// for is what its spec says anywhere; where a case is of a method that also looks for others, all
/// are read.
std::map<std::string, std::vector<std::string>> said_columns(const boost::json::array& list,
                                                             Files& files) {
    std::map<std::string, std::string> said;
    std::set<std::string> whole;
    for (const auto& one : list) try {
            const Case each = read_case(one.as_object());
            const bool alone = each.files.size() == 1 && names_its_columns(each.method);
            if (alone) put_texts(each.spec, said[each.files[0]]);
            if (!alone) whole.insert(each.files.begin(), each.files.end());
        } catch (const std::exception&) {  // told when it is run
        }
    std::map<std::string, std::vector<std::string>> out;
    for (const auto& [file, texts] : said) try {
            if (whole.contains(file)) continue;
            out[file] = among_texts(files.names(file), texts);
        } catch (const std::exception&) {  // as above
        }
    return out;
}

/// Runs it, with all columns if those it says are too few.
boost::json::object answer(const Case& asked, Files& files,
                           std::map<std::string, std::vector<std::string>>& said) {
    if (!said.contains(asked.files[0])) return run(asked, files);
    try {
        return run(asked, files);
    } catch (const std::exception&) {
        said.erase(asked.files[0]);
        files.read_only(asked.files[0], {});
        return run(asked, files);
    }
}

}  // namespace

std::vector<std::string> said_in(const boost::json::object& spec, std::vector<std::string> names) {
    std::string texts;
    put_texts(spec, texts);
    return among_texts(std::move(names), texts);
}

CaseResults run_cases(const boost::json::value& tree, Files& files,
                      const std::function<void(const std::string& id)>& told) {
    CaseResults out;
    const auto& list = list_of(tree);
    auto said = said_columns(list, files);
    for (const auto& [file, columns] : said) files.read_only(file, columns);
    for (std::size_t place = 0; place < list.size(); ++place) {
        const std::string id = id_of(list[place], place);
        told(id);
        try {
            if (!list[place].is_object()) throw CaseFault("A case is an object.");
            out.results[id] = answer(read_case(list[place].as_object()), files, said);
        } catch (const std::exception& fault) {  // one case that goes wrong stops no other
            out.faults.push_back(id + ": " + fault.what());
            out.results[id] = {{"fault", fault.what()}};
        }
    }
    return out;
}

}  // namespace breather::analysis
