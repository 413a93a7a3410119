#include "reliability/every_write.h"

#include "features/places/place_code.h"

namespace breather::testing {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

// A token cannot be given twice: who repeats a sign-in, because the answer was lost, gets a session
// of their own, and the one nobody knows runs out by itself.
const std::set<std::string> another_session{"session"};

object joined(object body, const object& more) {
    for (const auto& [name, each] : more) body[name] = each;
    return body;
}

Sending join_anew(Ground& ground) {
    return {.browser = {},
            .path = "/api/accounts/join",
            .body = ground.join_body(),
            .status = 201,
            .again = {201},
            .may_grow = another_session};
}

Sending sign_in_device(Ground& ground) {
    const Joined ada = ground.join();
    return {.browser = {},
            .path = "/api/accounts/sign-in/device",
            .body = object{{"id", ada.device.at("id")}, {"secret", ada.device.at("secret")}},
            .may_grow = another_session};
}

Sending sign_in_passphrase(Ground& ground) {
    Joined ada = ground.join();
    const auto passphrase = ground.passphrase();
    ground.must(ada.browser, "PUT", "/api/accounts/ways/passphrase", passphrase);
    return {
        .browser = {},
        .path = "/api/accounts/sign-in/passphrase",
        .body = object{{"name", ada.name}, {"secret", passphrase.at("secret")}, {"keep", "shared"}},
        .may_grow = another_session};
}

object card_of(Ground& ground, Joined& who) {
    auto card = ground.way();
    ground.must(who.browser, "PUT", "/api/accounts/ways/code", card);
    return card;
}

Sending recover_open(Ground& ground) {
    Joined ada = ground.join();
    const auto card = card_of(ground, ada);
    return {.browser = {},
            .path = "/api/accounts/recover/open",
            .body = object{{"id", card.at("id")}, {"secret", card.at("secret")}},
            .changes_nothing = true};
}

Sending recover(Ground& ground) {
    Joined ada = ground.join();
    const auto card = card_of(ground, ada);
    return {.browser = {},
            .path = "/api/accounts/recover",
            .body = object{{"id", card.at("id")},
                           {"secret", card.at("secret")},
                           {"keep", "own"},
                           {"new_code", ground.way()},
                           {"device", ground.way()}},
            .may_grow = another_session};
}

Sending settings(Ground& ground) {
    return {.browser = ground.join().browser,
            .path = "/api/accounts/settings",
            .body = object{{"theme", "night"}, {"sound", true}},
            .other_body = object{{"theme", "light"}},
            .later_body = object{{"theme", "discreet"}, {"sound", false}}};
}

Sending sign_out(Ground& ground) {
    return {.browser = ground.join().browser,
            .path = "/api/accounts/sign-out",
            .body = object{},
            .again = {401}};
}

Sending delete_account(Ground& ground) {
    return {.browser = ground.join().browser,
            .path = "/api/accounts/delete",
            .body = object{{"confirm", "delete"}},
            .again = {401}};
}

Sending set_passphrase(Ground& ground) {
    return {.browser = ground.join().browser,
            .path = "/api/accounts/ways/passphrase",
            .body = ground.passphrase(),
            .other_body = ground.passphrase(),
            .later_body = ground.passphrase()};
}

Sending set_code(Ground& ground) {
    return {.browser = ground.join().browser,
            .path = "/api/accounts/ways/code",
            .body = ground.way(),
            .other_body = ground.way(),
            .later_body = ground.way()};
}

Sending add_device(Ground& ground) {
    return {.browser = ground.join().browser,
            .path = "/api/accounts/ways/device",
            .body = joined(ground.way(), {{"name", "Blue phone"}}),
            .other_body = ground.way(),
            .later_body = ground.way()};
}

Sending remove_way(Ground& ground) {
    Joined ada = ground.join();
    const auto told =
        ground.must(ada.browser, "PUT", "/api/accounts/ways/passphrase", ground.passphrase());
    std::string passphrase;  // not the way this session stands on: removing that one signs out
    for (const auto& way : told.at("ways").as_array())
        if (way.at("kind").as_string() == "passphrase") passphrase = way.at("id").as_string();
    return {.browser = ada.browser, .path = "/api/accounts/ways/" + passphrase, .body = object{}};
}

Sending name_device(Ground& ground) {
    Joined ada = ground.join();
    const auto list = ground.must(ada.browser, "GET", "/api/accounts/devices", nullptr);
    const std::string id(list.at("devices").at(0).at("id").as_string());
    return {.browser = ada.browser,
            .path = "/api/accounts/devices/" + id + "/name",
            .body = object{{"name", "Blue phone"}},
            .other_body = object{{"name", "Red phone"}},
            .later_body = object{{"name", "Green phone"}}};
}

Sending remove_device(Ground& ground) {
    Joined ada = ground.join();
    const auto passphrase = ground.passphrase();
    ground.must(ada.browser, "PUT", "/api/accounts/ways/passphrase", passphrase);
    JourneyBrowser ward;
    ground.must(
        ward, "POST", "/api/accounts/sign-in/passphrase",
        object{{"name", ada.name}, {"secret", passphrase.at("secret")}, {"keep", "shared"}});
    const auto list = ground.must(ada.browser, "GET", "/api/accounts/devices", nullptr);
    std::string visit;
    for (const auto& device : list.at("devices").as_array())
        if (device.at("kind").as_string() == "visit") visit = device.at("id").as_string();
    return {.browser = ada.browser, .path = "/api/accounts/devices/" + visit, .body = object{}};
}

object link_body(Ground& ground) {
    return {{"public_key", ground.stage().fresh_blob(91)},
            {"secret", ground.stage().fresh_blob(32)}};
}

object approval(Ground& ground) {
    return {{"public_key", ground.stage().fresh_blob(91)},
            {"wrap", ground.stage().fresh_blob(61)},
            {"commitment", ground.stage().fresh_blob(32)},
            {"keep", "shared"}};
}

struct Link {
    std::string code;
    value secret;
};

Link link_of(Ground& ground) {
    JourneyBrowser ward;
    const auto body = link_body(ground);
    const auto made = ground.must(ward, "POST", "/api/accounts/links", body, 201);
    return {std::string(made.at("code").as_string()), body.at("secret")};
}

Sending make_link(Ground& ground) {
    return {.browser = {},
            .path = "/api/accounts/links",
            .body = link_body(ground),
            .status = 201,
            .again = {201}};
}

Sending collect_link(Ground& ground) {
    Joined ada = ground.join();
    const auto link = link_of(ground);
    ground.must(ada.browser, "POST", "/api/accounts/links/" + link.code + "/approve",
                approval(ground));
    return {.browser = {},
            .path = "/api/accounts/links/collect",
            .body = object{{"code", link.code}, {"secret", link.secret}},
            .may_grow = another_session};
}

Sending approve_link(Ground& ground) {
    return {.browser = ground.join().browser,
            .path = "/api/accounts/links/" + link_of(ground).code + "/approve",
            .body = approval(ground),
            .other_body = approval(ground)};
}

Sending refuse_link(Ground& ground) {
    return {.browser = ground.join().browser,
            .path = "/api/accounts/links/" + link_of(ground).code + "/refuse",
            .body = object{}};
}

Joined with_passphrase(Ground& ground) {
    Joined ada = ground.join();
    ground.must(ada.browser, "PUT", "/api/accounts/ways/passphrase", ground.passphrase());
    return ada;
}

Sending set_lock(Ground& ground) {
    return {.browser = with_passphrase(ground).browser,
            .path = "/api/accounts/lock",
            .body = ground.lock(),
            .other_body = ground.lock(),
            .later_body = ground.lock()};
}

Sending remove_lock(Ground& ground) {
    Joined ada = with_passphrase(ground);
    ground.must(ada.browser, "PUT", "/api/accounts/lock", ground.lock());
    const auto way = ground.way();
    return {.browser = ada.browser,
            .path = "/api/accounts/lock/remove",
            .body = object{{"wrap", way.at("wrap")}, {"commitment", way.at("commitment")}},
            .other_body =
                object{{"wrap", ground.way().at("wrap")}, {"commitment", way.at("commitment")}}};
}

Sending open_lock(Ground& ground) {
    Joined ada = with_passphrase(ground);
    const auto lock = ground.lock();
    ground.must(ada.browser, "PUT", "/api/accounts/lock", lock);
    return {.browser = {},
            .path = "/api/accounts/lock/open",
            .body = object{{"id", ada.device.at("id")},
                           {"secret", ada.device.at("secret")},
                           {"proof", lock.at("proof")}},
            .may_grow = another_session};
}

Sending progress(Ground& ground) {
    Joined ada = ground.join();
    const auto hash = ground.pack_hash(ada.browser);
    const auto at = [&](int screen) {
        return object{{"module", "c1-begin"},
                      {"step", "try"},
                      {"hash", hash},
                      {"at", object{{"screen", screen}, {"field", ""}}}};
    };
    return {.browser = ada.browser,
            .path = "/api/programmes/progress",
            .body = at(0),
            .other_body = joined(at(0), {{"done", true}}),
            .later_body = at(1)};
}

Sending set_counted(Ground& ground) {
    return {.browser = ground.join().browser,
            .path = "/api/engagement/counting",
            .body = object{{"counted", true}},
            .other_body = object{{"counted", false}},
            .later_body = object{{"counted", false}}};
}

Sending tell_events(Ground& ground) {
    Joined ada = ground.join();
    ground.must(ada.browser, "PUT", "/api/engagement/counting", object{{"counted", true}});
    const auto using_step = [](const char* kind, int minutes) {
        return object{{"events", array{object{{"kind", kind},
                                              {"item_kind", "step"},
                                              {"item", "c1-begin/try"},
                                              {"minutes", minutes}}}}};
    };
    return {.browser = ada.browser,
            .path = "/api/engagement/events",
            .body = using_step("began", 0),
            .other_body = using_step("finished", 4),
            .later_body = using_step("finished", 5)};
}

Sending delete_entry(Ground& ground) {
    Joined ada = ground.join();
    const auto path = "/api/exercises/entries/" + ground.stage().fresh_id();
    ground.must(ada.browser, "POST", path + "/fields", ground.page(ground.stage().fresh_id()));
    return {.browser = ada.browser, .path = path, .body = object{}};
}

Sending write_fields(Ground& ground) {
    return {.browser = ground.join().browser,
            .path = "/api/exercises/entries/" + ground.stage().fresh_id() + "/fields",
            .body = ground.page(ground.stage().fresh_id()),
            .other_body = ground.page(ground.stage().fresh_id()),
            .later_body = ground.page(ground.stage().fresh_id())};
}

Sending rate_item(Ground& ground) {
    // The number of this week stands there already: one more press counts in it and adds none.
    const object pressed{{"item", "breath"}, {"helped", "yes"}};
    JourneyBrowser somebody;
    ground.must(somebody, "POST", "/api/ratings", pressed);
    // Nobody is in it: another body under the same key is taken for a repeat, because telling them
    // apart would need to keep what the first was about.
    return {.browser = {}, .path = "/api/ratings", .body = pressed};
}

Sending open_place(Ground& ground) {
    Member mara = member(ground.stage(), staff::Role::Administrator);
    const auto made =
        ground.must(mara.browser, "POST", "/api/places/of/" + ground.organisation().text(),
                    object{{"label", "rest room"}}, 201);
    return {.browser = {},
            .path = "/api/places/" + std::string(made.at("code").as_string()) +
                    places::tag_of("breath") + "/open",
            .body = object{}};
}

std::vector<WriteCase> every_participants_write() {
    return {
        {"POST", "/api/accounts/join", join_anew},
        {"POST", "/api/accounts/sign-in/device", sign_in_device},
        {"POST", "/api/accounts/sign-in/passphrase", sign_in_passphrase},
        {"POST", "/api/accounts/recover/open", recover_open},
        {"POST", "/api/accounts/recover", recover},
        {"PUT", "/api/accounts/settings", settings},
        {"POST", "/api/accounts/sign-out", sign_out},
        {"POST", "/api/accounts/delete", delete_account},
        {"PUT", "/api/accounts/ways/passphrase", set_passphrase},
        {"PUT", "/api/accounts/ways/code", set_code},
        {"POST", "/api/accounts/ways/device", add_device},
        {"DELETE", "/api/accounts/ways/{way}", remove_way},
        {"PUT", "/api/accounts/devices/{device}/name", name_device},
        {"DELETE", "/api/accounts/devices/{device}", remove_device},
        {"POST", "/api/accounts/links", make_link},
        {"POST", "/api/accounts/links/collect", collect_link},
        {"POST", "/api/accounts/links/{code}/approve", approve_link},
        {"POST", "/api/accounts/links/{code}/refuse", refuse_link},
        {"PUT", "/api/accounts/lock", set_lock},
        {"POST", "/api/accounts/lock/remove", remove_lock},
        {"POST", "/api/accounts/lock/open", open_lock},
        {"PUT", "/api/programmes/progress", progress},
        {"PUT", "/api/engagement/counting", set_counted},
        {"POST", "/api/engagement/events", tell_events},
        {"POST", "/api/ratings", rate_item},
        {"POST", "/api/places/{code}/open", open_place},
        {"DELETE", "/api/exercises/entries/{entry}", delete_entry},
        {"POST", "/api/exercises/entries/{entry}/fields", write_fields},
    };
}

}  // namespace

const std::vector<WriteCase>& every_write() {
    static const std::vector<WriteCase> all = [] {
        auto both = every_participants_write();
        for (auto& write : every_desk_write()) both.push_back(std::move(write));
        return both;
    }();
    return all;
}

Ground::Ground(Stage& stage)
    : stage_(stage),
      org_(stage.world.add_organisation("North Hospital", organisations::Country::GB)) {
    code_ = stage.world.house().organisations().new_code(org_).kept();
}

object Ground::way() {
    return {{"id", stage_.fresh_id()},
            {"secret", stage_.fresh_blob(32)},
            {"wrap", stage_.fresh_blob(61)},
            {"commitment", stage_.fresh_blob(32)}};
}

object Ground::passphrase() {
    return {{"secret", stage_.fresh_blob(32)},
            {"wrap", stage_.fresh_blob(61)},
            {"commitment", stage_.fresh_blob(32)},
            {"iterations", 600'000}};
}

object Ground::lock() {
    return {{"proof", stage_.fresh_blob(32)},
            {"half", stage_.fresh_blob(32)},
            {"wrap", stage_.fresh_blob(61)},
            {"commitment", stage_.fresh_blob(32)}};
}

object Ground::page(const std::string& version) {
    return {{"fields", array{object{{"field", "about"},
                                    {"version", version},
                                    {"replaces", array{}},
                                    {"sealed", stage_.fresh_sealed()}}}}};
}

object Ground::join_body() {
    return {{"code", code_},
            {"language", "en-GB"},
            {"name", "calm heron " + stage_.fresh_id().substr(0, 8)},
            {"public_key", stage_.fresh_blob(91)},
            {"sealed_private_key", stage_.fresh_blob(200)},
            {"device", way()}};
}

Joined Ground::join() {
    Joined made;
    const auto body = join_body();
    made.name = std::string(body.at("name").as_string());
    made.device = body.at("device").as_object();
    const auto told = must(made.browser, "POST", "/api/accounts/join", body, 201);
    made.person = std::string(told.at("person").as_string());
    return made;
}

value Ground::must(JourneyBrowser& browser, const std::string& method, const std::string& path,
                   const value& body, int status) {
    const auto heard = stage_.ask(browser, {method,
                                            path,
                                            body.is_null() ? "" : boost::json::serialize(body),
                                            {{"Idempotency-Key", stage_.fresh_id()}}});
    ensure(heard.status == status, method + " " + path + ": " + heard.body);
    return boost::json::parse(heard.body);
}

std::string Ground::pack_hash(JourneyBrowser& browser) {
    const auto mine = must(browser, "GET", "/api/programmes/mine", nullptr);
    return std::string(mine.at("enrolment").at("hash").as_string());
}

}  // namespace breather::testing
