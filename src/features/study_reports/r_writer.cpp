#include "features/study_reports/r_writer.h"

#include <array>
#include <charconv>
#include <cmath>

#include "features/study_reports/quotes.h"

namespace breather::study_reports {

namespace json = boost::json;

namespace {

std::string text_of(const json::value& value) {
    if (value.is_string()) return std::string(value.as_string());
    return json::serialize(value);
}

}  // namespace

std::string r_name(std::string_view column) { return "`" + std::string(column) + "`"; }
std::string r_column(std::string_view column) { return "d[[" + in_quotes(column) + "]]"; }

std::string r_vector(const json::value& list) {
    std::string out;
    if (const auto* all = list.if_array())
        for (const auto& each : *all) out += (out.empty() ? "" : ", ") + in_quotes(text_of(each));
    else
        out = in_quotes(text_of(list));
    return "c(" + out + ")";
}

std::string r_number(const json::value& value) {
    const auto number = real(value);
    if (!number) return "NA";
    if (std::isinf(*number)) return *number > 0 ? "Inf" : "-Inf";
    std::array<char, 40> room;
    const auto end = std::to_chars(room.data(), room.data() + room.size(), *number);
    return {room.data(), end.ptr};
}

std::string RWriter::field(std::string_view name, std::string otherwise) const {
    const std::string out = study_reports::field(asked(), name);
    return out.empty() ? otherwise : out;
}

const json::value& RWriter::spec(std::string_view name) const {
    static const json::value none;
    const auto* found = asked().spec.if_contains(name);
    return found ? *found : none;
}

void RWriter::same(std::string_view path, std::string_view r, double tolerance) {
    const auto& value = at(answer_, path);
    if (value.is_null() || value.is_structured()) return;
    line("same(" + in_quotes(path) + ", " + std::string(r) + ", " + r_number(value) +
         (tolerance == 1e-6 ? "" : ", " + r_number(tolerance)) + ")");
}

void RWriter::same_each(std::string_view list, std::string_view field, std::string_view r,
                        double tolerance) {
    const auto* all = at(answer_, list).if_array();
    if (!all || all->empty()) return;
    std::string values;
    for (const auto& each : *all) {
        const auto& own = at(each, field);
        if (own.is_null()) continue;  // R's NA is left out there too: known()
        values += (values.empty() ? "" : ", ") + r_number(own);
    }
    if (values.empty()) return;
    line("same(" + in_quotes(std::string(list) + "/" + std::string(field)) + ", " + std::string(r) +
         ", c(" + values + ")" + (tolerance == 1e-6 ? "" : ", " + r_number(tolerance)) + ")");
}

void RWriter::rows(const std::string& file) {
    line("d <- table_of(" + in_quotes(file) + ")");
    const auto* filter = asked().spec.if_contains("filter");
    if (!filter || !filter->is_object()) return;
    for (const auto& each : filter->as_object()) {
        const std::string column = r_column(each.key());
        line("d <- d[!is.na(" + column + ") & as.character(" + column + ") %in% " +
             r_vector(each.value()) + ", ]");
    }
}

void RWriter::factor(std::string_view column, std::string_view levels_field) {
    const auto& listed = spec(levels_field);
    line(r_column(column) + " <- factor(" + r_column(column) +
         (listed.is_array() ? ", levels = " + r_vector(listed) : "") + ")");
}

void write_r_people(RWriter& to) {
    const auto& trial = to.answered().trial;
    if (!trial) return to.rows();
    to.line("d <- table_of(" + in_quotes(trial->files.participants) + ")");
    if (!trial->files.visits.empty()) {
        const std::string id = in_quotes(trial->files.id), time = in_quotes(trial->files.time);
        to.line("v <- table_of(" + in_quotes(trial->files.visits) + "); d <- d[!duplicated(d[[" +
                id + "]]), ]");
        for (const auto& [name, measured] : trial->measures)
            to.line("w <- v[as.character(v[[" + time + "]]) == " + in_quotes(measured.at.front()) +
                    ", ]; " + r_column(name) + " <- w[[" + in_quotes(measured.column) +
                    "]][match(d[[" + id + "]], w[[" + id + "]])]");
    }
    for (const auto& each : trial->filter)
        to.line("d <- d[!is.na(" + r_column(each.key()) + ") & as.character(" +
                r_column(each.key()) + ") %in% " + r_vector(each.value()) + ", ]");
    for (const auto& name : trial->known) to.line("d <- d[!is.na(" + r_column(name) + "), ]");
}

std::string r_terms(RWriter& to) {
    std::string out;
    if (const auto* all = to.spec("terms").if_array())
        for (const auto& each : *all) {
            std::string one;
            if (each.is_string()) {
                one = text_of(each);
            } else if (const auto* product = each.as_object().if_contains("interaction")) {
                for (const auto& part : product->as_array())
                    one += (one.empty() ? "" : ":") + r_name(text_of(part));
            } else {
                const std::string column = text_of(at(each, "name"));
                one = r_name(column);
                if (at(each, "levels").is_array())
                    to.line(r_column(column) + " <- factor(" + r_column(column) +
                            ", levels = " + r_vector(at(each, "levels")) + ")");
                if (const auto& first = at(each, "reference");
                    at(each, "levels").is_array() && !first.is_null())
                    to.line(r_column(column) + " <- relevel(" + r_column(column) + ", " +
                            in_quotes(text_of(first)) + ")");
            }
            out += (out.empty() ? "" : " + ") + one;
        }
    if (const auto offset = to.field("offset"); !offset.empty())
        out +=
            (out.empty() ? "offset(" : " + offset(") +
            (offset.starts_with("log(") ? "log(" + r_name(offset.substr(4, offset.size() - 5)) + ")"
                                        : r_name(offset)) +
            ")";
    return out.empty() ? "1" : out;
}

}  // namespace breather::study_reports
