#include <boost/json.hpp>
#include <iostream>

#include "app/cli/cli.h"
#include "app/exit.h"
#include "app/watch/examination.h"
#include "engines/web/problem.h"

namespace breather::cli {
namespace {

struct Asked {
    watch::Visit visit;
    std::string configuration;
    bool json = false, quick = false, chinese = false;
};

void print(const boost::json::object& seen, Language language) {
    for (const char* state : {"fault", "warning", "fine"})
        for (const auto& one : seen.at("findings").as_array())
            if (one.at("state").as_string() == state)
                std::cout << web::problem_words("doctor.label_" + std::string(state), language)
                          << "  " << one.at("check").as_string().c_str() << ": "
                          << one.at("says").as_string().c_str() << "\n";
    std::cout << seen.at("says").as_string().c_str() << std::endl;
}

void look(const Asked& asked) {
    watch::Visit visit = asked.visit;
    if (!asked.configuration.empty()) visit.configuration = asked.configuration;
    if (asked.quick) visit.depth = watch::Depth::Quick;
    if (asked.chinese) visit.language = Language::zh_Hans;
    const boost::json::object seen = watch::visit(visit);
    if (asked.json)
        std::cout << boost::json::serialize(seen) << std::endl;
    else
        print(seen, visit.language);
    const auto& state = seen.at("state").as_string();
    if (state == "warning") throw Ended(Exit::Warnings);
    if (state == "fault") throw Ended(Exit::Faults);
}

}  // namespace

void add_doctor(CLI::App& program) {
    auto* command = program.add_subcommand(
        "doctor", "Look at everything that may be wrong, and say what to do about it");
    const auto asked = std::make_shared<Asked>();
    asked->visit.data = data_usual;
    command->add_option("--data", asked->visit.data, "The data folder")->capture_default_str();
    command->add_option("--config", asked->configuration,
                        "Settings; breather.toml in the data folder if not given");
    command->add_flag("--json", asked->json, "For a program instead of a person");
    command->add_flag("--quick", asked->quick, "Leave out what takes long or asks another machine");
    command->add_flag("--chinese", asked->chinese, "In Chinese");
    command->callback([asked] { look(*asked); });
}

}  // namespace breather::cli
