#include "features/study_reports/r_data.h"

#include <algorithm>

#include "features/study_reports/quotes.h"
#include "features/study_reports/r_writer.h"

namespace breather::study_reports {
namespace {

namespace json = boost::json;

/// A column of numbers with labels is both here as it is there: as.character() says its labels,
/// factor() has them in the order of their numbers, and whatever calculates has the numbers.
constexpr const char* reading =
    R"r(here <- sub("^--file=", "", grep("^--file=", commandArgs(FALSE), value = TRUE))
here <- if (length(here) > 0) dirname(here[1]) else "."
coded <- function(x, labels) structure(as.numeric(x), labels = labels, class = "coded")
`[.coded` <- function(x, ...) coded(unclass(x)[...], attr(x, "labels"))
as.character.coded <- function(x, ...) names(attr(x, "labels"))[match(as.numeric(x), attr(x, "labels"))]
unique.coded <- function(x, ...) coded(unique(as.numeric(x)), attr(x, "labels"))
Ops.coded <- function(e1, e2) {
  plain <- function(x, other) if (!inherits(x, "coded")) x else if (is.character(other)) as.character(x) else as.numeric(x)
  if (missing(e2)) get(.Generic)(as.numeric(e1)) else get(.Generic)(plain(e1, e2), plain(e2, e1))
}
text_table <- table_of
table_of <- function(name) {
  own <- kept[[name]]
  if (is.null(own)) return(text_table(name))
  if (is.null(tables[[name]])) {
    text <- rep("character", length(own$text)); names(text) <- own$text
    d <- read.csv(file.path(here, paste0(name, ".csv")), na.strings = "", check.names = FALSE, colClasses = text,
                  encoding = "UTF-8")
    for (column in names(own$labels)) d[[column]] <- coded(d[[column]], own$labels[[column]])
    tables[[name]] <<- d
  }
  tables[[name]]
}
)r";

/// The label of this code, where the column has one for it; else the text itself.
std::string label_of(const datafiles::Column& column, const std::string& text) {
    if (!column.is_labelled()) return text;
    const auto number = column.number_of_level(text);
    const auto* label = number ? column.about->label_of(*number) : nullptr;
    return label ? *label : text;
}

json::value by_label(const datafiles::Column* column, const json::value& value) {
    if (!column) return value;
    if (const auto* list = value.if_array()) {
        json::array out;
        for (const auto& each : *list) out.push_back(by_label(column, each));
        return out;
    }
    if (value.is_structured() || value.is_null()) return value;
    return json::value(label_of(
        *column, value.is_string() ? std::string(value.as_string()) : json::serialize(value)));
}

}  // namespace

datafiles::Table kept_of(const datafiles::Table& table, const std::vector<std::string>& only) {
    std::vector<datafiles::Column> columns;
    for (const auto& column : table.columns()) {
        if (!only.empty() && std::find(only.begin(), only.end(), column.name) == only.end())
            continue;
        columns.push_back(column);
        if (!column.holds_numbers())
            columns.back().about = nullptr;  // text with labels: its labels
    }
    return datafiles::Table(std::move(columns));
}

std::string r_kept(const KeptTables& tables) {
    if (tables.empty()) return "";
    std::string out =
        "# Files that are no text lie beside this script as CSV, as the report read "
        "them.\nkept <- list()\n";
    for (const auto& [name, table] : tables) {
        std::string text, labels;
        const std::string own = "kept[[" + in_quotes(name) + "]]";
        for (const auto& column : table.columns()) {
            if (!column.holds_numbers())
                text += (text.empty() ? "" : ", ") + in_quotes(column.name);
            if (!column.holds_numbers() || !column.is_labelled()) continue;
            std::string pairs;
            for (const auto& each : column.about->values)
                pairs += (pairs.empty() ? "" : ", ") + in_quotes(each.label) + " = " +
                         datafiles::shortest(each.value.number);
            labels += own + "$labels[[" + in_quotes(column.name) + "]] <- c(" + pairs + ")\n";
        }
        out += own + " <- list(text = c(" + text + "), labels = list())\n" + labels;
    }
    return out + reading;
}

analysis::Case by_labels(analysis::Case question, const KeptTables& tables) {
    const auto found = tables.find(question.files.front());
    if (found == tables.end()) return question;
    auto& spec = question.spec;
    if (auto* filter = spec.if_contains("filter"); filter && filter->is_object())
        for (auto& [column, values] : filter->as_object())
            values = by_label(found->second.find(column), values);
    for (const std::string_view of : {"outcome", "column"})
        if (const auto column = field(question, of); !column.empty() && spec.contains("event"))
            spec["event"] = by_label(found->second.find(column), spec["event"]);
    return question;
}

}  // namespace breather::study_reports
