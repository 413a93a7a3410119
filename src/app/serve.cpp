#include "app/serve.h"

#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>

#include <cstdio>
#include <iostream>

#include "app/before_upgrade.h"
#include "app/commands.h"
#include "app/control_socket.h"
#include "app/data_folder.h"
#include "app/demo/demo.h"
#include "app/demo/marked_app.h"
#include "app/exit.h"
#include "app/house.h"
#include "app/process.h"
#include "app/watch/examination.h"
#include "app/watch/listener.h"
#include "app/watch/sources.h"
#include "base/host.h"
#include "base/log.h"
#include "engines/oidc/curl_net.h"
#include "engines/scheduler/workshop.h"
#include "engines/storage/sqlite_database.h"
#include "engines/web/server.h"

namespace breather {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds between_claims{30};  // of two minutes
constexpr std::size_t access_log_bytes = 10 * 1024 * 1024;
constexpr std::size_t access_log_files = 5;
constexpr std::chrono::days own_certificate_kept{60};  // of its 90
constexpr std::chrono::days own_certificate_slack{1};

struct Plan {
    Configuration configuration;
    bool tls = false;  // in this process
};

Plan plan_of(const ServeFlags& flags) {
    Plan plan{configuration_of(flags.data, flags.configuration), flags.tls || flags.phone};
    Configuration& made = plan.configuration;
    if (flags.phone) made.bind = "0.0.0.0";
    if (flags.bind) made.bind = *flags.bind;
    if (flags.port) made.port = static_cast<std::uint16_t>(*flags.port);
    if (flags.app) made.app = flags.app;
    plan.tls |= made.certificate.has_value();
    if (made.address.empty() && flags.phone)
        made.address = "https://" + network_address() + ":" + std::to_string(made.port);
    return plan;
}

/// Made anew before it runs out and where the network gave us another address; else the one a phone
/// accepted stays.
web::TlsFiles own_certificate(const DataFolder& folder, const Clock& clock) {
    const std::string address = network_address();
    const fs::path place = folder.tls() / address;
    const web::TlsFiles kept{place / "certificate.pem", place / "certificate.key"};
    struct stat status {};
    if (::stat(kept.certificate.c_str(), &status) == 0 && fs::exists(kept.key)) {
        const Instant made{std::chrono::seconds(status.st_mtim.tv_sec)};
        const auto age = clock.now() - made;
        // From a time to come: the clock was ahead, and no phone would take it before then.
        if (age < own_certificate_kept && age > -own_certificate_slack) return kept;
    }
    fs::create_directories(place);
    return web::make_self_signed(place, clock, {"localhost", "127.0.0.1", address});
}

web::ServerOptions server_options(const Plan& plan, const DataFolder& folder, const Clock& clock) {
    const Configuration& from = plan.configuration;
    web::ServerOptions options;
    options.address = from.bind;
    options.port = from.port;
    options.behind_tls = from.behind_tls;
    if (from.certificate)
        options.tls = web::TlsFiles{*from.certificate, *from.key};
    else if (plan.tls)
        options.tls = own_certificate(folder, clock);
    return options;
}

web::AccessLog::Sink access_log_sink(const fs::path& folder) {
    auto file = std::make_shared<spdlog::sinks::rotating_file_sink_mt>(
        (folder / "access.log").string(), access_log_bytes, access_log_files);
    file->set_pattern("%v");
    return [file](std::string_view lines) {
        while (lines.ends_with('\n')) lines.remove_suffix(1);
        const spdlog::string_view_t text(lines.data(), lines.size());
        try {
            file->log(spdlog::details::log_msg("access", spdlog::level::info, text));
            file->flush();
        } catch (const std::exception& error) {
            // A full disk must not end the server: people can still read, and writers hear 507.
            log::warning("access_log_failed", {{"why", error.what()}});
        }
    };
}

/// The staff's app lies beside the participants': the same host never serves both.
std::unique_ptr<web::StaticFiles> open_staff_app(const ServeFlags& flags, const Plan& plan,
                                                 const DataFolder& folder, bool demo) {
    if (flags.no_app) return std::make_unique<web::StaticFiles>();
    const fs::path app = find_app(plan.configuration.app);
    const fs::path beside = app.parent_path() / (app.filename().string() + "-staff");
    if (!fs::exists(beside / "index.html")) {
        log::warning("no_staff_app", {{"folder", beside.string()}});
        return std::make_unique<web::StaticFiles>();
    }
    web::StaticFolders folders{.app = beside, .media = folder.media()};
    if (demo) folders.change = demo::mark_app(beside);
    return std::make_unique<web::StaticFiles>(std::move(folders));
}

constexpr const char* local_staff_host = "staff.localhost";

/// As staff reach the server.
std::string staff_address_of(const Plan& plan, std::uint16_t port) {
    const auto& named = plan.configuration.staff_address;
    if (!named.empty()) return named;
    return std::string(plan.tls ? "https://" : "http://") + local_staff_host + ":" +
           std::to_string(port);
}

std::unique_ptr<web::StaticFiles> open_app(const ServeFlags& flags, const Plan& plan,
                                           const DataFolder& folder, bool demo) {
    web::StaticFolders folders;
    folders.media = folder.media();
    if (!flags.no_app) folders.app = find_app(plan.configuration.app);
    if (demo && !flags.no_app) folders.change = demo::mark_app(folders.app);
    try {
        return std::make_unique<web::StaticFiles>(folders);
    } catch (const std::exception& error) {
        throw Stop(Exit::MissingApp, error.what());
    }
}

watch::Patient patient_of(const ServeFlags& flags, const Plan& plan, const DataFolder& folder,
                          const Clock& clock, House& house, const watch::Heartbeat& heartbeat) {
    return {.folder = folder.path(),
            .instance_key = folder.instance_key(),
            .configuration_file =
                flags.configuration.value_or(DataFolder::configuration_of(folder.path())),
            .configuration = plan.configuration,
            .clock = clock,
            .house = &house,
            .backups = [&house] { return watch::backups_of(house); },
            .jobs = [&house] { return house.scheduler().list_failures().size(); },
            .beat_age = [&heartbeat] { return heartbeat.age(); }};
}

/// One name for this machine, whichever way it is bound: what a browser keeps hangs on the name.
std::string origin_of(const std::string& bind, int port, bool tls) {
    const bool local = bind == "127.0.0.1" || bind == "0.0.0.0";
    return std::string(tls ? "https" : "http") + "://" + (local ? "localhost" : bind) + ":" +
           std::to_string(port);
}

struct Poster {
    std::string organisation;
    std::string path;
};

constexpr std::size_t posters_named_max = 5;

/// Where people begin: one open code of each organisation, for the first few.
std::vector<Poster> list_posters(House& house) {
    std::vector<Poster> posters;
    for (const auto& organisation : house.organisations().list()) {
        if (posters.size() == posters_named_max) break;
        for (const auto& row : house.organisations().list_codes(organisation.id)) {
            if (row.closed_at) continue;
            posters.push_back({organisation.name, "/p/" + row.code});
            break;
        }
    }
    return posters;
}

/// Until somebody administers, each start shows the link to whoever can read this machine's output.
void invite_first_administrator(House& house) {
    if (house.staff().has_anybody()) return;
    const auto link = house.staff().invite_first(house.ledger());
    std::cout << "Nobody administers this installation yet. Open this once, within three days:\n  "
              << link << "\n";
}

void greet(House& house, const ServeFlags& flags, const Plan& plan, const DataFolder& folder,
           std::uint16_t port) {
    const std::string here = origin_of(plan.configuration.bind, port, plan.tls);
    if (house.made_instance_key())
        std::cout
            << "A new installation. Copy " << folder.instance_key().string()
            << " to a safe place now: without it nothing people write can ever be opened again.\n";
    const auto posters = list_posters(house);
    if (flags.phone) {
        const std::string poster = house.address() + (posters.empty() ? "/" : posters[0].path);
        std::cout << "\n"
                  << terminal_qr(poster) << "\n  " << poster
                  << "\n  The certificate is our own: the phone warns once. In the same network "
                     "only.\n\n";
    }
    for (const auto& [organisation, path] : posters)
        std::cout << organisation << "\n  " << here << path << "\n";
    invite_first_administrator(house);
    std::cout << "Breather is ready at " << here << std::endl;
}

void look_after_copies(const DataFolder& folder, const Clock& clock) {
    try {
        drop_old_upgrade_copies(folder.path(), clock);
    } catch (const std::exception& error) {
        log::warning("copies_not_dropped", {{"why", error.what()}});
    }
}

}  // namespace

Configuration configuration_of(const fs::path& data, const std::optional<fs::path>& named) {
    const fs::path file = named.value_or(DataFolder::configuration_of(data));
    if (named && !fs::exists(file))
        throw Stop(Exit::Configuration,
                   "There is no file " + file.string() + ". Correct --config, or leave it out.");
    return fs::exists(file) ? read_configuration(file) : Configuration{};
}

std::string address_of(const Configuration& configuration, bool tls) {
    if (!configuration.address.empty()) return configuration.address;
    return origin_of(configuration.bind, configuration.port, tls);
}

fs::path find_app(const std::optional<fs::path>& named) {
    if (named) {
        if (fs::exists(*named / "index.html")) return *named;
        throw Stop(Exit::MissingApp,
                   "The app's files are not in " + named->string() +
                       ": there is no index.html. Build them (npm run build in frontend), or name "
                       "their folder with --app.");
    }
    const fs::path beside = program_path().parent_path();
    std::vector<fs::path> places{beside / "app",
                                 beside.parent_path() / "share" / "breather" / "app"};
    for (fs::path above = beside; above.has_relative_path(); above = above.parent_path())
        places.push_back(above / "frontend" / "dist");
    for (const fs::path& place : places)
        if (fs::exists(place / "index.html")) return place;
    throw Stop(Exit::MissingApp,
               "The app's files are missing. Build them (npm run build in frontend), or name their "
               "folder with --app.");
}

void serve(const ServeFlags& flags) {
    const StopSignals signals;
    const SystemClock machine;
    SystemRandom random;
    const Plan plan = plan_of(flags);
    const DataFolder folder(flags.data);
    const auto demo_clock = demo::clock_for(folder.path(), machine);
    const Clock& clock = demo_clock ? static_cast<const Clock&>(*demo_clock) : machine;
    HouseOptions options = options_of(folder, address_of(plan.configuration, plan.tls));
    options.leave_to = plan.configuration.leave_to;
    options.staff_address = staff_address_of(plan, plan.configuration.port);
    options.mail = plan.configuration.mail();
    options.postgres = plan.configuration.postgres;
    options.backups = plan.configuration.backups;
    options.outside = plan.configuration.outside;
    options.outside.net = std::make_shared<oidc::CurlNet>();
    options.zone = plan.configuration.zone;
    options.demo_clock = demo_clock.get();
    if (flags.change_house) flags.change_house(options);
    House house(std::move(options), clock, random);
    const auto files = open_app(flags, plan, folder, house.demo() != nullptr);
    const auto staff_files = open_staff_app(flags, plan, folder, house.demo() != nullptr);
    fs::create_directories(folder.path() / "logs");
    web::AccessLog access_log(access_log_sink(folder.path() / "logs"));
    web::ServerOptions offered = server_options(plan, folder, machine);
    offered.traffic = std::make_shared<web::Traffic>();
    const auto traffic = offered.traffic;
    web::AccessLog no_log;
    web::StaffLog staff_log(folder.path() / "logs", clock);
    if (flags.change_server) flags.change_server(offered);
    const auto server = [&] {
        try {
            return std::make_unique<web::Server>(std::move(offered), house.router(), *files,
                                                 access_log, machine);
        } catch (const std::exception& error) {
            throw Stop(Exit::PortInUse, error.what());
        }
    }();
    watch::Heartbeat heartbeat(house.database(), machine, random);
    const watch::Metrics metrics(
        watch::sources_of(house, *traffic, *server, heartbeat, folder, machine), machine);
    const auto watched = watch::open_listener(plan.configuration, metrics, heartbeat, machine);
    const web::Site desk{house.staff_router(), *staff_files, no_log, &staff_log, true};
    server->add_site(local_staff_host, desk);
    house.staff().be_reached_at(staff_address_of(plan, server->port()));
    if (const auto host = host_of(house.staff().address()); host != local_staff_host)
        server->add_site(host, desk);
    watch::Doctor& doctor = house.doctor();
    watch::add_checks(doctor, patient_of(flags, plan, folder, clock, house, heartbeat));
    Commands commands(house, clock, &doctor);
    const ControlSocket control(
        DataFolder::socket_of(folder.path()),
        [&](const std::string& question) { return commands.answer(question); });
    server->run(plan.configuration.threads);
    log::info("started", {{"version", BREATHER_VERSION},
                          {"sqlite", storage::SqliteDatabase::version()},
                          {"data_in", plan.configuration.postgres ? "postgresql" : "files"},
                          {"port", server->port()},
                          {"tls", plan.tls ? "yes" : "no"}});
    if (watched) log::info("watched", {{"port", watched->port()}});
    heartbeat.beat_if_due();
    greet(house, flags, plan, folder, server->port());
    tell_service_manager("READY=1");
    {
        scheduler::Workshop workshop(house.scheduler());
        while (!signals.wait(between_claims)) {
            workshop.keep_claims();
            heartbeat.beat_if_due();
            look_after_copies(folder, machine);
        }
        if (flags.asked_to_stop) flags.asked_to_stop();
        log::info("stopping");
        tell_service_manager("STOPPING=1");
    }
    server->stop();
    log::info("stopped");
    log::flush();
}

}  // namespace breather
