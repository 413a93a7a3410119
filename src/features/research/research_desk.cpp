#include "features/research/research_desk.h"

#include <algorithm>

namespace breather::research {

using staff::Researcher;
using web::Method;

struct FileAnswer {
    std::string name;
    std::int64_t bytes = 0;
};
BOOST_DESCRIBE_STRUCT(FileAnswer, (), (name, bytes))

struct ExampleAnswer {
    std::int64_t rows = 0, questions = 0;
    FileAnswer packed;              // everything there is
    std::vector<FileAnswer> files;  // what is worth having alone
};
BOOST_DESCRIBE_STRUCT(ExampleAnswer, (), (rows, questions, packed, files))

namespace {

constexpr std::string_view alone[] = {"report.html", "plan.toml", "data.csv", "analysis.R",
                                      "answers.json"};

FileAnswer told(const Part& part) {
    return {part.name, static_cast<std::int64_t>(part.bytes->size())};
}

ExampleAnswer told(const Example& example) {
    ExampleAnswer out{static_cast<std::int64_t>(example.rows),
                      static_cast<std::int64_t>(example.questions),
                      told(example.packed),
                      {}};
    for (const auto name : alone)
        if (const auto* part = example.find(name)) out.files.push_back(told(*part));
    return out;
}

/// Tables and pictures come packed only: there are dozens.
bool is_alone(const Example& example, std::string_view name) {
    return name == example.packed.name ||
           std::find(std::begin(alone), std::end(alone), name) != std::end(alone);
}

std::string_view type_of(std::string_view name) {
    if (name.ends_with(".html")) return "text/html; charset=utf-8";
    if (name.ends_with(".csv")) return "text/csv; charset=utf-8";
    if (name.ends_with(".json")) return "application/json";
    if (name.ends_with(".zip")) return "application/zip";
    return "text/plain; charset=utf-8";
}

web::Response response_of(const Example& example, const Part& part) {
    web::Response response;
    response.body = part.bytes;
    response.content_type = type_of(part.name);
    if (part.name.ends_with(".html")) response.own_style = example.style_hash;
    return response;
}

}  // namespace

void add_desk_routes(staff::Doors& doors, ExampleReport& example) {
    doors.long_read<Researcher, ExampleAnswer>(
        {Method::Get, "/api/research/example",
         "A worked example of made-up answers: how large it is, and its files"},
        [&example](const Researcher&, const web::Request&) { return told(example.get()); });
    doors.long_raw_read<Researcher>(
        {Method::Get, "/api/research/example/report",
         "The example's report in both languages, to read: one page that loads nothing"},
        [&example](const Researcher&, const web::Request&) {
            const auto& made = example.get();
            return response_of(made, *made.find("report.html"));
        });
    doors.long_raw_read<Researcher>(
        {Method::Get,
         "/api/research/example/files/{file}",
         "One file of the example, or all of them as .zip",
         {404}},
        [&example](const Researcher&, const web::Request& request) {
            const auto& made = example.get();
            const auto name = request.param("file");
            const auto* part = is_alone(made, name) ? made.find(name) : nullptr;
            if (part == nullptr) throw Refusal::not_found("research.file");
            auto response = response_of(made, *part);
            response.add_header("Content-Disposition",
                                "attachment; filename=\"" + std::string(name) + "\"");
            return response;
        });
}

}  // namespace breather::research
