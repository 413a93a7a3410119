#include "app/commands.h"

#include <array>
#include <cstdio>

#include "app/backup_commands.h"
#include "app/content_check.h"
#include "app/control_socket.h"
#include "app/data_folder.h"
#include "app/demo/demo.h"
#include "app/demo/invented.h"
#include "app/serve.h"
#include "base/refusal.h"
#include "engines/web/problem.h"
#include "features/content/statistics.h"
#include "features/organisations/poster.h"

namespace breather {
namespace {

using boost::json::object;

std::string text_at(const object& ask, std::string_view key) {
    const auto* found = ask.if_contains(key);
    return found && found->is_string() ? std::string(found->as_string()) : std::string();
}

std::string day_text(Instant instant) {
    const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(instant));
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(day.year()),
                  static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
    return text.data();
}

template <class E>
E named(const object& ask, std::string_view key) {
    const std::string text = text_at(ask, key);
    if (const auto found = find_named<E>(text)) return *found;
    std::string names;
    for (const auto& [value, name] : enum_names<E>()) names += (names.empty() ? "" : ", ") + name;
    throw Stop(Exit::Usage, "--" + std::string(key) + " must be one of: " + names + ".");
}

std::string sentence_of(const Refusal& refusal) {
    std::string says = web::problem_words(refusal.key, Language::en_GB, refusal.params);
    for (const FieldFault& field : refusal.fields)
        says +=
            "\n" + field.path + ": " + web::problem_words(field.key, Language::en_GB, field.params);
    return says;
}

Exit code_of(const Refusal& refusal) {
    switch (refusal.kind) {
        case Refusal::Kind::not_found:
        case Refusal::Kind::gone:
            return Exit::NotFound;
        case Refusal::Kind::invalid:
            return Exit::Usage;
        case Refusal::Kind::storage_full:
            return Exit::StorageFull;
        default:
            return Exit::Failed;
    }
}

std::string line_of(const content::ItemFigures& one) {
    const bool english = one.language == Language::en_GB;
    std::array<char, 240> line{};
    std::snprintf(line.data(), line.size(),
                  "  %-7s  %-7s  %4.1f min  %2zu screens  %5zu %s  %4.1f a sentence",
                  std::string(json_name(one.language)).c_str(), one.kind.c_str(), one.minutes,
                  one.screens, one.reading.words, english ? "words     " : "characters",
                  one.reading.sentence_mean());
    std::string says = line.data();
    std::snprintf(line.data(), line.size(), "  grade %4.1f", one.reading.grade());
    says += english ? line.data() : "            ";
    return says + "  " + (one.module.empty() ? "library" : one.module) + "/" + one.id +
           (one.signed_off ? "" : "  not yet clinically reviewed") + "\n";
}

/// One language in all: "en-GB: 5 step (26 min, 30 screens), …; exercises: …".
std::string sum_of(const std::vector<content::ItemFigures>& all, Language language) {
    struct Sum {
        std::size_t items = 0, screens = 0;
        double minutes = 0;
    };
    std::map<std::string, Sum> kinds;
    std::map<std::string, std::size_t> exercises;
    for (const content::ItemFigures& one : all) {
        if (one.language != language) continue;
        Sum& sum = kinds[one.kind];
        ++sum.items;
        sum.screens += one.screens;
        sum.minutes += one.minutes;
        for (const auto& [type, count] : one.exercises) exercises[type] += count;
    }
    std::string says = "  " + std::string(json_name(language)) + ": ";
    const char* between = "";
    for (const auto& [kind, sum] : kinds) {
        std::array<char, 120> text{};
        std::snprintf(text.data(), text.size(), "%s%zu %s (%g min, %zu screens)", between,
                      sum.items, kind.c_str(), sum.minutes, sum.screens);
        says += text.data();
        between = ", ";
    }
    between = "; exercises: ";
    for (const auto& [type, count] : exercises) {
        says += between + std::to_string(count) + " " + type;
        between = ", ";
    }
    return says + "\n";
}

std::string figures_text(const std::vector<content::ItemFigures>& all) {
    std::string says;
    std::size_t signed_off = 0;
    for (const content::ItemFigures& one : all) {
        says += line_of(one);
        signed_off += one.signed_off;
    }
    says += sum_of(all, Language::en_GB) + sum_of(all, Language::zh_Hans);
    return says + "  " + std::to_string(signed_off) + " of " + std::to_string(all.size()) +
           " signed off\n";
}

organisations::Code get_code(const object& ask) {
    if (const auto code = organisations::Code::read(text_at(ask, "code"))) return *code;
    throw Stop(Exit::Usage,
               "“" + text_at(ask, "code") + "” is not a code. Codes look like K7PW-X3RM.");
}

}  // namespace

CommandAnswer Commands::perform(std::string_view command, const object& ask) {
    try {
        return {Exit::Ok, dispatch(command, ask)};
    } catch (const Stop& stop) {
        return {stop.code, stop.what()};
    } catch (const Refusal& refusal) {
        return {code_of(refusal), sentence_of(refusal)};
    } catch (const std::exception& error) {
        return {Exit::Failed, error.what()};
    }
}

/// Whoever asks over the socket is not kept waiting: the server goes on, and may be asked again.
object live(object ask) {
    ask["live"] = true;
    return ask;
}

std::string Commands::answer(const std::string& question) {
    boost::json::error_code error;
    const boost::json::value asked = boost::json::parse(question, error);
    CommandAnswer answer{Exit::Usage, "This is not a command."};
    if (!error && asked.is_object()) {
        const auto* ask = asked.as_object().if_contains("ask");
        answer = perform(text_at(asked.as_object(), "command"),
                         live(ask && ask->is_object() ? ask->as_object() : object()));
    }
    return boost::json::serialize(
        object{{"code", static_cast<int>(answer.code)}, {"says", answer.says}});
}

std::string Commands::dispatch(std::string_view command, const object& ask) {
    if (auto says = perform_backup_command(house_, clock_, command, ask)) return *says;
    if (command == "organisation.add") return add_organisation(ask);
    if (command == "organisation.list") return list_organisations();
    if (command == "organisation.code.new") return new_code(ask);
    if (command == "organisation.code.list") return list_codes(ask);
    if (command == "organisation.code.close") return close_code(ask);
    if (command == "organisation.poster") return poster(ask);
    if (command == "content.import") return import_content(ask);
    if (command == "content.list") return list_content(ask);
    if (command == "doctor" && doctor_) return examine(ask);
    if (command == "staff.invite") return invite_staff(ask);
    if (command == "demo") return prepare_demo(ask);
    throw Stop(Exit::Usage, "“" + std::string(command) +
                                "” is not a command the running server knows. Is it of the "
                                "same version?");
}

organisations::Organisation Commands::find_organisation(std::string_view wanted) {
    for (organisations::Organisation& one : house_.organisations().list())
        if (one.id.text() == wanted || one.name == wanted) return std::move(one);
    throw Stop(Exit::NotFound, "There is no organisation “" + std::string(wanted) +
                                   "”. `breather organisation list` shows those there are.");
}

std::string Commands::add_organisation(const object& ask) {
    organisations::Organisation organisation;
    organisation.name = text_at(ask, "name");
    organisation.operator_name = text_at(ask, "operator");
    organisation.country = named<organisations::Country>(ask, "country");
    organisation.labels = named<organisations::Labels>(ask, "labels");
    organisation.pack = text_at(ask, "pack");
    const std::pair<Language, std::string> permissions[] = {
        {Language::en_GB, text_at(ask, "permission-en")},
        {Language::zh_Hans, text_at(ask, "permission-zh")}};
    for (const auto& [language, says] : permissions) {
        if (says.empty()) continue;
        if (text_fault(says, 1, 400))
            throw Stop(Exit::Usage, "A permission has 1 to 400 characters.");
        organisation.permissions.push_back({language, Text<400, 1>(says)});
    }
    // The language of the country comes first.
    if (organisation.country == organisations::Country::CN && organisation.permissions.size() == 2)
        std::swap(organisation.permissions[0], organisation.permissions[1]);
    if (organisation.operator_name == organisation.name)
        throw Stop(
            Exit::Usage,
            "--operator must not be the employer: people trust a host that does not employ them. "
            "Name who runs this server.");
    const OrgId id = house_.organisations().add(organisation);
    return organisation.name + " is added.\nNext: breather organisation code new " + id.text() +
           "\n";
}

std::string Commands::list_organisations() {
    std::string says;
    for (const auto& one : house_.organisations().list())
        says += one.id.text() + "  " + one.name + "  (run by " + one.operator_name + ", " +
                std::string(name_of(one.country)) + ", pack " + one.pack + ")\n";
    return says.empty() ? "There is no organisation yet. `breather organisation add` makes one.\n"
                        : says;
}

std::string Commands::new_code(const object& ask) {
    const auto organisation = find_organisation(text_at(ask, "organisation"));
    const organisations::Code code = house_.organisations().new_code(organisation.id);
    return code.printed() + "\n" + house_.address() + "/p/" + code.kept() + "\n";
}

std::string Commands::list_codes(const object& ask) {
    const auto organisation = find_organisation(text_at(ask, "organisation"));
    std::string says;
    for (const auto& row : house_.organisations().list_codes(organisation.id))
        says += organisations::Code::read(row.code)->printed() + "  since " +
                day_text(row.made_at) +
                (row.closed_at ? "  closed " + day_text(*row.closed_at) : "  open") + "\n";
    return says.empty() ? "There is no code yet.\n" : says;
}

std::string Commands::close_code(const object& ask) {
    const organisations::Code code = get_code(ask);
    house_.organisations().close_code(code);
    return code.printed() + " is closed. Whoever joined with it stays.\n";
}

std::string Commands::poster(const object& ask) {
    const organisations::Code code = get_code(ask);
    const auto organisation = house_.database().read_now([&](storage::Reader& reader) {
        return house_.organisations().get_by_code(reader, code.kept());
    });
    const Language language = ask.contains("language") ? named<Language>(ask, "language")
                                                       : organisation.permissions.front().language;
    const std::string address = text_at(ask, "address");
    return organisations::poster_html({address.empty() ? house_.address() : address, code,
                                       organisation.name, organisation.operator_name, language});
}

std::string Commands::import_content(const object& ask) {
    const auto today = std::chrono::floor<std::chrono::days>(clock_.now());
    const CheckedContent checked = check_content(text_at(ask, "folder"), today);
    if (checked.faults() > 0)
        throw Stop(Exit::BrokenPack, checked.text() + "Nothing was imported: " +
                                         std::to_string(checked.faults()) + " to put right.");
    std::string says;
    for (const content::Pack& pack : checked.packs) {
        const content::Imported done = house_.content().import(content::make_delivery(pack));
        says += done.pack + " " + done.hash.substr(0, 12) +
                (done.is_new ? " imported" : " was here already") + "\n";
    }
    return says;
}

std::string Commands::list_content(const object& ask) {
    std::string says;
    const auto* stats = ask.if_contains("stats");
    const bool with_figures = stats && stats->is_bool() && stats->as_bool();
    for (const content::PackRow& row : house_.content().list()) {
        says += row.pack + "  " + row.hash.substr(0, 12) + "  imported " +
                day_text(row.imported_at) + (row.current ? "  current" : "") + "\n";
        if (with_figures && row.current)
            says += figures_text(content::count_figures(house_.content().list_items(row.hash)));
    }
    return says.empty() ? "There is no content yet. `breather content import DIR` brings some.\n"
                        : says;
}

std::string Commands::examine(const object& ask) {
    const auto* thorough = ask.if_contains("thorough");
    const bool all = thorough && thorough->is_bool() && thorough->as_bool();
    const auto depth = all ? watch::Depth::Thorough : watch::Depth::Quick;
    return serialize(
        watch::json_of(doctor_->list_findings(depth), named<Language>(ask, "language")));
}

std::string Commands::invite_staff(const object& ask) {
    staff::RoleGrant grant{named<staff::Role>(ask, "role"), {}};
    if (const std::string wanted = text_at(ask, "organisation"); !wanted.empty())
        grant.organisation = find_organisation(wanted).id;
    return house_.staff().invite_from_the_console(house_.ledger(), text_at(ask, "name"), grant) +
           "\nGood once, for three days. Give it to nobody else.\n";
}

std::string Commands::prepare_demo(const object& ask) {
    if (!house_.demo()) {
        // A server that is running was opened as what it is: with the machine's clock, without
        // the demo's routes.
        if (ask.contains("live"))
            throw Stop(Exit::Usage,
                       "The server on this folder does not serve a demo. Make the demo in a folder "
                       "that is not there yet: name one with --data.");
        house_.begin_demo();
    }
    const std::string imported = import_content({{"folder", text_at(ask, "content")}});
    const auto* seed = ask.if_contains("use_from");
    return demo::make_demo(house_,
                           seed ? std::optional(seed->to_number<std::uint64_t>()) : std::nullopt) +
           imported;
}

CommandAnswer perform_live(const std::filesystem::path& data, std::string_view command,
                           const object& ask, WhereNothingIs nothing) {
    const std::string question = boost::json::serialize(object{{"command", command}, {"ask", ask}});
    if (const auto answer = ControlSocket::ask(DataFolder::socket_of(data), question)) {
        boost::json::error_code error;
        const boost::json::value read = boost::json::parse(*answer, error);
        if (error || !read.is_object())
            throw Stop(Exit::Failed,
                       "The running server did not answer. Look at its log, then try again.");
        return {static_cast<Exit>(read.as_object().at("code").as_int64()),
                text_at(read.as_object(), "says")};
    }
    if (nothing == WhereNothingIs::Refuse && !DataFolder::is_begun(data))
        throw Stop(Exit::NotFound,
                   "There is no data in " + data.string() +
                       ". Name the folder with --data; `breather serve` begins one.");
    const DataFolder folder(data);
    const SystemClock machine;
    const auto demo_clock = demo::clock_for(folder.path(), machine);
    const Clock& clock = demo_clock ? static_cast<const Clock&>(*demo_clock) : machine;
    SystemRandom random;
    const Configuration configuration = configuration_of(data);
    HouseOptions options = options_of(folder, address_of(configuration, false));
    options.demo_clock = demo_clock.get();
    options.postgres = configuration.postgres;
    options.backups = configuration.backups;
    if (!configuration.staff_address.empty()) options.staff_address = configuration.staff_address;
    options.zone = configuration.zone;
    House house(std::move(options), clock, random);
    return Commands(house, clock).perform(command, ask);
}

}  // namespace breather
