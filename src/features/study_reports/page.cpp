// The page itself: one file, both languages, nothing loaded from anywhere.
#include <Eigen/Core>
#include <boost/version.hpp>
#include <cmath>

#include "base/markup.h"
#include "features/study_reports/page_style.h"
#include "features/study_reports/parts.h"
#include "features/study_reports/report.h"
#include "features/study_reports/svg.h"

namespace breather::study_reports {
namespace {

std::string_view code(Lang lang) { return lang == Lang::En ? "en" : "zh"; }
std::string_view tag(Lang lang) { return lang == Lang::En ? "en-GB" : "zh-Hans"; }

class Page {
  public:
    Page(const Report& report, const std::vector<Section>& sections, Lang lang)
        : report_(report), sections_(sections), speech_{report.plan, lang} {}

    std::string written() {
        const Plan& plan = report_.plan;
        std::string out = "<main id=\"" + std::string(code(speech_.lang)) + "\" lang=\"" +
                          std::string(tag(speech_.lang)) + "\">\n";
        out += element(
            "h1", plan.title.empty() ? say("Report", "分析报告") : plan.title.in(speech_.lang));
        if (!plan.about.empty()) out += element("p", plan.about.in(speech_.lang));
        out += warned() + flow();
        if (!plan.described.empty())
            out += element("h2", say("Who they are", "基本情况")) +
                   page_table(described_table(report_, speech_), "people", speech_);
        out += overview();
        if (!sections_.empty()) out += element("h2", say("The questions", "各项分析"));
        for (std::size_t i = 0; i < sections_.size(); ++i) out += analysis(i);
        return out + how() + "</main>\n";
    }

  private:
    const Report& report_;
    const std::vector<Section>& sections_;
    Speech speech_;

    std::string say(std::string_view en, std::string_view zh) const { return speech_.say(en, zh); }
    std::string anchor(std::size_t i) const {
        return std::string(code(speech_.lang)) + "-" + report_.answered[i].asked->id;
    }
    std::string asked(std::size_t i) const {
        return report_.answered[i].asked->ask.in(speech_.lang);
    }

    std::string warned() const {
        const auto all = warnings(report_, sections_, speech_);
        if (all.empty()) return "";
        std::string out = element("h2", say("Look at this first", "请先留意"));
        out += "<div class=\"warn\"><ul class=\"warnings\">";
        for (const auto& each : all) out += element("li", each);
        return out + "</ul></div>\n";
    }

    std::string flow() const {
        const auto picture = flow_picture(report_, speech_);
        const auto table = flow_table(report_, speech_);
        return element("h2", say("Who is in it", "纳入对象")) +
               (picture.plot.svg.empty()
                    ? element("p", with_n(table.rows[1][0], table.rows[1][1], speech_))
                    : page_figure(picture, "report.flow", speech_) + heard_table(table)) +
               element("p",
                       say("Each analysis also leaves out those for whom one of its own columns is "
                           "empty, and says how many.",
                           "各项分析还会排除自身变量有缺失者，并注明人数。"),
                       "note");
    }

    std::string overview() const {
        if (sections_.empty()) return "";
        const auto by_holm = adjusted(sections_);
        std::string out =
            element("h2", say("Overview", "总览")) + sliding("wide", say("Overview", "总览")) +
            "<table class=\"words\"><thead><tr><td></td>" + "<th scope=\"col\">" +
            say("Question", "问题") + "</th><th scope=\"col\">" + say("Method", "方法") +
            "</th><th scope=\"col\">P</th><th scope=\"col\">" + say("P, Holm", "P（Holm 校正）") +
            "</th></tr></thead><tbody>";
        for (std::size_t i = 0; i < sections_.size(); ++i) {
            const auto& own = sections_[i];
            out += "<tr><td>" + std::to_string(i + 1) + "</td><td><a href=\"#" + anchor(i) + "\">" +
                   on_page(asked(i)) + "</a></td><td>" + on_page(own.method) + "</td><td>" +
                   on_page(own.p ? speech_.p_bare(*own.p) : "–") + "</td><td>" +
                   on_page(own.p ? speech_.p_bare(by_holm[i]) : "–") + "</td></tr>\n";
        }
        return out + "</tbody></table></div>\n";
    }

    /// Rows the analysis could have had, against those it says it used.
    std::string left_out(const Answered& one) const {
        const auto* filter = one.question.spec.if_contains("filter");
        if (one.question.files != std::vector<std::string>{report_.data_name} ||
            (filter && !filter->is_object()))
            return "";
        const boost::json::value whole = one.answer;
        const auto& n = at(whole, "n");
        double used = 0;
        if (n.is_array())
            for (const auto& each : n.as_array()) used += real(each).value_or(0);
        else if (const auto number = real(n))
            used = *number;
        else
            return "";
        const auto all = double(analysis::chosen(report_.table, one.question.spec).size());
        if (used >= all) return "";
        bool units = false;
        for (const std::string_view each :
             {"cohen_kappa", "agreement", "fleiss_kappa", "krippendorff_alpha", "icc"})
            units |= one.question.method == each;
        const std::string left = count(all - used), whole_n = count(all);
        return say(left + " of " + whole_n + (units ? " units" : " people") +
                       " are not in it: one of its columns is empty for them, or has a value that "
                       "was not asked for.",
                   "共 " + whole_n + (units ? " 个单元" : " 人") + "，其中 " + left +
                       (units ? " 个" : " 人") + "未纳入：所需变量有缺失，或取值不在所问之列。");
    }

    std::string analysis(std::size_t i) const {
        const auto& one = report_.answered[i];
        const auto& own = sections_[i];
        std::string out = "<section id=\"" + anchor(i) + "\">\n" +
                          element("h3", std::to_string(i + 1) + say(". ", "、") + asked(i));
        std::string how = own.method;
        if (!one.asked->formula.empty()) how += say(": ", "：") + one.asked->formula;
        for (const auto& [column, values] : one.asked->filter) {
            how += say("; only ", "；仅限 ") + speech_.column(column) + " = ";
            for (std::size_t v = 0; v < values.size(); ++v)
                how += (v > 0 ? say(", ", "、") : "") + speech_.value(column, values[v]);
        }
        return out + element("p", how, "soft") +
               page_section(own, one.asked->id, left_out(one), speech_) + "</section>\n";
    }

    std::string how() const {
        std::string out = element("h2", say("How it was made", "方法与软件"));
        out += element("p",
                       say("Data: ", "数据：") + report_.data_name + ", " +
                           say(std::to_string(report_.table.rows()) + " rows",
                               std::to_string(report_.table.rows()) + " 行") +
                           ", SHA-256 " + report_.data_fingerprint,
                       "soft");
        out += element("p",
                       say("Breather ", "Breather ") + report_.version + ", Eigen " +
                           std::to_string(EIGEN_WORLD_VERSION) + "." +
                           std::to_string(EIGEN_MAJOR_VERSION) + "." +
                           std::to_string(EIGEN_MINOR_VERSION) + ", Boost.Math " +
                           std::to_string(BOOST_VERSION / 100000) + "." +
                           std::to_string(BOOST_VERSION / 100 % 1000) + ".",
                       "soft");
        out += element(
            "p", say("Tests are two-sided, intervals are of 95%. An empty field is "
                     "missing. Each figure of this page is written from one answer with "
                     "all its digits, answers.json; analysis.R computes the same in R. "
                     "Tables and the data of the pictures go along as CSV, also in the folder "
                     "beside this page; tables.html has the tables for a word processor.",
                     "检验均为双侧，区间均为 "
                     "95%。空单元格视为缺失。本页每个数字都出自同一份完整精度的结果 "
                     "answers.json；analysis.R 可在 R 中复算。各表格及图形数据以 CSV "
                     "格式随页附上，也存放在同一文件夹；tables.html 中的表格可贴入文字处理软件。"));
        return out;
    }
};

std::string style(const Report& report) {
    std::string out = page_style;
    const auto& languages = report.plan.languages;
    const std::pair<std::string, std::string_view> names[] = {
        {"FIRST", code(languages.front())},
        {"LATER", languages.size() > 1 ? code(languages[1]) : "none"}};
    for (const auto& [name, id] : names)
        for (std::size_t at; (at = out.find(name)) != std::string::npos;)
            out.replace(at, name.size(), id);
    return out;
}

}  // namespace

std::string page(const Report& report, const std::vector<std::vector<Section>>& sections) {
    const auto& languages = report.plan.languages;
    const std::string title =
        report.plan.title.empty() ? "Report" : report.plan.title.in(languages.front());
    std::string out = "<!doctype html>\n<html lang=\"" + std::string(tag(languages.front())) +
                      "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
                      "content=\"width=device-width, initial-scale=1\">\n<title>" +
                      escaped_in_markup(title) + "</title><style>" + style(report) +
                      "</style></head><body>\n";
    if (languages.size() > 1)
        out +=
            "<nav class=\"languages\"><a href=\"#en\" lang=\"en\">English</a> · <a href=\"#zh\" "
            "lang=\"zh-Hans\">中文</a></nav>\n";
    for (std::size_t i = languages.size(); i-- > 0;)
        out +=
            Page(report, sections[i], languages[i]).written();  // the first one last: see the style
    return out + "</body></html>\n";
}

}  // namespace breather::study_reports
