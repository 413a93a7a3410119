#include "reliability/small_house.h"

#include <future>

#include "engines/storage/migrations.h"
#include "features/content/pack_reader.h"
#include "reliability/failing_memory.h"

namespace breather::testing {
namespace {

namespace fs = std::filesystem;
using boost::json::array;
using boost::json::object;

constexpr std::chrono::seconds unanswered_after{5};

constexpr const char* fields[] = {"about", "words"};

std::string hex_of(Random& random) { return to_hex(random.bytes(16)); }
std::string blob_of(Random& random, std::size_t size) { return to_base64url(random.bytes(size)); }
std::string sealed_of(Random& random) {
    Bytes bytes = random.bytes(1 + 16 + 12 + 64 + 16);
    bytes[0] = 1;
    return to_base64url(bytes);
}

object way_of(Random& random) {
    return {{"id", hex_of(random)},
            {"secret", blob_of(random, 32)},
            {"wrap", blob_of(random, 61)},
            {"commitment", blob_of(random, 32)}};
}

Someone someone(Random& random, std::string name) {
    Someone made{.name = std::move(name),
                 .device = way_of(random),
                 .entry = hex_of(random),
                 .versions = {},
                 .sealed = {}};
    for (int writing = 0; writing < 2; ++writing)
        for (int field = 0; field < 2; ++field) {
            made.versions[writing][field] = hex_of(random);
            made.sealed[writing][field] = sealed_of(random);
        }
    return made;
}

void keep_cookie(Cookies& browser, const std::string& line) {
    const auto equals = line.find('='), end = line.find(';');
    const auto name = line.substr(0, equals), value = line.substr(equals + 1, end - equals - 1);
    if (value.empty() || line.find("Max-Age=0") != std::string::npos)
        browser.erase(name);
    else
        browser[name] = value;
}

Told write_page(SmallHouse& house, Cookies& browser, const Someone& who, int writing) {
    return house.ask(browser, web::Method::Post, "/api/exercises/entries/" + who.entry + "/fields",
                     who.page(writing));
}

Told sign_in(SmallHouse& house, Cookies& browser, const Someone& who) {
    return house.ask(browser, web::Method::Post, "/api/accounts/sign-in/device",
                     object{{"id", who.device.at("id")}, {"secret", who.device.at("secret")}});
}

/// Which writing a page shows: -1 none, -2 neither one nor the other.
int writing_shown(SmallHouse& house, Cookies& browser, const Someone& who) {
    const auto told = house.ask(browser, web::Method::Get, "/api/exercises/entries/" + who.entry);
    if (told.status == 404) return -1;
    if (told.status != 200) return -2;
    for (int writing = 0; writing < 2; ++writing) {
        int right = 0;
        for (const auto& field : told.json.at("fields").as_array())
            for (int at = 0; at < 2; ++at)
                right +=
                    field.at("field").as_string() == fields[at] &&
                    field.at("heads").as_array().size() == 1 &&
                    field.at("heads").at(0).at("version").as_string() ==
                        who.versions[writing][at] &&
                    field.at("heads").at(0).at("sealed").as_string() == who.sealed[writing][at];
        if (right == 2) return writing;
    }
    return -2;
}

/// Rows that point at a person, in any table of the data.
std::int64_t rows_of(SmallHouse& house, const std::string& person) {
    std::int64_t rows = 0;
    for (const auto& migration : storage::data_migrations()) {
        const std::string_view sql = migration.sql;
        for (auto at = sql.find("create table "); at != sql.npos;
             at = sql.find("create table ", at + 1)) {
            const auto end = sql.find(';', at);
            if (sql.substr(at, end - at).find("person_id") == sql.npos) continue;
            const auto name_at = at + std::string_view("create table ").size();
            const std::string table(sql.substr(name_at, sql.find(' ', name_at) - name_at));
            const auto text =
                "select cast(count(*) as bigint) from " + table + " where person_id = $1";
            const auto id = *PersonId::parse(person);
            rows += *house.house().database().read_now([&](storage::Reader& reader) {
                return reader.find<std::int64_t>(storage::Statement{"test.rows_of", text}, id);
            });
        }
    }
    return rows;
}

/// Whether somebody is here with everything that belongs to an account.
std::string fault_of_account(SmallHouse& house, Cookies& browser, const Someone& who) {
    const auto me = house.ask(browser, web::Method::Get, "/api/accounts/me");
    if (me.status != 200) return who.name + " is signed in and not known";
    if (me.json.at("name").as_string() != who.name) return who.name + " is called otherwise";
    if (me.json.at("ways").as_array().size() != 1) return who.name + " has another way in";
    if (house.ask(browser, web::Method::Get, "/api/programmes/mine").status != 200)
        return who.name + " is in no programme";
    return "";
}

}  // namespace

SmallHouse::SmallHouse(const fs::path& folder, HouseWith with) {
    HouseOptions options{.database = folder / "breather.db",
                         .keys = folder / "keys.db",
                         .instance_key = folder / "instance.key",
                         .media = folder / "media",
                         .address = "https://steady.example.org",
                         .leave_to = {},
                         .passphrase_cost = {.passes = 1, .memory = 8192},
                         .sealer = std::move(with.sealer),
                         .vfs = std::move(with.vfs),
                         .around_database = std::move(with.around)};
    house_ = std::make_unique<House>(std::move(options), clock_, random_);
}

Told SmallHouse::ask(Cookies& browser, web::Method method, const std::string& path,
                     const boost::json::value& body) {
    web::Request request(method, path, body.is_null() ? "" : boost::json::serialize(body));
    std::string cookies;
    for (const auto& [name, value] : browser)
        cookies += (cookies.empty() ? "" : "; ") + name + "=" + value;
    if (!cookies.empty()) request.add_header("cookie", cookies);
    if (method != web::Method::Get) request.add_header("idempotency-key", hex_of(random_));
    const auto promise = std::make_shared<std::promise<web::Response>>();
    const web::Reply reply(
        [promise](web::Response response) { promise->set_value(std::move(response)); });
    const auto match = house_->router().match(request);
    ensure(match.route != nullptr, "no such route in this test");
    try {
        const NotSpared by_failing_memory;
        match.route->handler(std::move(request), reply);
    } catch (...) {
        reply.fail(std::current_exception());
    }
    auto answer = promise->get_future();
    // Where not even an error could be written the server's own limit answers, after a minute.
    if (answer.wait_for(unanswered_after) != std::future_status::ready) return {0, nullptr};
    const auto response = answer.get();
    for (const auto& [name, value] : response.headers)
        if (name == "Set-Cookie") keep_cookie(browser, value);
    boost::json::error_code ignored;
    return {response.status, boost::json::parse(response.body.text(), ignored)};
}

object Someone::join_body(const std::string& code) const {
    return {{"code", code},
            {"language", "en-GB"},
            {"name", name},
            {"public_key", to_base64url(Bytes(91, 7))},
            {"sealed_private_key", to_base64url(Bytes(300, 7))},
            {"device", device}};
}

object Someone::page(int writing) const {
    array written;
    for (int field = 0; field < 2; ++field) {
        array replaces;
        if (writing == 1) replaces.emplace_back(versions[0][field]);
        written.push_back(object{{"field", fields[field]},
                                 {"version", versions[writing][field]},
                                 {"replaces", replaces},
                                 {"sealed", sealed[writing][field]}});
    }
    return {{"fields", written}};
}

Morning::Morning(std::uint64_t seed) {
    SeededRandom random(seed);
    ada = someone(random, "ada 1000");
    bea = someone(random, "bea 2000");
    cat = someone(random, "cat 3000");
}

void Morning::prepare(const fs::path& folder, const HouseWith& with) {
    const auto ended = in_child([&](const Child& child) {
        SmallHouse house(folder, with);
        organisations::Organisation made;
        made.name = "North Hospital (invented)";
        made.operator_name = "Example University (invented)";
        made.country = organisations::Country::GB;
        made.labels = organisations::Labels::WellBeing;
        made.pack = "small";
        made.permissions = {
            {Language::en_GB, Text<400, 1>(std::string("Ten minutes of a shift are yours."))},
            {Language::zh_Hans, Text<400, 1>(std::string("每班有十分钟是自己的。"))}};
        const OrgId org = house.house().organisations().add(made);
        const auto pack =
            content::read_pack(fs::path(BREATHER_SOURCE_DIR) / "tests/features/content/packs/small",
                               std::chrono::floor<std::chrono::days>(house.clock().now()));
        house.house().content().import(content::make_delivery(pack.pack));
        const auto poster = house.house().organisations().new_code(org).kept();
        child.say(poster);
        for (const Someone* who : {&bea, &cat}) {
            Cookies browser;
            const auto joined =
                house.ask(browser, web::Method::Post, "/api/accounts/join", who->join_body(poster));
            if (joined.status != 201 || write_page(house, browser, *who, 0).status != 200) return 1;
            child.say(std::string(joined.json.at("person").as_string()));
        }
        return 0;
    });
    ensure(ended.code == 0 && ended.said.size() == 3, "the morning could not be prepared");
    code = ended.said[0];
    bea_id = ended.said[1];
}

void Morning::live(SmallHouse& house, const Child& child) const {
    const auto acknowledged = [&](const char* what, const Told& told) {
        if (told.status == 200 || told.status == 201) child.say(what);
    };
    Cookies adas, beas, cats;
    acknowledged("ada joined",
                 house.ask(adas, web::Method::Post, "/api/accounts/join", ada.join_body(code)));
    sign_in(house, cats, cat);
    sign_in(house, beas, bea);
    acknowledged("ada wrote", write_page(house, adas, ada, 0));
    acknowledged("cat wrote", write_page(house, cats, cat, 1));
    acknowledged("bea left", house.ask(beas, web::Method::Post, "/api/accounts/delete",
                                       object{{"confirm", "delete"}}));
}

std::vector<std::string> Morning::harm(SmallHouse& house, const Ended& told) const {
    std::vector<std::string> harms;
    const auto expect = [&](bool holds, const std::string& harm) {
        if (!holds) harms.push_back(harm);
    };
    Cookies adas, beas, cats;
    const int ada_in = sign_in(house, adas, ada).status;
    expect(ada_in == 200 || !told.has_said("ada joined"), "Ada's account is lost");
    if (ada_in == 200) {
        const auto fault = fault_of_account(house, adas, ada);
        expect(fault.empty(), fault);
        const int shown = writing_shown(house, adas, ada);
        expect(shown == 0 || (shown == -1 && !told.has_said("ada wrote")),
               shown == -2 ? "Ada's page is there by half" : "Ada's page is lost");
    }
    expect(sign_in(house, cats, cat).status == 200, "Cat's account is lost");
    const auto cats_fault = fault_of_account(house, cats, cat);
    expect(cats_fault.empty(), cats_fault);
    const int shown = writing_shown(house, cats, cat);
    expect(shown == 1 || (shown == 0 && !told.has_said("cat wrote")),
           shown == -2 ? "Cat's page is mixed" : "what Cat wrote is lost");
    const int bea_in = sign_in(house, beas, bea).status;
    if (bea_in == 200) {
        expect(!told.has_said("bea left"), "Bea is back");
        const auto fault = fault_of_account(house, beas, bea);
        expect(fault.empty(), fault);
        expect(writing_shown(house, beas, bea) == 0, "Bea's page went without her");
    } else {
        expect(rows_of(house, bea_id) == 0, "rows of Bea outlived her");
    }
    // Everything asked again heals.
    expect(
        house.ask(adas, web::Method::Post, "/api/accounts/join", ada.join_body(code)).status == 201,
        "Ada cannot join again");
    expect(write_page(house, adas, ada, 0).status == 200, "Ada cannot write again");
    expect(write_page(house, cats, cat, 1).status == 200, "Cat cannot write again");
    if (bea_in == 200) {
        expect(house.ask(beas, web::Method::Post, "/api/accounts/delete",
                         object{{"confirm", "delete"}})
                       .status == 200,
               "Bea cannot leave");
        expect(rows_of(house, bea_id) == 0, "rows of Bea are left");
    }
    return harms;
}

void copy_house(const fs::path& from, const fs::path& to) {
    fs::copy(from, to, fs::copy_options::recursive | fs::copy_options::overwrite_existing);
}

}  // namespace breather::testing
