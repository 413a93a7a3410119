// The same numbers in R, each beside the report's: the script says itself where they agree.
#include <algorithm>

#include "features/study_reports/quotes.h"
#include "features/study_reports/r_writer.h"
#include "features/study_reports/report.h"

namespace breather::study_reports {
namespace {

constexpr const char* head = R"r(library(survival)  # comes with R, as do MASS and nlme
options(digits = 10, contrasts = c("contr.treatment", "contr.poly"))
has <- function(package) { found <- requireNamespace(package, quietly = TRUE)
  if (!found) cat("  (package", package, "is not here: left out)\n"); found }
# comma, semicolon or tab
tables <- list()
table_of <- function(name) {
  if (is.null(tables[[name]])) {
    path <- if (name == basename(file)) file else file.path(dirname(file), name)
    line <- readLines(path, 1, warn = FALSE); marks <- c(",", ";", "\t")
    counts <- sapply(marks, function(mark) lengths(regmatches(line, gregexpr(mark, line, fixed = TRUE))))
    sep <- marks[which.max(counts)]
    tables[[name]] <<- read.csv(path, sep = sep, dec = if (sep == ";") "," else ".", na.strings = c("", "NA"),
                                check.names = FALSE, fileEncoding = "UTF-8-BOM")
  }
  tables[[name]]
}
# one analysis; should R stop in it, the others are still compared
part <- function(code) tryCatch(force(code), error = function(e) {
  apart <<- apart + 1; cat("! R stopped: ", conditionMessage(e), "\n", sep = "") })
known <- function(x) x[!is.na(x)]
compared <- 0; apart <- 0
same <- function(what, r, report, tolerance = 1e-6) {
  r <- tryCatch(as.numeric(r), error = function(e) { cat("  R: ", conditionMessage(e), "\n"); NA })
  ok <- length(r) == length(report) && all(!is.na(r) & (r == report | abs(r - report) <= pmax(tolerance * abs(report), if (tolerance > 1e-6) tolerance / 10 else 1e-9)))
  compared <<- compared + 1; if (!ok) apart <<- apart + 1
  cat(if (ok) "  " else "! ", what, ": ", paste(format(r, digits = 10, trim = TRUE), collapse = " "), "\n", sep = "")
  if (!ok) cat("    the report has ", paste(format(report, digits = 10, trim = TRUE), collapse = " "), "\n", sep = "")
}
)r";

}  // namespace

bool write_r(RWriter& to) {
    return write_r_tables(to) || write_r_groups(to) || write_r_models(to) || write_r_survival(to) ||
           write_r_agreement(to) || write_r_scales(to) || write_r_trials(to) || write_r_mixed(to) ||
           write_r_use(to);
}

std::string r_script(const Report& report, const KeptTables& kept) {
    std::string body;
    std::set<std::string> helpers;
    for (const auto& each : report.answered) {
        Answered own = each;
        own.question = by_labels(std::move(own.question), kept);
        RWriter to(own);
        if (!write_r(to))
            to.line("cat(\"  " + each.question.method +
                    " of this kind has no lines here; answers.json has its numbers.\\n\")");
        helpers.insert(to.helpers().begin(), to.helpers().end());
        std::string heading = each.asked->id + ": " + each.asked->ask.en;
        std::replace(heading.begin(), heading.end(), '\n', ' ');
        body += "\n# " + heading + "\ncat(" + in_quotes("\n== " + each.asked->id + "\n") +
                ")\npart({\n" + to.text() + "})\n";
    }
    return "# The numbers of report.html in R, each compared with the report's. Written by "
           "breather " +
           report.version + ".\n# Rscript analysis.R" +
           (kept.contains(report.data_name) ? "" : " " + report.data_name) +
           "\nfile <- commandArgs(TRUE)[1]\nif (is.na(file)) file <- " +
           in_quotes(report.data_name) + "\n" + head + r_kept(kept) + r_helpers(helpers) + body +
           "\ncat(\"\\n\", compared, \" comparisons, \", apart, \" of them apart\\n\", sep = "
           "\"\")\nif (apart > 0) quit(status = 1)\n";
}

}  // namespace breather::study_reports
