#include "features/study_reports/plan.h"

#include <functional>
#include <set>

#include "base/files.h"
#include "base/toml.h"
#include "engines/datafiles/mapped.h"
#include "features/analysis/method.h"

namespace breather::study_reports {
namespace {

namespace json = boost::json;

json::value as_json(const toml::node& node) {
    if (const auto* text = node.as_string()) return json::value(text->get());
    if (const auto* flag = node.as_boolean()) return flag->get();
    if (const auto* whole = node.as_integer()) return whole->get();
    if (const auto* number = node.as_floating_point()) return number->get();
    if (const auto* list = node.as_array()) {
        json::array out;
        for (const auto& each : *list) out.push_back(as_json(each));
        return out;
    }
    json::object out;
    if (const auto* table = node.as_table())
        for (const auto& [key, value] : *table) out[std::string(key.str())] = as_json(value);
    return out;
}

class Reader {
  public:
    explicit Reader(std::string name) { plan_.name = std::move(name); }

    Plan read(const toml::table& table) {
        fields(table, "the plan",
               {{"data", [&](const auto& node) { plan_.data = value(node); }},
                {"title", [&](const auto& node) { plan_.title = text(node); }},
                {"about", [&](const auto& node) { plan_.about = text(node); }},
                {"everybody", [&](const auto& node) { plan_.everybody = text(node); }},
                {"languages", [&](const auto& node) { languages(node); }},
                {"flow", [&](const auto& node) { each(node, [&](const auto& t) { step(t); }); }},
                {"columns", [&](const auto& node) { columns(node); }},
                {"describe", [&](const auto& node) { describe(node); }},
                {"analysis",
                 [&](const auto& node) { each(node, [&](const auto& t) { analysis(t); }); }}});
        if (faults_.empty() && plan_.analyses.empty() && plan_.described.empty())
            faults_ = plan_.name + ": asks nothing. Add [[analysis]] or [describe].";
        if (!faults_.empty()) throw analysis::CaseFault(faults_);
        return std::move(plan_);
    }

  private:
    using Take = std::function<void(const toml::node&)>;
    Plan plan_;
    std::string faults_, path_;
    std::set<std::string> ids_;

    void fault(const toml::node& node, const std::string& says) {
        faults_ += (faults_.empty() ? "" : "\n") + plan_.name + ", line " +
                   std::to_string(node.source().begin.line) + ": " + says;
    }
    std::string here() const { return "“" + path_ + "”"; }

    /// Hands each field to whoever knows it; a field nobody knows is a fault.
    void fields(const toml::node& node, const std::string& of,
                const std::vector<std::pair<std::string_view, Take>>& known) {
        const auto* table = node.as_table();
        if (!table) return fault(node, here() + " is a table: [" + path_ + "].");
        for (const auto& [key, value] : *table) {
            const auto found =
                std::find_if(known.begin(), known.end(),
                             [&key = key](const auto& one) { return one.first == key.str(); });
            if (found == known.end()) {
                std::string all;
                for (const auto& one : known)
                    all += (all.empty() ? "" : ", ") + std::string(one.first);
                fault(value, "“" + std::string(key.str()) + "” is not a field of " + of +
                                 ". There are: " + all + ".");
                continue;
            }
            within(key.str(), [&, &value = value] { found->second(value); });
        }
    }
    template <class Do>
    void within(std::string_view field, Do&& act) {
        const std::string before = path_;
        path_ += (path_.empty() ? "" : ".") + std::string(field);
        act();
        path_ = before;
    }
    void each(const toml::node& node, const std::function<void(const toml::table&)>& take) {
        const auto* list = node.as_array();
        if (!list) return fault(node, here() + " is a list: [[" + path_ + "]].");
        for (const auto& one : *list)
            if (const auto* table = one.as_table())
                take(*table);
            else
                fault(one, here() + " is a list of tables.");
    }

    /// A word or a number, as text.
    std::string value(const toml::node& node) {
        if (const auto text = node.value_exact<std::string>()) return *text;
        if (const auto whole = node.value_exact<std::int64_t>()) return std::to_string(*whole);
        if (node.is_floating_point()) return json::serialize(as_json(node));
        fault(node, here() + " is a word in quotation marks, or a number.");
        return {};
    }
    std::vector<std::string> values(const toml::node& node) {
        std::vector<std::string> out;
        if (const auto* list = node.as_array())
            for (const auto& one : *list) out.push_back(value(one));
        else
            out.push_back(value(node));
        return out;
    }
    Text text(const toml::node& node) {
        Text out;
        if (!node.is_table()) {
            out.en = out.zh = value(node);
            return out;
        }
        fields(node, here(),
               {{"en", [&](const auto& one) { out.en = value(one); }},
                {"zh", [&](const auto& one) { out.zh = value(one); }}});
        if (out.en.empty()) out.en = out.zh;
        if (out.zh.empty()) out.zh = out.en;
        return out;
    }
    void named(const toml::node& node,
               const std::function<void(const std::string&, const toml::node&)>& take) {
        const auto* table = node.as_table();
        if (!table) return fault(node, here() + " is a table: { column = \"value\" }.");
        for (const auto& [key, one] : *table)
            within(key.str(), [&, &key = key, &one = one] { take(std::string(key.str()), one); });
    }
    Filter filter(const toml::node& node) {
        Filter out;
        named(node,
              [&](const std::string& column, const toml::node& one) { out[column] = values(one); });
        return out;
    }

    void languages(const toml::node& node) {
        plan_.languages.clear();
        for (const auto& one : values(node)) {
            if (one != "en" && one != "zh")
                fault(node, here() + " has \"en\", \"zh\", or both; not \"" + one + "\".");
            const Lang lang = one == "zh" ? Lang::Zh : Lang::En;
            if (std::find(plan_.languages.begin(), plan_.languages.end(), lang) ==
                plan_.languages.end())
                plan_.languages.push_back(lang);
        }
        if (plan_.languages.empty()) fault(node, here() + " names no language.");
    }
    void step(const toml::table& table) {
        Step out;
        fields(table, "[[flow]]",
               {{"keep", [&](const auto& node) { out.keep = filter(node); }},
                {"why", [&](const auto& node) { out.why = text(node); }},
                {"reasons", [&](const auto& node) { out.reasons = value(node); }}});
        if (out.keep.empty() || out.why.empty())
            fault(table, "[[flow]] needs “keep” and “why”: keep = { site = \"UK\" }.");
        plan_.flow.push_back(std::move(out));
    }
    void columns(const toml::node& node) {
        named(node, [&](const std::string& column, const toml::node& one) {
            auto& words = plan_.columns[column];
            if (!one.is_table()) {
                words.label = text(one);
                return;
            }
            fields(one, "a column",
                   {{"label", [&](const auto& own) { words.label = text(own); }},
                    {"values", [&](const auto& own) {
                         named(own, [&](const std::string& level, const toml::node& said) {
                             words.values[level] = text(said);
                         });
                     }}});
        });
    }
    void describe(const toml::node& node) {
        fields(node, "[describe]",
               {{"columns", [&](const auto& own) { plan_.described = values(own); }},
                {"by", [&](const auto& own) { plan_.described_by = value(own); }}});
    }
    void analysis(const toml::table& table) {
        Asked out;
        out.line = table.source().begin.line;
        fields(table, "[[analysis]]",
               {{"id", [&](const auto& node) { out.id = value(node); }},
                {"ask", [&](const auto& node) { out.ask = text(node); }},
                {"method", [&](const auto& node) { out.method = value(node); }},
                {"formula", [&](const auto& node) { out.formula = value(node); }},
                {"event", [&](const auto& node) { out.event = value(node); }},
                {"by", [&](const auto& node) { out.by = value(node); }},
                {"filter", [&](const auto& node) { out.filter = filter(node); }},
                {"files", [&](const auto& node) { out.files = values(node); }},
                {"spec", [&](const auto& node) { spec(node, out); }},
                {"reference", [&](const auto& node) {
                     named(node, [&](const std::string& column, const toml::node& one) {
                         out.references[column] = value(one);
                     });
                 }}});
        if (out.method.empty()) fault(table, "[[analysis]] needs “method”.");
        if (out.ask.empty())
            fault(table, "[[analysis]] needs “ask”: what is asked, in a sentence.");
        if (out.formula.empty() && out.spec.empty())
            fault(table, "[[analysis]] needs “formula”: \"used ~ age + job\".");
        if (out.id.empty()) out.id = "analysis-" + std::to_string(plan_.analyses.size() + 1);
        const bool plain = std::all_of(out.id.begin(), out.id.end(), [](unsigned char c) {
            return std::isalnum(c) || c == '_' || c == '-';
        });
        if (!plain)
            fault(table, "“analysis.id” has letters, digits, _ and - only: it names files.");
        if (!ids_.insert(out.id).second)
            fault(table, "Two analyses are called \"" + out.id + "\".");
        plan_.analyses.push_back(std::move(out));
    }
    void spec(const toml::node& node, Asked& out) {
        if (!node.is_table()) return fault(node, here() + " is a table: { ties = \"efron\" }.");
        out.spec = as_json(node).as_object();
    }
};

}  // namespace

Plan parse_plan(std::string_view text, const std::string& name) {
    try {
        return Reader(name).read(toml::parse(text));
    } catch (const toml::parse_error& error) {
        throw analysis::CaseFault(name + ", line " + std::to_string(error.source().begin.line) +
                                  ": " + std::string(error.description()) + ".");
    }
}

Plan read_plan(const std::filesystem::path& file) {
    const auto text = whole_file(file);
    if (!text)
        throw datafiles::NoSuchFile("There is no file " + file.string() + " that can be read.");
    return parse_plan(*text, file.filename().string());
}

}  // namespace breather::study_reports
