#include "app/watch/examination.h"

#include <boost/json.hpp>

#include "app/control_socket.h"
#include "app/data_folder.h"
#include "app/exit.h"
#include "app/serve.h"
#include "app/watch/sources.h"
#include "engines/oidc/curl_net.h"
#include "engines/storage/integrity.h"
#include "features/content/review_count.h"

namespace breather::watch {
namespace {

namespace fs = std::filesystem;

// Reading all of a large database takes its time.
constexpr std::chrono::minutes patience{10};
constexpr std::chrono::seconds outside_patience{3};

std::chrono::sys_days today(const Clock& clock) {
    return std::chrono::floor<std::chrono::days>(clock.now());
}

Shelf shelf_of(House& house) {
    const auto count = house.database().read_now([&](storage::Reader& reader) {
        return content::count_reviews(reader, *house.content().shelf());
    });
    return {.items = count.offered, .unsigned_items = count.waiting};
}

Findings look_at_organisations(House& house) {
    const std::size_t count = house.organisations().list().size();
    if (count == 0) return {{"", State::Warning, "doctor.organisations_none", {}}};
    return {{"", State::Fine, "doctor.organisations_fine", {{"count", std::to_string(count)}}}};
}

Findings look_at_damage(House& house) {
    Findings findings;
    for (const std::string& why : storage::list_damage(house.database()))
        findings.push_back({"", State::Fault, "doctor.database_damaged", {{"why", why}}});
    if (findings.empty()) findings.push_back({"", State::Fine, "doctor.database_fine", {}});
    return findings;
}

void add_checks_of_the_machine(Doctor& doctor, const Patient& patient) {
    const auto& folder = patient.folder;
    const auto& clock = patient.clock;
    const auto& settings = patient.configuration;
    doctor.add({"configuration", Depth::Quick,
                [file = patient.configuration_file] { return look_at_configuration(file); }});
    doctor.add({"address", Depth::Quick, [settings] { return look_at_address(settings); }});
    doctor.add({"folder", Depth::Quick, [folder] { return look_at_folder(folder); }});
    doctor.add(
        {"key", Depth::Quick, [file = patient.instance_key] { return look_at_key_file(file); }});
    doctor.add({"disk", Depth::Quick, [folder] { return look_at_disk(disk_of(folder)); }});
    doctor.add(
        {"clock", Depth::Quick, [&clock] { return look_at_clock(clock.now(), clock_kept()); }});
    doctor.add({"open_files", Depth::Quick, [] { return look_at_open_files(open_files_limit()); }});
    doctor.add({"certificate", Depth::Quick,
                [settings, &clock] { return look_at_certificate(settings, clock.now()); }});
    if (settings.postgres)
        doctor.add({"postgresql", Depth::Quick, [settings] { return look_at_postgres(settings); }});
    doctor.add({"mail", Depth::Thorough, [settings] { return look_at_mail(settings); }});
    if (settings.outside.settings)
        doctor.add({"sign_in_outside", Depth::Thorough, [settings, &clock] {
                        oidc::CurlNet net(outside_patience);
                        return look_at_outside(settings, net, clock);
                    }});
    doctor.add({"help_lines", Depth::Quick,
                [&clock] { return look_at_help_lines(find_help_lines(today(clock))); }});
}

void add_checks_of_the_house(Doctor& doctor, const Patient& patient) {
    House& house = *patient.house;
    if (!patient.configuration.postgres)
        doctor.add({"database", Depth::Thorough, [&house] { return look_at_damage(house); }});
    doctor.add({"content", Depth::Quick, [&house] { return look_at_content(shelf_of(house)); }});
    doctor.add({"organisations", Depth::Quick, [&house] { return look_at_organisations(house); }});
}

Findings visit_without_a_server(const Visit& visit, Findings before) {
    const auto file = visit.configuration.value_or(DataFolder::configuration_of(visit.data));
    Configuration settings;
    try {
        settings = configuration_of(visit.data, visit.configuration);
    } catch (const Stop&) {
        // The check of the configuration says it; the others look with what is usual.
    }
    const SystemClock clock;
    SystemRandom random;
    Doctor doctor;
    std::optional<DataFolder> folder;
    std::optional<House> house;
    try {
        folder.emplace(visit.data);
        HouseOptions options = options_of(*folder, address_of(settings, false));
        options.postgres = settings.postgres;
        options.backups = settings.backups;
        house.emplace(std::move(options), clock, random);
    } catch (const Stop& stop) {
        before.push_back({"opens", State::Fault, "doctor.cannot_open", {{"why", stop.what()}}});
    }
    Patient patient{.folder = visit.data,
                    .instance_key = DataFolder::instance_key_of(visit.data),
                    .configuration_file = file,
                    .configuration = settings,
                    .clock = clock,
                    .house = nullptr,
                    .backups = {},
                    .jobs = {},
                    .beat_age = {}};
    if (house) {
        patient.house = &*house;
        patient.backups = [&house] { return backups_of(*house); };
        patient.jobs = [&house] { return house->scheduler().list_failures().size(); };
    }
    add_checks(doctor, patient);
    for (Finding& finding : doctor.list_findings(visit.depth)) before.push_back(std::move(finding));
    return before;
}

}  // namespace

void add_checks(Doctor& doctor, const Patient& patient) {
    add_checks_of_the_machine(doctor, patient);
    if (patient.house) add_checks_of_the_house(doctor, patient);
    if (patient.backups)
        doctor.add({"backup", Depth::Quick, [look = patient.backups, &clock = patient.clock] {
                        return look_at_backups(look(), clock.now());
                    }});
    if (patient.jobs)
        doctor.add({"jobs", Depth::Quick, [look = patient.jobs] { return look_at_jobs(look()); }});
    if (patient.beat_age)
        doctor.add(
            {"writes", Depth::Quick, [look = patient.beat_age] { return look_at_beat(look()); }});
    if (patient.configuration.metrics_port)
        doctor.add({"metrics", Depth::Quick, [settings = patient.configuration] {
                        return look_at_metrics_token(settings);
                    }});
}

boost::json::object visit(const Visit& visit) {
    const boost::json::object ask{{"thorough", visit.depth == Depth::Thorough},
                                  {"language", json_name(visit.language)}};
    const auto answer =
        ControlSocket::ask(DataFolder::socket_of(visit.data),
                           serialize(boost::json::object{{"command", "doctor"}, {"ask", ask}}),
                           std::chrono::duration_cast<std::chrono::seconds>(patience));
    if (answer) {
        const auto read = boost::json::parse(*answer).as_object();
        const std::string says(read.at("says").as_string());
        if (read.at("code").as_int64() != static_cast<int>(Exit::Ok))
            throw Stop(static_cast<Exit>(read.at("code").as_int64()), says);
        return boost::json::parse(says).as_object();
    }
    if (!DataFolder::is_begun(visit.data))
        return json_of(
            {{"folder", State::Fault, "doctor.folder_missing", {{"folder", visit.data.string()}}}},
            visit.language);
    return json_of(visit_without_a_server(visit, {}), visit.language);
}

}  // namespace breather::watch
